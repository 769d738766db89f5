"""The verifier: every seal against the rows, against the seal before, and against the second place. It names the first bad row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from api import clock
from api.actors import SYSTEM
from api.audit import published, tree
from api.db import Database, run

# Rows and seals that are read at a time: in the worker a statement has two seconds.
GROUP_ROWS = 5_000
_GROUP_SEALS = 20
# A seal that is younger may still be on its way to the second place.
ON_ITS_WAY = timedelta(minutes=1)
# How often a worker looks at the newest seals by itself, and at how many; all of them are for `./run audit verify`.
EVERY_S, NEWEST = 600.0, 2_000
# And how often at the last ones, and at whether any row of the audit was changed or taken away, wherever it stands.
TAIL_EVERY_S, TAIL = 30.0, 60


class Tampered(Exception):
    """What is wrong, as a sentence."""


@dataclass
class Checked:
    """How far the verifier came. `fault` is empty when all is whole."""

    seals: int = 0
    rows: int = 0
    fault: str = ""
    is_all: bool = True
    has_second_place: bool = True


@dataclass(frozen=True)
class Seal:
    number: int
    sealed_at: datetime
    after: tuple[int, int]
    through: tuple[int, int]
    ids: list[int]
    digests: list[bytes]
    root: bytes
    previous: bytes
    seal: bytes

    def __str__(self) -> str:
        return f"seal {self.number} of {clock.iso(self.sealed_at)}"


@dataclass(frozen=True)
class Row:
    id: int
    place: tuple[int, int]
    digest: bytes


@dataclass
class Walk:
    """Where the verifier stands: what the next seal must follow, and what the second place says of it."""

    number: int
    through: tuple[int, int]
    seal: bytes
    told: dict[int, published.Published] = field(default_factory=dict)
    # What lies before was not read out of the second place.
    told_from: int = 0


_SEALS = """
    SELECT number, sealed_at, after_xact::text::bigint, after_id, through_xact::text::bigint, through_id, ids, digests, root, previous, seal
    FROM audit_seals WHERE number > %s ORDER BY number LIMIT %s
"""
# The bounds on the transaction alone say nothing new but to the planner: of two pairs it takes a fifth of ten million rows to lie
# between them, and reads them all (2 s and more, where 0.1 are needed).
_ROWS = """
    SELECT a.id, a.xact::text::bigint, sha256(convert_to(audit_said(a), 'UTF8')) FROM audit a
    WHERE (a.xact, a.id) > (%(after)s::text::xid8, %(after_id)s) AND (a.xact, a.id) <= (%(through)s::text::xid8, %(through_id)s)
        AND a.xact >= %(after)s::text::xid8 AND a.xact <= %(through)s::text::xid8
    ORDER BY a.xact, a.id
"""
_BEFORE = "SELECT number, through_xact::text::bigint, through_id, seal FROM audit_seals WHERE number <= %s ORDER BY number DESC LIMIT 1"
_LAST = "SELECT COALESCE(max(number), 0) FROM audit_seals"


def verify(database: Database, second_place: Path | None, *, newest: int | None = None) -> Checked:
    """Check all seals, or only the newest so many. Never raises for what it finds: it is in `fault`."""
    checked = Checked(is_all=newest is None, has_second_place=second_place is not None)
    try:
        _walk(database, second_place, newest, checked)
    except (Tampered, published.NotReadable) as fault:
        checked.fault = str(fault)
    return checked


def _walk(database: Database, second_place: Path | None, newest: int | None, checked: Checked) -> None:
    walk = _start(database, newest)
    if second_place is not None:
        walk.told = _told(second_place, newest)
        walk.told_from = min(walk.told, default=0) if newest else 0
    for group in _groups(database, walk):
        _check_group(database, group, walk, checked, is_told=second_place is not None)
    if walk.told and max(walk.told) > walk.number:
        raise Tampered(
            f"Seal {walk.number + 1} stands in the second place and is missing from the database, and what it held with it."
        )


def _start(database: Database, newest: int | None) -> Walk:
    with database.transaction(SYSTEM) as session:
        from_number = max(0, run(session, _LAST).fetchall()[0][0] - newest) if newest else 0
        found = run(session, _BEFORE, (from_number,)).fetchone()
    return Walk(found[0], (found[1], found[2]), found[3]) if found else Walk(0, (0, 0), tree.NOTHING)


def _told(second_place: Path, newest: int | None) -> dict[int, published.Published]:
    told = list(published.newest(second_place, newest + 1) if newest else published.read(second_place))
    for before, after in pairwise(told):
        if after.number != before.number + 1:
            raise Tampered(
                f"The second place goes from seal {before.number} to seal {after.number}: what lay between is missing."
            )
    return {one.number: one for one in told}


def _groups(database: Database, walk: Walk) -> Iterator[list[Seal]]:
    """Seals in order, as many at a time as their rows can be read at once."""
    after = walk.number
    while True:
        with database.transaction(SYSTEM) as session:
            seals = [_seal(row) for row in run(session, _SEALS, (after, _GROUP_SEALS)).fetchall()]
        if not seals:
            return
        after = seals[-1].number
        yield from _by_size(seals)


def _by_size(seals: list[Seal]) -> Iterator[list[Seal]]:
    group: list[Seal] = []
    for seal in seals:
        if group and sum(len(one.ids) for one in group) + len(seal.ids) > GROUP_ROWS:
            yield group
            group = []
        group.append(seal)
    yield group


def _seal(row: Any) -> Seal:
    number, at, xact, row_id, to_xact, to_id, ids, digests, root, previous, seal = row
    return Seal(number, at, (xact, row_id), (to_xact, to_id), ids, tree.split(digests), root, previous, seal)


def _check_group(database: Database, group: list[Seal], walk: Walk, checked: Checked, *, is_told: bool) -> None:
    with database.transaction(SYSTEM) as session:
        # From where the walk stands, and not from where the seal says that it begins: there is no room between two seals.
        if checked.is_all:
            # An operator's command, which nobody waits for: a busy machine makes it slow and not wrong.
            run(session, "SET LOCAL statement_timeout = 0")
        reach = _reach(walk.through, group[-1].through)
        rows = [Row(row[0], (row[1], row[0]), row[2]) for row in run(session, _ROWS, reach).fetchall()]
        at = 0
        for seal in group:
            end = at
            while end < len(rows) and rows[end].place <= seal.through:
                end += 1
            _check_next(seal, walk)
            _check_rows(session, seal, rows[at:end])
            _check_seal(seal, walk, is_told=is_told)
            walk.number, walk.through, walk.seal, at = seal.number, seal.through, seal.seal, end
            checked.seals += 1
            checked.rows += len(seal.ids)


def _reach(after: tuple[int, int], through: tuple[int, int]) -> dict[str, Any]:
    return {"after": str(after[0]), "after_id": after[1], "through": str(through[0]), "through_id": through[1]}


def _check_next(seal: Seal, walk: Walk) -> None:
    if seal.number != walk.number + 1:
        raise Tampered(
            f"Seal {walk.number + 1} is missing from the database: seal {seal.number} follows seal {walk.number}."
        )
    if seal.after != walk.through:
        raise Tampered(f"The {seal} does not begin where the one before it ended.")


def _check_rows(session: Session, seal: Seal, rows: list[Row]) -> None:
    sealed = list(zip(seal.ids, seal.digests, strict=False))
    actual = [(row.id, row.digest) for row in rows]
    if sealed == actual:
        return
    at = next(
        (i for i, (one, other) in enumerate(zip(sealed, actual, strict=False)) if one != other),
        min(len(sealed), len(actual)),
    )
    raise Tampered(_named(session, seal, sealed, actual, at))


def _named(
    session: Session, seal: Seal, sealed: list[tuple[int, bytes]], actual: list[tuple[int, bytes]], at: int
) -> str:
    """The first bad row, and what was done to it."""
    was, then = dict(sealed), f"after the {seal} had closed over it"
    if at < len(actual) and actual[at][0] not in was:
        return f"Row {actual[at][0]} was added among the rows of the {seal} after it was closed."
    row_id, digest = sealed[at]
    is_now = dict(actual)
    if row_id in is_now:
        other = next((one for one, said in sealed if said == is_now[row_id] and one != row_id), None)
        if other is not None:
            return f"Row {row_id} was reordered {then}: it says what row {other} said."
        return f"Row {row_id} was changed {then}."
    if run(session, "SELECT 1 FROM audit WHERE id = %s", (row_id,)).fetchone():
        return f"Row {row_id} was reordered {then}: it stands at another place now."
    if other_id := next((one for one, said in actual if said == digest), None):
        return f"Row {row_id} was reordered {then}: it is numbered {other_id} now."
    return f"Row {row_id} is missing: it was taken away {then}."


def _check_seal(seal: Seal, walk: Walk, *, is_told: bool) -> None:
    leaves = [tree.leaf(row_id, digest) for row_id, digest in zip(seal.ids, seal.digests, strict=True)]
    rows = f"rows {seal.ids[0]} to {seal.ids[-1]}" if seal.ids else "its rows"
    if not leaves or tree.root(leaves) != seal.root:
        raise Tampered(f"The {seal} was tampered with: its root does not close over {rows}.")
    if seal.previous != walk.seal or seal.seal != tree.chained(seal.number, len(leaves), seal.root, walk.seal):
        raise Tampered(
            f"The {seal} was tampered with: it is not chained to the one before. In doubt: {rows} and all after them."
        )
    if is_told and seal.number >= walk.told_from:
        _check_told(seal, walk.told.get(seal.number), rows)


def _check_told(seal: Seal, told: published.Published | None, rows: str) -> None:
    if told is None:
        if clock.now() - seal.sealed_at > ON_ITS_WAY:
            raise Tampered(f"The {seal} is missing from the second place.")
    elif (told.root, told.seal) != (seal.root.hex(), seal.seal.hex()):
        raise Tampered(f"The {seal} is not the one that the second place holds. In doubt: {rows}.")


def keep(database: Database, checked: Checked) -> None:
    """Write down what was found, for the auditor's page."""
    with database.transaction(SYSTEM) as session:
        told = (clock.now(), checked.seals, checked.rows, checked.is_all, checked.fault)
        run(
            session,
            "INSERT INTO audit_checks (checked_at, seals, rows, is_all, fault) VALUES (%s, %s, %s, %s, %s)",
            told,
        )


def check_newest(database: Database, second_place: Path | None) -> None:
    """The worker's own look, now and then."""
    keep(database, verify(database, second_place, newest=NEWEST))


# Rows of the audit are added and nothing else, so these counts of the server stand still, whoever the change is by. What was changed
# and rolled back counts too: the verification then finds nothing. An owner who sets the counts back hides only from this.
_TOUCHED = """
    SELECT COALESCE(sum(n_tup_upd + n_tup_del), 0)::bigint, min(stats_reset) FROM pg_stat_user_tables t
    JOIN pg_stat_database d ON d.datname = current_database() WHERE t.relname IN ('audit', 'audit_seals')
"""


class Tail:
    """The worker's quick look: the last seals each time, and all of them at once when a row was touched anywhere.

    Tampering is known within a minute of it (security, A55), without reading the whole audit every minute.
    """

    def __init__(self, database: Database, second_place: Path | None) -> None:
        self.database, self.second_place = database, second_place
        self.touched: Any = None
        self.fault = ""

    def look(self) -> None:
        """Writes down what it finds once, and nothing while all is whole: the ten minutes' look says that."""
        touched = self._touched()
        is_touched = self.touched is not None and touched != self.touched
        checked = verify(self.database, self.second_place, newest=None if is_touched else TAIL)
        if (checked.fault and checked.fault != self.fault) or is_touched:
            keep(self.database, checked)
        # Only now: a look that broke off is made again.
        self.touched, self.fault = touched, checked.fault

    def _touched(self) -> Any:
        with self.database.transaction(SYSTEM) as session:
            row = run(session, _TOUCHED).fetchall()[0]
            return tuple(row)
