"""What companions say, byte by byte: the protocols' own examples, and what no protocol would send."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from math import isfinite
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from api.companions import cot, lip, osmand, owntracks
from api.companions.measured import Measured
from api.fixes import plausible
from api.fixes.parse import Sender, Unreadable
from geo import points

NOW = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)
SENDER = Sender(uuid4(), uuid4(), "somebody")


# --- TETRA LIP: the test vector and the encode check of the domain reference, 3.3.


def test_the_standards_own_report_is_read_bit_by_bit() -> None:
    report = lip.read("0a 01 0e 62 39 b0 43 9a ff e0 20".replace(" ", ""), NOW)
    assert report.measured.lat == pytest.approx(37.99196, abs=1e-5)
    assert report.measured.lon == pytest.approx(23.76419, abs=1e-5)
    assert report.measured.accuracy_m == 200
    assert report.measured.speed_mps is None
    assert report.reason == 2
    assert report.is_emergency


def test_a_report_from_westminster_is_where_it_was_encoded() -> None:
    measured = lip.read("0a0ffe74c249ed59000020", NOW).measured
    assert (measured.lat, measured.lon) == (pytest.approx(51.4975, abs=2e-5), pytest.approx(-0.1357, abs=2e-5))
    assert measured.accuracy_m == 20
    assert measured.speed_mps == 0
    assert measured.fixed_at == NOW - timedelta(seconds=5)


def encoded(*, elapsed: int = 0, speed: int = 0, heading: int = 0, error: int = 1) -> str:
    bits = f"{0:02b}{elapsed:02b}{0x1FFCE98 & 0x1FFFFFF:025b}{0x249ED5:024b}{error:03b}{speed:07b}{heading:04b}0{0:08b}"
    return "0a" + int(bits.ljust(80, "0"), 2).to_bytes(10, "big").hex()


@pytest.mark.parametrize(("code", "kmh"), [(0, 0), (28, 28), (29, 29.05), (60, 92.4), (126, 1083.2)])
def test_the_speed_follows_the_formula_of_the_standard(code: int, kmh: float) -> None:
    speed = lip.read(encoded(speed=code), NOW).measured.speed_mps
    assert speed is not None
    assert speed * 3.6 == pytest.approx(kmh, rel=2e-3)


def test_a_report_counts_as_old_as_it_may_be() -> None:
    ages = [(NOW - lip.read(encoded(elapsed=code), NOW).measured.fixed_at).total_seconds() for code in (0, 1, 2)]
    assert ages == [5, 300, 1800]
    assert lip.read(encoded(elapsed=3), NOW).measured.flag == "no_time"


def test_the_lines_of_a_radios_own_interface_are_read_too() -> None:
    told = "+CTSDSR: 12,1234567,0,7654321,0,88\r\n0A0FFE74C249ED59000020\r\n"
    assert lip.read(told, NOW).measured.accuracy_m == 20


@pytest.mark.parametrize(
    "text", ["", "0a", "zz" * 11, "8200" * 6, "0a4ffe74c249ed59000020", "0a0ffe74c249ed5900002", "0a0ffe74c249ed590000"]
)
def test_what_is_no_short_report_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        lip.read(text, NOW)


# --- OwnTracks

OWNTRACKS: dict[str, Any] = {
    "_type": "location",
    "lat": 51.53,
    "lon": -0.05,
    "tst": 1_795_010_400,
    "acc": 12,
    "vel": 36,
    "cog": 270,
    "batt": 81,
    "tid": "ab",
}


def test_owntracks_speaks_in_kilometres_an_hour_and_seconds() -> None:
    [measured] = owntracks.read(OWNTRACKS)
    assert measured.speed_mps == pytest.approx(10)
    assert (measured.accuracy_m, measured.heading, measured.battery) == (12, 270, 81)
    assert measured.fixed_at == datetime.fromtimestamp(1_795_010_400, tz=UTC)


def test_what_is_no_place_is_passed_over_and_what_is_encrypted_is_said() -> None:
    assert owntracks.read({"_type": "waypoint", "lat": 1, "lon": 2}) == []
    with pytest.raises(Unreadable, match="encryption"):
        owntracks.read({"_type": "encrypted", "data": "x"})


# --- OsmAnd


def test_the_query_of_traccar_is_in_knots() -> None:
    query = {
        "id": "k",
        "lat": "51.53",
        "lon": "-0.05",
        "timestamp": "1795010400",
        "speed": "10",
        "bearing": "90",
        "accuracy": "7.5",
        "batt": "55",
    }
    [measured] = osmand.read(query, None)
    assert measured.speed_mps == pytest.approx(5.14444)
    assert (measured.accuracy_m, measured.heading, measured.battery) == (7.5, 90, 55)
    assert osmand.key_of(query, None) == "k"
    [late] = osmand.read(query | {"timestamp": "1795010400000"}, None)
    assert late.fixed_at == measured.fixed_at


def test_the_json_of_the_newer_client_is_in_metres_a_second() -> None:
    coords = {"latitude": 51.53, "longitude": -0.05, "accuracy": 5, "speed": 4.2, "heading": -1}
    body = {
        "device_id": "k",
        "location": {"timestamp": "2026-11-22T14:00:00.000Z", "coords": coords, "battery": {"level": 0.42}},
    }
    [measured] = osmand.read({}, body)
    assert (measured.speed_mps, measured.heading, measured.battery) == (4.2, None, 42)
    assert measured.fixed_at == NOW
    assert osmand.key_of({}, body) == "k"


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"lat": "x", "lon": "1", "timestamp": "1"},
        {"lat": "1", "lon": "1"},
        {"lat": "1", "lon": "1", "timestamp": "1e99"},
    ],
)
def test_a_query_without_place_or_time_is_refused(query: dict[str, str]) -> None:
    with pytest.raises(Unreadable):
        osmand.read(query, None)


# --- Cursor on Target

EVENT = b"""<?xml version="1.0"?><event version="2.0" uid="ANDROID-1" type="a-f-G-U-C" how="m-g"
 time="2026-11-22T14:00:00.000Z" start="2026-11-22T14:00:00.000Z" stale="2026-11-22T14:02:00.000Z">
 <point lat="51.5498" lon="-0.0656" hae="9999999.0" ce="12.0" le="9999999.0"/>
 <detail><contact callsign="CE21"/><track course="270.0" speed="8.4"/><status battery="80"/></detail></event>"""


def test_an_event_of_tak_is_a_place_with_speed_and_battery() -> None:
    event = cot.read(EVENT)
    assert isinstance(event, cot.Event)
    assert event.measured
    assert event.uid == "ANDROID-1"
    assert (event.measured.lon, event.measured.lat, event.measured.accuracy_m) == (-0.0656, 51.5498, 12)
    assert (event.measured.speed_mps, event.measured.heading, event.measured.battery) == (8.4, 270, 80)


@pytest.mark.parametrize(("was", "becomes"), [(b'how="m-g"', b'how="h-e"'), (b'type="a-f', b'type="b-t')])
def test_what_a_person_typed_or_drew_is_no_position(was: bytes, becomes: bytes) -> None:
    event = cot.read(EVENT.replace(was, becomes))
    assert isinstance(event, cot.Event)
    assert event.measured is None


def test_the_password_is_the_key() -> None:
    said = cot.read(b'<auth><cot username="x" password="secret" uid="ANDROID-1"/></auth>')
    assert said == cot.Auth("secret")


def test_a_stream_is_cut_wherever_its_pieces_fall() -> None:
    splitter, whole = cot.Splitter(), []
    stream = EVENT + b"\n" + EVENT
    for place in range(0, len(stream), 7):
        whole += splitter.feed(stream[place : place + 7])
    assert [cot.read(document) for document in whole] == [cot.read(EVENT)] * 2


def test_what_never_ends_is_cut_off() -> None:
    splitter = cot.Splitter()
    for _ in range(16):
        assert splitter.feed(b"<event " + b"x" * 1_000) == []
    with pytest.raises(cot.TooLong):
        splitter.feed(b"x" * 1_000)
    with pytest.raises(cot.TooLong):
        cot.Splitter().feed(b"<event>" + b" " * 20_000 + b"</event>")


BOMB = b"""<?xml version="1.0"?><!DOCTYPE event [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<event uid="&b;"><point lat="1" lon="1"/></event>"""
OUTSIDE = (
    b"""<?xml version="1.0"?><!DOCTYPE event [<!ENTITY x SYSTEM "file:///etc/hostname">]><event uid="1">&x;</event>"""
)


@pytest.mark.parametrize(
    "document", [BOMB, OUTSIDE, b"<event", b"</event>", b"\xff\xfe</event>", b"<other></other>", b""]
)
def test_bombs_foreign_entities_and_rubbish_are_refused(document: bytes) -> None:
    with pytest.raises(Unreadable):
        cot.read(document)


anything = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def is_fit_to_be_kept(one: Measured) -> bool:
    """Finite, and of an instant. A place that is none may pass here: the step after flags it, and then it moves nobody."""
    fix = one.of(SENDER, "owntracks")
    plausible.judge(fix, None, NOW)
    numbers = (fix.accuracy_m, fix.speed_mps or 0.0, fix.heading or 0.0)
    is_placed = points.is_in_britain(fix.lon, fix.lat)
    return all(map(isfinite, numbers)) and fix.fixed_at.tzinfo is not None and (is_placed or fix.flag is not None)


@example("lat", 91.0)
@example("lon", float("nan"))
@given(st.sampled_from(["lat", "lon", "tst", "acc", "vel", "cog", "batt", "_type"]), anything)
def test_any_value_in_any_field_is_read_or_refused(name: str, value: Any) -> None:
    for read, given_ in (
        (owntracks.read, OWNTRACKS | {name: value}),
        (
            lambda body: osmand.read({}, body),
            {"location": {"timestamp": value, "coords": {"latitude": value, "longitude": value}}},
        ),
        (lambda body: osmand.read({}, body), {"location": value}),
    ):
        try:
            measured = read(given_)
        except Unreadable:
            continue
        assert all(map(is_fit_to_be_kept, measured))


@given(st.binary(max_size=300))
def test_any_bytes_are_an_event_or_refused(document: bytes) -> None:
    for read, kinds in (
        (cot.read, cot.Auth | cot.Event),
        (lambda data: lip.read(data.decode("latin-1"), NOW), lip.Report),
    ):
        try:
            said = read(document)
        except Unreadable:
            continue
        assert isinstance(said, kinds)
