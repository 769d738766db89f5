"""The doors of officers: what they may not be sent to for now, and what they are trained for."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask_smorest import Blueprint

from api.auth import guards
from api.auth.door import transaction
from api.officers import restrictions, rows, schemas, skills

blueprint = Blueprint(
    "restrictions", __name__, url_prefix="/api/restrictions", description="What officers may not be sent to for now."
)


@blueprint.route("")
@guards.guarded(guards.keepers_of_officers)
@blueprint.response(200, rows.Restrictions)
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
        restrictions.restrict(session, body)


@blueprint.route("/<uuid:restriction_id>/end", methods=["POST"])
@guards.guarded(guards.keepers_of_officers)
@blueprint.response(204)
def end(restriction_id: UUID) -> None:
    """They may be sent to everything again."""
    with transaction() as session:
        restrictions.end(session, restriction_id)


trained = Blueprint(
    "skills", __name__, url_prefix="/api/skills", description="What officers are trained for, and until when."
)


@trained.route("")
@guards.guarded(guards.keepers_of_officers)
@trained.response(200, rows.Skills)
def list_skills() -> dict[str, Any]:
    """The skills that there are, and whose training runs out soon or has run out."""
    with transaction() as session:
        return {"kinds": skills.kinds(session), "ending": skills.ending(session)}


@trained.route("/find", methods=["POST"])
@guards.guarded(guards.keepers_of_officers)
@trained.arguments(schemas.FindOfficer)
@trained.response(200, rows.Trained)
def find_officer(body: dict[str, Any]) -> dict[str, Any]:
    """Officers by pay number or name, with their skills. A POST, because no name stands in an address."""
    with transaction() as session:
        return {"items": skills.find(session, body["who"])}


@trained.route("", methods=["POST"])
@guards.guarded(guards.keepers_of_officers)
@trained.arguments(schemas.Certify)
@trained.response(204)
def certify(body: dict[str, Any]) -> None:
    """An officer has a skill until a day. Whoever is on duty with them is counted again at once."""
    with transaction() as session:
        skills.certify(session, body)


@trained.route("/take", methods=["POST"])
@guards.guarded(guards.keepers_of_officers)
@trained.arguments(schemas.TakeSkill)
@trained.response(204)
def take(body: dict[str, Any]) -> None:
    """An officer has a skill no longer, from now on."""
    with transaction() as session:
        skills.take(session, body)
