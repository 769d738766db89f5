"""A failpoint kills at its count and at no other place, and never where real work is done."""

from __future__ import annotations

import os
import signal

import pytest

from api import failpoints
from api.config import MissingSetting, from_environment


@pytest.fixture
def killed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    shots: list[int] = []
    monkeypatch.setattr(failpoints, "_armed", {})
    monkeypatch.setattr(os, "kill", lambda _pid, sign: shots.append(sign))
    return shots


def test_it_kills_when_its_place_is_reached_the_nth_time(killed: list[int]) -> None:
    failpoints.arm("before_answer:3")
    failpoints.reach("before_answer")
    failpoints.reach("another_place")
    failpoints.reach("before_answer")
    assert killed == []
    failpoints.reach("before_answer")
    assert killed == [signal.SIGKILL]


def test_without_one_every_place_is_safe(killed: list[int]) -> None:
    failpoints.arm("")
    failpoints.reach("before_answer")
    assert killed == []


def test_it_is_refused_outside_demo_mode(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nowhere/")
    monkeypatch.setenv("BLUELAMP_DEMO", "0")
    monkeypatch.setenv("BLUELAMP_FAILPOINT", "before_answer")
    with pytest.raises(MissingSetting, match="demo mode only"):
        from_environment()


def test_a_role_that_does_not_exist_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nowhere/")
    monkeypatch.setenv("BLUELAMP_ROLES", "web,postman")
    with pytest.raises(MissingSetting, match="not postman"):
        from_environment()
