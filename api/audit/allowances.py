"""How much each role may look up before it stands out: the code list `search_allowances`.

A control room looks up for many crews. What is much for an officer on foot is an ordinary hour at a board.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from api.actors import ROLES, Actor
from api.codes import editing
from api.codes import service as codes

LIST = "search_allowances"
SEARCHES, OPENED, WITHOUT_A_JOB = "searches_an_hour", "opened_in_ten_minutes", "without_a_job_an_hour"
_IN_WORDS = {
    SEARCHES: "searches an hour",
    OPENED: "people opened in ten minutes",
    WITHOUT_A_JOB: "searches for no job an hour",
}
ROLES_WHO_SEARCH = ("officer", "dispatcher", "supervisor")
# For a role that the list does not name.
SHIPPED = {SEARCHES: 30, OPENED: 10, WITHOUT_A_JOB: 10}


def of(session: Session, actor: Actor) -> dict[str, int]:
    """The highest of the person's roles."""
    mine = [entry for entry in _entries(session) if entry["code"] in actor.roles]
    return {name: max((entry[name] for entry in mine), default=shipped) for name, shipped in SHIPPED.items()}


def as_columns(session: Session) -> dict[str, Any]:
    """For the watch, which asks for many people at once: a list of roles, and of each number."""
    entries = _entries(session)
    columns = {f"role_{name}": [entry[name] for entry in entries] for name in SHIPPED}
    return {"roles": [entry["code"] for entry in entries], **columns, **SHIPPED}


def table(session: Session) -> dict[str, Any]:
    """Every role with its numbers, also one that the list does not name, and the version of the list."""
    held = {entry["code"]: entry for entry in _entries(session)}
    items = [{"role": role, **{name: held.get(role, SHIPPED)[name] for name in SHIPPED}} for role in ROLES_WHO_SEARCH]
    return {"version": codes.number_of(session, LIST), "items": items}


def change(session: Session, body: dict[str, Any]) -> None:
    """From now on this is what is ordinary for each role. Raises Invalid."""
    entries = [
        {"code": one["role"], "label": one["role"].title(), "rank": rank, **{name: one[name] for name in SHIPPED}}
        for rank, one in enumerate(body["items"], start=1)
    ]
    editing.change(session, LIST, body["version"], entries, editing.by_row(_said))


def _said(entry: dict[str, Any]) -> str:
    told = [f"{entry[name]} {words}" for name, words in _IN_WORDS.items()]
    return f"{entry['code']} ({', '.join(told)})"


def _entries(session: Session) -> list[dict[str, Any]]:
    return codes.current(session).lists.get(LIST, [])


def _check(lists: codes.Lists) -> list[str]:
    wrong = []
    for place, entry in enumerate(lists.get(LIST, []), start=1):
        if entry["code"] not in ROLES:
            wrong.append(f"row {place}: {entry['code']} is no role.")
        wrong += [f"row {place}: {name} is a whole number from 1." for name in SHIPPED if not _counts(entry.get(name))]
    return wrong


def _counts(number: object) -> bool:
    return isinstance(number, int) and not isinstance(number, bool) and number >= 1


codes.checked((LIST,), _check)
