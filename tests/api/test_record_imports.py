"""Bulk sources of the record: the same twice changes nothing, a bad row costs no other, a broken document nothing at all."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from api.imports import records
from api.imports.service import Report
from tests.conftest import own_database, url_of

HEADER = "id,forenames,surname,date_of_birth,sex,pnc_id,postcode,aliases,Mood"
MAP = {
    "source": "Test custody",
    "kind": "nominal",
    "columns": {
        "source_id": "id",
        "given_names": "forenames",
        "family_name": "surname",
        "born_on": "date_of_birth",
        "sex": "sex",
        "pnc": "pnc_id",
        "postcode": "postcode",
        "aliases": "aliases",
    },
}
GOOD = "1,Ada Jane,Quellfrost,12/03/1994,F,03/62845E,e20qn,Addie Frost,good"


@pytest.fixture(scope="module")
def name(template: str) -> Iterator[str]:
    with own_database(template, "records") as name:
        yield name


@pytest.fixture
def bring(name: str, tmp_path: Path) -> Callable[..., Report]:
    with psycopg.connect(url_of(name)) as connection:
        connection.execute(
            "TRUNCATE nominals, addresses, phones, vehicle_records, links, events, imports, nominal_keys CASCADE"
        )

    def one(file: str, content: str, column_map: dict[str, Any] | None = None) -> Report:
        path, map_path = tmp_path / file, tmp_path / "map.json"
        path.write_text(content)
        map_path.write_text(json.dumps(column_map))
        given = map_path if column_map is not None else None
        (report,) = records.bring(url_of(name, "bluelamp_app"), tmp_path / "refused", lambda _: None, [path], given)
        return report

    return one


def rows(name: str, sql: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(url_of(name)) as connection:
        return connection.execute(sql).fetchall()  # type: ignore[arg-type]  # constants of this file


def people(*lines: str) -> str:
    return "\n".join([HEADER, *lines]) + "\n"


def test_the_same_file_twice_changes_nothing(bring: Any, name: str) -> None:
    first, second = (bring("people.csv", people(GOOD, GOOD.replace("1,", "2,", 1)), MAP) for _ in range(2))
    assert (first.added, first.unknown_columns) == (2, ["Mood"])
    assert (second.added, second.changed, second.known) == (0, 0, 2)
    found = rows(
        name, "SELECT given_names, family_name, born_on::text, sex, postcode FROM nominals WHERE source_id = '1'"
    )
    assert found == [(["Ada", "Jane"], "Quellfrost", "1994-03-12", "F", "E2 0QN")]
    assert rows(name, "SELECT DISTINCT kind, value, is_valid FROM nominal_identifiers") == [
        ("pnc", "2003/0062845E", True)
    ]


def test_what_is_brought_in_is_found_by_its_name_and_its_alias(bring: Any, name: str) -> None:
    bring("people.csv", people(GOOD), MAP)
    found = rows(
        name,
        "SELECT DISTINCT n.name FROM nominal_keys k JOIN names n ON n.id = k.family_id WHERE n.name <> '' ORDER BY 1",
    )
    assert found == [("FROST",), ("QUELLFROST",)]
    assert rows(name, "SELECT source_system, kind, records FROM record_sources WHERE kind = 'nominal'") == [
        ("Test custody", "nominal", 1)
    ]


def test_a_changed_row_changes_its_record_and_the_keys_follow(bring: Any, name: str) -> None:
    bring("people.csv", people(GOOD), MAP)
    report = bring("people.csv", people(GOOD.replace("Quellfrost", "Newferry")), MAP)
    assert (report.added, report.changed) == (0, 1)
    assert ("NEWFERRY",) in rows(name, "SELECT n.name FROM nominal_keys k JOIN names n ON n.id = k.family_id")
    assert ("QUELLFROST",) not in rows(name, "SELECT n.name FROM nominal_keys k JOIN names n ON n.id = k.family_id")


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (GOOD.replace("12/03/1994", "31/02/1994"), "impossible date of birth"),
        (GOOD.replace("1,", ",", 1), "no id of the source's own"),
        (GOOD.replace(",F,", ",Q,"), "unknown sex"),
        (GOOD.replace("Ada Jane", "").replace("Quellfrost", "-"), "no name that can be searched for"),
        (GOOD.replace("Quellfrost", "Q" * 36), "a name of more than 35 letters"),
        (GOOD + ",too,many", "11 columns instead of 9"),
        (GOOD.replace("Ada", "A\x00da"), "a NUL sign"),
    ],
)
def test_a_bad_row_is_named_by_its_line_and_costs_no_other(
    bring: Any, name: str, tmp_path: Path, bad: str, reason: str
) -> None:
    other = GOOD.replace("1,", "2,", 1)
    report = bring("people.csv", people(other, bad), MAP)
    assert (report.read, report.added, report.refused) == (2, 1, 1)
    assert (tmp_path / "refused" / "people.refused.csv").read_text().splitlines() == ["line,reason", f"3,{reason}"]


def test_a_number_that_fails_its_check_is_kept_and_says_so(bring: Any, name: str) -> None:
    bring("people.csv", people(GOOD.replace("03/62845E", "03/62845F")), MAP)
    assert rows(name, "SELECT value, is_valid FROM nominal_identifiers") == [("03/62845F", False)]


@pytest.mark.parametrize(
    "broken",
    [
        {"kind": "ship"},
        {"kind": "nominal"},
        {"kind": "nominal", "source": "x", "columns": {}},
        {"kind": "nominal", "source": 1, "columns": []},
    ],
)
def test_a_broken_map_is_told_of_and_nothing_is_read(bring: Any, name: str, broken: dict[str, Any]) -> None:
    assert "map cannot be used" in bring("people.csv", people(GOOD), broken).fault
    assert rows(name, "SELECT count(*) FROM nominals") == [(0,)]


def test_vehicles_come_with_their_plates_checked(bring: Any, name: str) -> None:
    column_map = {
        "source": "Test fleet",
        "kind": "vehicle",
        "columns": {"source_id": "id", "vrm": "plate", "vin": "vin"},
    }
    report = bring("cars.csv", "id,plate,vin\n1,lk71 abd,\n2,!!,\n3,AB12CDE,not a vin\n", column_map)
    assert (report.added, report.refused) == (1, 2)
    assert rows(name, "SELECT vrm FROM vehicle_records") == [("LK71ABD",)]


# Single Online Home.

PERSON = {
    "id": "5f0d3c1e-0000-4000-8000-000000000001",
    "type": "person",
    "attributes": {
        "givenName": ["Ada"],
        "surname": "Quellfrost",
        "dateOfBirth": "1994-03-12",
        "gender": "GNDR_0003",
        "under18": False,
    },
    "relationships": {
        "currentAddress": {"data": [{"id": "place", "type": "location"}]},
        "personalTelephone": {"data": {"id": "line", "type": "telephone"}},
    },
}
DOCUMENT: dict[str, Any] = {
    "data": {
        "id": "5f0d3c1e-0000-4000-8000-000000000000",
        "type": "incident",
        "attributes": {"incidentDescription": "A made-up report", "incidentStartDateTime": {"dateFrom": "2026-10-20"}},
        "relationships": {
            "incidentLocation": {"data": [{"id": "place", "type": "location"}]},
            "witness": {"data": [{"id": PERSON["id"], "type": "person"}]},
            "submission": {"data": [{"id": "sent", "type": "submission"}]},
        },
    },
    "included": [
        PERSON,
        {
            "id": "place",
            "type": "location",
            "attributes": {"buildingNumber": "14", "street": "Roman Road", "postcode": "E20QN"},
        },
        {"id": "line", "type": "telephone", "attributes": {"telephoneNumber": "07700 900123"}},
        {
            "id": "sent",
            "type": "submission",
            "attributes": {"submissionId": "TEST-1", "submitTime": "2026-10-21T10:00:00+01:00"},
        },
    ],
}


def test_a_document_becomes_records_an_event_and_links(bring: Any, name: str) -> None:
    first, second = (bring("report.json", json.dumps(DOCUMENT)) for _ in range(2))
    assert (first.refused, first.added, second.added, second.changed) == (0, 8, 0, 0)
    told = rows(
        name,
        "SELECT l.role, l.subject_category, a.line, b.line FROM links l JOIN record_lines a ON a.id = l.from_id"
        " JOIN record_lines b ON b.id = l.to_id ORDER BY 1",
    )
    assert told == [
        ("current address", None, "Ada Quellfrost, born 12/03/1994", "14 Roman Road, E2 0QN"),
        ("incident location", None, "A made-up report, 20/10/2026", "14 Roman Road, E2 0QN"),
        ("personal telephone", None, "Ada Quellfrost, born 12/03/1994", "+447700900123"),
        ("witness", "witness", "Ada Quellfrost, born 12/03/1994", "A made-up report, 20/10/2026"),
    ]
    # What we do not know is kept as it came, and a value that we cannot read is not guessed.
    assert rows(name, "SELECT sex, more FROM nominals") == [("U", {"gender": "GNDR_0003", "under18": False})]


def test_a_skeleton_of_a_report_is_taken_too(bring: Any, name: str) -> None:
    skeleton = {
        "data": {"id": "x", "type": "incident", "attributes": {}},
        "included": [
            {
                "id": "s",
                "type": "submission",
                "attributes": {"submissionId": "T2", "submissionContent": "Text", "submitTime": "2026-10-21T10:00:00Z"},
            }
        ],
    }
    assert bring("reports.jsonl", json.dumps(skeleton) + "\n").added == 1
    assert rows(name, "SELECT source_key, label FROM events") == [("T2", "Text")]


def changed(path: str, value: Any) -> dict[str, Any]:
    document = copy.deepcopy(DOCUMENT)
    at: Any = document
    *way, last = path.split(".")
    for step in way:
        at = at[int(step)] if isinstance(at, list) else at[step]
    at[int(last) if isinstance(at, list) else last] = value
    return document


BROKEN = {
    "not JSON": "{",
    "no document": "[]",
    "nothing in it": "{}",
    "no type": json.dumps(changed("data.type", 5)),
    "included is a text": json.dumps(changed("included", "x")),
    "a part is a list": json.dumps(changed("included.0", [])),
    "attributes are a list": json.dumps(changed("included.0.attributes", [1])),
    "a date that cannot be": json.dumps(changed("included.0.attributes.dateOfBirth", "1994-02-31")),
    "a name that is a number": json.dumps(changed("included.0.attributes.givenName", [7])),
    "a surname without end": json.dumps(changed("included.0.attributes.surname", "Q" * 900)),
    "a relationship to nothing": json.dumps(changed("data.relationships.witness", {"data": [7]})),
    "no time": json.dumps({"data": {"id": "x", "type": "incident"}}),
    "nested without end": "[" * 100_000,
    "too many parts": json.dumps(changed("included", [PERSON] * 600)),
    "a phone of letters": json.dumps(changed("included.2.attributes.telephoneNumber", "call me")),
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_a_broken_document_says_why_and_changes_nothing(bring: Any, name: str, broken: str) -> None:
    report = bring("report.json", broken)
    assert (report.read, report.refused, report.added) == (1, 1, 0)
    assert "Quellfrost" not in str(report.reasons)
    for table in ("nominals", "addresses", "phones", "events", "links"):
        assert rows(name, f"SELECT count(*) FROM {table}") == [(0,)]  # noqa: S608  names above


def test_a_broken_document_costs_no_other(bring: Any, name: str) -> None:
    report = bring("reports.ndjson", "\n".join(["{", json.dumps(DOCUMENT), BROKEN["no type"]]) + "\n")
    assert (report.read, report.refused) == (3, 2)
    assert rows(name, "SELECT count(*) FROM nominals") == [(1,)]
