"""Push subscriptions of devices: bound to a device and a sign-in, few, proven by a round trip, and ended with a reason."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from api import clock
from api.actors import Actor
from api.devices import checks
from api.devices.models import Device, PushSubscription
from api.errors import NotFound, Problem, TooManyAttempts
from api.outbox import keys, pushes
from api.outbox import service as outbox
from api.outbox.models import Push
from api.outbox.push_services import service_of

# An officer has a handset, a terminal and the spare of each: more is no officer (security reference A50).
MOST_LIVE, MOST_NEW_AN_HOUR = 5, 20
# A test is for a person who looks at the screen; more often it would be a way to ring somebody's phone all night.
MOST_TESTS, TESTS_WITHIN = 4, timedelta(minutes=1)


class TooManyDevices(Problem):
    status, code = 409, "too_many_devices"
    message = f"You have alerts on {MOST_LIVE} devices already. Turn them off on one that you do not use."


class UnknownKey(Problem):
    status, code = 422, "unknown_key"
    message = "This subscription was made with a key that is not ours. Subscribe again."


class NoPushHere(Problem):
    status, code = 409, "no_push_here"
    message = "This server has no keys for push services, so it cannot wake a device."


@dataclass(frozen=True)
class Given:
    """What a browser says of its subscription."""

    endpoint: str
    p256dh: bytes
    auth: bytes
    vapid_key: str
    kind: str


def alerts(session: Session, actor: Actor, device_id: UUID) -> dict[str, Any]:
    """What is known of a device's alerts, for the officer who holds it."""
    current = keys.ring(session.info["vapid_keys"]).current
    held = _live(session, device_id, actor)
    return {
        "vapid_key": current.public if current else None,
        "proof_lasts_s": int(checks.PROOF_LASTS.total_seconds()),
        "held": _as_json(session, held) if held else None,
        "retired_reason": None if held else _last_reason(session, device_id, actor),
    }


def subscribe(session: Session, actor: Actor, session_id: UUID, device_id: UUID, given: Given) -> None:
    """Keep what a device can be woken by. The same endpoint again is a renewal; another one replaces the former.

    Raises NotAPushService, UnknownKey, NoPushHere, TooManyDevices, TooManyAttempts; then nothing has changed.
    """
    service = service_of(given.endpoint, session.info["push_test_origins"])
    _refuse_unknown_key(session, given.vapid_key)
    # One officer's devices are counted one after the other, or two at once would both be the fifth.
    session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:id, 15))"), {"id": str(actor.id)})
    now = clock.now()
    _take_device(session, actor, device_id, given.kind, now)
    held = _live(session, device_id, actor)
    if held and (held.endpoint, held.p256dh, held.auth) == (given.endpoint, given.p256dh, given.auth):
        held.renewed_at, held.vapid_key, held.session_id = now, given.vapid_key, session_id
        return
    _refuse_flood(session, actor, now)
    _end_all(session, _of_device(device_id), "replaced", now)
    _refuse_too_many(session, actor, now)
    session.add(
        PushSubscription(
            id=uuid4(),
            device_id=device_id,
            session_id=session_id,
            endpoint=given.endpoint,
            service=service,
            p256dh=given.p256dh,
            auth=given.auth,
            vapid_key=given.vapid_key,
            created_at=now,
            renewed_at=now,
        )
    )
    session.flush()


def unsubscribe(session: Session, actor: Actor, device_id: UUID) -> None:
    """The officer turns alerts off on this device, or signs out of it."""
    if held := _live(session, device_id, actor):
        pushes.retire(session, held.id, "turned off", clock.now())


def test(session: Session, actor: Actor, device_id: UUID) -> None:
    """Send a push whose only purpose is to come back. Raises NotFound without a subscription, TooManyAttempts."""
    held = _live(session, device_id, actor)
    if held is None:
        raise NotFound("Alerts are not turned on for this device.")
    since = clock.now() - TESTS_WITHIN
    asked = select(func.count()).where(Push.subscription_id == held.id, Push.reason == "test", Push.created_at > since)
    if (session.scalar(asked) or 0) >= MOST_TESTS:
        raise TooManyAttempts("That was tested just now. Wait a minute.", retry_after_s=60)
    pushes.wake_one(session, held.id, "test")


def devices_of(session: Session, actor: Actor) -> list[dict[str, Any]]:
    """The devices on which an officer has alerts, the one that was used last first."""
    found = session.execute(
        select(Device, PushSubscription)
        .join(PushSubscription, PushSubscription.device_id == Device.id)
        .where(Device.officer_id == actor.id, PushSubscription.retired_at.is_(None))
        .order_by(Device.heard_at.desc())
    )
    return [
        {
            "device_id": str(device.id),
            "kind": device.kind,
            "since": clock.iso(held.created_at),
            "heard_at": clock.iso(device.heard_at),
            "proven_at": clock.iso(held.proven_at) if held.proven_at else None,
        }
        for device, held in found
    ]


def keys_in_use(session: Session) -> set[str]:
    """The keys that live subscriptions were made with."""
    return set(session.scalars(select(PushSubscription.vapid_key).where(PushSubscription.retired_at.is_(None))))


def ask_to_renew(session: Session) -> int:
    """Tell every duty with a device on an older key to subscribe again; answers how many duties. The others do at their next start."""
    current = keys.ring(session.info["vapid_keys"]).current
    public = current.public if current else ""
    older = (
        select(Device.duty_id)
        .join(PushSubscription, PushSubscription.device_id == Device.id)
        .where(PushSubscription.retired_at.is_(None), PushSubscription.vapid_key != public, Device.duty_id.is_not(None))
        .distinct()
    )
    duties = [duty_id for duty_id in session.scalars(older) if duty_id]
    for duty_id in duties:
        outbox.post(session, [f"duty:{duty_id}"], "alerts.renew", duty_id, body={"vapid_key": public})
    return len(duties)


def _refuse_unknown_key(session: Session, public: str) -> None:
    ring = keys.ring(session.info["vapid_keys"])
    if ring.current is None:
        raise NoPushHere
    if ring.named(public) is None:
        raise UnknownKey


def _take_device(session: Session, actor: Actor, device_id: UUID, kind: str, now: datetime) -> None:
    """A handset that comes out of the locker belongs to whoever signs in on it; what the last officer had on it ends."""
    # The socket's own word of the device may come in the same moment.
    first = {"id": device_id, "officer_id": actor.id, "kind": kind, "first_heard_at": now, "heard_at": now}
    session.execute(insert(Device).values(first).on_conflict_do_nothing())
    device = session.get_one(Device, device_id, with_for_update=True, populate_existing=True)
    if device.officer_id != actor.id:
        _end_all(session, _of_device(device_id), "another officer", now)
    device.officer_id, device.duty_id, device.kind = UUID(str(actor.id)), actor.duty_id, kind
    session.flush()


def _of_device(device_id: UUID) -> Any:
    return PushSubscription.device_id == device_id


def _end_all(session: Session, which: Any, reason: str, now: datetime) -> None:
    for one in session.scalars(select(PushSubscription.id).where(which, PushSubscription.retired_at.is_(None))).all():
        pushes.retire(session, one, reason, now)


_OVER = text("""
    SELECT s.id FROM push_subscriptions s JOIN devices d ON d.id = s.device_id JOIN sessions x ON x.id = s.session_id
    WHERE d.officer_id = :me AND s.retired_at IS NULL AND (x.revoked_at IS NOT NULL OR x.expires_at <= :now)
""")


def _refuse_too_many(session: Session, actor: Actor, now: datetime) -> None:
    # What was left behind by sign-ins that are over must not keep an officer from the device in their hand.
    for forgotten in session.execute(_OVER, {"me": actor.id, "now": now}).scalars().all():
        pushes.retire(session, forgotten, "signed out", now)
    if _count(session, actor, PushSubscription.retired_at.is_(None)) >= MOST_LIVE:
        raise TooManyDevices


def _refuse_flood(session: Session, actor: Actor, now: datetime) -> None:
    if _count(session, actor, PushSubscription.created_at > now - timedelta(hours=1)) >= MOST_NEW_AN_HOUR:
        raise TooManyAttempts("Alerts were turned on too often on your devices. Wait an hour.", retry_after_s=3_600)


def _count(session: Session, actor: Actor, which: Any) -> int:
    query = select(func.count(PushSubscription.id)).join(Device, Device.id == PushSubscription.device_id)
    return session.scalar(query.where(Device.officer_id == actor.id, which)) or 0


def _live(session: Session, device_id: UUID, actor: Actor) -> PushSubscription | None:
    return session.scalar(
        select(PushSubscription)
        .join(Device, Device.id == PushSubscription.device_id)
        .where(_of_device(device_id), PushSubscription.retired_at.is_(None), Device.officer_id == actor.id)
        .execution_options(populate_existing=True)
    )


def _last_reason(session: Session, device_id: UUID, actor: Actor) -> str | None:
    return session.scalar(
        select(PushSubscription.retired_reason)
        .join(Device, Device.id == PushSubscription.device_id)
        .where(_of_device(device_id), Device.officer_id == actor.id)
        .order_by(PushSubscription.retired_at.desc())
        .limit(1)
    )


def _as_json(session: Session, held: PushSubscription) -> dict[str, Any]:
    last = session.execute(
        select(Push.created_at, Push.outcome)
        .where(Push.subscription_id == held.id, Push.reason == "test")
        .order_by(Push.created_at.desc())
        .limit(1)
    ).one_or_none()
    return {
        "endpoint_hash": hashlib.sha256(held.endpoint.encode()).hexdigest(),
        "vapid_key": held.vapid_key,
        "renewed_at": clock.iso(held.renewed_at),
        "proven_at": clock.iso(held.proven_at) if held.proven_at else None,
        "failed_at": clock.iso(held.failed_at) if held.failed_at else None,
        "failure": held.failure,
        "test_sent_at": clock.iso(last.created_at) if last else None,
        "test_outcome": last.outcome if last else None,
    }
