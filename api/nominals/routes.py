"""The doors of golden nominals: the review desk, and what its people decide."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Response
from flask_smorest import Blueprint

from api.answers import json_answer
from api.auth import guards
from api.auth.door import transaction
from api.commands.registry import command
from api.errors import NotFound
from api.nominals import deciding, review, rows, schemas
from api.restricted import near

command("merge_nominals", schemas.OfTwoRecords, guards.reviewer, deciding.merge_nominals)
command("split_nominals", schemas.OfTwoRecords, guards.reviewer, deciding.split_nominals)
command("undo_golden", schemas.UndoGolden, guards.reviewer, deciding.undo_golden)

blueprint = Blueprint("nominals", __name__, url_prefix="/api/nominals", description="Which records are one person.")


@blueprint.route("/attention", methods=["POST"])
@guards.guarded(guards.reviewer)
@blueprint.response(200, rows.NominalsWaiting)
def list_attention() -> Response:
    """Pairs of records that need a person, surest first. That they were read is written down."""
    with transaction() as session:
        return json_answer(orjson.dumps(review.attention(session)))


@blueprint.route("/review", methods=["POST"])
@guards.guarded(guards.reviewer)
@blueprint.arguments(schemas.ReviewRecords)
@blueprint.response(200, rows.NominalsSideBySide)
def review_records(body: dict[str, Any]) -> Response:
    """Records side by side, why the computer thinks what it thinks, and every step of their clusters."""
    try:
        with transaction() as session:
            return json_answer(orjson.dumps(review.side_by_side(session, body)))
    except NotFound as missing:
        with transaction() as session:
            near.note(session, missing.near, review.REASON)
        raise
