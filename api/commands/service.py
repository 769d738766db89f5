"""Commands: whatever anybody wants done, done once and answered for, now or an hour later."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from api import clock
from api.actors import Actor
from api.audit import service as audit
from api.commands.models import Command
from api.errors import CommandReused, NeedsConfirmation, Refused
from api.outbox import service as outbox

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


Handler = Callable[[Session, Order], dict[str, Any] | Superseded | None]


def order(actor: Actor, kind: str, body: dict[str, Any], received_at: datetime) -> Order:
    """An order from a loaded body. The device's monotonic time since the tap beats its wall clock, which may be wrong."""
    occurred_at: datetime = body["occurred_at"]
    if (elapsed_ms := body.get("elapsed_ms")) is not None:
        occurred_at = received_at - timedelta(milliseconds=elapsed_ms)
    # Nothing happened later than we heard of it: a clock that runs ahead is held to ours.
    return Order(actor, kind, body["id"], body, min(occurred_at, received_at), received_at)


def once(session: Session, order: Order, handle: Handler) -> dict[str, Any]:
    """Do a command at most once; answer a repeat with the first answer.

    Raises CommandReused for the same id with another body, kind or sender.
    """
    command = _claim(session, order)
    if command.outcome is None:
        _carry_out(session, order, command, handle)
    return answer(command)


def _claim(session: Session, order: Order) -> Command:
    """The row of this command. A second attempt at the same time waits here for the first one's commit."""
    digest = _digest(order)
    session.execute(
        insert(Command)
        .values(
            id=order.id,
            kind=order.kind,
            actor_id=str(order.actor.id),
            body_hash=digest,
            body=_plain(order.body),
            occurred_at=order.occurred_at,
            received_at=order.received_at,
        )
        .on_conflict_do_nothing()
    )
    command = session.get_one(Command, order.id, with_for_update=True)
    if command.body_hash != digest:
        raise CommandReused
    return command


def _carry_out(session: Session, order: Order, command: Command, handle: Handler) -> None:
    before = outbox.mark(session)
    try:
        with session.begin_nested():
            made = handle(session, order)
        if isinstance(made, Superseded):
            command.outcome, command.message = "superseded", made.message
        else:
            command.outcome, command.result = "done", made or {}
    except Refused as refusal:
        outbox.rewind(session, before)
        command.outcome = "needs_confirmation" if isinstance(refusal, NeedsConfirmation) else "refused"
        command.code, command.message = refusal.code, refusal.message
        command.is_settled = not isinstance(refusal, NeedsConfirmation)
    audit.note(session, action=order.kind, subject=_subject(order), reason=command.outcome)


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
    return {
        "id": str(command.id),
        "kind": command.kind,
        "outcome": command.outcome,
        "code": command.code,
        "message": command.message,
        "result": command.result,
        "answered_at": clock.iso(command.received_at),
    }


def known(session: Session, command_id: UUID) -> bool:
    return session.execute(text("SELECT 1 FROM commands WHERE id = :id"), {"id": command_id}).scalar() is not None


def _plain(body: dict[str, Any]) -> dict[str, Any]:
    content: dict[str, Any] = orjson.loads(orjson.dumps(body, default=str))
    return {key: value for key, value in content.items() if key not in JOURNEY}


def _digest(order: Order) -> bytes:
    content = {"kind": order.kind, "actor": str(order.actor.id), "body": _plain(order.body)}
    return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).digest()


def _subject(order: Order) -> str:
    """The id of the thing the command is about, for the audit: never its content."""
    ids = ("tasking_id", "incident_id", "emergency_id", "unit_id", "marker_id", "duty_id")
    return next((f"{name}:{order.body[name]}" for name in ids if order.body.get(name)), f"command:{order.id}")
