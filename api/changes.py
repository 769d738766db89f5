"""What a transaction changes of its rows, written once for each row in the trip that ends it (decision 10).

The ORM writes a row whenever something else is asked, in a trip of its own, and a status changes its unit twice before it is
told of. Here everything that changed of a row, its next revision and the count of its log are one UPDATE among the last words.
New rows, and changes of a kind that the ORM alone knows how to write (JSON, lists, places), stay with the ORM.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import inspect
from sqlalchemy.orm import InstanceState, Session

from api.db import Params, before_everything

# Values that are the same to the driver as to the ORM.
_PLAIN = (str, int, float, date, datetime, UUID, type(None))

Columns = dict[str, Any]
_NEXT = object()


def revise(session: Session, table: str, row_id: UUID) -> None:
    """The row gets its next revision, counted by the database, before it is read for its messages."""
    _told(session, table, row_id)["revision"] = _NEXT


def put(session: Session, table: str, row_id: UUID, **columns: Any) -> None:
    """The row gets these values. For what is written with a row that the ORM need not hold as changed."""
    _told(session, table, row_id).update(columns)


def _told(session: Session, table: str, row_id: UUID) -> Columns:
    told: dict[tuple[str, UUID], Columns] = session.info.setdefault("changes", {})
    return told.setdefault((table, row_id), {})


def write(session: Session) -> None:
    """Have everything written before the other last words, rows in the order of their tables and ids: nobody waits in a circle."""
    held = _of_the_orm(session)
    told: dict[tuple[str, UUID], Columns] = session.info.pop("changes", {})
    rows = sorted(told.keys() | held.keys())
    before_everything(session, [_update(row, held.get(row, {}), told.get(row, {})) for row in rows])


def _of_the_orm(session: Session) -> dict[tuple[str, UUID], Columns]:
    """What the ORM would write now. It is told to forget the rows: the transaction ends with this."""
    found: dict[tuple[str, UUID], Columns] = {}
    for row in session.dirty:
        state: InstanceState[Any] = inspect(row)
        columns = _changed(state)
        if columns is None:
            continue
        session.expunge(row)
        if columns:
            found[(row.__tablename__, row.id)] = columns
    return found


def _changed(state: InstanceState[Any]) -> Columns | None:
    """The columns that differ from what was read; None where the ORM must write the row."""
    changed = {
        key: state.dict.get(key) for key, before in state.committed_state.items() if state.dict.get(key) != before
    }
    is_ours = [column.name for column in state.mapper.primary_key] == ["id"] and changed.keys() <= state.dict.keys()
    if not is_ours or not all(isinstance(value, _PLAIN) for value in changed.values()):
        return None
    return {state.mapper.columns[key].name: value for key, value in changed.items()}


def _update(row: tuple[str, UUID], held: Columns, told: Columns) -> tuple[str, Params]:
    """One UPDATE. A row that the ORM held and that is not there any more, or not ours to change, ends the transaction."""
    table, row_id = row
    values = {name: value for name, value in (held | told).items() if value is not _NEXT}
    named = [f"{name} = {name} + 1" for name, value in told.items() if value is _NEXT]
    named += [f"{name} = %s" for name in values]
    sql = f"UPDATE {table} SET {', '.join(named)} WHERE id = %s"  # noqa: S608  names of our own tables and columns
    if held:
        # No row is a division by zero.
        sql = f"WITH written AS ({sql} RETURNING 1) SELECT 1 / count(*) FROM written"  # noqa: S608  as above
    return sql, (*values.values(), row_id)
