"""The doors of the audit: the auditor's, and everybody's to their own part of it."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Response, g
from flask_smorest import Blueprint

from api import rows
from api.answers import json_answer
from api.audit import patterns, reading, schemas
from api.auth import guards
from api.auth.door import transaction

blueprint = Blueprint("audit", __name__, url_prefix="/api/audit", description="Who looked at whom, why, when.")


@blueprint.route("/read", methods=["POST"])
@guards.guarded(guards.auditor)
@blueprint.arguments(schemas.ReadAudit)
@blueprint.response(200, rows.AuditPage)
def read_audit(asked: dict[str, Any]) -> Response:
    """A page of the audit, newest first. That it was read is itself written down."""
    with transaction() as session:
        session.info["request_id"] = g.get("request_id", "")
        return json_answer(orjson.dumps(reading.read(session, asked)))


@blueprint.route("/patterns", methods=["POST"])
@guards.guarded(guards.auditor)
@blueprint.response(200, rows.AuditPatterns)
def show_patterns() -> Response:
    """What stands out in the last day. It blocks nobody, and that it was read is written down."""
    with transaction() as session:
        session.info["request_id"] = g.get("request_id", "")
        return json_answer(orjson.dumps({"items": patterns.find(session)}))


@blueprint.route("/own")
@guards.guarded(guards.anybody)
@blueprint.arguments(schemas.OwnAudit, location="query")
@blueprint.response(200, rows.OwnAuditPage)
def show_own(asked: dict[str, Any]) -> Response:
    """What is written down of whoever asks."""
    with transaction() as session:
        return json_answer(orjson.dumps(reading.own(session, asked)))
