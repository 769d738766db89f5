"""Wake-ups for devices that sleep: rows beside the outbox, each for one subscription, worked by the sender in push/.

A push only says *come*. That it was shown is told by the device itself, at an address that is good for that push alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import text, update
from sqlalchemy.orm import Session

from api import clock
from api.db import before_commit, run
from api.outbox import keys, receipts
from api.outbox.models import Push

# A push service keeps what it cannot deliver this long (security reference B.4: a phone out of reach for a while still gets it).
TTL = timedelta(minutes=10)
# Shown in the last second of its life, a push may still be told of.
RECEIPT_AFTER = timedelta(minutes=5)
# A claimed row belongs to its worker this long; then it is assumed dead, and somebody else sends.
LEASE = timedelta(seconds=20)
# A device that renews and is called gone again and again is given up.
MOST_RENEWED = 6

Listener = Callable[[Session, Push, UUID, datetime], None]
_on_shown: list[Listener] = []
_on_sent: list[Listener] = []

NOTIFY = text("NOTIFY pushes")


@dataclass(frozen=True)
class Wakeup:
    """All that is needed to send one push."""

    id: UUID
    subscription_id: UUID
    reason: str
    endpoint: str
    service: str
    p256dh: bytes
    auth: bytes
    vapid_key: str
    attempts: int
    expires_at: datetime
    receipt: str


@dataclass(frozen=True)
class Verdict:
    """What an answer of a push service means: done with, for good, or to be tried again after some seconds."""

    outcome: str
    failure: str | None = None
    again_in_s: float | None = None


def when_shown(listener: Listener) -> None:
    """Ask to be told, in the receipt's own transaction, that a device has shown a push: the push, the device, when."""
    _on_shown.append(listener)


def when_sent(listener: Listener) -> None:
    """Ask to be told that a push service has taken a push: the push, the device, when."""
    _on_sent.append(listener)


_WAKE = "SELECT wake_devices(%s, %s, %s, %s, %s, %s, %s)"


@dataclass(frozen=True)
class Waking:
    """Whom to wake and why. `reason` is one of `tasking`, `changed`, `message`, `test`, `renew`, `check`.

    `about`: the tasking, or the telling of a message.

    `only_asleep` leaves out the devices on which somebody would see a frame now: connected, and their page not put away.
    """

    duty_id: UUID
    reason: str
    about: UUID | None = None
    brief_revision: int | None = None
    only_asleep: bool = False

    def params(self) -> tuple[Any, ...]:
        now = clock.now()
        return (self.duty_id, self.reason, self.about, self.brief_revision, now, now + TTL, self.only_asleep)


def wake(session: Session, whom: Waking) -> int:
    """Queue a push for each live subscription of a duty's devices; answers how many. Acts in the system's name."""
    return int(run(session, _WAKE, whom.params()).fetchall()[0][0])


def wake_at_end(session: Session, whom: Waking) -> None:
    """The same with the last words of the transaction: nobody waits for it."""
    before_commit(session, _WAKE, whom.params())


def wake_one(session: Session, subscription_id: UUID, reason: str) -> UUID:
    """Queue a push for one subscription, proven or not: how it is proven."""
    now = clock.now()
    push = Push(
        subscription_id=subscription_id, reason=reason, created_at=now, due_at=now, expires_at=now + TTL, id=uuid4()
    )
    session.add(push)
    session.flush()
    session.execute(NOTIFY)
    return push.id


_DUE = text("""
    SELECT DISTINCT s.service FROM pushes p JOIN push_subscriptions s ON s.id = p.subscription_id
    WHERE p.settled_at IS NULL AND p.due_at <= :now AND p.expires_at > :now
""")
_CLAIM = text("""
    WITH due AS (
        SELECT p.id FROM pushes p JOIN push_subscriptions s ON s.id = p.subscription_id
        WHERE p.settled_at IS NULL AND p.due_at <= :now AND p.expires_at > :now
            AND s.service = COALESCE(:service, s.service)
        ORDER BY p.due_at LIMIT :limit FOR UPDATE OF p SKIP LOCKED
    )
    UPDATE pushes p SET attempts = p.attempts + 1, due_at = :lease FROM due, push_subscriptions s
    WHERE p.id = due.id AND s.id = p.subscription_id
    RETURNING p.id, p.subscription_id, p.reason, s.endpoint, s.service, s.p256dh, s.auth, s.vapid_key, p.attempts, p.expires_at
""")
_EXPIRE = text("""
    UPDATE pushes SET settled_at = :now, outcome = 'expired' WHERE settled_at IS NULL AND expires_at <= :now
    RETURNING subscription_id
""")


def services_due(session: Session) -> list[str]:
    """The push services for which something is due."""
    return list(session.execute(_DUE, {"now": clock.now()}).scalars())


def claim(session: Session, limit: int, service: str | None = None) -> list[Wakeup]:
    """Take pushes that are due, oldest first, for one service or any. What is not settled in time is somebody else's again."""
    now, ring = clock.now(), keys.ring(session.info["vapid_keys"])
    if ring.current is None:
        return []
    secret = ring.current.receipt_secret
    taken = session.execute(_CLAIM, {"now": now, "lease": now + LEASE, "limit": limit, "service": service})
    return [
        Wakeup(**row, receipt=receipts.token(secret, row["id"], row["expires_at"] + RECEIPT_AFTER))
        for row in taken.mappings()
    ]


def expire(session: Session) -> int:
    """Settle what nobody took in time; the subscription is marked, so that its silence is not taken for health."""
    missed = set(session.execute(_EXPIRE, {"now": clock.now()}).scalars())
    for subscription_id in missed:
        _mark_failed(session, subscription_id, "The push service took nothing for ten minutes.")
    return len(missed)


def settle(session: Session, wakeup: Wakeup, verdict: Verdict, *, sent_at: datetime) -> None:
    """Note what came of a send that was begun at `sent_at`."""
    now = clock.now()
    if verdict.again_in_s is not None:
        again = {"due_at": now + timedelta(seconds=verdict.again_in_s), "outcome": verdict.outcome}
        session.execute(update(Push).where(Push.id == wakeup.id, Push.settled_at.is_(None)).values(again))
        return
    done = session.execute(
        update(Push)
        .where(Push.id == wakeup.id, Push.settled_at.is_(None))
        .values(settled_at=now, outcome=verdict.outcome)
        .returning(Push)
    ).scalar_one_or_none()
    if verdict.outcome == "gone":
        _retire_unless_renewed(session, wakeup, sent_at, now)
    elif verdict.failure:
        _mark_failed(session, wakeup.subscription_id, verdict.failure)
    elif done:
        _tell(session, _on_sent, done, now)


def _retire_unless_renewed(session: Session, wakeup: Wakeup, sent_at: datetime, now: datetime) -> None:
    """*Gone* is said of what we sent to. A device that has renewed since then is tried again with what it has now."""
    renewed = session.execute(
        text("SELECT renewed_at > :sent_at FROM push_subscriptions WHERE id = :id AND retired_at IS NULL"),
        {"id": wakeup.subscription_id, "sent_at": sent_at},
    ).scalar()
    if renewed is False:
        retire(session, wakeup.subscription_id, "gone", now)
    elif renewed and wakeup.attempts < MOST_RENEWED:
        session.execute(update(Push).where(Push.id == wakeup.id).values(settled_at=None, due_at=now))


def retire(session: Session, subscription_id: UUID, reason: str, at: datetime) -> None:
    """End a subscription. What still waited for it is settled first, in the order in which everybody locks."""
    session.execute(
        update(Push)
        .where(Push.subscription_id == subscription_id, Push.settled_at.is_(None))
        .values(settled_at=at, outcome="retired")
    )
    session.execute(
        text(
            "UPDATE push_subscriptions SET retired_at = :at, retired_reason = :reason WHERE id = :id AND retired_at IS NULL"
        ),
        {"id": subscription_id, "at": at, "reason": reason},
    )


def _mark_failed(session: Session, subscription_id: UUID, failure: str) -> None:
    session.execute(
        text("UPDATE push_subscriptions SET failed_at = :at, failure = :failure WHERE id = :id"),
        {"id": subscription_id, "at": clock.now(), "failure": failure},
    )


def receive(session: Session, token: str, rung: str) -> None:
    """A device says that it has shown a push (`shown`) or that somebody pressed it (`pressed`), once each.

    Raises ReceiptRefused, and then nothing has changed.
    """
    at = clock.now()
    push_id = receipts.opened(keys.ring(session.info["vapid_keys"]).receipt_secrets, token, at)
    column = {"shown": Push.shown_at, "pressed": Push.pressed_at}[rung]
    push = session.execute(
        update(Push).where(Push.id == push_id, column.is_(None)).values({column: at}).returning(Push)
    ).scalar_one_or_none()
    if push is None:
        raise receipts.ReceiptRefused
    if rung == "shown":
        _prove(session, push, at)
        _tell(session, _on_shown, push, at)


_YIELD = text("""
    SELECT o.id FROM push_subscriptions s JOIN push_subscriptions o ON o.endpoint = s.endpoint AND o.id <> s.id
    WHERE s.id = :id AND o.retired_at IS NULL AND s.retired_at IS NULL
""")


def _prove(session: Session, push: Push, at: datetime) -> None:
    """The endpoint is that device's who could read what was sent to it: whoever else named it has lost it."""
    for other in session.execute(_YIELD, {"id": push.subscription_id}).scalars().all():
        retire(session, other, "moved", at)
    session.execute(
        text("UPDATE push_subscriptions SET proven_at = :at WHERE id = :id AND retired_at IS NULL"),
        {"id": push.subscription_id, "at": at},
    )


def _tell(session: Session, listeners: list[Listener], push: Push, at: datetime) -> None:
    device_id: Any = session.execute(
        text("SELECT device_id FROM push_subscriptions WHERE id = :id"), {"id": push.subscription_id}
    ).scalar_one()
    for listener in listeners:
        listener(session, push, device_id, at)
