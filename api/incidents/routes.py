"""The doors of incidents."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import orjson
from flask import Response
from flask_smorest import Blueprint

from api.answers import json_answer
from api.audit import service as audit
from api.auth import guards
from api.auth.door import transaction
from api.codes import service as codes
from api.commands.registry import command
from api.incidents import answering, changes, closing, naming, queries, rows, schemas
from api.places import risk

command("create_incident", schemas.CreateIncident, guards.control, changes.create_incident)
command("grade_incident", schemas.GradeIncident, guards.control, changes.grade_incident)
command("move_incident", schemas.MoveIncident, guards.control, changes.move_incident)
command("describe_incident", schemas.DescribeIncident, guards.control, changes.describe_incident)
command("hand_over_incident", schemas.HandOverIncident, guards.control, changes.hand_over_incident)
command("add_log", schemas.AddLog, guards.officer_or_control, changes.add_log)
command("answer_checklist", schemas.AnswerChecklist, guards.control, answering.answer_checklist)
command("name_record", schemas.NameRecord, guards.officer_or_control, naming.name_record)
command("unname_record", schemas.UnnameRecord, guards.officer_or_control, naming.unname_record)
command("close_incident", schemas.CloseIncident, guards.control, closing.close_incident)
command("mark_duplicate", schemas.MarkDuplicate, guards.control, closing.mark_duplicate)
command("reopen_incident", schemas.ReopenIncident, guards.control, closing.reopen_incident)

blueprint = Blueprint("incidents", __name__, url_prefix="/api/incidents", description="What was reported.")


@blueprint.route("")
@guards.guarded(guards.control)
@blueprint.arguments(schemas.IncidentList, location="query")
@blueprint.response(200, rows.IncidentPage)
def list_incidents(query: dict[str, Any]) -> Response:
    """Incidents, newest first, by pod, state, grade, CAD reference or words."""
    with transaction() as session:
        return json_answer(queries.page(session, query))


@blueprint.route("/<uuid:incident_id>")
@guards.guarded(guards.control)
@blueprint.response(200, rows.WholeIncident)
def show_incident(incident_id: UUID) -> Response:
    """One incident with its log, its taskings and the history of its place."""
    with transaction() as session:
        whole = queries.one(session, incident_id)
        audit.note(session, action="view incident", subject=f"incident_id:{incident_id}")
        whole["risk"] = risk.card(session, incident_id, codes.current(session), most=risk.MOST_ON_BOARD)
        return json_answer(orjson.dumps(whole))


@blueprint.route("/similar", methods=["POST"])
@guards.guarded(guards.control)
@blueprint.arguments(schemas.Similar)
@blueprint.response(200, rows.LikeIncidents)
def list_similar(query: dict[str, Any]) -> Response:
    """Likely duplicates of something that is being reported, by place, time and words, each with why."""
    with transaction() as session:
        items = queries.similar(session, query["lon"], query["lat"], query["what"], query["address"])
        return json_answer(orjson.dumps({"items": items}))
