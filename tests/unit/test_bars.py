"""What a restriction bars a crew from, and how that is said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from api.codes.service import Codes, met_default
from api.officers.bars import CONDITIONS, Asks, against, excludes, is_within

LISTS = Codes("1", met_default()["lists"])
ASKS = Asks("CG", "theft", "12:00", crew=2, drives=True, is_whole_crew=False)


def why(code: str, asks: Asks) -> str:
    entry = LISTS.get("restrictions", code)
    assert entry
    return against(entry, asks)


@pytest.mark.parametrize(
    ("code", "asks", "words"),
    [
        ("no_confrontation", ASKS, ""),
        ("no_confrontation", replace(ASKS, type="CA", label="violence"), "not for violence"),
        ("office_only", ASKS, "not for theft"),
        ("no_nights", ASKS, ""),
        ("no_nights", replace(ASKS, at="22:00"), "not between 22:00 and 06:00"),
        ("no_nights", replace(ASKS, at="05:59"), "not between 22:00 and 06:00"),
        ("not_alone", ASKS, ""),
        ("not_alone", replace(ASKS, crew=1), "not single-crewed"),
        ("no_driving", ASKS, ""),
        ("no_driving", replace(ASKS, is_whole_crew=True), "nobody in it may drive"),
        ("no_driving", replace(ASKS, is_whole_crew=True, drives=False), ""),
        ("no_response_driving", ASKS, ""),
        ("no_victims", replace(ASKS, type="CK", label="sexual offence"), "not for sexual offence"),
    ],
)
def test_a_restriction_bars_what_it_says_and_nothing_else(code: str, asks: Asks, words: str) -> None:
    assert why(code, asks) == words


def test_hours_may_go_over_midnight_and_end_before_their_last_minute() -> None:
    assert [is_within(at, "22:00", "06:00") for at in ("21:59", "22:00", "00:00", "06:00")] == [
        False,
        True,
        True,
        False,
    ]
    assert [is_within(at, "09:00", "17:00") for at in ("08:59", "09:00", "17:00")] == [False, True, False]


def test_what_each_takes_away_is_said_in_a_sentence() -> None:
    said = {entry["code"]: excludes(entry, LISTS.label) for entry in LISTS.lists["restrictions"]}
    assert said["no_nights"] == "Not sent to anything between 22:00 and 06:00."
    assert said["no_response_driving"] == "Does not count as: response driver; advanced driver; initial phase pursuit."
    assert said["no_weapons"] == "Not sent to firearms incident. Does not count as: taser; authorised firearms officer."
    assert all(said.values())


def test_a_list_of_an_earlier_version_bars_as_it_did() -> None:
    assert against({"code": "old", "label": "Old", "bars": ["*"]}, ASKS) == "not for theft"


def test_every_entry_names_codes_that_exist() -> None:
    for entry in LISTS.lists["restrictions"]:
        assert set(entry["bars"]) - {"*"} <= LISTS.known("types")
        assert set(entry["skills"]) <= LISTS.known("skills")
        assert entry["when"] in CONDITIONS
        assert len(entry["between"]) in (0, 2)
        assert entry["bars"] or entry["skills"]
