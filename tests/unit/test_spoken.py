"""Which words of a call name something that a crew must know, and which deny it."""

from __future__ import annotations

from typing import Any

import pytest

from api.codes.service import Codes, met_default
from api.places import spoken, spoken_words

MET = met_default()["lists"]["spoken_words"]


def ear(*entries: dict[str, Any]) -> spoken.Ear:
    return spoken.Ear(Codes("1", {"spoken_words": [*entries]}))


heard = ear(*MET).heard


@pytest.mark.parametrize(
    ("point", "words"),
    [
        ("weapons", "Two males with knives outside"),
        ("weapons", "No reply, he has a gun"),
        ("weapons", "Not sure who but has a machete"),
        ("hurt", "She is bleeding from the head"),
        ("children", "her 6 year old is in the room"),
        ("place", "large dog in the garden"),
        ("speech", "Caller is deaf, text only"),
        ("vehicles", "made off in LK71 ABD"),
    ],
)
def test_a_word_of_a_point_is_quoted_as_it_was_said(point: str, words: str) -> None:
    assert heard(point, [words]) == ([words], [])


@pytest.mark.parametrize(
    "words", ["no weapons seen", "He does not have a knife", "without any knife", "hasn't got a gun"]
)
def test_what_somebody_says_is_not_there_is_quoted_as_that(words: str) -> None:
    assert heard("weapons", [words]) == ([], [words])


def test_a_word_within_another_is_none() -> None:
    assert heard("weapons", ["Debate at the taxi rank about begun works"]) == ([], [])


def test_a_long_text_is_cut_between_words_around_the_one_that_counts() -> None:
    words = "The caller has been waiting for the man upstairs, who has a bread knife in his hand and shouts at all the neighbours"
    assert heard("weapons", [words]).named == ["… man upstairs, who has a bread knife in his hand and shouts at all …"]


def test_the_description_said_over_again_is_told_once() -> None:
    assert heard("weapons", ["Man with a knife", "“Man with a knife”"]).named == ["Man with a knife"]


def test_a_callsign_with_a_short_word_behind_it_is_no_plate() -> None:
    assert heard("vehicles", ["CE26 has left"]).named == []
    assert heard("vehicles", ["He drives AB12 CDE"]).named != []


@pytest.mark.parametrize(
    ("word", "text", "is_heard"),
    [
        ("kukri", "Two Kukris on the seat", True),
        ("kukri", "a kukristan flag", False),
        ("stab*", "he was STABBED", True),
        ("*glas", "a broken hourglas", True),
        ("key safe", "keysafe by the door", True),
        ("key safe", "a key-safe, two key safes", True),
        ("can't breathe", "she can’t breathe", True),
        ("LAS", "las called", True),
        ("LAS", "a lass of twenty", False),
        ("cŵn", "mae cŵn yma", True),
    ],
)
def test_a_word_is_heard_as_its_list_writes_it(word: str, text: str, is_heard: bool) -> None:
    hears = ear({"code": "weapons", "words": [word]})
    assert (hears.heard("weapons", [text]).named, hears.is_named(text)) == ([text] if is_heard else [], is_heard)


@pytest.mark.parametrize("lists", [{}, {"spoken_words": []}])
def test_a_force_whose_lists_are_older_than_these_words_hears_by_ours(lists: dict[str, Any]) -> None:
    hears = spoken.Ear(Codes("1", lists))
    assert hears.heard("weapons", ["no knife", "he has a gun"]) == (["he has a gun"], ["no knife"])


@pytest.mark.parametrize("entries", [[{"code": "weapons"}], [{"code": "weapons", "words": []}]])
def test_a_list_without_words_hears_nothing_but_plates(entries: list[dict[str, Any]]) -> None:
    hears = ear(*entries)
    for point in (*spoken_words.POINTS, "suspect"):
        assert hears.heard(point, ["no knife, a dog and a 6 year old"]) == ([], [])
    assert hears.heard("vehicles", ["made off in LK71 ABD"]).named == ["made off in LK71 ABD"]


def test_without_words_that_deny_what_is_said_is_there() -> None:
    assert ear({"code": "weapons", "words": ["knife"]}).heard("weapons", ["no knife"]) == (["no knife"], [])


def test_what_denies_and_what_ends_it_are_words_of_the_list() -> None:
    welsh = ear(
        {"code": "weapons", "words": ["cyllell"]},
        {"code": "denied", "words": ["dim"]},
        {"code": "undenied", "words": ["ond"]},
    )
    assert welsh.heard("weapons", ["dim cyllell", "dim ond cyllell"]) == (["dim ond cyllell"], ["dim cyllell"])


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ({"code": "suspect"}, "suspect is nothing that a call is searched for; those are weapons, "),
        ({"code": "weapons", "words": "knife gun"}, "words is no list of words"),
        ({"code": "weapons", "words": ["knife", 7]}, "words is no list of words"),
        ({"code": "weapons", "words": ["a*"]}, "“a*” cannot be looked for: two to 40 letters"),
        ({"code": "weapons", "words": ["*"]}, "“*” cannot"),
        ({"code": "weapons", "words": ["(a+)+$"]}, "“(a+)+$” cannot"),
        ({"code": "weapons", "words": ["k" * 41]}, "cannot be looked for"),
        ({"code": "weapons", "words": [f"knife{number}" for number in range(201)]}, "201 words; 200 at most."),
        (MET[1], "two rows for hurt."),
    ],
)
def test_a_row_that_could_never_be_heard_is_refused_by_name(entry: dict[str, Any], says: str) -> None:
    whole = {"label": "As heard", "rank": 90} | entry
    (wrong,) = spoken_words.check({"spoken_words": [MET[1], whole]})
    assert says in wrong
    assert spoken_words.check({"spoken_words": MET}) == []
