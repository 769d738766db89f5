"""The doors of trails: the control room's, with a reason; and the officer's, to who came through it."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Response
from flask_smorest import Blueprint

from api.answers import json_answer
from api.auth import guards
from api.auth.door import config, transaction
from api.trails import rows, schemas, service

blueprint = Blueprint("trails", __name__, url_prefix="/api/trails", description="Where units were, and who looked.")


@blueprint.route("", methods=["POST"])
@guards.guarded(guards.control)
@blueprint.arguments(schemas.ShowTrail)
@blueprint.response(200, rows.Trail)
def show_trail(body: dict[str, Any]) -> Response:
    """Where a unit was in the last minutes. The look and its reason are written down, and shown to the crew."""
    with transaction() as session:
        return json_answer(orjson.dumps(service.show(session, body)))


@blueprint.route("/own")
@guards.guarded(guards.officer)
@blueprint.response(200, rows.OwnTrail)
def show_own_trail() -> Response:
    """Whether I am tracked now, by what, how long it is kept, and who looked at my trail."""
    with transaction() as session:
        return json_answer(orjson.dumps(service.own(session, config().keep_fixes_days)))
