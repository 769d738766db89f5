"""Two open doors for whoever looks after the service: does the process live, and could it serve?"""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint
from marshmallow import fields
from sqlalchemy import text

from api.actors import SYSTEM
from api.auth import guards
from api.auth.door import database
from api.errors import NotReady
from api.fields import Open, flag, word

blueprint = Blueprint("health", __name__, url_prefix="/api", description="Is it well?")


class Health(Open):
    alive = fields.Boolean()


class Readiness(Open):
    ready, database, migration = flag(), word(), word()


@blueprint.route("/health")
@guards.open_to_all
@blueprint.response(200, Health)
def show_health() -> dict[str, Any]:
    """The process lives. It says nothing about the database."""
    return {"alive": True}


@blueprint.route("/ready")
@guards.open_to_all
@blueprint.response(200, Readiness)
def show_ready() -> dict[str, Any]:
    """The database answers and has its migrations; otherwise 503."""
    with database().transaction(SYSTEM) as session:
        migration = session.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if migration is None:
        raise NotReady("The database has no migrations.")
    return {"ready": True, "database": "answers", "migration": migration}
