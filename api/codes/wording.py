"""The words by which a danger is known, on the page of an administrator: those of a call, and what officers say for a warning.

Only words come and go here. Which dangers there are, and how grave one is, is loaded with the list (`./run codes load`).
"""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api import clock
from api.codes import editing
from api.codes import service as codes
from api.codes.models import Code, CodeList
from api.errors import Invalid

Entry = dict[str, Any]
# Where in a row of each list its words stand.
LISTS = {"spoken_words": "words", "warning_signals": "said", "marker_categories": "said"}
# Of the changes of a list the newest are told; all of them are in the audit.
TOLD = 5
_WORD = re.compile(r"\w+")
_ROW = re.compile(r"^row (\d+)(?=:)")


def table(session: Session) -> dict[str, Any]:
    """Each list with its version, its rows as they hold now, and its newest changes: when, by whom, which words."""
    return {
        "items": [
            {
                "list": name,
                "version": codes.number_of(session, name),
                "rows": [
                    {"code": one["code"], "label": one["label"], "words": one[LISTS[name]]}
                    for one in _entries(session, name)
                ],
                "changes": _changes(session, name),
            }
            for name in LISTS
        ]
    }


def change(session: Session, body: dict[str, Any]) -> None:
    """From now on these are the words of these rows; the others stay as they are. Raises Invalid with a sentence for each fault."""
    name, now = body["list"], _entries(session, body["list"])
    words = {one["code"]: _once(one["words"]) for one in body["items"]}
    if unknown := sorted({*words} - {one["code"] for one in now}):
        raise Invalid(f"There is no {', '.join(unknown)} in this list.", details={"items": unknown})
    entries = [{**one, LISTS[name]: words.get(one["code"], one[LISTS[name]])} for one in now]
    if wrong := _faults(session, name, entries):
        raise Invalid(" ".join(wrong), details={"items": wrong})
    actor = session.info["actor"]
    editing.change(session, name, body["version"], entries, _told(name), f"Words changed by {actor.label}.")


def _entries(session: Session, name: str) -> list[Entry]:
    return _worded(name, codes.current(session).lists.get(name, []))


def _worded(name: str, entries: list[Entry]) -> list[Entry]:
    """The rows, each with its words. A list that is older than its words has those that ship, as whoever hears by them takes it."""
    field = LISTS[name]
    of = {} if any(field in one for one in entries) else _shipped(name)
    return [{**one, field: one.get(field, of.get(one["code"], []))} for one in entries]


def _shipped(name: str) -> dict[str, list[str]]:
    return {one["code"]: one.get(LISTS[name], []) for one in codes.met_default()["lists"][name]}


def _once(words: list[str]) -> list[str]:
    """In the order in which they were given. `LAS` and `las` are two: capitals make an abbreviation."""
    return [*dict.fromkeys(words)]


def _faults(session: Session, name: str, entries: list[Entry]) -> list[str]:
    """As the loader finds them, each by what its row is called: whoever looks at the page sees no numbers."""
    if LISTS[name] == "said":
        single = [f"{one['label']}: “{word}” is not a single word." for one in entries for word in _unfit(one["said"])]
        if single:
            return single
    return [
        _ROW.sub(lambda row: str(entries[int(row[1]) - 1]["label"]), one)
        for one in codes.faults(session, name, entries)
    ]


def _unfit(said: list[str]) -> list[str]:
    return [word for word in said if not _WORD.fullmatch(word)]


def _told(name: str) -> editing.Told:
    return lambda before, after: " ".join(_differences(name, before, after))


def _differences(name: str, before: list[Entry], after: list[Entry]) -> list[str]:
    """`Weapons: added kukri; taken away bat.`"""
    field = LISTS[name]
    was = {one["code"]: one[field] for one in _worded(name, before)}
    told = []
    for one in _worded(name, after):
        held, now = was.get(one["code"], []), one[field]
        parts = {"added": [w for w in now if w not in held], "taken away": [w for w in held if w not in now]}
        if said := "; ".join(f"{what} {', '.join(words)}" for what, words in parts.items() if words):
            told.append(f"{one['label']}: {said}.")
    return told


def _changes(session: Session, name: str) -> list[dict[str, Any]]:
    newest = select(CodeList).where(CodeList.name == name).order_by(CodeList.version.desc()).limit(TOLD + 1)
    versions = session.scalars(newest).all()
    rows = [_of_version(session, name, one.version) for one in versions]
    return [
        {"at": clock.iso(one.loaded_at), "note": one.note, "said": " ".join(_differences(name, before, after))}
        for one, after, before in zip(versions, rows, rows[1:], strict=False)
    ]


def _of_version(session: Session, name: str, version: int) -> list[Entry]:
    query = select(Code).where(Code.list == name, Code.version == version).order_by(Code.rank)
    return [{"code": one.code, "label": one.label, **one.detail} for one in session.scalars(query)]
