"""Whose number the call came from, as far as warnings go: one line of the card that names nobody and tells no number.

Who calls is told to the control room, never to a crew; that somebody dangerous may be at the door is. Restricted records are not in it.
"""

from __future__ import annotations

from typing import Any, NamedTuple
from uuid import UUID

from api.codes import service as codes

SQL = "SELECT record_id, members, codes, historic FROM known_of_caller(%s, %s)"


class Caller(NamedTuple):
    """`items`: no line or one. `signals`: codes of the warnings that hold. `shown`: the records that were looked at, for the audit."""

    items: list[dict[str, Any]]
    signals: list[str]
    shown: list[str]

    @property
    def words(self) -> str:
        return str(self.items[0]["title"]) if self.items else ""


def of(rows: list[Any], on_card: set[UUID], lists: codes.Codes) -> Caller:
    """`rows` of `SQL`; whoever is on the card already (named, or recorded at the address) has their warnings there, with their name."""
    linked = [row for row in rows if (row[2] or row[3]) and not on_card & set(row[1])]
    if not linked:
        return Caller([], [], [])
    signals = sorted({code for row in linked for code in row[2]})
    past = sorted({code for row in linked for code in row[3]} - set(signals))
    return Caller([_line(lists, signals, past)], signals, [f"nominal:{row[0]}" for row in linked])


def _line(lists: codes.Codes, signals: list[str], past: list[str]) -> dict[str, Any]:
    told = [lists.label("warning_signals", code) for code in signals]
    told += [f"{lists.label('warning_signals', code)}, historic" for code in past]
    return {
        "kind": "record",
        "category": " ".join(told).lower(),
        "severity": "high",
        "title": f"Caller's number: linked to somebody with warnings ({'; '.join(told)})",
        "text": "Not named in this incident: ask the control room who it is.",
        "source": "The record of the number",
        "historic": not signals,
    }
