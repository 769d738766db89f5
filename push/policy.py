"""What an answer of a push service means: pure, and all in one place (reliability reference F33 to F36)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from api.outbox.pushes import Verdict

# Between tries: six of them within the ten minutes that a push lives.
WAITS_S = (2, 8, 30, 90, 240)
LONGEST_SILENCE_S = 24 * 3_600.0


class Fault(Exception):
    """No answer, or one that is none: `timeout`, `unreachable`, `not_public`, `not_http`."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


@dataclass(frozen=True)
class Answer:
    status: int
    retry_after: str | None = None


@dataclass(frozen=True)
class Judgement:
    """A verdict on the push, and what it says of the service: that it fails, or wants silence for some seconds."""

    verdict: Verdict
    is_failure: bool = False
    silent_s: float = 0


REFUSED = {
    400: "The push service could not read what we sent.",
    401: "The push service refused our key.",
    403: "The push service refused our key.",
    413: "The push service found our push too large.",
}
GONE = "The push service does not know this device any more."
NO_ANSWER = "The push service does not answer."


def judge(answer: Answer | Fault, *, attempts: int, left_s: float, chance: float, now: datetime) -> Judgement:
    """What to do. `attempts` counts this one, `left_s` is the rest of the push's life, `chance` lies in 0 to 1."""
    if isinstance(answer, Fault):
        if answer.word == "not_public":
            return Judgement(Verdict("refused", "The push service's name leads into a private network."))
        return Judgement(_again(answer.word, _wait(attempts, chance), attempts, left_s), is_failure=True)
    if 200 <= answer.status < 300:
        return Judgement(Verdict("accepted"))
    if answer.status in (404, 410):
        return Judgement(Verdict("gone", GONE))
    if answer.status == 429 or answer.status >= 500:
        return _busy(answer, attempts, left_s, chance, now)
    # A redirect among them: whoever moves a push service tells the browser, not us.
    return Judgement(Verdict("refused", REFUSED.get(answer.status, f"The push service answered {answer.status}.")))


def _busy(answer: Answer, attempts: int, left_s: float, chance: float, now: datetime) -> Judgement:
    told_s = seconds(answer.retry_after, now)
    wait_s = max(told_s, _wait(attempts, chance))
    verdict = _again(f"answered {answer.status}", wait_s, attempts, left_s)
    if answer.status == 429:
        return Judgement(verdict, silent_s=told_s or wait_s)
    return Judgement(verdict, is_failure=True, silent_s=told_s)


def _again(word: str, wait_s: float, attempts: int, left_s: float) -> Verdict:
    if attempts > len(WAITS_S) or wait_s >= left_s:
        return Verdict("given up", NO_ANSWER)
    return Verdict(word, again_in_s=wait_s)


def _wait(attempts: int, chance: float) -> float:
    """With a little chance, or all pushes of an outage would come back in the same second."""
    return WAITS_S[min(attempts, len(WAITS_S)) - 1] * (0.75 + chance / 2)


def seconds(retry_after: str | None, now: datetime) -> float:
    """`Retry-After` is a number of seconds or a date; what is neither is nothing."""
    told = (retry_after or "").strip()
    if told.isascii() and told.isdigit():
        return min(float(told[:9]), LONGEST_SILENCE_S)
    try:
        until = parsedate_to_datetime(told)
    except ValueError:
        return 0
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, min((until - now).total_seconds(), LONGEST_SILENCE_S))
