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
_OVERTAKEN = "Somebody else has changed this meanwhile. Look at it again and make your change to that."


def change(session: Session, name: str, version: int, entries: list[Entry], say: Callable[[Entry], str]) -> None:
    """From now on these are the entries of a list. `say` tells of one in a line, for the audit.

    Raises Invalid where somebody else was faster, or with what is wrong. What changes nothing leaves nothing behind.
    """
    if codes.lock(session, name) != version:
        raise Invalid(_OVERTAKEN, details={"version": [_OVERTAKEN]})
    before = codes.current(session).lists.get(name, [])
    if wrong := codes.faults(session, name, entries):
        raise Invalid(" ".join(wrong), details={"items": wrong})
    if not (said := difference(before, entries, say)):
        return
    audit.note(session, action=f"set {name}", subject=f"list {name}", reason=said, kind=states.ALTERATION)
    codes.replace(session, name, entries, "Changed by an administrator.")


def difference(before: list[Entry], after: list[Entry], say: Callable[[Entry], str]) -> str:
    """`removed: ... added: ...`; nothing where nothing has changed."""
    was, now = ({say(one): None for one in entries} for entries in (before, after))
    parts = {"removed": [one for one in was if one not in now], "added": [one for one in now if one not in was]}
    return " ".join(f"{what}: {', '.join(said)}." for what, said in parts.items() if said)
