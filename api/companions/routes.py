"""The doors of companions: made, listed and withdrawn (in the web), and what they send (in the gateway).

What they send comes with a key and without a session, so these doors stand outside of /api: no cookie is read, no page of a
browser is served, and a guesser is told 429.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import orjson
import structlog
from flask import Blueprint as PlainBlueprint
from flask import Response, current_app, request
from flask_smorest import Blueprint

from api import clock
from api.actors import SYSTEM
from api.answers import json_answer
from api.auth import guards
from api.auth.door import config, database, transaction
from api.commands.registry import KINDS
from api.commands.routes import carry_out
from api.companions import lip, osmand, owntracks, rows, schemas, service
from api.companions.measured import Measured
from api.companions.service import Bound
from api.companions.taking import Taking
from api.devices.flood import Flood
from api.errors import Invalid, NotReady, NotSignedIn
from api.fixes import plausible
from api.fixes.batch import NotStored, Taken
from api.fixes.parse import LARGEST_BATCH, Sender, Unreadable

log = structlog.get_logger()

blueprint = Blueprint(
    "companions", __name__, url_prefix="/api/companions", description="Apps and radios that tell where a unit is."
)
ingest = PlainBlueprint("companion_ingest", __name__, url_prefix="/companions")


@ingest.before_request
def take_whole_batches() -> None:
    request.max_content_length = LARGEST_BATCH


guessing = Flood(most=20, within_s=60)


class NoSuchKey(NotSignedIn):
    code, message = "no_such_key", "This key is none of ours, is withdrawn, or is for another app."


@blueprint.route("")
@guards.guarded(guards.keepers_of_devices)
@blueprint.response(200, rows.Companions)
def list_companions() -> Response:
    """All companions, those in use first."""
    with transaction() as session:
        items = service.listed(session)
    return json_answer(orjson.dumps({"items": items, "cot_port": config().cot_port or None}))


@blueprint.route("", methods=["POST"])
@guards.guarded(guards.keepers_of_devices)
@blueprint.arguments(schemas.MakeCompanion)
@blueprint.response(200, rows.CompanionMade)
def make_companion(body: dict[str, Any]) -> Response:
    """A key for one officer's or one vehicle's device. It is shown this once."""
    with transaction() as session:
        companion_id, key = service.make(session, body)
    return json_answer(orjson.dumps({"id": str(companion_id), "key": key}))


@blueprint.route("/<uuid:companion_id>/withdraw", methods=["POST"])
@guards.guarded(guards.keepers_of_devices)
@blueprint.response(204)
def withdraw_companion(companion_id: UUID) -> None:
    """Its key opens nothing any more."""
    with transaction() as session:
        service.withdraw(session, companion_id)


@ingest.route("/owntracks", methods=["POST"])
@guards.by_key
def take_owntracks() -> Response:
    """OwnTracks in HTTP mode: the key is the password. It expects a list of commands back; we have none."""
    bound = _bound("owntracks", (request.authorization and request.authorization.password) or "")
    _take(bound, _readable(lambda: owntracks.read(_json())))
    return json_answer(b"[]")


@ingest.route("/osmand", methods=["GET", "POST"])
@guards.by_key
def take_osmand() -> Response:
    """Traccar Client and OsmAnd: the key is the device identifier."""
    body = _readable(_json) if request.mimetype == "application/json" and request.content_length else None
    query = request.values.to_dict()
    bound = _bound("osmand", osmand.key_of(query, body))
    _take(bound, _readable(lambda: osmand.read(query, body)))
    return Response(status=200)


@ingest.route("/lip", methods=["POST"])
@guards.by_key
def take_lip() -> Response:
    """One short location report of a radio, handed over by an SDS gateway: `Authorization: Bearer KEY`, the payload as text."""
    bound = _bound("lip", (request.authorization and request.authorization.token) or "")
    text = request.get_data(as_text=True, cache=False)[: lip.LONGEST]
    report = _readable(lambda: lip.read(text, clock.now()))
    if report.is_emergency:
        # First of all, and whatever becomes of the position: a red button is never lost in a history.
        _call_for_help(bound, report.measured)
    taken = _take(bound, [report.measured])
    told = {
        "stored": taken.stored,
        "reason": lip.REASONS.get(report.reason or 0) if report.reason is not None else None,
    }
    return json_answer(orjson.dumps(told))


def _call_for_help(bound: Bound, measured: Measured) -> None:
    """A press of the same officer while a call is open joins it, so a radio may say it as often as it likes."""
    with database().transaction(SYSTEM) as session:
        officer = service.officer_of(session, bound)
    if officer is None:
        log.warning("emergency on a radio that nobody has", companion=str(bound.id))
        return
    at, command = clock.now(), KINDS["raise_emergency"]
    body = {
        "id": uuid4(),
        "emergency_id": uuid4(),
        "occurred_at": at,
        "elapsed_ms": 0,
        "place": None,
        "device": bound.id,
    }
    if not measured.flag and not plausible.fault(measured.of(Sender(bound.id, None, ""), "radio"), at):
        here = {"lon": measured.lon, "lat": measured.lat, "accuracy_m": measured.accuracy_m}
        body["place"] = here | {"fixed_at": measured.fixed_at, "source": "radio"}
    carry_out(database(), officer, command, body)


def _taking() -> Taking:
    found: Taking = current_app.extensions["taking"]
    return found


def _bound(protocol: str, key: str) -> Bound:
    """Raises NoSuchKey, and 429 for who keeps guessing."""
    bound = _taking().keys.bound(key, protocol) if 10 <= len(key) <= 100 else None
    if bound is None:
        guessing.note(request.remote_addr or "")
        raise NoSuchKey
    return bound


def _json() -> Any:
    try:
        return orjson.loads(request.get_data(cache=False))
    except orjson.JSONDecodeError:
        raise Unreadable("This is no JSON.") from None


def _readable(read: Any) -> Any:
    try:
        return read()
    except Unreadable as fault:
        raise Invalid(str(fault)) from None


def _take(bound: Bound, measured: list[Measured]) -> Taken:
    try:
        return _taking().take(bound, measured)
    except NotStored:
        raise NotReady(retry_after_s=5) from None
