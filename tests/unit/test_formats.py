"""What a row of each source becomes, and why one is refused."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from api.imports import calls, police_uk
from api.imports.formats import BRITAIN, RowRefused, place

STREET = {
    "Crime ID": "made-up-1",
    "Month": "2024-06",
    "Longitude": "-0.05",
    "Latitude": "51.53",
    "Location": "On or near Made Up Road",
    "LSOA name": "Tower Hamlets 001A",
    "Crime type": "Burglary",
    "Last outcome category": "Under investigation",
}
SEARCH = {
    "Date": "2024-06-01T10:00:00+00:00",
    "Longitude": "-0.05",
    "Latitude": "51.53",
    "Legislation": "Made up",
    "Object of search": "Offensive weapons",
    "Outcome": "Arrest",
    "Outcome linked to object of search": "False",
}


def test_a_crime_of_a_month_knows_no_day() -> None:
    made = police_uk.read_street(STREET)
    assert (made.category, made.is_whole_month, made.key) == ("burglary", True, "made-up-1")
    assert made.detail == {"area": "Tower Hamlets"}


def test_a_search_that_led_to_something_counts_as_what_was_sought() -> None:
    assert police_uk.read_search(SEARCH).category == "weapons"


def test_a_search_without_further_action_is_no_weapon() -> None:
    assert police_uk.read_search({**SEARCH, "Outcome": police_uk.NO_ACTION}).category == "search"


def test_a_search_without_a_place_is_kept() -> None:
    made = police_uk.read_search({**SEARCH, "Longitude": "", "Latitude": ""})
    assert (made.lon, made.lat) == (None, None)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"Month": "2024-13"}, "impossible month"),
        ({"Month": "2999-01"}, "impossible time"),
        ({"Crime type": "Piracy"}, "unknown crime type"),
        ({"Longitude": "0", "Latitude": "0"}, "0/0"),
        ({"Longitude": "51.53", "Latitude": "-0.05"}, "swapped"),
        ({"Longitude": "-75", "Latitude": "40"}, "outside the area"),
        ({"Longitude": "nan"}, "not numbers"),
        ({"Longitude": "here"}, "not numbers"),
    ],
)
def test_a_row_that_cannot_be_is_refused_with_its_reason(change: dict[str, str], reason: str) -> None:
    with pytest.raises(RowRefused, match=reason):
        police_uk.read_street({**STREET, **change})


def test_half_a_place_is_no_place() -> None:
    with pytest.raises(RowRefused):
        place("-0.05", "", BRITAIN)


def test_montgomery_calls_carry_local_times_and_their_own_area() -> None:
    county = next(one for one in calls.shipped() if "Montgomery" in one.source)
    row = {
        "lat": "40.29",
        "lng": "-75.58",
        "title": "EMS: ASSAULT VICTIM",
        "timeStamp": "2015-12-10 17:40:00",
        "addr": "MADE UP RD",
    }
    made = county.read(row)
    assert made.category == "violence"
    assert made.happened_at.astimezone(UTC) == datetime(2015, 12, 10, 22, 40, tzinfo=UTC)
    with pytest.raises(RowRefused, match="swapped"):
        county.read({**row, "lat": "-75.58", "lng": "40.29"})


def test_every_title_of_a_map_leads_somewhere() -> None:
    for one in calls.shipped():
        assert one.kind_of("a title that nobody thought of")["category"]
