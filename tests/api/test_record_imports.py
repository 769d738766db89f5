"""Bulk sources of the record: the same twice changes nothing, a bad row costs no other, a broken document nothing at all."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from PIL import Image

from api.config import PROJECT
from api.imports import record_maps, records
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
            "TRUNCATE nominals, addresses, phones, vehicle_records, objects, organisations, links, record_markers, events, imports,"
            " nominal_keys CASCADE"
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
        (GOOD.replace("Quellfrost", "Quellfr0st"), "a name with digits"),
        (GOOD.replace("Ada", '"Ada'), "broken row: a quote that is not closed"),
    ],
)
def test_a_bad_row_is_named_by_its_line_and_costs_no_other(
    bring: Any, name: str, tmp_path: Path, bad: str, reason: str
) -> None:
    other = GOOD.replace("1,", "2,", 1)
    report = bring("people.csv", people(other, bad), MAP)
    assert (report.read, report.added, report.refused) == (2, 1, 1)
    assert (tmp_path / "refused" / "people.refused.csv").read_text().splitlines() == ["line,reason", f"3,{reason}"]


def test_a_quote_that_nobody_closes_costs_its_own_line_and_no_other(bring: Any, name: str, tmp_path: Path) -> None:
    lines = [GOOD.replace("1,Ada", f"{n},Ada", 1) for n in range(1, 6)]
    # The one is closed by nobody, the other by the quote of a later line.
    lines[0], lines[3] = lines[0].replace("Ada", '"Ada'), lines[3].replace("Quell", '"Quell')
    report = bring("people.csv", people(*lines), MAP)
    assert (report.read, report.added, report.refused) == (5, 3, 2)
    told = (tmp_path / "refused" / "people.refused.csv").read_text().splitlines()[1:]
    assert told == [f"{line},broken row: a quote that is not closed" for line in (2, 5)]
    assert rows(name, "SELECT source_id, given_names FROM nominals ORDER BY 1") == [(n, ["Ada", "Jane"]) for n in "235"]


WIDE = {**MAP, "columns": {**MAP["columns"], "subject_category": "Mood"}}


def test_a_word_of_no_list_is_refused_by_its_line_and_costs_no_other(bring: Any, name: str, tmp_path: Path) -> None:
    report = bring("people.csv", people(GOOD.replace("good", "Victim"), GOOD.replace("good", "alien")), WIDE)
    assert (report.added, report.refused) == (1, 1)
    told = (tmp_path / "refused" / "people.refused.csv").read_text().splitlines()[1:]
    assert told == ["3,unknown subject category"]
    assert rows(name, "SELECT subject_category FROM nominals") == [("victim",)]


def test_what_only_the_database_refuses_is_one_line_as_well(bring: Any, name: str, tmp_path: Path) -> None:
    with psycopg.connect(url_of(name)) as connection:
        connection.execute("ALTER TABLE nominals ADD CONSTRAINT no_grump_check CHECK (ethnicity <> 'grump')")
    try:
        lines = [GOOD.replace("1,", f"{n},", 1).replace("good", "grump" if n in (7, 8) else "") for n in range(1, 12)]
        column_map = {**MAP, "columns": {**MAP["columns"], "ethnicity": "Mood"}}
        report = bring("people.csv", people(*lines), column_map)
    finally:
        with psycopg.connect(url_of(name)) as connection:
            connection.execute("ALTER TABLE nominals DROP CONSTRAINT no_grump_check")
    assert (report.read, report.added, report.refused) == (11, 9, 2)
    told = (tmp_path / "refused" / "people.refused.csv").read_text().splitlines()[1:]
    assert told == [f"{line},the record does not take it (no grump)" for line in (8, 9)]
    assert rows(name, "SELECT rows_added, rows_refused, fault, finished_at IS NOT NULL FROM imports") == [
        (9, 2, "", True)
    ]


def test_an_import_that_ends_by_an_error_says_so(bring: Any, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise psycopg.errors.DiskFull("no room for Quellfrost")

    monkeypatch.setattr(records._Bringing, "_table", fail)
    report = bring("people.csv", people(GOOD), MAP)
    assert report.fault == "The database ended it (DiskFull)."
    assert rows(name, "SELECT fault, finished_at IS NOT NULL, rows_read FROM imports") == [(report.fault, True, 1)]


def test_what_a_file_brings_is_a_collection_in_the_audit_and_nothing_new_is_none(bring: Any, name: str) -> None:
    before = len(rows(name, COLLECTED))
    for _ in range(2):
        bring("people.csv", people(GOOD, GOOD.replace("1,", "2,", 1)), MAP)
    (told,) = rows(name, COLLECTED)[before:]
    assert re.fullmatch(r"import [0-9a-f-]{36}: Test custody, nominal: 2 new, 0 changed", told[0])
    assert told[1] == "people.csv, brought in by the command line"


COLLECTED = "SELECT subject, reason FROM audit WHERE action = 'import' AND kind = 'collection' ORDER BY id"


def test_people_are_official_sensitive_unless_the_source_says_otherwise(bring: Any, name: str) -> None:
    bring("people.csv", people(GOOD), MAP)
    column_map = {**MAP, "columns": {**MAP["columns"], "classification": "Mood"}}
    bring("others.csv", people(GOOD.replace("1,", "2,", 1).replace("good", "Official")), column_map)
    told = rows(name, "SELECT classification FROM nominals ORDER BY source_id")
    assert told == [("OFFICIAL-SENSITIVE",), ("OFFICIAL",)]


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
        {"kind": ["nominal"], "source": "x", "columns": {}},
        {**MAP, "columns": {**MAP["columns"], "family_name": 3}},
        {**MAP, "columns": {**MAP["columns"], "famly_name": "surname"}},
        {**MAP, "fixed": {"sex": "F"}},
        {**MAP, "passed_over": [3]},
        {**MAP, "columns": {**MAP["columns"], "restriction": "Mood"}},
        {"source": "calls", "columns": {"title": 3}},
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


COMMON = {
    "classification": "marking",
    "handling": "handling",
    "retention_group": "group",
    "review_on": "review",
    "restriction": "hidden",
    "restriction_owner": "owner",
    "provenance": "from",
    "fact_or_opinion": "certainty",
    "description": "words",
}
COMMON_HEADER = ",".join(COMMON.values())
COMMON_ROW = "official sensitive,Not to be told,2,01/02/2030,,,custody record,opinion,A long blade"


def one_of(kind: str, columns: dict[str, str], **fixed: str) -> dict[str, Any]:
    return {"source": "Test stores", "kind": kind, "columns": {"source_id": "id", **columns}, "fixed": fixed}


THINGS: dict[str, tuple[dict[str, Any], str, str]] = {
    "objects": (
        one_of("object", {"object_kind": "kind", "label": "what", "serial": "no"} | COMMON),
        "kind,what,no",
        "Weapon,Kitchen knife,ab-12 3",
    ),
    "organisations": (
        one_of("organisation", {"name": "name", "number": "no"} | COMMON),
        "name,no",
        "Made Up Cars Ltd,123",
    ),
    "phones": (one_of("phone", {"number": "no"} | COMMON), "no", "07700 900123"),
    "addresses": (one_of("address", {"street": "street"} | COMMON), "street", "Roman Road"),
    "vehicle_records": (one_of("vehicle", {"vrm": "plate"} | COMMON), "plate", "LK71ABD"),
    "nominals": (one_of("nominal", {"family_name": "name"} | COMMON), "name", "Quellfrost"),
}


@pytest.mark.parametrize("table", THINGS)
def test_every_kind_comes_with_its_marking_handling_and_retention(bring: Any, name: str, table: str) -> None:
    column_map, header, row = THINGS[table]
    content = f"id,{header},{COMMON_HEADER}\n1,{row},{COMMON_ROW}\n"
    first, second = (bring("things.csv", content, column_map) for _ in range(2))
    assert (first.added, first.reasons, second.known) == (1, {}, 1)
    columns = "classification, handling, retention_group, review_on::text, restriction, provenance, fact_or_opinion"
    assert rows(name, f"SELECT {columns}, description FROM {table}") == [  # noqa: S608  names above
        ("OFFICIAL-SENSITIVE", "Not to be told", 2, "2030-02-01", None, "custody record", "opinion", "A long blade")
    ]


def test_weapons_and_documents_are_told_apart_and_found_by_their_serial(bring: Any, name: str) -> None:
    column_map = one_of("object", {"object_kind": "kind", "label": "what", "serial": "no"})
    content = "id,kind,what,no\n1,Weapon,Kitchen knife,\n2,document,Passport,ab-12 3\n3,spoon,Spoon,\n4,,,\n"
    report = bring("things.csv", content, column_map)
    assert (report.added, dict(report.reasons)) == (2, {"unknown object kind": 1, "no label": 1})
    assert rows(name, "SELECT kind, label, serial FROM objects ORDER BY source_id") == [
        ("weapon", "Kitchen knife", ""),
        ("document", "Passport", "AB123"),
    ]
    assert rows(name, "SELECT records FROM record_sources WHERE source_system = 'Test stores' AND kind = 'object'") == [
        (2,)
    ]


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("secret,,1,,,,,", "a marking that this system may not hold, or does not know"),
        (",,7,,,,,", "a retention group that is not 1 to 4"),
        (",,,31/02/2030,,,,", "impossible review on"),
        (",,,,hidden,desk,,", "unknown restriction"),
        (",,,,refuge,,,", "a restriction without its owner"),
        (",,,,,,,rumour", "unknown fact or opinion"),
    ],
)
def test_a_marking_that_is_none_is_refused(bring: Any, value: str, reason: str) -> None:
    report = bring(
        "things.csv", f"id,no,{COMMON_HEADER}\n1,07700900123,{value},\n", one_of("phone", {"number": "no"} | COMMON)
    )
    assert dict(report.reasons) == {reason: 1}


def test_a_file_hides_a_record_and_never_uncovers_one(bring: Any, name: str) -> None:
    column_map = one_of("phone", {"number": "no", "restriction": "hidden", "restriction_owner": "owner"})
    for hidden in ("refuge,Safeguarding desk", ","):
        report = bring("phones.csv", f"id,no,hidden,owner\n1,07700900123,{hidden}\n", column_map)
    assert report.known == 1
    assert rows(name, "SELECT restriction, restriction_owner FROM phones") == [("refuge", "Safeguarding desk")]


LINKS = {
    "source": "Test links",
    "kind": "link",
    "columns": {
        "source_id": "id",
        "from_id": "person",
        "to_kind": "kind",
        "to_source": "system",
        "to_id": "thing",
        "role": "role",
        "subject_category": "as",
        "confidence": "sure",
        "valid_from": "since",
        "valid_to": "until",
    },
    "fixed": {"from_kind": "nominal", "from_source": "Test custody", "provenance": "custody record"},
}
LINK_HEADER = "id,person,kind,system,thing,role,as,sure,since,until\n"


def test_a_link_joins_what_was_brought_in_by_the_ids_of_its_sources(bring: Any, name: str) -> None:
    bring("people.csv", people(GOOD), MAP)
    bring("things.csv", "id,what\nK1,Kitchen knife\n", one_of("object", {"label": "what"}, object_kind="weapon"))
    content = LINK_HEADER + "1,1,object,Test stores,K1,Carried,,80,2026-01-01,\n2,1,object,Test stores,K2,owns,,,,\n"
    first, second = (bring("links.csv", content, LINKS) for _ in range(2))
    # The one whose other end has not come yet is kept, and said.
    assert (first.added, first.nowhere, second.added, second.known) == (2, 1, 0, 2)
    told = rows(
        name,
        "SELECT a.line, l.role, b.line, l.confidence, l.classification, l.provenance, l.valid_from::text FROM links l"
        " JOIN record_lines a ON a.id = l.from_id JOIN record_lines b ON b.id = l.to_id",
    )
    assert told == [
        (
            *("Ada Jane Quellfrost, born 12/03/1994", "carried", "weapon: Kitchen knife"),
            *(80, "OFFICIAL-SENSITIVE", "custody record", "2026-01-01"),
        )
    ]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("1,1,spoon,x,2,owns,,,,", "unknown to kind"),
        ("1,,object,x,2,owns,,,,", "no kind or id of the record that the link leads from"),
        ("1,1,object,x,2,,,,,", "no role"),
        ("1,1,nominal,Test custody,1,associate,,,,", "a link from a record to itself"),
        ("1,1,event,x,2,there,,,,", "a person in an event without a subject category"),
        ("1,1,object,x,2,owns,,101,,", "a confidence that is not 0 to 100"),
        ("1,1,object,x,2,owns,alien,,,", "unknown subject category"),
        ("1,1,object,x,2,owns,,,2026-02-01,2026-01-01", "a link that ends before it begins"),
    ],
)
def test_a_link_that_cannot_be_is_refused(bring: Any, name: str, row: str, reason: str) -> None:
    assert dict(bring("links.csv", LINK_HEADER + row + "\n", LINKS).reasons) == {reason: 1}
    assert rows(name, "SELECT count(*) FROM links") == [(0,)]


MARKERS = {
    "source": "Test custody",
    "kind": "marker",
    "columns": {
        "source_id": "id",
        "record_id": "person",
        "code": "code",
        "text": "words",
        "added_on": "added",
        "review_on": "review",
    },
    "fixed": {"record_kind": "nominal", "force": "Exercise"},
}
MARKER_HEADER = "id,person,code,words,added,review\n"


def test_a_warning_comes_in_once_and_one_without_a_review_is_looked_at_after_a_year(bring: Any, name: str) -> None:
    bring("people.csv", people(GOOD), MAP)
    content = MARKER_HEADER + "1,1,we,Carries a knife,01/06/2026,2027-06-01\n2,1,VI,,2026-02-28,\n3,1,ZZ,,2026-02-28,\n"
    first, second = (bring("warnings.csv", content, MARKERS) for _ in range(2))
    assert (first.added, first.nowhere, second.known) == (2, 0, 2)
    assert dict(first.reasons) == {"a warning that is not in the code list": 1}
    told = rows(
        name,
        "SELECT r.line, m.code, m.text, m.source, m.review_on::text, m.entered_by FROM record_markers m"
        " JOIN record_lines r ON r.id = m.record_id ORDER BY m.code",
    )
    who = "Ada Jane Quellfrost, born 12/03/1994"
    assert told == [
        (who, "VI", "", "Test custody", "2027-02-28", "Test custody"),
        (who, "WE", "Carries a knife", "Test custody", "2027-06-01", "Test custody"),
    ]


def test_a_warning_that_was_withdrawn_here_stays_withdrawn(bring: Any, name: str) -> None:
    content = MARKER_HEADER + "1,1,WE,{},01/06/2026,2027-06-01\n"
    bring("warnings.csv", content.format("Knife"), MARKERS)
    with psycopg.connect(url_of(name)) as connection:
        connection.execute("UPDATE record_markers SET withdrawn_at = now(), withdrawn_by = 'a supervisor'")
    bring("warnings.csv", content.format("Sword"), MARKERS)
    assert rows(name, "SELECT text, withdrawn_by FROM record_markers") == [("Sword", "a supervisor")]


def test_the_example_of_every_kind_comes_in_whole_by_its_map(name: str, tmp_path: Path, bring: Any) -> None:
    maps = {path.stem: path for path in (PROJECT / "api" / "imports" / "maps" / "records").glob("*.json")}
    order = ["people", "vehicles", "phones", "addresses", "objects", "organisations", "links", "markers", "photographs"]
    assert sorted(maps) == sorted(order)
    assert {json.loads(path.read_text())["kind"] for path in maps.values()} == set(record_maps.KINDS)
    for stem in order:
        path = PROJECT / "docs" / "imports" / f"{stem}.csv"
        (report,) = records.bring(url_of(name, "bluelamp_app"), tmp_path, lambda _: None, [path], maps[stem])
        assert (report.fault, report.reasons, report.unknown_columns, report.nowhere) == ("", {}, [], 0)
        assert report.added == report.read > 0


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


def test_a_warning_that_an_import_brings_is_marked_for_the_cards_that_are_out(
    bring: Callable[..., Report], name: str
) -> None:
    bring("people.csv", people(GOOD), MAP)
    columns = {one: one for one in ("source_id", "record_id", "code", "text", "source", "added_on", "review_on")}
    fixed = {"record_kind": "nominal", "record_source": "Test custody"}
    markers = {"source": "Test warnings", "kind": "marker", "columns": columns, "fixed": fixed}
    row = "M1,1,WE,Carried a knife,Custody,2026-05-02,2036-05-02"
    with psycopg.connect(url_of(name)) as connection:
        connection.execute("TRUNCATE changed_records")
        connection.commit()
        assert bring("markers.csv", f"{','.join(columns)}\n{row}\n", markers).added == 1
        found = connection.execute(
            "SELECT c.record_id = record_id('Test custody', '1') FROM changed_records c"
        ).fetchall()
        assert found == [(True,)]
        connection.rollback()
        # The same again says nothing new, and leaves no mark.
        bring("markers.csv", f"{','.join(columns)}\n{row}\n", markers)
        assert connection.execute("SELECT count(*) FROM changed_records").fetchone() == (1,)


PHOTOGRAPHS = {
    "source": "Test custody",
    "kind": "photograph",
    "columns": {"source_id": "id", "file": "file", "taken_on": "taken"},
}


def drawn(path: Path, shade: str = "red") -> None:
    path.parent.mkdir(exist_ok=True)
    Image.new("RGB", (120, 160), shade).save(path)


@pytest.fixture
def folder(bring: Any, tmp_path: Path) -> Path:
    """Beside the file, with one person to be seen on them."""
    bring("people.csv", people(GOOD), MAP)
    return tmp_path / "photographs"


def refused_of(tmp_path: Path) -> list[str]:
    return (tmp_path / "refused" / "photos.refused.csv").read_text().splitlines()[1:]


def test_photographs_come_out_of_the_folder_beside_their_file(bring: Any, name: str, folder: Path) -> None:
    drawn(folder / "front.png")
    drawn(folder / "1.webp", "blue")
    lines = "id,file,taken\n1,front.png,2024-05-06\n1,,07/08/2025\n"
    first, second = (bring("photos.csv", lines, PHOTOGRAPHS) for _ in range(2))
    assert (first.added, first.refused, second.known, second.changed) == (2, 0, 2, 0)
    found = rows(name, "SELECT taken_on::text, width, height, source_id FROM photographs ORDER BY taken_on")
    assert found == [("2024-05-06", 120, 160, "1"), ("2025-08-07", 120, 160, "1")]
    drawn(folder / "front.png", "green")
    assert bring("photos.csv", lines, PHOTOGRAPHS).changed == 1


def test_a_photograph_that_cannot_be_one_is_refused_by_its_line_and_costs_no_other(
    bring: Any, folder: Path, tmp_path: Path
) -> None:
    drawn(folder / "good.jpg")
    drawn(folder / "both.jpg")
    with (folder / "both.jpg").open("ab") as file:
        file.write(b"PK\x03\x04")
    (folder / "page.jpg").write_bytes(b"<html>")
    drawn(tmp_path / "secret.png")
    (folder / "link.png").symlink_to(tmp_path / "secret.png")
    files = ["good.jpg", "both.jpg", "page.jpg", "../secret.png", "link.png", "none.jpg", "good.jpg"]
    lines = ["id,file,taken", *(f"1,{name}," for name in files[:-1]), "2,good.jpg,", "1,good.jpg,2999-01-01"]
    report = bring("photos.csv", "\n".join(lines) + "\n", PHOTOGRAPHS)
    assert (report.added, report.refused) == (1, 7)
    assert refused_of(tmp_path) == [
        "3,a file with something behind the end of its picture",
        '4,"by its content neither PNG, JPEG nor WebP"',
        "5,a name of a file that leads out of the folder",
        "6,no file of this name in the folder of the photographs",
        "7,no file of this name in the folder of the photographs",
        "8,nobody with this id has been brought in: people come before their photographs",
        "9,taken on a day that has not come yet",
    ]


@pytest.mark.parametrize("wrong", ["../elsewhere", "/etc", ".hidden", ""])
def test_a_map_whose_folder_leads_elsewhere_is_refused(bring: Any, wrong: str) -> None:
    report = bring("photos.csv", "id,file,taken\n", {**PHOTOGRAPHS, "folder": wrong or 7})
    assert "Its folder is no name of a folder beside the file." in report.fault
