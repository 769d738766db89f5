"""The doors of disclosure, for the auditor: who is meant, what would be handed out, the handing out, and what was."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
from flask import Response
from flask_smorest import Blueprint
from sqlalchemy.orm import Session

from api.answers import json_answer
from api.auth import guards
from api.auth.door import transaction
from api.disclosure import rows, schemas, service

blueprint = Blueprint(
    "disclosures",
    __name__,
    url_prefix="/api/disclosures",
    description="What is held on a person or an incident, to be handed out.",
)


def _answered(ask: Callable[[Session], Any]) -> Response:
    try:
        with transaction() as session:
            try:
                return json_answer(orjson.dumps(ask(session)))
            except service.NotThere:
                # That it was asked for is committed all the same.
                session.commit()
                raise
    except service.NotThere as missing:
        raise missing.problem from None


@blueprint.route("/find", methods=["POST"])
@guards.guarded(guards.auditor)
@blueprint.arguments(schemas.FindSubject)
@blueprint.response(200, rows.DisclosureSubjects)
def find_subject(body: dict[str, Any]) -> Response:
    """Who or what is meant: people by name and birth, or an incident by its CAD reference."""
    return _answered(lambda session: {"items": service.find(session, body)})


@blueprint.route("/preview", methods=["POST"])
@guards.guarded(guards.auditor)
@blueprint.arguments(schemas.PreviewDisclosure)
@blueprint.response(200, rows.DisclosurePreview)
def preview_disclosure(body: dict[str, Any]) -> Response:
    """Every fact with what the rules take out of it, and what a person may put back. It is a look, and is written down."""
    return _answered(lambda session: service.preview(session, body))


@blueprint.route("/export", methods=["POST"])
@guards.guarded(guards.auditor)
@blueprint.arguments(schemas.ExportDisclosure)
@blueprint.response(200, rows.DisclosureMade)
def export_disclosure(body: dict[str, Any]) -> Response:
    """The document, as JSON and as a page to print. Handing it out is written down in the same transaction."""
    return _answered(lambda session: service.export(session, body))


@blueprint.route("/made", methods=["POST"])
@guards.guarded(guards.auditor)
@blueprint.response(200, rows.Disclosures)
def list_disclosures() -> Response:
    """What was handed out, newest first: to whom and why, never what."""
    return _answered(lambda session: {"items": service.made(session)})
