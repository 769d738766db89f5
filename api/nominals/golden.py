"""Golden nominals: clusters of source records. The records are never changed; where each stands is all that is kept here.

A cluster is named by its lowest record, so the same records always make the same cluster, byte for byte.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import orjson
from sqlalchemy.orm import Session

from api import clock
from api.audit import service as audit
from api.audit.states import COMBINATION
from api.db import run
from api.nominals.comparing import BIRTH, COMPARISONS
from api.nominals.grouping import Edge, Grouped, group
from api.nominals.verdicts import BARS

Homes = dict[UUID, UUID]
# Where the database, which counts from one, keeps the level of the birth.
_BIRTH = COMPARISONS.index(BIRTH) + 1

# Everything that hangs together with these by a pair, a decision or a cluster.
_AROUND = """
    WITH RECURSIVE around AS (
        SELECT unnest(%(ids)s::uuid[]) AS id
        UNION
        SELECT n.id FROM around a CROSS JOIN LATERAL (
            SELECT other_id AS id FROM nominal_pairs WHERE one_id = a.id AND (state = 'same' OR why IN ('between', 'large'))
            UNION ALL SELECT one_id FROM nominal_pairs WHERE other_id = a.id
                AND (state = 'same' OR why IN ('between', 'large'))
            UNION ALL SELECT other_id FROM nominal_decisions WHERE one_id = a.id AND withdrawn_at IS NULL AND verdict = 'same'
            UNION ALL SELECT one_id FROM nominal_decisions WHERE other_id = a.id AND withdrawn_at IS NULL AND verdict = 'same'
            UNION ALL SELECT o.nominal_id FROM golden_members m JOIN golden_members o ON o.golden_id = m.golden_id
                WHERE m.nominal_id = a.id) n
    )
    SELECT a.id, m.golden_id FROM around a JOIN nominals n ON n.id = a.id LEFT JOIN golden_members m ON m.nominal_id = a.id
    WHERE n.restriction IS NULL
"""
_PAIRS = """
    SELECT one_id, other_id, weight, state = 'same' OR why IN ('between', 'large'), why = ANY (%(bars)s),
        levels[%(birth)s] = -1 FROM nominal_pairs
    WHERE one_id = ANY (%(ids)s) AND other_id = ANY (%(ids)s)
"""
_DECIDED = """
    SELECT one_id, other_id, verdict FROM nominal_decisions
    WHERE withdrawn_at IS NULL AND one_id = ANY (%(ids)s) AND other_id = ANY (%(ids)s) ORDER BY one_id, other_id
"""
_BARRED = """
    UPDATE nominal_pairs p SET state = 'attention', why = x.why
    FROM unnest(%s::uuid[], %s::uuid[], %s::text[]) x (one, other, why) WHERE p.one_id = x.one AND p.other_id = x.other
"""
_NOT_BARRED = """
    UPDATE nominal_pairs SET state = 'same', why = ''
    WHERE why IN ('between', 'large') AND one_id = ANY (%(ids)s) AND other_id = ANY (%(ids)s)
"""
_LEAVE = "DELETE FROM golden_members WHERE nominal_id = ANY (%s)"
_STAND = """
    INSERT INTO golden_members (nominal_id, golden_id) SELECT * FROM unnest(%s::uuid[], %s::uuid[])
    ON CONFLICT (nominal_id) DO UPDATE SET golden_id = EXCLUDED.golden_id
"""
_ACT = """
    INSERT INTO golden_acts (id, act, at, acted_by, reason, decision_id, undoes, before, after, records)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s::jsonb, %s::jsonb, %s::uuid[])
"""
# Whoever changes clusters does it one after the other: two who join the same record at once would each see half.
LOCK = "SELECT pg_advisory_xact_lock(20040)"


@dataclass(frozen=True)
class Why:
    """Why a cluster changes: the act, who, in their words, and the decision that it comes of."""

    act: str
    by: str
    reason: str
    decision_id: UUID | None = None
    undoes: UUID | None = None


def regroup(session: Session, ids: Iterable[UUID], why: Why, before: Homes | None = None) -> list[UUID]:
    """Put everything around these records in order and write the change down. Gives the records whose cluster changed.

    `before` is where they are taken to have stood: an undo starts from what was, not from what is.
    """
    run(session, LOCK)
    return regroup_known(session, around(session, ids), why, before)


def regroup_known(session: Session, stood: Homes, why: Why, before: Homes | None = None) -> list[UUID]:
    """The same for records whose surroundings are known, by whoever holds the lock."""
    grouped = _grouped(session, stood, {**stood, **before} if before else stood)
    return settle(session, stood, grouped.home, why)


def around(session: Session, ids: Iterable[UUID]) -> Homes:
    """Where these and all that hangs together with them stand. One that stands alone is its own home."""
    return {id_: home or id_ for id_, home in run(session, _AROUND, {"ids": [*ids]}).fetchall()}


def _grouped(session: Session, stood: Homes, before: Homes) -> Grouped:
    asked = {"ids": [*stood]}
    edges = [Edge(*row) for row in run(session, _PAIRS, {**asked, "bars": [*BARS], "birth": _BIRTH}).fetchall()]
    decided = run(session, _DECIDED, asked).fetchall()
    same = [(one, other) for one, other, verdict in decided if verdict == "same"]
    apart = [(one, other) for one, other, verdict in decided if verdict == "apart"]
    grouped = group(stood, edges, same, apart, before)
    # What barred a pair may have gone: only what bars it now is said.
    run(session, _NOT_BARRED, asked)
    if grouped.barred:
        pairs = [*grouped.barred]
        run(session, _BARRED, ([one for one, _ in pairs], [other for _, other in pairs], [*grouped.barred.values()]))
    return grouped


def settle(session: Session, stood: Homes, home: Homes, why: Why) -> list[UUID]:
    """From where records stood to where they stand. Nothing is written where nothing changes."""
    moved = sorted(id_ for id_ in stood if stood[id_] != home[id_])
    if not moved:
        return []
    whole = _whole(stood, home, moved)
    store(session, {id_: home[id_] for id_ in whole})
    for step in _steps(stood, home, whole):
        _write(session, step, stood, home, why)
    return whole


def _steps(stood: Homes, home: Homes, whole: list[UUID]) -> list[list[UUID]]:
    """One step for each person: records that never stood with one another, before or after, are told of apart."""
    steps: list[tuple[set[UUID], list[UUID]]] = []
    for id_ in whole:
        homes, records = {stood[id_], home[id_]}, [id_]
        for step in [step for step in steps if step[0] & homes]:
            steps.remove(step)
            homes, records = homes | step[0], [*step[1], *records]
        steps.append((homes, records))
    return [sorted(records) for _, records in steps]


def note(session: Session, moved: list[UUID], why: Why) -> None:
    """What the computer joined or split in one go, as one row of the audit: which records, is in the acts of that moment."""
    if moved:
        audit.note(
            session,
            action="join nominals",
            subject=f"{len(moved):,} records of people stand elsewhere",
            reason=why.reason,
            kind=COMBINATION,
        )


def mark(session: Session, ids: Iterable[UUID], why: Why) -> None:
    """Write down a decision that moved nobody, so that it is told of and can be undone as well."""
    stood = around(session, ids)
    whole = sorted(id_ for id_ in stood if stood[id_] in {stood[one] for one in ids})
    _write(session, whole, stood, stood, why)


def _write(session: Session, whole: list[UUID], stood: Homes, home: Homes, why: Why) -> None:
    told = [{str(id_): str(homes[id_]) for id_ in whole} for homes in (stood, home)]
    run(
        session,
        _ACT,
        (
            uuid4(),
            why.act,
            clock.now(),
            why.by,
            why.reason,
            why.decision_id,
            why.undoes,
            *(orjson.dumps(one).decode() for one in told),
            whole,
        ),
    )


def _whole(stood: Homes, home: Homes, moved: list[UUID]) -> list[UUID]:
    """Every record of every cluster that changes, also those that stay where they are."""
    homes = {stood[id_] for id_ in moved} | {home[id_] for id_ in moved}
    return sorted(id_ for id_ in stood if stood[id_] in homes or home[id_] in homes)


def store(session: Session, home: Homes) -> None:
    """Where records stand. One that stands alone has no row."""
    counts: dict[UUID, int] = {}
    for golden_id in home.values():
        counts[golden_id] = counts.get(golden_id, 0) + 1
    together = {id_: golden_id for id_, golden_id in home.items() if counts[golden_id] > 1}
    run(session, _LEAVE, ([id_ for id_ in home if id_ not in together],))
    run(session, _STAND, ([*together], [*together.values()]))


def pair(one: UUID, other: UUID) -> tuple[UUID, UUID]:
    """Two records in the order in which pairs are kept."""
    return (one, other) if one < other else (other, one)


def members(session: Session, nominal_id: UUID) -> list[UUID]:
    """The records that stand with this one, itself included, lowest first; only those that the asking person may see."""
    rows: list[Any] = run(
        session, "SELECT nominal_id FROM golden_with(%s::uuid[]) ORDER BY 1", ([nominal_id],)
    ).fetchall()
    return [row[0] for row in rows]
