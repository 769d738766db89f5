"""The door of the handset."""

from __future__ import annotations

import orjson
from flask import Response
from flask_smorest import Blueprint

from api.actors import SYSTEM
from api.answers import json_answer
from api.auth import guards
from api.auth.door import current_actor, transaction
from api.db import act_as
from api.handset import around, rows, service

blueprint = Blueprint("handset", __name__, url_prefix="/api", description="What an officer sees.")


@blueprint.route("/handset")
@guards.guarded(guards.officer)
@blueprint.response(200, rows.Handset)
def show_handset() -> Response:
    """The snapshot of the officer who is signed in."""
    with transaction() as session:
        answer = service.snapshot(session, current_actor())
    if answer["cards"]:
        with transaction(SYSTEM) as session:
            service.note_sent(session, current_actor(), answer["cards"])
    return json_answer(orjson.dumps(answer))


@blueprint.route("/handset/left")
@guards.guarded(guards.officer)
@blueprint.response(200, rows.JobsLeft)
def list_left() -> Response:
    """The jobs that the officer's duty has left, newest first: of each a report may still be written."""
    with transaction() as session:
        return json_answer(orjson.dumps(service.left(session, current_actor())))


@blueprint.route("/handset/around")
@guards.guarded(guards.officer)
@blueprint.response(200, rows.Around)
def show_around() -> Response:
    """Colleagues on the same jobs and close by, for the officer's map. The socket's `around` says the same."""
    with transaction() as session:
        act_as(session, SYSTEM)
        return json_answer(orjson.dumps(around.around(session, current_actor())))
