"""The door for everything that anybody wants changed: one route for each kind, with its own schema and guard."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import Any

import orjson
import psycopg
from flask import Response, g
from flask_smorest import Blueprint
from marshmallow import fields
from sqlalchemy.exc import OperationalError

from api import clock, failpoints
from api.actors import Actor
from api.answers import json_answer
from api.auth import guards
from api.auth.door import current_actor, database
from api.commands import service
from api.commands.registry import KINDS, Kind
from api.db import Database, is_frozen, is_lost
from api.errors import NotFound, Refused
from api.fields import Open
from api.restricted import near

blueprint = Blueprint(
    "commands", __name__, url_prefix="/api/commands", description="What anybody wants changed, done once."
)

# PostgreSQL ends one of two transactions that wait for each other, and a database that is restarted cuts everybody off.
# A command may simply be tried again: it is done once, also when its commit was lost on the way back.
ATTEMPTS = 6
TRY_AGAIN = frozenset({"40001", "40P01"})


class Answer(Open):
    """The answer to a command, the same however often it is asked."""

    id = fields.UUID(required=True)
    kind = fields.String(required=True)
    outcome = fields.String(required=True, metadata={"enum": ["done", "superseded", "refused", "needs_confirmation"]})
    code = fields.String(allow_none=True)
    message = fields.String(allow_none=True)
    result = fields.Dict(allow_none=True)
    answered_at = fields.String()


def carry_out(
    database: Database, actor: Actor, kind: Kind, body: dict[str, Any], request_id: str = ""
) -> dict[str, Any]:
    """Do a loaded command in its own transaction, and again where the database asks for it."""
    order = service.order(actor, kind.name, body, clock.now())
    for attempt in range(1, ATTEMPTS + 1):
        began = time.monotonic()
        try:
            return _do(database, order, kind, request_id)
        except (OperationalError, psycopg.OperationalError) as error:
            # Who had to hang up has waited already, and so would the next attempt; the device asks again by itself.
            if attempt == ATTEMPTS or not _may_try_again(error) or (is_lost(error) and is_frozen(began)):
                raise
            # Whoever it waited for needs a moment to finish, and a database a longer one to come back.
            time.sleep(random.uniform(0.005, 0.03) * attempt * (5 if is_lost(error) else 1))  # noqa: S311  a pause is no secret
    raise AssertionError("the loop above returns or raises")


def _do(database: Database, order: service.Order, kind: Kind, request_id: str) -> dict[str, Any]:
    """In one transaction; a refusal takes it back whole, and is written down in another. So is a restricted record that it named."""
    try:
        with database.transaction(order.actor, speaks_first=True) as session:
            session.info["request_id"] = request_id
            return service.once(session, order, kind.handle, kind.foresee)
    except Refused as refusal:
        with database.transaction(order.actor, speaks_first=True) as session:
            session.info["request_id"] = request_id
            answer = service.refuse(session, order, refusal)
            near.note(session, refusal.near, _tried(order))
            return answer
    except NotFound as missing:
        if missing.near:
            with database.transaction(order.actor, speaks_first=True) as session:
                session.info["request_id"] = request_id
                near.note(session, missing.near, _tried(order))
        raise


def _tried(order: service.Order) -> str:
    said = order.body.get("reason") or ""
    return "; ".join(part for part in (f"Gave it to {order.kind.replace('_', ' ')}", said) if part)


def _may_try_again(error: Exception) -> bool:
    return is_lost(error) or getattr(getattr(error, "orig", error), "sqlstate", None) in TRY_AGAIN


def _door(kind: Kind) -> Callable[..., Any]:
    @guards.guarded(kind.guard)
    # An instance, because webargs makes a new one of a class with each request.
    @blueprint.arguments(kind.schema())
    @blueprint.response(200, Answer)
    def view(body: dict[str, Any]) -> Response:
        answer = carry_out(database(), current_actor(), kind, body, g.request_id)
        failpoints.reach("before_answer")
        return json_answer(orjson.dumps(answer))

    view.__name__ = kind.name
    view.__doc__ = kind.promise
    return view


def open_doors() -> Blueprint:
    """One route for each command that was registered."""
    for kind in KINDS.values():
        if kind.name not in _opened:
            blueprint.route(f"/{kind.name}", methods=["POST"])(_door(kind))
            _opened.add(kind.name)
    return blueprint


_opened: set[str] = set()
