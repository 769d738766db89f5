"""The doors of the audit: the auditor's, and everybody's to their own part of it."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Response
from flask_smorest import Blueprint

from api.answers import json_answer
from api.audit import alerts, allowances, export, reading, rows, schemas, watched
from api.auth import guards
from api.auth.door import database, in_time, transaction

blueprint = Blueprint("audit", __name__, url_prefix="/api/audit", description="Who looked at whom, why, when.")


@blueprint.route("/read", methods=["POST"])
@guards.guarded(guards.auditor)
@blueprint.arguments(schemas.ReadAudit)
@blueprint.response(200, rows.AuditPage)
def read_audit(asked: dict[str, Any]) -> Response:
    """A page of the audit, newest first. That it was read is itself written down, also where nothing was found in time."""
    with transaction() as session:
        reading.note(session, asked)
    with (
        in_time("This took too long and was ended. Say from when to when, or name the officer."),
        transaction() as session,
    ):
        return json_answer(orjson.dumps(reading.read(session, asked)))


@blueprint.route("/alerts", methods=["POST"])
@guards.guarded(guards.auditor)
@blueprint.arguments(schemas.ListAlerts)
@blueprint.response(200, rows.AuditAlerts)
def list_alerts(asked: dict[str, Any]) -> Response:
    """What stood out, newest first. It blocked nobody, and that it was read is written down."""
    with transaction() as session:
        return json_answer(orjson.dumps(alerts.listed(session, asked)))


@blueprint.route("/alerts/<int:alert_id>", methods=["POST"])
@guards.guarded(guards.auditor)
@blueprint.arguments(schemas.AnswerAlert)
@blueprint.response(204)
def answer_alert(asked: dict[str, Any], alert_id: int) -> None:
    """An alert was seen; with a note it is settled."""
    with transaction() as session:
        alerts.answer(session, min(alert_id, schemas.LARGEST), asked["note"])


@blueprint.route("/export", methods=["POST"])
@guards.guarded(guards.auditor)
@blueprint.arguments(schemas.ExportAudit)
@blueprint.response(200, content_type="application/x-ndjson")
def export_audit(asked: dict[str, Any]) -> Response:
    """The rows of a time as JSON lines, each with its proof. It is a disclosure, and is written down first."""
    with transaction() as session:
        export.note(session, asked["since"], asked["until"], f"to {asked['recipient']}; {asked['reason']}")
    lines = export.lines(database(), asked["since"], asked["until"])
    return Response(lines, mimetype="application/x-ndjson")


@blueprint.route("/watched", methods=["POST"])
@guards.guarded(guards.auditor)
@blueprint.response(200, rows.WatchedRecords)
def list_watched() -> Response:
    """Whose records tell the auditor when somebody looks: what officers declared, and the protected flag."""
    with transaction() as session:
        return json_answer(orjson.dumps({"items": watched.listed(session)}))


@blueprint.route("/watched/add", methods=["POST"])
@guards.guarded(guards.auditor)
@blueprint.arguments(schemas.WatchRecord)
@blueprint.response(204)
def watch_record(asked: dict[str, Any]) -> None:
    """Watch a record from now on."""
    with transaction() as session:
        watched.add(session, asked)


@blueprint.route("/watched/end", methods=["POST"])
@guards.guarded(guards.auditor)
@blueprint.arguments(schemas.EndWatch)
@blueprint.response(204)
def end_watch(asked: dict[str, Any]) -> None:
    """Watch it no more. The row stays, with who ended it."""
    with transaction() as session:
        watched.end(session, asked["id"])


@blueprint.route("/own")
@guards.guarded(guards.anybody)
@blueprint.arguments(schemas.OwnAudit, location="query")
@blueprint.response(200, rows.OwnAudit)
def show_own(asked: dict[str, Any]) -> Response:
    """What is written down of whoever asks."""
    with transaction() as session:
        return json_answer(orjson.dumps(reading.own(session, asked)))


@blueprint.route("/allowances")
@guards.guarded(guards.administrator)
@blueprint.response(200, rows.SearchAllowances)
def show_allowances() -> Response:
    """How much each role may look up before it stands out, with the version of the list."""
    with transaction() as session:
        return json_answer(orjson.dumps(allowances.table(session)))


@blueprint.route("/allowances/change", methods=["POST"])
@guards.guarded(guards.administrator)
@blueprint.arguments(schemas.ChangeAllowances)
@blueprint.response(204)
def change_allowances(body: dict[str, Any]) -> None:
    """What is ordinary for each role from now on; each change is another version of the list, and in the audit."""
    with transaction() as session:
        allowances.change(session, body)
