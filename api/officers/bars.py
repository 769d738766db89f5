"""What a restriction bars a crew from (the list `restrictions`; domain reference 2.5). Pure.

An entry bars `bars`, which are types of incident or `*` for all. It may do so at some hours only (`between`, London's clock, also
over midnight), or (`when`) for a crew of one (`alone`), or where the unit drives and nobody else in the crew may (`driving`). Its
`skills` are the officer's own that do not count for as long as it holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

ALONE, DRIVING = "alone", "driving"
CONDITIONS = ("", ALONE, DRIVING)


@dataclass(frozen=True)
class Asks:
    """What is asked of a crew: for which type of incident, at what time of day (`HH:MM`), and who they are."""

    type: str
    label: str
    at: str
    crew: int
    drives: bool
    is_whole_crew: bool


def against(entry: dict[str, Any], asks: Asks) -> str:
    """Why a crew with this restriction is not sent, in words; empty where it may be."""
    between, when = entry.get("between") or [], entry.get("when", "")
    is_barred = "*" in entry["bars"] or asks.type in entry["bars"]
    is_now = not between or is_within(asks.at, *between)
    if not (is_barred and is_now and _is_so(when, asks)):
        return ""
    if when:
        return {ALONE: "not single-crewed", DRIVING: "nobody in it may drive"}[when]
    return f"not between {between[0]} and {between[1]}" if between else f"not for {asks.label}"


def _is_so(when: str, asks: Asks) -> bool:
    if when == ALONE:
        return asks.crew < 2
    return when != DRIVING or (asks.drives and asks.is_whole_crew)


def is_within(at: str, begins: str, ends: str) -> bool:
    """Whether a time of day lies from one to another, which may be on the next morning."""
    return begins <= at < ends if begins <= ends else at >= begins or at < ends


def excludes(entry: dict[str, Any], label: Callable[[str, str], str]) -> str:
    """What it takes away, in a sentence for whoever enters it. `label`: of a list and a code of it."""
    what = "anything" if "*" in entry["bars"] else _listed(label("types", code) for code in entry["bars"])
    between = entry.get("between") or []
    hours = f" between {between[0]} and {between[1]}" if between else ""
    who = {"": "", ALONE: " when single-crewed", DRIVING: " when the unit drives and nobody else in the crew may"}[
        entry.get("when", "")
    ]
    skills = _listed(label("skills", code) for code in entry.get("skills") or [])
    parts = [f"Not sent to {what}{hours}{who}." if what else "", f"Does not count as: {skills}." if skills else ""]
    return " ".join(part for part in parts if part)


def _listed(labels: Iterable[str]) -> str:
    """Labels have commas of their own."""
    return "; ".join(label[:1].lower() + label[1:] if label[1:2].islower() else label for label in labels)
