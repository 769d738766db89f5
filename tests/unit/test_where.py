"""Where somebody lives, among the words that were typed."""

from __future__ import annotations

import pytest

from api.lookups.where import Borough, Where, apart

KNOWN = {
    "hackney": Borough("Hackney", "Hackney"),
    "barking and dagenham": Borough("BD", "Barking and Dagenham"),
    "richmond upon thames": Borough("RuT", "Richmond upon Thames"),
}


@pytest.mark.parametrize(
    ("typed", "rest", "where"),
    [
        ("red golf Hackney", "red golf", Where("Hackney", "", "Hackney")),
        ("HACKNEY red golf", "red golf", Where("Hackney", "", "Hackney")),
        ("scar Barking & Dagenham", "scar", Where("BD", "", "Barking and Dagenham")),
        ("scar richmond-upon-thames", "scar", Where("RuT", "", "Richmond upon Thames")),
        ("golf e8 red", "golf red", Where("", "E8", "E8")),
        ("golf SW1A", "golf", Where("", "SW1A", "SW1A")),
    ],
)
def test_a_borough_or_half_a_postcode_is_taken_out_of_the_words(typed: str, rest: str, where: Where) -> None:
    assert apart(typed, KNOWN) == (rest, where)


def test_one_of_the_places_that_a_borough_is_called_after_is_read_as_it_and_told() -> None:
    assert apart("barking dog", KNOWN) == ("dog", Where("BD", "", "Barking and Dagenham", "barking"))


def test_a_borough_nearly_spelt_is_read_where_near_is_enough_and_nowhere_else() -> None:
    assert apart("golf hackny", KNOWN) == ("golf hackny", None)
    nearly = Where("Hackney", "", "Hackney", "hackny")
    assert apart("golf hackny", KNOWN, is_near_enough=True) == ("golf", nearly)


@pytest.mark.parametrize("typed", ["red golf", "", "Atlantis", "E8 1AAA1"])
def test_words_without_a_place_stay_as_they_are(typed: str) -> None:
    rest, where = apart(typed, KNOWN)
    assert (rest, where) in [(typed, None), ("1AAA1", Where("", "E8", "E8"))]
