"""Where two people see an incident differently, in words."""

from __future__ import annotations

from api.thrive import rules

MEDIUM = dict.fromkeys(rules.PARTS, "medium")


def test_a_difference_names_who_said_what() -> None:
    levels = {**MEDIUM, "threat": "high"}
    told = rules.differences(levels, MEDIUM, rules.OFFICER, str.title)
    assert told == ["Threat (officer: high; call handler: medium)"]


def test_what_both_say_alike_is_no_difference() -> None:
    assert rules.differences(MEDIUM, dict(MEDIUM), rules.CALL_HANDLER, str.title) == []


def test_the_log_names_all_six_parts_in_the_order_of_the_word() -> None:
    told = rules.told({**MEDIUM, "vulnerability": "high"}, str.title)
    assert (
        told == "Threat medium, Harm medium, Risk medium, Investigation medium, Vulnerability high, Engagement medium"
    )
    assert "".join(name[0] for name in rules.PARTS.values()) == "THRIVE"
