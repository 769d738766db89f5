"""What each answer of a push service means."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from push.policy import WAITS_S, Answer, Fault, Judgement, judge, seconds

NOW = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)


def judged(answer: Answer | Fault, attempts: int = 1, left_s: float = 600) -> Judgement:
    return judge(answer, attempts=attempts, left_s=left_s, chance=0.5, now=NOW)


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_taken_is_taken(status: int) -> None:
    assert judged(Answer(status)).verdict.outcome == "accepted"


@pytest.mark.parametrize("status", [404, 410])
def test_a_device_that_is_gone_is_gone(status: int) -> None:
    judgement = judged(Answer(status))
    assert (judgement.verdict.outcome, judgement.is_failure) == ("gone", False)


@pytest.mark.parametrize("status", [301, 302, 307, 308, 400, 401, 403, 413, 418])
def test_a_refusal_is_final_and_says_why(status: int) -> None:
    verdict = judged(Answer(status)).verdict
    assert (verdict.outcome, verdict.again_in_s) == ("refused", None)
    assert verdict.failure


def test_too_many_silences_the_service_for_as_long_as_it_says() -> None:
    judgement = judged(Answer(429, "60"))
    assert (judgement.silent_s, judgement.verdict.again_in_s, judgement.is_failure) == (60, 60, False)


def test_too_many_without_a_time_waits_as_for_any_other_trouble() -> None:
    assert judged(Answer(429)).silent_s == WAITS_S[0]


@pytest.mark.parametrize("answer", [Answer(500), Answer(503), Fault("timeout"), Fault("unreachable"), Fault("closed")])
def test_trouble_is_tried_six_times_within_the_life_of_a_push(answer: Answer | Fault) -> None:
    waits = [judged(answer, attempts).verdict.again_in_s for attempts in range(1, 7)]
    assert waits[5] is None
    assert sum(wait or 0 for wait in waits) < 600
    assert all(judged(answer, attempts).is_failure for attempts in range(1, 7))


def test_what_would_come_after_its_end_is_given_up_and_told() -> None:
    verdict = judged(Answer(503, "900")).verdict
    assert (verdict.outcome, verdict.again_in_s) == ("given up", None)
    assert verdict.failure


def test_a_name_that_leads_home_is_not_tried_again() -> None:
    assert judged(Fault("not_public")).verdict.outcome == "refused"


@pytest.mark.parametrize(
    ("told", "wait_s"),
    [
        ("60", 60),
        ("0", 0),
        (None, 0),
        ("soon", 0),
        ("-5", 0),
        ("Tue, 24 Nov 2026 14:01:30 GMT", 90),
        ("Tue, 24 Nov 2026 13:00:00 GMT", 0),
        ("9" * 30, 86_400),
        ("٦٠", 0),
    ],
)
def test_a_time_to_wait_is_seconds_or_a_date(told: str | None, wait_s: float) -> None:
    assert seconds(told, NOW) == wait_s
