"""An administrator changes a list on their page: checked as it is when it is loaded, another version of it, and in the audit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from api.audit import service as audit
from api.audit import states
from api.codes import service as codes
from api.errors import Invalid

Entry = dict[str, Any]
# What has changed between the entries before and after, in words for the audit; nothing where nothing has.
Told = Callable[[list[Entry], list[Entry]], str]
_OVERTAKEN = "Somebody else has changed this meanwhile. Look at it again and make your change to that."


def change(
    session: Session,
    name: str,
    version: int,
    entries: list[Entry],
    tell: Told,
    note: str = "Changed by an administrator.",
) -> None:
    """From now on these are the entries of a list, and `note` goes with the version.

    Raises Invalid where somebody else was faster, or with what is wrong. What changes nothing leaves nothing behind.
    """
    if codes.lock(session, name) != version:
        raise Invalid(_OVERTAKEN, details={"version": [_OVERTAKEN]})
    before = codes.current(session).lists.get(name, [])
    if wrong := codes.faults(session, name, entries):
        raise Invalid(" ".join(wrong), details={"items": wrong})
    if not (said := tell(before, entries)):
        return
    audit.note(session, action=f"set {name}", subject=f"list {name}", reason=said, kind=states.ALTERATION)
    codes.replace(session, name, entries, note)


def by_row(say: Callable[[Entry], str]) -> Told:
    """For lists whose rows come and go as a whole: `say` tells of one in a line."""
    return lambda before, after: difference(before, after, say)


def difference(before: list[Entry], after: list[Entry], say: Callable[[Entry], str]) -> str:
    """`removed: ... added: ...`; nothing where nothing has changed."""
    was, now = ({say(one): None for one in entries} for entries in (before, after))
    parts = {"removed": [one for one in was if one not in now], "added": [one for one in now if one not in was]}
    return " ".join(f"{what}: {', '.join(said)}." for what, said in parts.items() if said)
