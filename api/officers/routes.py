"""The doors of officers: what they may not be sent to for now."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import g
from flask_smorest import Blueprint

from api.auth import guards
from api.auth.door import transaction
from api.officers import restrictions, schemas

blueprint = Blueprint(
    "restrictions", __name__, url_prefix="/api/restrictions", description="What officers may not be sent to for now."
)


@blueprint.route("")
@guards.guarded(guards.keepers_of_officers)
@blueprint.response(200, schemas.Restrictions)
def list_restrictions() -> dict[str, Any]:
    """The restrictions of officers that hold or are still to come, by name."""
    with transaction() as session:
        return {"items": restrictions.listed(session), "kinds": restrictions.kinds(session)}


@blueprint.route("", methods=["POST"])
@guards.guarded(guards.keepers_of_officers)
@blueprint.arguments(schemas.Restrict)
@blueprint.response(204)
def restrict(body: dict[str, Any]) -> None:
    """An officer, and every crew with them, is not sent to some things from a day until a day."""
    with transaction() as session:
        session.info["request_id"] = g.get("request_id", "")
        restrictions.restrict(session, body)


@blueprint.route("/<uuid:restriction_id>/end", methods=["POST"])
@guards.guarded(guards.keepers_of_officers)
@blueprint.response(204)
def end(restriction_id: UUID) -> None:
    """They may be sent to everything again."""
    with transaction() as session:
        session.info["request_id"] = g.get("request_id", "")
        restrictions.end(session, restriction_id)
