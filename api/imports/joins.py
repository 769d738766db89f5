"""Rows of a CSV as what hangs on records: the links between them, and the warnings on them.

A row names a record by the system that it came from and that system's own id, as they were given when it was brought in.
"""

from __future__ import annotations

from datetime import date

from api.imports.formats import RowRefused
from api.imports.marks import (
    SENSITIVE,
    Given,
    Record,
    any_day,
    classification,
    fact_or_opinion,
    number,
    one_of,
    subject,
    words,
)
from api.records.models import KINDS, MARKED
from api.records.service import record_id


def link(given: Given, source: str) -> Record:
    """From one record to another. Who a person is in an event is never left open (DPA 2018 s.38(3))."""
    one, other = _end(given, "from", source), _end(given, "to", source)
    if one == other:
        raise RowRefused("a link from a record to itself")
    kinds = {one[0], other[0]}
    category = subject(given, "") or None
    if category is None and kinds == {"nominal", "event"}:
        raise RowRefused("a person in an event without a subject category")
    role = words(given, "role", 60).lower()
    if not role:
        raise RowRefused("no role")
    # A person comes first, so that who they are in an event is read from the one side only.
    (from_kind, from_id), (to_kind, to_id) = (
        (other, one) if kinds == {"nominal", "event"} and one[0] == "event" else (one, other)
    )
    return {
        "from_kind": from_kind,
        "from_id": from_id,
        "to_kind": to_kind,
        "to_id": to_id,
        "role": role,
        "subject_category": category,
        "provenance": words(given, "provenance"),
        "fact_or_opinion": fact_or_opinion(given),
        "confidence": number(given, "confidence", 0, 100),
        "classification": classification(given, SENSITIVE if "nominal" in kinds else "OFFICIAL"),
        "handling": words(given, "handling"),
        "retention_group": number(given, "retention_group", 1, 4) or 4,
        "review_on": any_day(given, "review_on"),
        **_valid(given),
    }


def _end(given: Given, end: str, source: str) -> tuple[str, str]:
    kind, own_id = one_of(given, f"{end}_kind", KINDS, ""), given.get(f"{end}_id", "")
    if not kind or not own_id:
        raise RowRefused(f"no kind or id of the record that the link leads {end}")
    return kind, str(record_id(given.get(f"{end}_source") or source, own_id))


def _valid(given: Given) -> Record:
    since, until = any_day(given, "valid_from"), any_day(given, "valid_to")
    if since and until and until < since:
        raise RowRefused("a link that ends before it begins")
    return {"valid_from": since, "valid_to": until}


def marker(given: Given, source: str) -> Record:
    """A warning. One of which nobody said when it is looked at again is looked at after a year: it is never lost for that."""
    kind, own_id = one_of(given, "record_kind", MARKED, ""), given.get("record_id", "")
    if not kind or not own_id:
        raise RowRefused("no kind or id of the record that the warning stands on")
    code, added_on = words(given, "code", 20).upper(), any_day(given, "added_on")
    if not code or not added_on:
        raise RowRefused(f"no {'added on' if code else 'code'}")
    # What it is, and what of its own source: a marker has no columns for these, and must be found again all the same.
    return {
        "id": str(record_id(source, f"marker {given['source_id']}")),
        "record_kind": kind,
        "record_id": str(record_id(given.get("record_source") or source, own_id)),
        "code": code,
        "text": words(given, "text", 500),
        "source": words(given, "source") or source,
        "force": words(given, "force", 60),
        "fact_or_opinion": fact_or_opinion(given),
        "added_on": added_on,
        "review_on": any_day(given, "review_on") or _a_year_after(added_on),
        "entered_by": source,
    }


def _a_year_after(day: str) -> str:
    added = date.fromisoformat(day)
    return added.replace(year=added.year + 1, day=min(added.day, 28) if added.month == 2 else added.day).isoformat()
