"""The doors of reports from the street."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import orjson
from flask import Response
from flask_smorest import Blueprint

from api.answers import json_answer
from api.auth import guards
from api.auth.door import transaction
from api.commands.registry import command
from api.reports import correcting, deciding, reading, rows, schemas, sending

command("request_marker", schemas.RequestMarker, guards.officer, sending.request_marker)
command("report_intelligence", schemas.ReportIntelligence, guards.officer, sending.report_intelligence)
command("refer_safeguarding", schemas.ReferSafeguarding, guards.officer, sending.refer_safeguarding)
command("take_report", schemas.TakeReport, guards.reviewer, deciding.take_report)
command("approve_marker", schemas.ApproveMarker, guards.reviewer, deciding.approve_marker)
command("refuse_report", schemas.RefuseReport, guards.reviewer, deciding.refuse_report)
command("withdraw_marker", schemas.WithdrawMarker, guards.reviewer, correcting.withdraw_marker)
command("correct_marker", schemas.CorrectMarker, guards.reviewer, correcting.correct_marker)

blueprint = Blueprint("reports", __name__, url_prefix="/api/reports", description="What officers send from the street.")


@blueprint.route("")
@guards.guarded(guards.reviewer)
@blueprint.arguments(schemas.ReportList, location="query")
@blueprint.response(200, rows.ReportList)
def list_reports(query: dict[str, Any]) -> Response:
    """What waits for a reviewer, what may be a danger now first; or what was decided, newest first."""
    with transaction() as session:
        return json_answer(orjson.dumps(reading.queue(session, query["state"])))


@blueprint.route("/waiting")
@guards.guarded(guards.reviewer)
@blueprint.response(200, rows.ReportsWaiting)
def count_reports() -> Response:
    """How many reports wait, for a board that does not show them."""
    with transaction() as session:
        return json_answer(orjson.dumps(reading.waiting(session)))


@blueprint.route("/<uuid:report_id>")
@guards.guarded(guards.anybody)
@blueprint.response(200, rows.WholeReport)
def show_report(report_id: UUID) -> Response:
    """One report whole, for whoever sent it and for reviewers."""
    with transaction() as session:
        return json_answer(orjson.dumps(reading.whole(session, report_id)))
