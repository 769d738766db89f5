"""The doors of units."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_smorest import Blueprint
from sqlalchemy import text

from api import clock
from api.answers import json_answer
from api.auth import guards
from api.auth.door import current_actor, transaction
from api.commands.registry import command
from api.units import duties, equipment, rows, schemas, service

command("book_on", schemas.BookOn, guards.officer, duties.book_on)
command("book_off", schemas.BookOff, guards.officer_or_control, duties.book_off)
command("confirm_contact", schemas.ConfirmContact, guards.control, service.confirm_contact)
command("set_status", schemas.SetStatus, guards.officer_or_control, service.set_status, service.foresee_status)

blueprint = Blueprint("units", __name__, url_prefix="/api", description="What can be tasked.")


@blueprint.route("/units")
@guards.guarded(guards.control)
@blueprint.arguments(schemas.UnitList, location="query")
@blueprint.response(200, rows.UnitPage)
def list_units(query: dict[str, Any]) -> Response:
    """Units by pod and status, in the order of their callsigns."""
    with transaction() as session:
        page = session.execute(
            text(
                "SELECT jsonb_build_object('items', COALESCE(jsonb_agg(p.body ORDER BY p.callsign), '[]'),"
                " 'next', CASE WHEN count(*) = :limit THEN max(p.callsign) END)::text"
                " FROM (SELECT r.body, u.callsign FROM units u JOIN unit_rows r ON r.id = u.id WHERE u.callsign > :cursor"
                " AND (:covert OR NOT u.is_covert)"
                " AND (CAST(:pod AS text) IS NULL OR u.pod = :pod) AND (CAST(:status AS text) IS NULL OR u.status = :status)"
                " ORDER BY u.callsign LIMIT :limit) p"
            ),
            query | {"covert": current_actor().sees_covert},
        )
        return json_answer(page.scalar_one())


@blueprint.route("/book-on")
@guards.guarded(guards.officer)
@blueprint.response(200, rows.Choices)
def show_choices() -> dict[str, Any]:
    """What an officer can choose from when booking on."""
    actor = current_actor()
    with transaction() as session:
        return duties.choices(session, actor.id, clock.london_date(clock.now()))


@blueprint.route("/equipment/find", methods=["POST"])
@guards.guarded(guards.keepers_of_officers)
@blueprint.arguments(schemas.EquipmentOf)
@blueprint.response(200, rows.BookedOut)
def find_equipment(body: dict[str, Any]) -> dict[str, Any]:
    """What a unit on duty has booked out, and what there is. A POST: who asks it of a covert unit leaves no callsign in a log."""
    with transaction() as session:
        return {**equipment.booked(session, body["callsign"]), "kinds": equipment.kinds(session)}


@blueprint.route("/equipment", methods=["POST"])
@guards.guarded(guards.keepers_of_officers)
@blueprint.arguments(schemas.CorrectEquipment)
@blueprint.response(204)
def correct_equipment(body: dict[str, Any]) -> None:
    """What a unit on duty has booked out is corrected; recommendations go by it at once."""
    with transaction() as session:
        equipment.correct(session, body["callsign"], body["equipment"])
