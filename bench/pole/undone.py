"""A transaction of which nothing stays: what is measured is measured inside it, and the next one finds everything as it was."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sqlalchemy.orm import Session

from api.actors import Actor
from api.db import Database


class _Undo(Exception):
    """Ends it as a fault would: a rollback in the middle would still say the last words of what is gone."""


@contextmanager
def undone(database: Database, actor: Actor) -> Iterator[Session]:
    with suppress(_Undo), database.transaction(actor) as session:
        yield session
        raise _Undo
