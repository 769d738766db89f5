"""The doors of reports from the street."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import orjson
from flask import Response, g
from flask_smorest import Blueprint

from api import rows
from api.answers import json_answer
from api.auth import guards
from api.auth.door import transaction
from api.commands.registry import command
from api.reports import deciding, reading, schemas, sending

command("request_marker", schemas.RequestMarker, guards.officer, sending.request_marker)
command("report_intelligence", schemas.ReportIntelligence, guards.officer, sending.report_intelligence)
command("refer_safeguarding", schemas.ReferSafeguarding, guards.officer, sending.refer_safeguarding)
command("take_report", schemas.TakeReport, guards.supervisor, deciding.take_report)
command("approve_marker", schemas.ApproveMarker, guards.supervisor, deciding.approve_marker)
command("refuse_report", schemas.RefuseReport, guards.supervisor, deciding.refuse_report)

blueprint = Blueprint("reports", __name__, url_prefix="/api/reports", description="What officers send from the street.")


@blueprint.route("")
@guards.guarded(guards.supervisor)
@blueprint.arguments(schemas.ReportList, location="query")
@blueprint.response(200, rows.ReportList)
def list_reports(query: dict[str, Any]) -> Response:
    """What waits for a supervisor, what may be a danger now first; or what was decided, newest first."""
    with transaction() as session:
        session.info["request_id"] = g.get("request_id", "")
        return json_answer(orjson.dumps(reading.queue(session, query["state"])))


@blueprint.route("/waiting")
@guards.guarded(guards.supervisor)
@blueprint.response(200, rows.ReportsWaiting)
def count_reports() -> Response:
    """How many reports wait, for a board that does not show them."""
    with transaction() as session:
        return json_answer(orjson.dumps(reading.waiting(session)))


@blueprint.route("/<uuid:report_id>")
@guards.guarded(guards.officer_or_control)
@blueprint.response(200, rows.WholeReport)
def show_report(report_id: UUID) -> Response:
    """One report whole, for whoever sent it and for supervisors."""
    with transaction() as session:
        session.info["request_id"] = g.get("request_id", "")
        return json_answer(orjson.dumps(reading.whole(session, report_id)))
