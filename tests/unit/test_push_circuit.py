"""A push service that fails is left alone for a while; one that asks for silence has it."""

from __future__ import annotations

from push.circuit import FAILURES, FIRST_PAUSE_S, LONGEST_PAUSE_S, Circuit

MOST = 24


def broken(at: float = 0) -> Circuit:
    circuit = Circuit()
    for _ in range(FAILURES):
        circuit.failed(at)
    return circuit


def test_it_opens_after_five_failures_in_a_row() -> None:
    circuit = Circuit()
    for _ in range(FAILURES - 1):
        circuit.failed(0)
    circuit.succeeded()
    for _ in range(FAILURES - 1):
        circuit.failed(0)
    assert circuit.most_at_once(0, MOST) == MOST
    circuit.failed(0)
    assert circuit.most_at_once(0, MOST) == 0


def test_after_the_pause_one_may_try() -> None:
    circuit = broken()
    assert circuit.most_at_once(FIRST_PAUSE_S - 0.1, MOST) == 0
    assert circuit.most_at_once(FIRST_PAUSE_S, MOST) == 1
    circuit.succeeded()
    assert circuit.most_at_once(FIRST_PAUSE_S, MOST) == MOST


def test_a_try_that_fails_doubles_the_pause_up_to_two_minutes() -> None:
    circuit, at = broken(), 0.0
    for pause in (FIRST_PAUSE_S, 30, 60, LONGEST_PAUSE_S, LONGEST_PAUSE_S):
        assert circuit.most_at_once(at + pause - 0.1, MOST) == 0
        at += pause
        assert circuit.most_at_once(at, MOST) == 1
        circuit.failed(at)


def test_those_that_were_under_way_do_not_lengthen_the_pause() -> None:
    circuit = broken()
    for _ in range(20):
        circuit.failed(1)
    assert circuit.most_at_once(FIRST_PAUSE_S, MOST) == 1


def test_silence_is_kept_and_is_no_failure() -> None:
    circuit = Circuit()
    circuit.silence(0, 60)
    circuit.silence(1, 5)
    assert circuit.most_at_once(59.9, MOST) == 0
    assert circuit.most_at_once(60, MOST) == MOST
