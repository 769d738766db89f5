"""Which records stand together, given what the computer and people made of pairs of them. No database here.

What a person decided always wins. The computer joins the surest pairs first, and never across two records that somebody
held apart, that look like twins or like parent and child, or that carry different numbers; nor into a cluster of more than
MOST. A record without a date of birth that would suit two of them is left to a person.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from api.nominals.verdicts import FRACTURE

MOST = 12


@dataclass(frozen=True)
class Edge:
    """What was made of two records.

    `bars`: they are never brought into one cluster by the computer. `is_unborn`: the date of birth of one is not known.
    """

    one: UUID
    other: UUID
    weight: float
    joins: bool
    bars: bool = False
    is_unborn: bool = False


@dataclass
class Grouped:
    """`home`: the lowest record of the cluster that each record stands in. `barred`: pairs that were not joined, with the reason."""

    home: dict[UUID, UUID]
    barred: dict[tuple[UUID, UUID], str] = field(default_factory=dict)


def group(
    records: Iterable[UUID],
    edges: Iterable[Edge],
    same: Iterable[tuple[UUID, UUID]],
    apart: Iterable[tuple[UUID, UUID]],
    before: dict[UUID, UUID] | None = None,
) -> Grouped:
    """Put records into clusters. `before` is where they stood: a pair that was joined holds down to FRACTURE."""
    known = [*edges]
    sets = {record: {record} for record in records}
    held = {frozenset(pair) for pair in apart}
    decided = {frozenset(pair) for pair in same}
    barred = held | {frozenset((edge.one, edge.other)) for edge in known if _bars(edge, before or {})} - decided
    for one, other in same:
        _unite(sets, one, other)
    grouped = Grouped({})
    doubtful = _doubtful(known, barred)
    for edge in sorted(known, key=lambda edge: (-edge.weight, edge.one, edge.other)):
        if not (edge.joins or _holds(edge, before or {})) or sets[edge.one] is sets[edge.other]:
            continue
        if why := "between" if edge in doubtful else _against(sets[edge.one], sets[edge.other], barred):
            if frozenset((edge.one, edge.other)) not in held:
                grouped.barred[edge.one, edge.other] = why
        else:
            _unite(sets, edge.one, edge.other)
    grouped.home = {record: min(members) for record, members in sets.items()}
    return grouped


def _doubtful(edges: list[Edge], barred: set[frozenset[UUID]]) -> set[Edge]:
    """Edges of records without a birth that suit two who are not one person: a father and his son at one address, say."""
    suits: dict[UUID, set[UUID]] = {}
    for edge in edges:
        if edge.joins:
            suits.setdefault(edge.one, set()).add(edge.other)
            suits.setdefault(edge.other, set()).add(edge.one)
    return {
        edge
        for edge in edges
        if edge.is_unborn
        and edge.joins
        and (_is_torn(edge.one, edge.other, suits, barred) or _is_torn(edge.other, edge.one, suits, barred))
    }


def _is_torn(record: UUID, other: UUID, suits: dict[UUID, set[UUID]], barred: set[frozenset[UUID]]) -> bool:
    return any(frozenset((other, third)) in barred for third in suits[record])


def _holds(edge: Edge, before: dict[UUID, UUID]) -> bool:
    home = before.get(edge.one)
    return home is not None and home == before.get(edge.other) and edge.weight >= FRACTURE and not edge.bars


def _bars(edge: Edge, before: dict[UUID, UUID]) -> bool:
    """What looks like two people bars a join; where a person has brought them together already it is no reason to part them."""
    home = before.get(edge.one)
    return edge.bars and (home is None or home != before.get(edge.other))


def _against(one: set[UUID], other: set[UUID], barred: set[frozenset[UUID]]) -> str:
    if any(frozenset((a, b)) in barred for a in one for b in other):
        return "between"
    return "large" if len(one) + len(other) > MOST else ""


def _unite(sets: dict[UUID, set[UUID]], one: UUID, other: UUID) -> None:
    if sets[one] is not sets[other]:
        sets[one] |= sets[other]
        for record in sets[other]:
            sets[record] = sets[one]
