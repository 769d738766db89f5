"""The doors of areas: the map, as vector tiles out of our own geometry, and their versions, which an administrator brings as files."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, cast

import orjson
from flask import Response, current_app, request
from flask_smorest import Blueprint
from gevent import Timeout

from api.admission import Patient, reads_its_body
from api.answers import json_answer
from api.areas import bringing, rows, schemas, service
from api.areas.reading import Columns
from api.areas.states import KINDS
from api.auth import guards
from api.auth.door import current_actor, transaction
from api.errors import Invalid, NotFound, NotReady
from geo import features, queries

blueprint = Blueprint("map", __name__, url_prefix="/api/tiles", description="The map, from our own geometry.")
versions = Blueprint("areas", __name__, url_prefix="/api/areas", description="Boroughs, BCUs and beats, in versions.")

DEEPEST = 18
# London's boroughs as they are published are 2 MB, its wards 12. Over a bad link that takes a while.
LARGEST_FILE, FILE_WITHIN_S = 24 * 1024 * 1024, 60
# So many lines of faults, and names, are read; a file with more has another trouble.
MOST_TOLD = 200
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


@blueprint.route("/version")
@guards.guarded(guards.anybody)
@blueprint.response(200, rows.GroundVersion)
def show_version() -> Response:
    """Which borders the tiles draw. An open map asks now and then, and takes its tiles by another address when it is another."""
    with transaction() as session:
        return json_answer(orjson.dumps({"version": service.ground_version(session)}))


@versions.route("")
@guards.guarded(guards.administrator)
@versions.response(200, rows.KindsOfArea)
def list_kinds() -> Response:
    """Each kind of area: how many there are, and which file they came from."""
    with transaction() as session:
        return json_answer(orjson.dumps({"items": service.kinds(session)}))


@versions.route("/preview", methods=["POST"])
@reads_its_body
@guards.guarded(guards.administrator)
@versions.arguments(schemas.BringAreas, location="query")
@versions.response(200, rows.AreaPlan)
def preview_areas(asked: dict[str, Any]) -> Response:
    """What a GeoJSON or GeoPackage file, which is the body, would do: counts, and line by line what is refused. Changes nothing."""
    with bringing.FromScreen(_file()) as path, transaction() as session:
        return _told(lambda: bringing.look(session, KINDS[asked["kind"]], path, _columns(asked)), is_preview=True)


@versions.route("/replace", methods=["POST"])
@reads_its_body
@guards.guarded(guards.administrator)
@versions.arguments(schemas.BringAreas, location="query")
@versions.response(200, rows.AreaPlan)
def replace_areas(asked: dict[str, Any]) -> Response:
    """Put the areas of a file in the place of all of their kind, in one transaction. With any fault nothing is changed."""
    by = current_actor().label
    with bringing.FromScreen(_file()) as path, transaction() as session:
        told = {"file_name": asked["file"], "by": by}
        return _told(
            lambda: bringing.take(session, KINDS[asked["kind"]], path, _columns(asked), **told), is_preview=False
        )


def _file() -> bytes:
    # Behind the guard: nobody else can make this process hold so much.
    request.max_content_length = LARGEST_FILE
    admission = cast(Patient, current_app).admission
    with admission.elsewhere(request.path), Timeout(FILE_WITHIN_S, False):
        if data := request.get_data(cache=False):
            return data
        raise Invalid("The file is empty, or did not arrive. Choose it again.")
    raise NotReady("The file did not arrive in time. Try again.")


def _columns(asked: dict[str, Any]) -> Columns:
    return Columns(asked["name"], asked["code"], asked["parent"])


def _told(bring: Any, *, is_preview: bool) -> Response:
    try:
        brought: bringing.Brought = bring()
    except features.NotReadable as fault:
        raise Invalid(str(fault)) from None
    read, plan = brought.read, brought.plan
    told = {
        "count": read.count,
        "columns": [{"name": name, "first": first} for name, first in read.columns.items()],
        "name_column": read.chosen.name,
        "new": plan.new[:MOST_TOLD],
        "changed": plan.changed[:MOST_TOLD],
        "gone": plan.gone[:MOST_TOLD],
        "same_count": len(plan.same),
        "faults": [asdict(fault) for fault in plan.faults[:MOST_TOLD]],
        "faults_count": len(plan.faults),
        "is_taken": not (is_preview or plan.faults),
    }
    return json_answer(orjson.dumps(told))
