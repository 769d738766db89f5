"""Whose number the call came from, as far as warnings go: lines of the card that name nobody and tell no number.

Who calls is told to the control room, never to a crew; that somebody dangerous may be at the door is. Restricted records are not in it.
"""

from __future__ import annotations

from typing import Any, NamedTuple
from uuid import UUID

from api.codes import service as codes

SQL = "SELECT record_id, members, codes, historic FROM known_of_caller(%s, %s)"


class Caller(NamedTuple):
    """`items`: a line for the people of the number, and one for the number itself. `signals`: codes of the warnings that hold.
    `shown`: the records that were looked at, for the audit."""

    items: list[dict[str, Any]]
    signals: list[str]
    shown: list[str]

    @property
    def words(self) -> str:
        return "; ".join(str(item["title"]) for item in self.items)


def of(rows: list[Any], on_card: set[UUID], lists: codes.Codes) -> Caller:
    """`rows` of `SQL`; whoever is on the card already (named, or recorded at the address) has their warnings there, with their name."""
    warned = [row for row in rows if (row[2] or row[3]) and not on_card & set(row[1])]
    # Of the number itself there are no records of a person.
    people, numbers = [row for row in warned if row[1]], [row for row in warned if not row[1]]
    items = [
        *([_line(lists, people, *_OF_PEOPLE)] if people else []),
        *([_line(lists, numbers, *_OF_NUMBER)] if numbers else []),
    ]
    shown = [*(f"nominal:{row[0]}" for row in people), *(f"phone:{row[0]}" for row in numbers)]
    return Caller(items, _codes(warned, 2), shown)


_OF_PEOPLE = "linked to somebody with warnings", "Not named in this incident: ask the control room who it is."
_OF_NUMBER = "warnings on the number itself", "Ask the control room what is known of it."
_WORST = ("critical", "high", "medium", "low")


def _codes(rows: list[Any], column: int) -> list[str]:
    return sorted({code for row in rows for code in row[column]})


def _line(lists: codes.Codes, rows: list[Any], what: str, advice: str) -> dict[str, Any]:
    signals = _codes(rows, 2)
    past = [code for code in _codes(rows, 3) if code not in signals]
    told = [lists.label("warning_signals", code) for code in signals]
    told += [f"{lists.label('warning_signals', code)}, historic" for code in past]
    return {
        "kind": "record",
        "category": " ".join(told).lower(),
        "severity": min((_severity(lists, code) for code in signals or past), key=_WORST.index),
        "title": f"Caller's number: {what} ({'; '.join(told)})",
        "text": advice,
        "source": "The record of the number",
        "historic": not signals,
    }


def _severity(lists: codes.Codes, code: str) -> str:
    """One that the list does not know is taken for grave."""
    return str((lists.get("warning_signals", code) or {"severity": "high"})["severity"])
