"""The door to the map: vector tiles out of our own geometry. Nothing is asked of another origin."""

from __future__ import annotations

from flask import Response
from flask_smorest import Blueprint

from api.auth import guards
from api.auth.door import transaction
from api.errors import NotFound
from geo import queries

blueprint = Blueprint("map", __name__, url_prefix="/api/tiles", description="The map, from our own geometry.")

DEEPEST = 18
TILE = "application/vnd.mapbox-vector-tile"


@blueprint.route("/<int:z>/<int:x>/<int:y>")
@guards.guarded(guards.anybody)
@blueprint.response(200, content_type=TILE)
def show_tile(z: int, x: int, y: int) -> Response:
    """One vector tile with the layers `pods`, `boroughs`, `beats`, `roads` and `labels`."""
    if z > DEEPEST or x >= 2**z or y >= 2**z:
        raise NotFound("There is no such tile.")
    with transaction() as session:
        answer = Response(queries.tile(session, z, x, y), mimetype=TILE)
    answer.headers["Cache-Control"] = "private, max-age=3600"
    return answer
