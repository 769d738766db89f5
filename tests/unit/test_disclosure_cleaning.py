"""Free text without other people."""

from __future__ import annotations

import pytest

from api.codes import markings
from api.disclosure import rules
from api.disclosure.cleaning import Cleaner, Stranger
from api.disclosure.draft import Draft, Item

ZOE = Stranger([(["Zoë", "Anne"], "O'Brien-Smith")], ["14 Quiet Close"])


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Zoë O'Brien-Smith rang", "{} rang"),
        ("ZOE OBRIEN SMITH rang", "{} rang"),
        ("O'Brien-Smith, Zoe was there", "{} was there"),
        ("Zoe Anne O'Brien Smith's car", "{}'s car"),
        ("Mrs O'BRIEN-SMITH said", "Mrs {} said"),
        ("then zoe left", "then {} left"),
        ("lives at 14, Quiet  Close.", "lives at {}."),
        ("Zoeller is somebody else", "Zoeller is somebody else"),
    ],
)
def test_another_persons_name_is_cut_out_however_it_is_written(text: str, left: str) -> None:
    mark = f"[removed: {rules.RULES['person'].words}]"
    assert Cleaner([ZOE]).clean(text).text == left.format(mark)


@pytest.mark.parametrize(
    "reach", ["020 7946 0018", "+44 7700 900123", "07700900123", "a.b@example.org", "SW1A 1AA", "sw1a1aa"]
)
def test_a_way_to_reach_somebody_is_cut_out_unless_it_is_the_persons_own(reach: str) -> None:
    assert reach not in Cleaner([]).clean(f"call {reach} now").text
    own = ["+442079460018", "+447700900123", "a.b@example.org", "SW1A 1AA"]
    assert Cleaner([], own).clean(f"call {reach} now").text == f"call {reach} now"


def test_references_and_times_stay() -> None:
    said = "CAD 4521/22NOV26 at 14:03 on 22/11/2026 and 2026-11-22, unit CE21, 2 males, 3 of 5"
    assert Cleaner([]).clean(said).text == said


def test_the_persons_own_name_stays_also_where_a_relative_shares_it() -> None:
    cleaner = Cleaner([Stranger([(["Ann"], "Owner")])], ["Paul Owner"])
    assert cleaner.clean("Paul Owner hit Ann Owner").text == "Paul Owner hit [removed: data of another person]"


def test_somebody_far_off_is_meant_by_their_whole_name_only() -> None:
    cleaner = Cleaner([Stranger([(["Rose"], "Hill")], is_near=False)])
    assert cleaner.clean("up Rose Street, over the hill to Rose Hill").text == (
        "up Rose Street, over the hill to [removed: data of another person]"
    )


def test_any_handling_and_any_word_of_an_informant_withholds_the_whole() -> None:
    assert rules.of_record("", "Custody record") == ""
    assert rules.of_record("do not tell", "") == rules.of_record("", "told by a CHIS") == "withheld"


def test_the_highest_marking_wins() -> None:
    assert markings.highest(["OFFICIAL", "OFFICIAL-SENSITIVE", "OFFICIAL"]) == "OFFICIAL-SENSITIVE"
    assert markings.highest([]) == "OFFICIAL"
    assert markings.highest(["OFFICIAL", "SECRET"]) == "OFFICIAL-SENSITIVE"


def test_of_two_names_that_overlap_nothing_is_left() -> None:
    cleaner = Cleaner([Stranger([(["Rose"], "Hill")], is_near=False)])
    assert cleaner.clean("Hill, Rose Hill").text == "[removed: data of another person]"


def test_what_was_cut_out_before_keeps_its_reason() -> None:
    once = Cleaner([ZOE]).clean("Zoe fears Dave, another person").text
    again = Cleaner([Stranger(words=["Dave", "another person"])], looks=False, rule="chosen").clean(once).text
    person, chosen = (f"[removed: {rules.RULES[rule].words}]" for rule in ("person", "chosen"))
    assert again == f"{person} fears {chosen}, {chosen}"


def test_what_somebody_typed_like_a_mark_spares_nobody() -> None:
    draft = Draft(Cleaner([ZOE]), Cleaner([]))
    draft.add(Item("k", "s", "Log", "[removed: Zoe] left"), is_free=True)
    assert "Zoe" not in draft.items[0].text


@pytest.mark.parametrize(
    "words",
    [
        "Review on 30/11/2026",
        "01-02-2024 12:30:00",
        "added 29/11/2026, to be reviewed on 30/11/2027 09:00",
        "2026-11-29 06:27",
    ],
)
def test_a_day_is_nobodys_number(words: str) -> None:
    assert Cleaner([]).clean(words).text == words


@pytest.mark.parametrize("words", ["020 7946 0102", "07700-900-123", "call 07700 900123 on 01-02-2024"])
def test_a_number_beside_a_day_is_taken_out_all_the_same(words: str) -> None:
    assert "[removed: how to reach another person]" in Cleaner([]).clean(words).text
