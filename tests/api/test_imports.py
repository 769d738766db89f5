"""Imports of real layouts: good rows kept, bad ones named by line, a second run changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from api.imports import police_uk
from api.imports.service import Importer
from tests.conftest import own_database, url_of

SEARCH_ROW = (
    "Person search,2024-06-01T10:00:00+00:00,False,,51.53,-0.05,Male,18-24,,,"
    "Made up (section 1),Offensive weapons,Arrest,False,False"
)


@pytest.fixture(scope="module")
def name(template: str) -> Iterator[str]:
    with own_database(template, "imports") as name:
        yield name


@pytest.fixture
def importer(name: str, tmp_path: Path) -> Importer:
    with psycopg.connect(url_of(name)) as connection:
        connection.execute("TRUNCATE events, streets, imports CASCADE")
    return Importer(url_of(name, "bluelamp_app"), tmp_path / "refused", lambda _: None)


def kept(name: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url_of(name)) as connection:
        return connection.execute(
            "SELECT source, source_key, category, outcome, place IS NOT NULL FROM events ORDER BY id"
        ).fetchall()


def searches(folder: Path, *rows: str) -> Path:
    path = folder / "stops.csv"
    path.write_text("\n".join([police_uk.SEARCH_COLUMNS, *rows]) + "\n")
    return path


def street(folder: Path, *rows: str) -> Path:
    path = folder / "street.csv"
    path.write_text("\n".join([police_uk.STREET_COLUMNS, *rows]) + "\n")
    return path


def test_rows_that_are_the_same_to_the_letter_are_all_kept_and_known_the_second_time(
    importer: Importer, name: str, tmp_path: Path
) -> None:
    path = searches(tmp_path, SEARCH_ROW, SEARCH_ROW, SEARCH_ROW)
    (first,) = importer.run([path])
    (second,) = importer.run([path])
    assert (first.added, second.added, second.known) == (3, 0, 3)
    assert len(kept(name)) == 3


def test_the_same_row_in_two_files_is_one_event(importer: Importer, name: str, tmp_path: Path) -> None:
    for folder in ("june", "july"):
        (tmp_path / folder).mkdir()
        importer.run([searches(tmp_path / folder, SEARCH_ROW)])
    assert len(kept(name)) == 1


def test_a_refused_row_is_named_by_its_line_and_costs_no_other(importer: Importer, name: str, tmp_path: Path) -> None:
    swapped = SEARCH_ROW.replace("51.53,-0.05", "-0.05,51.53")
    (report,) = importer.run([searches(tmp_path, SEARCH_ROW, swapped, SEARCH_ROW)])
    assert (report.read, report.added, report.refused) == (3, 2, 1)
    assert (tmp_path / "refused" / "stops.refused.csv").read_text().splitlines() == [
        "line,reason",
        "3,longitude and latitude swapped",
    ]


def test_a_newer_outcome_changes_the_event_that_is_there(importer: Importer, name: str, tmp_path: Path) -> None:
    row = "made-up-id,2024-06,Met,Met,-0.05,51.53,On or near Made Up Road,E01,Tower Hamlets 001A,Burglary,{},"
    importer.run([street(tmp_path, row.format("Under investigation"))])
    (report,) = importer.run([street(tmp_path, row.format("Offender charged"))])
    assert (report.added, report.changed) == (0, 1)
    assert [event[3] for event in kept(name)] == ["Offender charged"]


def test_street_names_become_what_a_dispatcher_types(importer: Importer, name: str, tmp_path: Path) -> None:
    importer.run(
        [street(tmp_path, "id,2024-06,Met,Met,-0.05,51.53,On or near Made Up Road,E01,Tower Hamlets 001A,Burglary,,")]
    )
    with psycopg.connect(url_of(name)) as connection:
        assert connection.execute("SELECT name, area, pod FROM streets").fetchall() == [
            ("Made Up Road", "Tower Hamlets", "CE")
        ]


def test_unknown_columns_are_named_and_passed_over(importer: Importer, tmp_path: Path) -> None:
    path = tmp_path / "more.csv"
    path.write_text(f"{police_uk.SEARCH_COLUMNS},Mood\n{SEARCH_ROW},good\n")
    (report,) = importer.run([path])
    assert (report.added, report.unknown_columns) == (1, ["Mood"])


def test_a_layout_that_nobody_knows_is_refused_whole(importer: Importer, tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("a,b\n1,2\n")
    (report,) = importer.run([path])
    assert "No known layout" in report.fault


def test_a_folder_brings_all_its_files(importer: Importer, tmp_path: Path) -> None:
    searches(tmp_path, SEARCH_ROW)
    street(tmp_path, "id,2024-06,Met,Met,-0.05,51.53,On or near Made Up Road,E01,Tower Hamlets 001A,Burglary,,")
    assert sorted(report.source for report in importer.run([tmp_path])) == [
        "police.uk stop and search",
        "police.uk street crime",
    ]
