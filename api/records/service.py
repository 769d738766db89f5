"""What every kind of record shares: its id, and the count of what each source holds."""

from __future__ import annotations

import hashlib
from uuid import UUID

from sqlalchemy.orm import Session

from api.db import run

TABLES = {
    "nominal": "nominals",
    "vehicle": "vehicle_records",
    "phone": "phones",
    "object": "objects",
    "organisation": "organisations",
    "address": "addresses",
}

# A restricted record is not even counted.
_EACH = " UNION ALL ".join(
    f"SELECT source_system, '{kind}' AS kind, count(*), max(changed_at), now() FROM {table} WHERE restriction IS NULL GROUP BY 1"  # noqa: S608  our own names
    for kind, table in TABLES.items()
)
COUNT_SOURCES = (
    f"INSERT INTO record_sources (source_system, kind, records, newest_at, counted_at) {_EACH} "
    "ON CONFLICT (source_system, kind) DO UPDATE SET records = EXCLUDED.records, newest_at = EXCLUDED.newest_at,"
    " counted_at = EXCLUDED.counted_at"
)


def record_id(system: str, source_id: str) -> UUID:
    """The id of a source's record, the same that `record_id` makes in the database."""
    return UUID(hashlib.md5(f"{system}\x1f{source_id}".encode(), usedforsecurity=False).hexdigest())


def count_sources(session: Session) -> None:
    """Count what each source holds: once after a bulk, never while somebody waits for a search."""
    run(session, COUNT_SOURCES)
