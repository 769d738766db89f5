"""Rows that are locked in the driver's words and that the ORM has all the same (decision 10).

What a command stands on is locked in the trip that claims it, before there is an ORM to ask. Of each row the plain columns
are read; a place or a document of several kilobytes is fetched by the ORM should anybody ask for it, as it always was.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import ARRAY, Boolean, Date, DateTime, Integer, Text, Uuid
from sqlalchemy.orm import Session, make_transient_to_detached

from api.db import Base

# The driver gives values of these types as the ORM does.
_PLAIN = (ARRAY, Boolean, Date, DateTime, Integer, Text, Uuid)


@cache
def _plain(kind: type[Base]) -> tuple[tuple[str, str], ...]:
    """Attribute and column of everything that is read."""
    properties = kind.__mapper__.column_attrs
    columns = [(one.key, one.columns[0]) for one in properties if not one.deferred]
    return tuple((key, str(column.name)) for key, column in columns if isinstance(column.type, _PLAIN))


def columns(*kinds: type[Base]) -> str:
    """For a SELECT, in the order that `held` expects."""
    return ", ".join(f"{kind.__tablename__}.{name}" for kind in kinds for _, name in _plain(kind))


def held(session: Session, row: Sequence[Any], *kinds: type[Base]) -> list[Any]:
    """The objects of a row of such columns, as this session has them: what it holds already stays as it is there."""
    found, start = [], 0
    for kind in kinds:
        names = _plain(kind)
        values = dict(zip((key for key, _ in names), row[start : start + len(names)], strict=True))
        start += len(names)
        found.append(_known(session, kind, values) or _made(session, kind, values))
    return found


def _known(session: Session, kind: type[Base], values: dict[str, Any]) -> Any:
    return session.identity_map.get(kind.__mapper__.identity_key_from_primary_key((values["id"],)))


def _made(session: Session, kind: type[Base], values: dict[str, Any]) -> Any:
    made = kind.__mapper__.class_manager.new_instance()
    made.__dict__.update(values)
    make_transient_to_detached(made)
    session.add(made)
    return made
