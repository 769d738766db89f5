"""The doors of places."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Response
from flask_smorest import Blueprint

from api.answers import json_answer
from api.audit import service as audit
from api.auth import guards
from api.auth.door import transaction
from api.codes import service as codes
from api.commands.registry import command
from api.places import gazetteer, risk, rows, schemas, service

command("enter_place_marker", schemas.EnterPlaceMarker, guards.supervisor, service.enter_place_marker)
command("withdraw_place_marker", schemas.WithdrawPlaceMarker, guards.supervisor, service.withdraw_place_marker)

blueprint = Blueprint("places", __name__, url_prefix="/api/places", description="What is known of a place.")


# Places go in the body and never in an address: an address is logged by every machine on the way.
@blueprint.route("/history", methods=["POST"])
@guards.guarded(guards.control)
@blueprint.arguments(schemas.OfPlace)
@blueprint.response(200, rows.Risk)
def show_history(place: dict[str, Any]) -> Response:
    """The risk card of any place, before anybody is tasked to it."""
    with transaction() as session:
        audit.note(session, action="view place history", subject=f"{place['lat']:.4f},{place['lon']:.4f}")
        return json_answer(orjson.dumps(risk.of_place(session, place["lon"], place["lat"], codes.current(session))))


@blueprint.route("/markers", methods=["POST"])
@guards.guarded(guards.control)
@blueprint.arguments(schemas.OfPlace)
@blueprint.response(200, rows.Markers)
def list_markers(place: dict[str, Any]) -> Response:
    """The place markers that hold around a place."""
    with transaction() as session:
        audit.note(session, action="view place markers", subject=f"{place['lat']:.4f},{place['lon']:.4f}")
        return json_answer(orjson.dumps({"items": service.markers_near(session, place["lon"], place["lat"], 200)}))


@blueprint.route("/search", methods=["POST"])
@guards.guarded(guards.control)
@blueprint.arguments(schemas.PlaceSearch)
@blueprint.response(200, rows.FoundPlaces)
def search_places(query: dict[str, Any]) -> Response:
    """Doors of the record, streets, coordinates and pods for what was typed, also misspelt, the likeliest first."""
    with transaction() as session:
        found = gazetteer.search(session, query["q"], query["pods"])
        return json_answer(orjson.dumps({"items": found[: query["limit"]]}))


@blueprint.route("/disagreement", methods=["POST"])
@guards.guarded(guards.control)
@blueprint.arguments(schemas.AddressAndPoint)
@blueprint.response(200, rows.Disagreement)
def show_disagreement(place: dict[str, Any]) -> Response:
    """Whether an address names another borough than the one in which its point lies; `words` is null where they agree."""
    with transaction() as session:
        words = gazetteer.disagreement(session, place["address"], place["lon"], place["lat"])
        return json_answer(orjson.dumps({"words": words}))
