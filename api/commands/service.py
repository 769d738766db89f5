"""Commands: whatever anybody wants done, done once and answered for, now or an hour later."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from api import clock
from api.actors import Actor
from api.audit import states as audit_states
from api.codes import service as codes
from api.commands.models import Command
from api.db import answered_ahead, asked_ahead, before_commit, first_words
from api.errors import CommandReused, NeedsConfirmation, Refused

# What tells of the journey of a command, not of its content: it may differ between two attempts at sending it.
JOURNEY = frozenset({"elapsed_ms"})


@dataclass(frozen=True)
class Order:
    """A command on its way to be done: who asks, what for, and when it truly happened."""

    actor: Actor
    kind: str
    id: UUID
    body: dict[str, Any]
    occurred_at: datetime
    received_at: datetime

    @property
    def age(self) -> timedelta:
        return self.received_at - self.occurred_at


@dataclass(frozen=True)
class Superseded:
    """Recorded, while something newer already holds."""

    message: str


@dataclass(frozen=True)
class DoneBut:
    """Done, with a sentence that whoever asked must read: the device puts it before them until they have."""

    message: str
    result: dict[str, Any] = field(default_factory=dict)


Handler = Callable[[Session, Order], dict[str, Any] | Superseded | DoneBut | None]
# Names with `ask_ahead` what the handler will look at, locks among it: it is asked in the trip that claims the command.
Foresee = Callable[[Session, Order], None]


def order(actor: Actor, kind: str, body: dict[str, Any], received_at: datetime) -> Order:
    """An order from a loaded body. The device's monotonic time since the tap beats its wall clock, which may be wrong."""
    occurred_at: datetime = body["occurred_at"]
    if (elapsed_ms := body.get("elapsed_ms")) is not None:
        occurred_at = received_at - timedelta(milliseconds=elapsed_ms)
    # Nothing happened later than we heard of it: a clock that runs ahead is held to ours.
    return Order(actor, kind, body["id"], body, min(occurred_at, received_at), received_at)


def once(session: Session, order: Order, handle: Handler, foresee: Foresee | None = None) -> dict[str, Any]:
    """Do a command at most once; answer a repeat with the first answer.

    Raises CommandReused for the same id with another body, kind or sender, and Refused where the handler does: then the
    transaction is taken back whole, and `refuse` writes the refusal down in another.
    """
    if foresee:
        foresee(session, order)
    if not _claim(session, order):
        return _first_answer(session, order)
    made = handle(session, order)
    if isinstance(made, Superseded):
        return _close(session, order, "superseded", message=made.message)
    if isinstance(made, DoneBut):
        return _close(session, order, "done", message=made.message, result=made.result)
    return _close(session, order, "done", result=made or {})


def refuse(session: Session, order: Order, refusal: Refused) -> dict[str, Any]:
    """Write down that a command was not done, and why."""
    if not _claim(session, order):
        # Somebody sent it twice at once, and the other one has its answer by now.
        return _first_answer(session, order)
    if isinstance(refusal, NeedsConfirmation) and order.body.get("confirmed"):
        # The answer to a question came too late itself: from now on this one is asked, not both.
        settle(session, order.actor)
    outcome = "needs_confirmation" if isinstance(refusal, NeedsConfirmation) else "refused"
    waits = isinstance(refusal, NeedsConfirmation) and refusal.waits
    return _close(session, order, outcome, waits=waits, code=refusal.code, message=refusal.message)


_CLAIM = """
    INSERT INTO commands (id, kind, actor_id, body_hash, body, occurred_at, received_at)
    VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING
    RETURNING (SELECT string_agg(name || version, ',' ORDER BY name) FROM code_lists WHERE is_current)
"""

# How it ended, and the audit of it: one statement for both.
_CLOSE = """
    WITH closed AS (
        UPDATE commands SET outcome = %(outcome)s, code = %(code)s, message = %(message)s, result = %(result)s::jsonb,
            is_settled = NOT %(waits)s
        WHERE id = %(id)s
    )
    INSERT INTO audit (at, actor_id, actor, kind, action, subject, reason, request_id, unit_id, device_id)
    VALUES (%(at)s, %(actor_id)s, %(actor)s, %(act)s, %(kind)s, %(subject)s, %(outcome)s, %(request_id)s, %(unit_id)s, %(device_id)s)
"""


def _claim(session: Session, order: Order) -> bool:
    """Write the command down. False where it was before; a second attempt at the same time waits here for the first one's commit."""
    plain = _plain(order.body)
    said = (
        order.id,
        order.kind,
        str(order.actor.id),
        _digest(order, plain),
        plain,
        order.occurred_at,
        order.received_at,
    )
    first, *ahead = first_words(session, [(_CLAIM, said), *asked_ahead(session)])
    claimed = first.fetchone()
    answered_ahead(session, ahead)
    if claimed:
        # Every command may ask the code lists: which version holds comes with the same trip.
        codes.know_version(session, claimed[0])
    return claimed is not None


def _first_answer(session: Session, order: Order) -> dict[str, Any]:
    command = session.get_one(Command, order.id)
    if command.body_hash != _digest(order, _plain(order.body)):
        raise CommandReused
    return answer(command)


def _close(session: Session, order: Order, outcome: str, *, waits: bool = False, **told: Any) -> dict[str, Any]:
    said = {"code": None, "message": None, "result": None, **told}
    params = {
        **said,
        "result": None if said["result"] is None else orjson.dumps(said["result"]).decode(),
        "id": order.id,
        "outcome": outcome,
        "waits": waits,
        "at": clock.now(),
        "actor_id": str(order.actor.id),
        "actor": order.actor.label,
        "kind": order.kind,
        "act": audit_states.of_command(order.kind),
        "unit_id": order.actor.unit_id,
        "device_id": order.body.get("device_id"),
        "subject": _subject(order),
        "request_id": session.info.get("request_id", ""),
    }
    before_commit(session, _CLOSE, params)
    return _told(order.id, order.kind, outcome, said, order.received_at)


def settle(session: Session, actor: Actor) -> None:
    """The person has answered: nothing of theirs waits for a confirmation any more."""
    session.execute(
        update(Command).where(Command.actor_id == str(actor.id), ~Command.is_settled).values(is_settled=True)
    )


def waiting(session: Session, actor: Actor) -> list[Command]:
    """Late commands that were asked about and not answered yet."""
    return list(
        session.scalars(
            select(Command).where(Command.actor_id == str(actor.id), ~Command.is_settled).order_by(Command.received_at)
        )
    )


def answer(command: Command) -> dict[str, Any]:
    """What the sender is told, however often it asks."""
    said = {"code": command.code, "message": command.message, "result": command.result}
    return _told(command.id, command.kind, command.outcome, said, command.received_at)


def _told(
    command_id: UUID, kind: str, outcome: str | None, said: dict[str, Any], received_at: datetime
) -> dict[str, Any]:
    return {"id": str(command_id), "kind": kind, "outcome": outcome, **said, "answered_at": clock.iso(received_at)}


def known(session: Session, command_id: UUID) -> bool:
    return session.execute(text("SELECT 1 FROM commands WHERE id = :id"), {"id": command_id}).scalar() is not None


def _plain(body: dict[str, Any]) -> str:
    """The content as JSON text, the same for the same content, however it was put in order."""
    content = {key: value for key, value in body.items() if key not in JOURNEY}
    return orjson.dumps(content, default=str, option=orjson.OPT_SORT_KEYS).decode()


def _digest(order: Order, plain: str) -> bytes:
    content = {"kind": order.kind, "actor": str(order.actor.id), "body": orjson.Fragment(plain)}
    return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).digest()


def _subject(order: Order) -> str:
    """The id of the thing the command is about, for the audit: never its content."""
    ids = (
        "report_id",
        "tasking_id",
        "incident_id",
        "emergency_id",
        "notice_id",
        "telling_id",
        "unit_id",
        "marker_id",
        "duty_id",
        "one_id",
        "act_id",
    )
    return next((f"{name}:{order.body[name]}" for name in ids if order.body.get(name)), f"command:{order.id}")
