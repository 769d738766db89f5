"""One file on its way in: the row of `imports` that tells how it went, and the rows of the audit that say what it brought.

What a batch brings and the audit row that says so are one transaction, as every collection of personal data wants it (DPA 2018 s.62).
"""

from __future__ import annotations

from contextlib import suppress
from types import TracebackType
from typing import Any
from uuid import UUID, uuid4

import psycopg

from api import clock
from api.actors import SYSTEM
from api.audit.states import COLLECTION
from api.imports.lines import NotReadable
from api.imports.reports import Report

_BEGUN = "INSERT INTO imports (id, source, file_name, started_at) VALUES (%s, %s, %s, %s)"
_ENDED = """
    UPDATE imports SET finished_at = %s, rows_read = %s, rows_added = %s, rows_changed = %s, rows_known = %s, rows_refused = %s,
        fault = %s WHERE id = %s
"""
_NOTE = """
    INSERT INTO audit (at, actor_id, actor, kind, action, subject, reason, request_id) VALUES (%s, %s, %s, %s, 'import', %s, %s, '')
"""
THE_COMMAND_LINE = "the command line"


class Run:
    """From its beginning to its end, good or bad. `what` is the kind of record, `by` who brings it."""

    def __init__(self, connection: psycopg.Connection[Any], url: str, report: Report, what: str, by: str) -> None:
        self.connection, self.url, self.report, self.what, self.by = connection, url, report, what, by
        self.id: UUID = uuid4()

    def __enter__(self) -> Run:
        self.act()
        self.connection.execute(_BEGUN, (self.id, self.report.source, self.report.name, clock.now()))
        self.connection.commit()
        return self

    def __exit__(self, _: type[BaseException] | None, error: BaseException | None, __: TracebackType | None) -> None:
        if error is None:
            self._end(self.connection, "")
            self.connection.commit()
            return
        # The connection may be what has failed.
        with suppress(psycopg.Error), psycopg.connect(self.url) as another:
            _act(another)
            self._end(another, in_words(error))

    def act(self) -> None:
        """Each transaction says anew who acts."""
        _act(self.connection)

    def note(self, added: int, changed: int) -> None:
        """What one batch has brought, in its own transaction. What was known already is no collection."""
        if not (added or changed):
            return
        subject = f"import {self.id}: {self.report.source}, {self.what}: {added:,} new, {changed:,} changed"
        reason = f"{self.report.name}, brought in by {self.by}"
        told = (clock.now(), SYSTEM.id, SYSTEM.label, COLLECTION, subject, reason)
        self.connection.execute(_NOTE, told)

    def _end(self, connection: psycopg.Connection[Any], fault: str) -> None:
        counts = self.report
        connection.execute(
            _ENDED,
            (clock.now(), counts.read, counts.added, counts.changed, counts.known, counts.refused, fault, self.id),
        )


def _act(connection: psycopg.Connection[Any]) -> None:
    connection.execute("SELECT set_config('app.actor', 'import', true), set_config('app.scope', 'system', true)")
    # The statement timeout of a request does not hold here.
    connection.execute("SET LOCAL statement_timeout = '10min'")


def in_words(error: BaseException) -> str:
    """Why a file was not brought in to its end. What the database says itself may hold what stood in a row."""
    if isinstance(error, NotReadable | OSError):
        return str(error)
    if isinstance(error, psycopg.Error):
        return f"The database ended it ({type(error).__name__})."
    if isinstance(error, KeyboardInterrupt):
        return "It was stopped."
    return f"It ended by an error of ours ({type(error).__name__})."
