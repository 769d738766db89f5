"""Wake-ups: queued with the change, sent once by one worker, told of by the device alone."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text, update
from sqlalchemy.orm import Session

from api import clock
from api.actors import SYSTEM
from api.db import Database
from api.devices.models import PushSubscription
from api.officers.models import SignedIn
from api.outbox import pushes
from api.outbox.models import Push
from api.outbox.pushes import Verdict
from api.outbox.receipts import ReceiptRefused
from tests.factories import Made


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, UUID]]:
    """What listeners heard: the rung and the device."""
    heard: list[tuple[str, UUID]] = []
    monkeypatch.setattr(pushes, "_on_shown", [lambda _s, _p, device, _at: heard.append(("shown", device))])
    monkeypatch.setattr(pushes, "_on_sent", [lambda _s, _p, device, _at: heard.append(("sent", device))])
    return heard


def woken(session: Session, made: Made, **more: Any) -> tuple[PushSubscription, pushes.Wakeup]:
    crew = made.crew()
    subscription = made.subscription(crew, **more)
    assert crew.duty_id
    assert pushes.wake(session, pushes.Waking(crew.duty_id, "tasking")) == 1
    (wakeup,) = [one for one in pushes.claim(session, 50) if one.subscription_id == subscription.id]
    return subscription, wakeup


def standing(session: Session, subscription: PushSubscription) -> PushSubscription:
    session.expire_all()
    return session.get_one(PushSubscription, subscription.id)


def row(session: Session, push_id: UUID) -> Push:
    session.expire_all()
    return session.get_one(Push, push_id)


def test_every_live_device_of_the_duty_is_woken_or_only_those_out_of_sight(session: Session, made: Made) -> None:
    crew, other = made.crew(), made.crew()
    first, second, _ = made.subscription(crew), made.subscription(crew, is_proven=False), made.subscription(other)
    assert crew.duty_id
    assert pushes.wake(session, pushes.Waking(crew.duty_id, "tasking")) == 2
    asleep = pushes.Waking(crew.duty_id, "changed", only_asleep=True)
    assert pushes.wake(session, asleep) == 0
    session.execute(text("UPDATE devices SET is_visible = false WHERE id = :id"), {"id": first.device_id})
    assert pushes.wake(session, asleep) == 1
    session.execute(
        text("UPDATE devices SET heard_at = now() - interval '16 s' WHERE id = :id"), {"id": second.device_id}
    )
    assert pushes.wake(session, asleep) == 2


def test_a_device_that_changed_hands_is_not_woken(session: Session, made: Made) -> None:
    crew, other = made.crew(), made.crew()
    subscription = made.subscription(crew)
    session.execute(
        text("UPDATE devices SET officer_id = :other WHERE id = :id"), {"other": other.id, "id": subscription.device_id}
    )
    assert crew.duty_id
    assert pushes.wake(session, pushes.Waking(crew.duty_id, "tasking")) == 0


def test_a_sign_out_ends_the_wake_ups(session: Session, made: Made, database: Database) -> None:
    crew = made.crew()
    at = clock.now()
    signed_in = SignedIn(id=UUID(int=7), token_hash=b"x", officer_id=crew.id, created_at=at, expires_at=at + pushes.TTL)
    with database.transaction(SYSTEM) as writing:
        writing.add(signed_in)
    made.subscription(crew, session_id=signed_in.id)
    assert crew.duty_id
    assert pushes.wake(session, pushes.Waking(crew.duty_id, "tasking")) == 1
    session.execute(update(SignedIn).where(SignedIn.id == signed_in.id).values(revoked_at=at))
    assert pushes.wake(session, pushes.Waking(crew.duty_id, "tasking")) == 0


def test_what_is_claimed_is_not_claimed_again_until_its_worker_is_given_up(session: Session, made: Made) -> None:
    _, wakeup = woken(session, made)
    assert pushes.claim(session, 50) == []
    session.execute(update(Push).where(Push.id == wakeup.id).values(due_at=clock.now()))
    assert [one.attempts for one in pushes.claim(session, 50)] == [2]


def test_a_push_that_was_taken_is_settled_and_told_of_once(
    session: Session, made: Made, told: list[tuple[str, UUID]]
) -> None:
    subscription, wakeup = woken(session, made)
    for _ in range(2):
        pushes.settle(session, wakeup, Verdict("accepted"), sent_at=clock.now())
    assert row(session, wakeup.id).outcome == "accepted"
    assert told == [("sent", subscription.device_id)]


def test_a_push_to_be_tried_again_waits(session: Session, made: Made) -> None:
    _, wakeup = woken(session, made)
    pushes.settle(session, wakeup, Verdict("busy", again_in_s=30), sent_at=clock.now())
    waiting = row(session, wakeup.id)
    assert waiting.settled_at is None
    assert waiting.due_at > clock.now() + timedelta(seconds=25)


def test_gone_retires_the_subscription_and_what_waits_for_it(session: Session, made: Made) -> None:
    subscription, wakeup = woken(session, made)
    waiting = pushes.wake_one(session, subscription.id, "test")
    pushes.settle(session, wakeup, Verdict("gone", "gone"), sent_at=clock.now())
    assert standing(session, subscription).retired_reason == "gone"
    assert row(session, waiting).outcome == "retired"


def test_gone_does_not_retire_what_was_renewed_after_the_send(session: Session, made: Made) -> None:
    subscription, wakeup = woken(session, made, renewed_at=clock.now())
    pushes.settle(session, wakeup, Verdict("gone", "gone"), sent_at=clock.now() - timedelta(seconds=2))
    assert standing(session, subscription).retired_at is None
    assert [one.id for one in pushes.claim(session, 50)] == [wakeup.id]


def test_a_refusal_marks_the_subscription_and_keeps_it(session: Session, made: Made) -> None:
    subscription, wakeup = woken(session, made)
    pushes.settle(session, wakeup, Verdict("refused", "Our key was refused."), sent_at=clock.now())
    kept = standing(session, subscription)
    assert (kept.retired_at, kept.failure) == (None, "Our key was refused.")


def test_what_nobody_took_in_ten_minutes_is_a_failure(session: Session, made: Made) -> None:
    subscription, wakeup = woken(session, made)
    session.execute(update(Push).where(Push.id == wakeup.id).values(expires_at=clock.now()))
    assert pushes.expire(session) == 1
    assert row(session, wakeup.id).outcome == "expired"
    assert standing(session, subscription).failed_at


def test_a_receipt_proves_the_device_and_is_told_of(session: Session, made: Made, told: list[tuple[str, UUID]]) -> None:
    subscription, wakeup = woken(session, made, is_proven=False)
    pushes.receive(session, wakeup.receipt, "shown")
    assert row(session, wakeup.id).shown_at
    assert standing(session, subscription).proven_at
    assert told == [("shown", subscription.device_id)]


def test_each_rung_is_told_of_once(session: Session, made: Made, told: list[tuple[str, UUID]]) -> None:
    _, wakeup = woken(session, made)
    for rung in ("shown", "pressed"):
        pushes.receive(session, wakeup.receipt, rung)
        with pytest.raises(ReceiptRefused):
            pushes.receive(session, wakeup.receipt, rung)
    assert len(told) == 1


def test_an_endpoint_moves_to_whoever_proves_it(session: Session, made: Made) -> None:
    theirs, (ours, wakeup) = made.subscription(made.crew()), woken(session, made, is_proven=False)
    session.execute(update(PushSubscription).where(PushSubscription.id == ours.id).values(endpoint=theirs.endpoint))
    assert standing(session, theirs).retired_at is None
    pushes.receive(session, wakeup.receipt, "shown")
    assert standing(session, theirs).retired_reason == "moved"
    assert standing(session, ours).proven_at


def test_a_receipt_that_comes_too_late_proves_nothing(
    session: Session, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscription, wakeup = woken(session, made, is_proven=False)
    late: datetime = wakeup.expires_at + pushes.RECEIPT_AFTER + timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: late)
    with pytest.raises(ReceiptRefused):
        pushes.receive(session, wakeup.receipt, "shown")
    assert standing(session, subscription).proven_at is None
