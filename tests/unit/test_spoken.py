"""Which words of a call name something that a crew must know, and which deny it."""

from __future__ import annotations

import pytest

from api.places import spoken


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
    assert spoken.heard(point, [words]) == ([words], [])


@pytest.mark.parametrize(
    "words", ["no weapons seen", "He does not have a knife", "without any knife", "hasn't got a gun"]
)
def test_what_somebody_says_is_not_there_is_quoted_as_that(words: str) -> None:
    assert spoken.heard("weapons", [words]) == ([], [words])


def test_a_word_within_another_is_none() -> None:
    assert spoken.heard("weapons", ["Debate at the taxi rank about begun works"]) == ([], [])


def test_a_long_text_is_cut_between_words_around_the_one_that_counts() -> None:
    words = "The caller has been waiting for the man upstairs, who has a bread knife in his hand and shouts at all the neighbours"
    assert spoken.heard("weapons", [words]).named == [
        "… man upstairs, who has a bread knife in his hand and shouts at all …"
    ]


def test_the_description_said_over_again_is_told_once() -> None:
    assert spoken.heard("weapons", ["Man with a knife", "“Man with a knife”"]).named == ["Man with a knife"]


def test_a_callsign_with_a_short_word_behind_it_is_no_plate() -> None:
    assert spoken.heard("vehicles", ["CE26 has left"]).named == []
    assert spoken.heard("vehicles", ["He drives AB12 CDE"]).named != []
