"""Identifiers: what is one, in which of its spellings, and what a mistyped one is told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.identifiers import court, phones, plates, serials, whereabouts
from api.identifiers.faults import NotAnIdentifier


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2003/0062845E", "2003/0062845E"),
        ("1979/0163001B", "1979/0163001B"),
        ("2001/1234567K", "2001/1234567K"),
        ("03/62845e", "2003/0062845E"),
        ("79/163001B", "1979/0163001B"),
        ("20030062845E", "2003/0062845E"),
        ("790163001B", "1979/0163001B"),
    ],
)
def test_a_pnc_id_is_known_in_every_spelling(typed: str, meant: str) -> None:
    assert court.pnc(typed) == meant


@pytest.mark.parametrize("typed", ["065656/91H", "SF39/83456T", "65656/91h"])
def test_a_cro_number_is_checked(typed: str) -> None:
    assert court.cro(typed) in {"065656/91H", "SF39/83456T"}


def test_an_arrest_summons_number_is_checked_over_force_system_year_and_number() -> None:
    letter = court.check_letter("01" + "01" + "24" + "00000001234")
    assert court.asn(f"24/01zd/01/00000001234{letter}") == f"24/01ZD/01/00000001234{letter}"
    assert court.asn(f"2401ZD0100000001234{letter}") == f"24/01ZD/01/00000001234{letter}"


@pytest.mark.parametrize(("check", "right"), [(court.pnc, "2003/0062845E"), (court.cro, "065656/91H")])
@given(digit=st.integers(0, 9), place=st.integers(0, 20))
def test_one_wrong_digit_never_passes(check: object, right: str, digit: int, place: int) -> None:
    places = [spot for spot, sign in enumerate(right) if sign.isdigit()]
    # The century of a PNC id is not part of what the letter checks.
    spot = places[2:][place % (len(places) - 2)] if check is court.pnc else places[place % len(places)]
    wrong = right[:spot] + str(digit) + right[spot + 1 :]
    if wrong != right:
        with pytest.raises(NotAnIdentifier, match="mistyped"):
            check(wrong)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("typed", "era", "registered"),
    [
        ("ab12 cde", "current", "March to August 2012"),
        ("AB76CDE", "current", "September 2026 to February 2027"),
        ("R123 ABC", "prefix", "about 1997"),
        ("ABC 123K", "suffix", "about 1972"),
        ("Q123ABC", "Q plate", ""),
        ("123D456", "diplomatic", ""),
        ("12345", "trade", ""),
        ("AB12CD", "military", ""),
        ("WIZ 1234", "Northern Ireland", ""),
        ("A 1", "dateless", ""),
        ("W-AB 12345", "foreign", ""),
    ],
)
def test_a_plate_tells_its_era(typed: str, era: str, registered: str) -> None:
    found = plates.plate(typed)
    assert (found.era, found.registered) == (era, registered)


@pytest.mark.parametrize("typed", ["", "?", "****", "A*", "AB12CDEFGHIJK", "AB12'--", "*A*B*C*", "\x00AB12"])
def test_a_plate_with_too_little_or_too_much_is_refused(typed: str) -> None:
    with pytest.raises(NotAnIdentifier):
        plates.pattern(typed)


def test_a_plate_may_have_holes() -> None:
    assert plates.pattern(" ab?2 c** ") == "AB?2C*"


def test_a_vin_has_no_letter_that_looks_like_a_digit() -> None:
    assert serials.vin("wvw zzz 1jz 3w386752") == "WVWZZZ1JZ3W386752"
    with pytest.raises(NotAnIdentifier):
        serials.vin("WVWZZZ1JZ3W38675O")


def test_an_imei_checks_itself() -> None:
    assert serials.imei("49-015420-323751-8") == "490154203237518"
    with pytest.raises(NotAnIdentifier, match="mistyped"):
        serials.imei("490154203237519")


@pytest.mark.parametrize(("typed", "meant"), [("e20qn", "E2 0QN"), ("SW1A 1aa", "SW1A 1AA"), ("gir 0aa", "GIR 0AA")])
def test_a_postcode_is_known_with_and_without_its_space(typed: str, meant: str) -> None:
    assert whereabouts.postcode(typed) == meant


@pytest.mark.parametrize("typed", ["E2", "12345", "QQ QQQ", "E2 0Q"])
def test_what_is_no_postcode_is_told_so(typed: str) -> None:
    with pytest.raises(NotAnIdentifier):
        whereabouts.postcode(typed)


def test_a_grid_reference_is_the_middle_of_its_square() -> None:
    assert whereabouts.grid_reference("TQ 30 80") == (530_500, 180_500, 1_000)
    assert whereabouts.grid_reference("TQ 3000 8000") == (530_005, 180_005, 10)
    assert whereabouts.grid_reference("SV00") == (5_000, 5_000, 10_000)
    assert whereabouts.grid_reference("TL 30 00")[1] == 200_500


@pytest.mark.parametrize("typed", ["TQ 123", "II 12 34", "AA 12 34", "TQ", "TQ 123456 123456"])
def test_what_is_no_grid_reference_is_told_so(typed: str) -> None:
    with pytest.raises(NotAnIdentifier):
        whereabouts.grid_reference(typed)


@pytest.mark.parametrize(
    "typed",
    ["07700 900123", "+44 7700 900123", "0044 7700-900123", "+44 (0) 7700 900 123", "7700900123", "447700900123"],
)
def test_a_phone_number_is_one_in_every_format(typed: str) -> None:
    assert phones.phone(typed) == "+447700900123"


def test_a_foreign_number_keeps_its_country() -> None:
    assert phones.phone("+353 20 912 3456") == "+353209123456"


def test_the_end_of_a_number_is_enough_to_search_by() -> None:
    assert phones.last_digits("...900 123") == "900123"
    with pytest.raises(NotAnIdentifier):
        phones.last_digits("123")


def test_three_words_are_kept_as_text() -> None:
    assert whereabouts.what3words("///Filled.count.soap") == "filled.count.soap"


@given(st.text(max_size=60))
def test_whatever_is_typed_is_an_identifier_or_told_why_not(typed: str) -> None:
    for check in (
        court.pnc, court.cro, court.asn, plates.plate, plates.pattern, serials.vin, serials.imei,
        whereabouts.postcode, whereabouts.outcode, whereabouts.grid_reference, whereabouts.uprn,
        whereabouts.what3words, phones.phone, phones.last_digits,
    ):  # fmt: skip
        try:
            check(typed)
        except NotAnIdentifier as refusal:
            assert str(refusal).endswith((".", "mistyped."))  # noqa: PT017  either outcome is right, and both are looked at
