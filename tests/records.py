"""Made-up records for tests: nobody here exists."""

from __future__ import annotations

import hashlib
import io
from typing import Any
from uuid import UUID, uuid4

import orjson
from PIL import Image

from api.actors import SYSTEM
from api.db import Database, run
from api.photographs import pictures
from api.records import service as records
from tests.factories import numbers

SOURCE = "Test records"


def put(database: Database, table: str, **columns: Any) -> UUID:
    """One record of a kind, as an import would bring it."""
    row = {"source_system": SOURCE, "source_id": str(next(numbers)), **columns}
    row["id"] = str(records.record_id(row["source_system"], row["source_id"]))
    named = ", ".join(row)
    with database.transaction(SYSTEM) as session:
        run(
            session,
            f"INSERT INTO {table} ({named}) SELECT {named} FROM jsonb_populate_record(NULL::{table}, %s::jsonb)",  # noqa: S608  our own words
            (orjson.dumps(row).decode(),),
        )
        records.count_sources(session)
    return UUID(row["id"])


def nominal(database: Database, given: str, family: str, born: str | None = "1994-03-12", **more: Any) -> UUID:
    return put(database, "nominals", given_names=given.split(), family_name=family, born_on=born, **more)


def marker(database: Database, record_id: UUID, code: str, **more: Any) -> None:
    given = {
        "text": "made up",
        "source": SOURCE,
        "added_on": "2026-01-01",
        "review_on": "2036-01-01",
        "entered_by": "a test",
    }
    row = {"id": str(uuid4()), "record_kind": "nominal", "record_id": str(record_id), "code": code, **given, **more}
    with database.transaction(SYSTEM) as session:
        named = ", ".join(row)
        run(
            session,
            f"INSERT INTO record_markers ({named}) SELECT {named} FROM jsonb_populate_record(NULL::record_markers, %s::jsonb)",  # noqa: S608
            (orjson.dumps(row).decode(),),
        )


def link(database: Database, one: tuple[str, UUID], other: tuple[str, UUID], role: str, **more: Any) -> None:
    with database.transaction(SYSTEM) as session:
        run(
            session,
            "INSERT INTO links (id, source_system, source_id, from_kind, from_id, to_kind, to_id, role, subject_category)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
            (uuid4(), SOURCE, str(next(numbers)), *one, *other, role, more.get("subject_category")),
        )


def event(database: Database, label: str, **more: Any) -> UUID:
    """Something that happened in summer, at half past one in London."""
    key = str(next(numbers))
    given = {"category": "violence", "outcome": "", "address": "14 Roman Road", **more}
    with database.transaction(SYSTEM) as session:
        run(
            session,
            "INSERT INTO events (source, source_key, category, label, outcome, happened_at, address)"
            " VALUES (%s, %s, %s, %s, %s, '2026-06-01T12:30:00Z', %s)",
            (SOURCE, key, given["category"], label, given["outcome"], given["address"]),
        )
    return records.record_id(SOURCE, key)


def join(database: Database, *records: UUID) -> None:
    """They are records of one person, as somebody or the computer has found."""
    golden = min(records)
    with database.transaction(SYSTEM) as session:
        for one in records:
            run(session, "INSERT INTO golden_members (nominal_id, golden_id) VALUES (%s, %s)", (one, golden))


def part(database: Database, *records: UUID) -> None:
    """They have turned out to be several people."""
    with database.transaction(SYSTEM) as session:
        run(session, "DELETE FROM golden_members WHERE nominal_id = ANY (%s)", ([*records],))


def photograph(database: Database, nominal_id: UUID, taken_on: str | None = "2025-04-01", shade: str = "red") -> UUID:
    """A picture of one colour, as an import would have written it."""
    out = io.BytesIO()
    Image.new("RGB", (300, 400), shade).save(out, "JPEG")
    kept, made = pictures.plain(out.getvalue()), uuid4()
    told = (made, nominal_id, SOURCE, str(made), taken_on, kept.image, kept.width, kept.height)
    with database.transaction(SYSTEM) as session:
        run(
            session,
            "INSERT INTO photographs (id, nominal_id, source_system, source_id, taken_on, image, width, height, digest)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
            (*told, hashlib.sha256(kept.image).digest()),
        )
    return made
