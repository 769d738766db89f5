"""The doors of fixes: a batch from a device without a socket (in the gateway), and what the control room asks (in the web)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import orjson
from flask import Response, current_app, request
from flask_smorest import Blueprint

from api import clock
from api.actors import SYSTEM, Actor
from api.answers import json_answer
from api.audit import service as audit
from api.audit import states
from api.auth import guards
from api.auth.door import config, current_actor, transaction
from api.db import act_as
from api.errors import Invalid, NotReady, Problem
from api.fixes import batch, parse, rows, schemas, service
from api.fixes.fix import NO_DEVICE, SOURCES
from api.fixes.parse import Sender
from api.units import service as units

# The gateway takes fixes in, so that they never wait with, or before, what a board asks for.
ingest = Blueprint("fixes", __name__, url_prefix="/api/fixes", description="Positions, many at once.")


@ingest.before_request
def take_whole_batches() -> None:
    request.max_content_length = parse.LARGEST_BATCH


blueprint = Blueprint(
    "positions", __name__, url_prefix="/api", description="Areas of units, and how long fixes are kept."
)


class OffDuty(Problem):
    status, code, message = 409, "off_duty", "You are not booked on, so nothing of where you are is kept."


@ingest.route("", methods=["POST"])
@guards.guarded(guards.officer)
@ingest.arguments(schemas.FixesIn)
@ingest.response(200, rows.FixesTaken)
def take_fixes(body: dict[str, Any]) -> Response:
    """Positions of one's own unit. Answered when they are on the disk; nobody speaks for another unit."""
    sender = sender_of(current_actor(), body["device_id"])
    if sender is None:
        raise OffDuty
    return json_answer(orjson.dumps(deliver(current_app.extensions["fixes"], body["fixes"], sender, body["sent_at"])))


def sender_of(actor: Actor, device_id: UUID | None) -> Sender | None:
    """For whom somebody's device speaks; None for an officer off duty."""
    if actor.unit_id is None:
        return None
    return Sender(actor.unit_id, actor.duty_id, str(actor.id), device_id or NO_DEVICE)


def deliver(to: batch.Batch, given: Any, sender: Sender, sent_at: Any = None) -> dict[str, Any]:
    """Read, hand in, and wait for the commit. Raises Invalid, TooManyFixes, NotReady."""
    try:
        read = parse.read_all(given, sender)
    except parse.Unreadable as fault:
        raise Invalid(details={"fixes": [str(fault)]}) from None
    if not read.fixes:
        return {"stored": 0, "off_duty": 0, "refused": read.refused}
    to.clocks.of_device(read.fixes, sent_at, clock.now())
    to.allowance.spend(read.fixes)
    try:
        taken = to.add(read.fixes)
    except batch.NotStored:
        to.allowance.give_back(read.fixes)
        raise NotReady(retry_after_s=2) from None
    return {"stored": taken.stored, "off_duty": taken.off_duty, "refused": read.refused}


@blueprint.route("/units/<uuid:unit_id>/areas")
@guards.guarded(guards.control)
@blueprint.response(200, rows.Stays)
def list_stays(unit_id: UUID) -> Response:
    """The areas that a unit is in now, newest first, with when it was measured last."""
    with transaction() as session:
        rows = service.stays(session, unit_id) if units.is_shown(session, unit_id) else []
    items = [
        {
            "kind": kind,
            "name": name,
            "entered_at": clock.iso(entered),
            "left_at": clock.iso(left) if left else None,
            "seen_at": clock.iso(seen) if seen else None,
        }
        for kind, name, entered, left, seen in rows
    ]
    return json_answer(orjson.dumps({"items": items}))


@blueprint.route("/units/<uuid:unit_id>/batteries")
@guards.guarded(guards.control)
@blueprint.response(200, rows.Batteries)
def list_batteries(unit_id: UUID) -> Response:
    """How full the batteries of a unit's devices are: of each that told within half an hour, also of those that do not place it."""
    with transaction() as session:
        told = service.batteries(session, unit_id, clock.now()) if units.is_shown(session, unit_id) else []
    items = [
        {"source": source, "officer": officer, "battery": battery, "fixed_at": clock.iso(at)}
        for source, officer, battery, at in told
    ]
    return json_answer(orjson.dumps({"items": items}))


@blueprint.route("/zones/units")
@guards.guarded(guards.control)
@blueprint.response(200, rows.StaysInZones)
def list_units_in_zones() -> Response:
    """Which units are in the hazard areas and event zones that stand, since when, and when they were measured last."""
    with transaction() as session:
        rows = service.in_zones(session, sees_covert=current_actor().sees_covert)
    items = [
        {
            "zone_id": zone,
            "unit_id": str(unit_id),
            "callsign": callsign,
            "entered_at": clock.iso(entered),
            "seen_at": clock.iso(seen) if seen else None,
        }
        for zone, unit_id, callsign, entered, seen in rows
    ]
    return json_answer(orjson.dumps({"items": items}))


@blueprint.route("/fix-sources")
@guards.guarded(guards.keepers_of_devices)
@blueprint.response(200, rows.Sources)
def list_sources() -> Response:
    """Where fixes come from, whom of them is believed first, and how long each is kept."""
    with transaction() as session:
        kept = {row[0]: row[1:] for row in service.keeping(session)}
    items = [_source_row(name, *kept.get(name, (None, None, None))) for name in SOURCES]
    return json_answer(orjson.dumps({"items": items, "default_days": config().keep_fixes_days}))


def _source_row(name: str, days: int | None, by: str | None, at: Any) -> dict[str, Any]:
    told = {"source": name, "label": SOURCES[name].label, "trust": SOURCES[name].trust}
    return told | {"keep_days": days, "changed_by": by, "changed_at": clock.iso(at) if at else None}


@blueprint.route("/fix-sources/<string:source>/keep", methods=["POST"])
@guards.guarded(guards.administrator)
@blueprint.arguments(schemas.SetKeeping)
@blueprint.response(204)
def set_keeping(body: dict[str, Any], source: str) -> None:
    """For how many days the fixes of a source are kept from now on; null: as the setting says. What is older goes within ten minutes."""
    told = f"{source}: {body['keep_days'] or 'default'} days"
    with transaction() as session:
        audit.note(session, action="set retention of positions", subject=told, kind=states.ALTERATION)
        act_as(session, SYSTEM)
        service.set_keeping(session, source, body["keep_days"], by=current_actor().label, at=clock.now())
