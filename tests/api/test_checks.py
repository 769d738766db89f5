"""A device that sleeps is asked whether it can still be woken before nobody believes it any more, and never all at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from api import clock
from api.actors import SYSTEM
from api.devices import checks
from api.devices.checks import AFTER, AGAIN_AFTER, PROOF_LASTS, SPREAD
from tests.factories import Made

OLD = AFTER + SPREAD + timedelta(minutes=1)


class Asleep:
    """A crew whose app was put away ten minutes ago, and whose last proof is so old."""

    def __init__(self, made: Made, *, age: timedelta = OLD) -> None:
        self.made, self.crew = made, made.crew()
        self.subscription = made.subscription(self.crew)
        self.say("UPDATE push_subscriptions SET proven_at = :at WHERE id = :id", clock.now() - age)
        self.put_away()

    @property
    def id(self) -> UUID:
        return self.subscription.id

    def put_away(self) -> None:
        at = clock.now() - timedelta(minutes=10)
        self.say("UPDATE devices SET is_visible = false, heard_at = :at WHERE duty_id = :duty", at)

    def say(self, words: str, at: Any = None) -> None:
        with self.made.database.transaction(SYSTEM) as session:
            session.execute(text(words), {"at": at, "id": self.id, "duty": self.crew.duty_id})

    @property
    def asked(self) -> int:
        """How often it was."""
        with self.made.database.transaction(SYSTEM) as session:
            pushes = "SELECT count(*) FROM pushes WHERE subscription_id = :id AND reason = 'check'"
            return int(session.execute(text(pushes), {"id": self.id}).scalar_one())


def test_a_device_that_sleeps_is_asked_before_its_proof_is_too_old(made: Made) -> None:
    asleep = Asleep(made)
    assert OLD < PROOF_LASTS
    checks.work(made.database)
    assert asleep.asked == 1


def _in_sight(asleep: Asleep) -> None:
    asleep.say("UPDATE devices SET is_visible = true, heard_at = :at WHERE duty_id = :duty", clock.now())


def _off_duty(asleep: Asleep) -> None:
    asleep.say("UPDATE crew SET left_at = :at WHERE duty_id = :duty", clock.now())


def _retired(asleep: Asleep) -> None:
    asleep.say("UPDATE push_subscriptions SET retired_at = :at, retired_reason = 'gone' WHERE id = :id", clock.now())


def _woken_for_a_job(asleep: Asleep) -> None:
    incident = asleep.made.incident()
    asleep.made.tasking(asleep.crew, incident)


@pytest.mark.parametrize("is_so", [_in_sight, _off_duty, _retired, _woken_for_a_job])
def test_nobody_is_asked_who_need_not_be(made: Made, is_so: Any) -> None:
    asleep = Asleep(made)
    is_so(asleep)
    checks.work(made.database)
    assert asleep.asked == 0


def test_a_fresh_proof_is_left_alone(made: Made) -> None:
    asleep = Asleep(made, age=AFTER - timedelta(minutes=1))
    checks.work(made.database)
    assert asleep.asked == 0


def test_who_does_not_answer_is_asked_again_only_after_a_while(made: Made) -> None:
    asleep = Asleep(made)
    checks.work(made.database)
    checks.work(made.database)
    assert asleep.asked == 1
    asleep.say("UPDATE pushes SET created_at = :at WHERE subscription_id = :id", clock.now() - AGAIN_AFTER)
    checks.work(made.database)
    assert asleep.asked == 2


def test_a_whole_shift_is_not_asked_in_one_moment(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    shift = [Asleep(made) for _ in range(5)]
    monkeypatch.setattr(checks, "MOST", 2)
    assert [checks.work(made.database) for _ in range(4)] == [2, 2, 1, 0]
    assert [one.asked for one in shift] == [1] * 5


def test_those_that_were_proven_together_are_asked_one_after_the_other(made: Made) -> None:
    shift = [Asleep(made, age=AFTER + SPREAD / 2) for _ in range(5)]
    checks.work(made.database)
    # By the end of its id, which is made up by chance.
    assert {one.id: one.asked for one in shift} == {one.id: int(one.id.bytes[15] < 128) for one in shift}
