"""The door of the board."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_smorest import Blueprint

from api.answers import json_answer
from api.auth import guards
from api.auth.door import current_actor, transaction
from api.board import rows, service
from api.fields import Strict, Words

blueprint = Blueprint("board", __name__, url_prefix="/api", description="What a dispatcher sees.")


class Watched(Strict):
    pods = Words(80, load_default="all")


@blueprint.route("/board")
@guards.guarded(guards.control)
@blueprint.arguments(Watched, location="query")
@blueprint.response(200, rows.Board)
def show_board(query: dict[str, Any]) -> Response:
    """The snapshot of the pods `CE,NE`, or of `all`."""
    with transaction() as session:
        pods = service.pods_named(session, query["pods"])
        return json_answer(service.snapshot(session, pods, sees_covert=current_actor().sees_covert))


@blueprint.route("/board/positions")
@guards.guarded(guards.control)
@blueprint.arguments(Watched, location="query")
@blueprint.response(200, rows.Positions)
def show_positions(query: dict[str, Any]) -> Response:
    """The positions of that snapshot alone: for a board whose line was down, because they are in no feed."""
    with transaction() as session:
        pods = service.pods_named(session, query["pods"])
        return json_answer(service.positions(session, pods, sees_covert=current_actor().sees_covert))
