"""The door of a photograph: it opens for whoever has the card open, and is audited."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_smorest import Blueprint

from api.auth import guards
from api.auth.door import transaction
from api.photographs import schemas, service

blueprint = Blueprint(
    "photographs", __name__, url_prefix="/api/photographs", description="Photographs of people, for an opened card."
)


@blueprint.route("/view", methods=["POST"])
@guards.guarded(guards.officer_or_control)
@blueprint.arguments(schemas.ViewPhotograph)
@blueprint.response(200, content_type="image/jpeg")
def view_photograph(body: dict[str, Any]) -> Response:
    """One photograph of a person whose card one has opened within fifteen minutes. Kept by nobody on the way."""
    try:
        with transaction() as session:
            try:
                image = service.view(session, body["id"])
            except service.NoneToShow:
                # That it was asked for is committed all the same.
                session.commit()
                raise
    except service.NoneToShow as missed:
        raise missed.problem from None
    return Response(image, mimetype="image/jpeg", headers={"Cache-Control": "no-store"})
