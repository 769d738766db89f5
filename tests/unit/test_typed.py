"""What an officer types, read in every way that it may be meant."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.addresses import typed as addresses
from api.identifiers.faults import NotAnIdentifier
from api.nominals import groups, typed
from api.vehicles import typed as vehicles

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("word", "folded"),
    [
        ("Łukasz", "LUKASZ"),
        ("O'Brien", "OBRIEN"),
        ("Sørensen", "SORENSEN"),
        ("Шевченко", "SHEVCHENKO"),
        ("Weiß", "WEISS"),
        ("Zoë", "ZOE"),
    ],
)
def test_a_name_is_compared_without_its_marks(word: str, folded: str) -> None:
    assert typed.folded(word) == folded


def test_a_name_is_read_in_either_order_the_typed_one_first() -> None:
    name = typed.name("Ada Quellfrost")
    assert name.words == ["ADA", "QUELLFROST", "ADAQUELLFROST"]
    assert [(one.given, one.family, one.is_swapped) for one in name.readings][:2] == [(1, 2, False), (2, 1, True)]


def test_a_comma_says_which_is_the_family_name() -> None:
    name = typed.name("Quellfrost, Ada")
    assert [name.words[place - 1] for place in (name.readings[0].given, name.readings[0].family)] == [
        "ADA",
        "QUELLFROST",
    ]


def test_two_words_may_be_one_family_name() -> None:
    name = typed.name("Jose da Silva")
    assert "DASILVA" in [name.words[one.family - 1] for one in name.readings if one.family]


@pytest.mark.parametrize("words", ["", "a", "J K", "%%%%", "1234", "Mr"])
def test_less_than_two_letters_are_no_name(words: str) -> None:
    with pytest.raises(NotAnIdentifier):
        typed.name(words)


@pytest.mark.parametrize(
    "words",
    [
        "12/03/1994",
        "12.3.94",
        "12-03-1994",
        "1994-03-12",
        "12031994",
        "120394",
        "12 mar 1994",
        "12th March 94",
        "03/13/1994",
    ],
)
def test_a_date_of_birth_is_known_however_it_is_written(words: str) -> None:
    born = date(1994, 3, 13) if words.startswith("03/13") else date(1994, 3, 12)
    found = typed.births(words, TODAY)
    assert (found.dates[0], found.worths[0]) == (born, 1.0)


def test_the_slips_of_a_date_are_looked_for_too_the_likeliest_first() -> None:
    found = typed.births("12/03/1994", TODAY)
    assert found.hows[:4] == ["date of birth the same", "day and month swapped", "year off by one", "year off by one"]
    assert found.worths == sorted(found.worths, reverse=True)


@pytest.mark.parametrize(
    ("words", "years"),
    [("about 25", (1997, 2004)), ("25ish", (1997, 2004)), ("25", (2000, 2001)), ("aged 25", (2000, 2001)), ("20-30", (1995, 2006)),
     ("early 20s", (2001, 2006)), ("1994", (1994, 1994))],
)  # fmt: skip
def test_an_age_leaves_years_open(words: str, years: tuple[int, int]) -> None:
    found = typed.births(words, TODAY)
    assert (found.year_from, found.year_to, found.dates) == (*years, [])


@given(st.text(max_size=40))
def test_whatever_is_typed_for_a_birth_is_read_or_told_why_not(words: str) -> None:
    try:
        found = typed.births(words, TODAY)
    except NotAnIdentifier as refusal:
        assert str(refusal).endswith(".")  # noqa: PT017  either outcome is right, and both are looked at
    else:
        assert len(found.dates) == len(found.worths) == len(found.hows)


def test_a_star_is_every_length_that_a_plate_has() -> None:
    assert vehicles.patterns("AB*E")[0] == "AB????E"
    assert {len(one) for one in vehicles.patterns("AB*E")} == {3, 4, 5, 6, 7, 8}
    assert vehicles.patterns("ab12 cde") == ["AB12CDE"]


@pytest.mark.parametrize(
    ("seen", "plate", "how"),
    [
        ("AB12CDE", "AB12CDE", "plate as typed"),
        ("A?12C?E", "AB12CDE", "fits the pattern"),
        ("A812CDE", "AB12CDE", "signs that look alike on a camera"),
        ("BA12CDE", "AB12CDE", "two signs changed places"),
        ("AB12CXE", "AB12CDE", "one sign differs"),
        ("AB12CE", "AB12CDE", "one sign left out"),
        ("AB12CDDE", "AB12CDE", "one sign too many"),
    ],
)
def test_how_one_plate_differs_from_another_is_said_in_words(seen: str, plate: str, how: str) -> None:
    assert vehicles.difference(seen, plate)[1] == how


def test_what_looks_alike_is_nearer_than_what_does_not() -> None:
    assert vehicles.difference("A812CDE", "AB12CDE")[0] < vehicles.difference("AX12CDE", "AB12CDE")[0]


@pytest.mark.parametrize(
    ("words", "street", "numbers", "postcode"),
    [
        ("Flat 2, 14 Roman Road, E2 0QN", "ROMANROAD", ["2", "14"], "E2 0QN"),
        ("14/2 roman rd e20qn", "ROMANROAD", ["14", "2"], "E2 0QN"),
        ("opposite 14a St John's Hill, London", "SAINTJOHNSHILL", ["14A"], ""),
        ("14 Roman Road Bethnal Green", "ROMANROAD", ["14"], ""),
    ],
)
def test_an_address_is_taken_apart(words: str, street: str, numbers: list[str], postcode: str) -> None:
    found = addresses.address(words)
    assert (found.street, found.numbers, found.postcode) == (street, numbers, postcode)


def test_a_place_may_be_a_number_a_square_or_three_words() -> None:
    assert addresses.address("UPRN 100012345678").uprn == 100012345678
    assert addresses.address("TQ 3540 8290").grid == (535405, 182905, 10)
    assert addresses.address("///filled.count.soap").words == "filled.count.soap"


def test_every_group_of_names_has_two_and_is_folded() -> None:
    shipped = groups.shipped()
    assert all(typed.folded(name) == name for name, _, _ in shipped)
    assert {"ROBERT", "BOB", "MUHAMMAD"} <= {name for name, _, _ in shipped}
