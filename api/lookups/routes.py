"""The doors of lookups: one for each kind of search, and one that opens a record. All of them are audited."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
from flask import Response
from flask_smorest import Blueprint
from sqlalchemy.orm import Session

from api.answers import json_answer
from api.auth import guards
from api.auth.door import in_time, transaction
from api.lookups import budget, calls, rows, schemas, service

blueprint = Blueprint(
    "lookups", __name__, url_prefix="/api/lookups", description="People, vehicles, phones and addresses, with a reason."
)


def _searched(what: str, body: dict[str, Any]) -> Response:
    return _in_time(lambda session: service.look_up(session, what, body))


def _in_time(look: Callable[[Session], dict[str, Any]]) -> Response:
    with in_time(), transaction() as session:
        return json_answer(orjson.dumps(look(session)))


@blueprint.route("/people", methods=["POST"])
@guards.guarded(guards.officer_or_control)
@blueprint.arguments(schemas.LookUpPeople)
@blueprint.response(200, rows.LookedUp)
def look_up_people(body: dict[str, Any]) -> Response:
    """People by a name in any spelling, a date of birth or an age; or by a number that names them."""
    return _searched("people", body)


@blueprint.route("/vehicles", methods=["POST"])
@guards.guarded(guards.officer_or_control)
@blueprint.arguments(schemas.LookUpVehicles)
@blueprint.response(200, rows.LookedUp)
def look_up_vehicles(body: dict[str, Any]) -> Response:
    """Vehicles by a plate, also with holes or misread; or by a VIN."""
    return _searched("vehicles", body)


@blueprint.route("/phones", methods=["POST"])
@guards.guarded(guards.officer_or_control)
@blueprint.arguments(schemas.LookUpPhones)
@blueprint.response(200, rows.LookedUp)
def look_up_phones(body: dict[str, Any]) -> Response:
    """Phones by a number in any format, its last digits, or an IMEI."""
    return _searched("phones", body)


@blueprint.route("/addresses", methods=["POST"])
@guards.guarded(guards.officer_or_control)
@blueprint.arguments(schemas.LookUpAddresses)
@blueprint.response(200, rows.LookedUp)
def look_up_addresses(body: dict[str, Any]) -> Response:
    """Addresses by street, number, postcode, UPRN, grid reference or what3words."""
    return _searched("addresses", body)


@blueprint.route("/words", methods=["POST"])
@guards.guarded(guards.officer_or_control)
@blueprint.arguments(schemas.LookUpWords)
@blueprint.response(200, rows.LookedUp)
def look_up_words(body: dict[str, Any]) -> Response:
    """Anything by words of its description."""
    return _searched("words", body)


@blueprint.route("/call", methods=["POST"])
@guards.guarded(guards.control)
@blueprint.arguments(schemas.LookUpCall)
@blueprint.response(200, rows.KnownOfCall)
def look_up_call(body: dict[str, Any]) -> Response:
    """What is known of a caller's number and of the place, while the call is taken."""
    return _in_time(lambda session: calls.known(session, body))


@blueprint.route("/open", methods=["POST"])
@guards.guarded(guards.officer_or_control)
@blueprint.arguments(schemas.OpenRecord)
@blueprint.response(200, rows.OpenedRecord)
def open_record(body: dict[str, Any]) -> Response:
    """One record whole, with its warnings and links: the consultation."""
    try:
        with transaction() as session:
            try:
                return json_answer(orjson.dumps(service.open_record(session, body)))
            except service.NotFoundNoted:
                # The look is committed all the same: also what was not shown was asked for.
                session.commit()
                raise
    except service.NotFoundNoted as missed:
        raise missed.problem from None


@blueprint.route("/more", methods=["POST"])
@guards.guarded(guards.officer_or_control)
@blueprint.arguments(schemas.AskForMore)
@blueprint.response(204)
def ask_for_more(body: dict[str, Any]) -> None:
    """Ask a supervisor for an hour of more searches than the budget allows."""
    with transaction() as session:
        budget.ask(session, body["words"])


@blueprint.route("/more/asked", methods=["POST"])
@guards.guarded(guards.supervisor)
@blueprint.response(200, rows.LookupAllowances)
def list_asked() -> Response:
    """Who asked for more searches within a day."""
    with transaction() as session:
        return json_answer(orjson.dumps({"items": budget.asked(session)}))


@blueprint.route("/more/decide", methods=["POST"])
@guards.guarded(guards.supervisor)
@blueprint.arguments(schemas.DecideMore)
@blueprint.response(204)
def decide_more(body: dict[str, Any]) -> None:
    """Allow somebody an hour more, or do not."""
    with transaction() as session:
        budget.decide(session, body["id"], is_allowed=body["allowed"])
