"""The door to the code lists."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Response
from flask_smorest import Blueprint

from api.answers import json_answer, tagged
from api.auth import guards
from api.auth.door import transaction
from api.codes import rows, schemas, service, wording
from api.officers import service as officers

blueprint = Blueprint(
    "codes", __name__, url_prefix="/api", description="Code lists: they differ by force, so they are data."
)


@blueprint.route("/codes")
@guards.guarded(guards.anybody)
@blueprint.response(200, rows.Lists)
def show_codes() -> Response:
    """Grades, statuses, expected moves, types, results, skills, reasons, qualifiers, marker categories and pods."""
    with transaction() as session:
        lists = service.current(session)
        pods = [{"code": pod.code, "name": pod.name, "lon": pod.lon, "lat": pod.lat} for pod in officers.pods(session)]
        return tagged(
            json_answer(orjson.dumps({"version": lists.version, **lists.told, "moves": lists.moves, "pods": pods}))
        )


@blueprint.route("/codes/words")
@guards.guarded(guards.administrator)
@blueprint.response(200, rows.WordLists)
def show_words() -> Response:
    """By which words a danger is known: those of a call, and what officers say for a warning; with the newest changes."""
    with transaction() as session:
        return json_answer(orjson.dumps(wording.table(session)))


@blueprint.route("/codes/words/change", methods=["POST"])
@guards.guarded(guards.administrator)
@blueprint.arguments(schemas.ChangeWords)
@blueprint.response(204)
def change_words(body: dict[str, Any]) -> None:
    """The words of some rows from now on; each change is another version of the list, and in the audit."""
    with transaction() as session:
        wording.change(session, body)
