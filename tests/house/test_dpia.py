"""docs/dpia.md accounts for every column of the real database, and for none that is not there."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session

from api.codes.service import met_default
from api.retention import rules

PAGE = Path(__file__).resolve().parents[2] / "docs/dpia.md"
ENTRY = re.compile(r"^\| `(?P<tables>[a-z0-9_, ]+): (?P<columns>[a-z0-9_, ]+)` \|(?P<cells>.*)\|$", re.MULTILINE)
DEFINED = re.compile(r"^\| \*\*([A-Z0-9-]+)\*\* \|", re.MULTILINE)

# Partitions repeat their table's columns; the two tables belong to Alembic and PostGIS.
COLUMNS = """
    SELECT c.relname, a.attname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition
        AND c.relname NOT IN ('alembic_version', 'spatial_ref_sys')
"""


@dataclass(frozen=True)
class Entry:
    """One row of a table of the page. A row of the columns without personal data has only a word on what they are."""

    columns: list[str]
    cells: list[str]


def split(listed: str) -> list[str]:
    return [one.strip() for one in listed.split(",")]


def entries(page: str) -> list[Entry]:
    return [
        Entry(
            [f"{table}.{column}" for table in split(found["tables"]) for column in split(found["columns"])],
            [cell.strip() for cell in found["cells"].split(" | ")],
        )
        for found in ENTRY.finditer(page)
    ]


def sections(page: str) -> tuple[str, str]:
    """The part with personal data, and the part without."""
    with_data, without = page.split("## 12. Columns that hold no personal data")
    return with_data, without


def test_every_column_of_the_database_is_accounted_for(session: Session) -> None:
    real = {f"{table}.{column}" for table, column in session.execute(text(COLUMNS))}
    told = {column for entry in entries(PAGE.read_text()) for column in entry.columns}
    assert sorted(real - told) == [], "say in docs/dpia.md what these hold, for what and for how long"


def test_the_page_names_no_column_that_does_not_exist(session: Session) -> None:
    real = {f"{table}.{column}" for table, column in session.execute(text(COLUMNS))}
    told = {column for entry in entries(PAGE.read_text()) for column in entry.columns}
    assert sorted(told - real) == []


def test_no_column_has_two_places() -> None:
    told = Counter(column for entry in entries(PAGE.read_text()) for column in entry.columns)
    assert [column for column, times in told.items() if times > 1] == []


def test_every_entry_with_personal_data_has_purpose_basis_and_a_rule_of_keeping_that_are_defined() -> None:
    page = PAGE.read_text()
    defined = set(DEFINED.findall(page))
    for entry in entries(sections(page)[0]):
        assert len(entry.cells) == 4, f"{entry.columns[0]}: what and whom, for what, basis, kept"
        what, purpose, basis, kept = entry.cells
        assert what, entry.columns[0]
        assert purpose, entry.columns[0]
        assert {*split(basis), kept} <= defined, f"{entry.columns[0]}: {basis}; {kept}"


def test_every_column_is_kept_by_a_rule_that_is_carried_out_on_its_table_or_by_a_hold_with_its_reason() -> None:
    kept = {
        (column.split(".")[0], entry.cells[3])
        for entry in entries(sections(PAGE.read_text())[0])
        for column in entry.columns
    }
    assert {rule for _, rule in kept if rule in rules.HELD} == set(rules.HELD)
    left_over = [
        f"{table}: {rule}" for table, rule in kept if rule not in rules.HELD and table not in rules.tables(rule)
    ]
    assert sorted(left_over) == [], "retention takes nothing out of these by this rule: api/retention/rules.py"
    assert all(len(reason) > 40 for reason in rules.HELD.values())


def test_what_is_said_to_go_with_an_incident_a_duty_or_a_record_does(session: Session) -> None:
    told = "SELECT pg_get_functiondef(p.oid) FROM pg_proc p WHERE p.proname = :name"
    for name, tables in (("erase_incident", rules.WITH_INCIDENT), ("erase_duties", rules.WITH_DUTY)):
        body = session.execute(text(told), {"name": name}).scalar_one()
        assert [table for table in tables if table not in re.findall("DELETE FROM (\\w+)", body)] == []
    cascading = session.execute(
        text(
            "SELECT conrelid::regclass::text FROM pg_constraint WHERE confdeltype = 'c' AND confrelid = 'nominals'::regclass"
        )
    )
    gone_by_key = {*cascading.scalars(), "nominal_keys", "golden_waiting", "record_markers", "links"}
    assert set(rules.WITH_RECORD) <= gone_by_key


def test_what_the_page_says_of_days_is_what_the_list_says() -> None:
    days = {entry["code"]: entry["days"] for entry in met_default()["lists"]["retention_rules"]}
    assert set(days) == {sweep.rule for sweep in rules.SWEEPS}
    assert all(days[rule] >= shortest for rule, shortest in rules.SHORTEST_DAYS.items())


def test_what_holds_no_personal_data_says_what_it_is() -> None:
    for entry in entries(sections(PAGE.read_text())[1]):
        assert len(entry.cells) == 1
        assert entry.cells[0], entry.columns[0]


def test_every_row_that_names_columns_can_be_read() -> None:
    # A row that the pattern passes over would be a column without a place, or worse, one that nobody checks.
    rows = [line for line in PAGE.read_text().splitlines() if line.startswith("| `")]
    assert len(rows) == len(entries(PAGE.read_text()))


def test_sensitive_data_is_never_held_under_the_ordinary_basis_alone() -> None:
    sensitive = {
        "nominals.ethnicity",
        "record_markers.text",
        "log_entries.text",
        "incidents.what",
        "nominals.restriction",
    }
    for entry in entries(PAGE.read_text()):
        if sensitive & set(entry.columns):
            assert "LE-S" in split(entry.cells[2]), entry.columns
