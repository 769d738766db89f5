"""The door of replays. Asked by POST: what somebody looks back at is no part of an address."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Response
from flask_smorest import Blueprint

from api.answers import json_answer
from api.auth import guards
from api.auth.door import transaction
from api.replays import rows, schemas, service

blueprint = Blueprint("replays", __name__, url_prefix="/api/replays", description="What happened there and then.")


@blueprint.route("", methods=["POST"])
@guards.guarded(guards.oversight)
@blueprint.arguments(schemas.ShowReplay)
@blueprint.response(200, rows.Replay)
def show_replay(asked: dict[str, Any]) -> Response:
    """An incident or an area in some time: units with their ways and statuses, taskings with their ladder, the log."""
    with transaction() as session:
        return json_answer(service.show(session, asked))


@blueprint.route("/areas")
@guards.guarded(guards.oversight)
@blueprint.response(200, rows.Areas)
def list_areas() -> Response:
    """The BCUs and boroughs that a replay can be asked for."""
    with transaction() as session:
        return json_answer(orjson.dumps({"items": service.areas(session)}))
