"""The numbers of audit rows on their way: from the statement that added them to the memory of the process, at the commit.

Where nobody remembers (remembered.py) nothing is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

_NOTED, MEMORY = "noted in the audit", "memory of the audit"


def row(session: Session, answer: Sequence[Any]) -> None:
    """These rows were added in this transaction; whether they are there says its commit."""
    if MEMORY in session.info:
        session.info.setdefault(_NOTED, []).extend(one[0] for one in answer)


@event.listens_for(Session, "after_commit")
def _committed(session: Session) -> None:
    if ids := session.info.pop(_NOTED, None):
        session.info[MEMORY].extend(ids)


@event.listens_for(Session, "after_rollback")
def _undone(session: Session) -> None:
    session.info.pop(_NOTED, None)
