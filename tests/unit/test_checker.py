"""The checker finds what is planted, and nothing where nothing is wrong."""

from __future__ import annotations

import pytest

from bench import planted
from bench.checker import Verdict, judge
from bench.history import FeedSeen, History
from bench.planted import FEED, PLANTS, found_when_planted, good


def test_a_good_run_is_clean() -> None:
    assert judge(good()).is_clean


def test_a_message_that_never_came_is_lost() -> None:
    history = good()
    history.held.messages[FEED][14] = "tasking.assigned"
    verdict = judge(history)
    assert verdict.lost == [f"handset 1 {FEED}: 14 tasking.assigned"]
    assert not verdict.gaps


def test_a_device_that_has_not_returned_has_lost_nothing_yet() -> None:
    history = good()
    history.held.messages[FEED][14] = "tasking.assigned"
    history.devices[0].has_returned = False
    assert judge(history).is_clean


def test_what_a_snapshot_covers_is_not_lost() -> None:
    history = good()
    history.devices[0].feeds[FEED] = FeedSeen(start=10, snapshots=[13])
    assert judge(history).is_clean


def test_a_number_that_was_passed_over_is_a_gap() -> None:
    history = good()
    history.devices[0].feeds[FEED] = FeedSeen(start=10, received={11, 13}, applied=[11, 13])
    verdict = judge(history)
    assert (len(verdict.gaps), len(verdict.lost)) == (1, 1)


def test_a_hole_in_the_numbers_of_the_database_is_a_gap() -> None:
    history = good()
    del history.held.messages[FEED][5]
    assert judge(history).gaps == [f"{FEED}: the database has no 5"]


def test_a_message_applied_twice_is_found() -> None:
    history = good()
    history.devices[0].feeds[FEED].applied.append(12)
    assert judge(history).applied_twice == [f"handset 1 {FEED}: 12"]


def test_a_command_done_twice_is_found() -> None:
    history = good()
    history.held.effects["c1"] = 2
    assert judge(history).applied_twice == ["set_status c1: 2 times"]


def test_an_answered_command_that_the_database_does_not_know_is_forgotten() -> None:
    history = good()
    history.held.commands.clear()
    assert len(judge(history).forgotten) == 1


def test_an_answered_command_without_effect_is_forgotten() -> None:
    history = good()
    history.held.effects["c1"] = 0
    assert len(judge(history).forgotten) == 1


def test_two_different_answers_to_one_command_are_found() -> None:
    history = good()
    history.devices[0].asked[0].answers.append((200, "refused"))
    assert len(judge(history).two_answers) == 1


def test_a_silent_unit_shown_as_reachable_is_a_false_available() -> None:
    history = good()
    history.devices[1].presence.append((130.0, "unit 1", "reachable", True))
    assert judge(history).false_available == ["board 1: unit 1 reachable after 24.0 s of silence"]


def test_an_old_available_that_was_believed_is_a_false_available() -> None:
    history = good()
    history.held.stale = [("c2", 600.0, "needs_confirmation", False), ("c3", 119.0, "done", True)]
    assert judge(history).is_clean
    history.held.stale.append(("c4", 121.0, "done", False))
    assert judge(history).false_available == ["c4: a status, applied 121 s after the tap"]


def test_a_yes_to_the_question_that_came_late_itself_is_a_false_available() -> None:
    history = good()
    history.held.stale.append(("c5", 2400.0, "done", True))
    assert judge(history).false_available == ["c5: a yes to the question, applied 2400 s after the tap"]


def left_standing(*lines: tuple[float, bool]) -> History:
    """A unit was silent from 106 to 160, and its board was told at 100 that it is reachable and nothing after."""
    history = good()
    history.devices[0].heard_at = [100.0, 103.0, 106.0, 160.0]
    history.devices[1].presence = [(100.0, "unit 1", "reachable", True)]
    history.devices[1].lines = list(lines)
    return history


def test_a_board_that_nobody_told_of_the_silence_is_a_false_available() -> None:
    found = judge(left_standing((90.0, True))).false_available
    assert found == ["board 1: unit 1 stood as reachable for 33.0 s too long"]


def test_a_board_whose_line_was_down_showed_that_instead() -> None:
    assert judge(left_standing((90.0, True), (120.0, False))).is_clean


def test_a_board_that_came_back_and_was_told_nothing_is_a_false_available() -> None:
    assert judge(left_standing((90.0, True), (110.0, False), (140.0, True))).false_available


@pytest.mark.parametrize("name", PLANTS)
def test_what_is_planted_in_the_history_of_a_run_is_found(name: str) -> None:
    assert found_when_planted(good())[name]


def test_a_checker_that_finds_nothing_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planted, "judge", lambda _: Verdict())
    assert not any(found_when_planted(good()).values())
