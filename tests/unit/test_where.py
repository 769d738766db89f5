"""Where somebody lives, among the words that were typed."""

from __future__ import annotations

import pytest

from api.lookups.where import Where, apart

KNOWN = {"hackney": "Hackney", "barking and dagenham": "Barking and Dagenham", "richmond upon thames": "RuT"}


@pytest.mark.parametrize(
    ("typed", "rest", "where"),
    [
        ("red golf Hackney", "red golf", Where("Hackney", "", "Hackney")),
        ("HACKNEY red golf", "red golf", Where("Hackney", "", "Hackney")),
        ("scar Barking & Dagenham", "scar", Where("Barking and Dagenham", "", "Barking & Dagenham")),
        ("scar richmond-upon-thames", "scar", Where("RuT", "", "Richmond-Upon-Thames")),
        ("golf e8 red", "golf red", Where("", "E8", "E8")),
        ("golf SW1A", "golf", Where("", "SW1A", "SW1A")),
    ],
)
def test_a_borough_or_half_a_postcode_is_taken_out_of_the_words(typed: str, rest: str, where: Where) -> None:
    assert apart(typed, KNOWN) == (rest, where)


@pytest.mark.parametrize("typed", ["barking dog", "red golf", "", "Atlantis", "E8 1AAA1"])
def test_words_without_a_place_stay_as_they_are(typed: str) -> None:
    rest, where = apart(typed, KNOWN)
    assert (rest, where) in [(typed, None), ("1AAA1", Where("", "E8", "E8"))]
