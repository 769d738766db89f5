"""How right a linking is, pair by pair: precision, recall, and the pairs that only look like one person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from api.nominals.comparing import BIRTH, COMPARISONS
from api.nominals.grouping import Edge, group
from api.nominals.verdicts import BARS, Verdict

_BIRTH = COMPARISONS.index(BIRTH)
Judged = tuple[str, str, list[int], Verdict]


@dataclass(frozen=True)
class Score:
    """`joined`: pairs that stand in one cluster; `right`: of them, those of one person; `true`: pairs of one person there are."""

    joined: int
    right: int
    true: int
    asked: int

    @property
    def precision(self) -> float:
        return self.right / self.joined if self.joined else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.true if self.true else 1.0


def clusters(ids: Iterable[UUID], judged: Iterable[Judged]) -> tuple[dict[UUID, UUID], int]:
    """Where each record stands, component by component as the server does it, and how many pairs wait for a person."""
    edges, asked = [], 0
    for one, other, levels, verdict in judged:
        bars, is_unborn = verdict.why in BARS, levels[_BIRTH] == -1
        if verdict.state != "apart":
            edges.append(Edge(UUID(one), UUID(other), verdict.weight, verdict.state == "same", bars, is_unborn))
        asked += verdict.state == "attention"
    home: dict[UUID, UUID] = {id_: id_ for id_ in ids}
    for records, own in components(edges):
        home |= group(records, own, [], []).home
    return home, asked


def components(edges: list[Edge]) -> Iterable[tuple[list[UUID], list[Edge]]]:
    """Records that hang together by pairs that the computer would join."""
    parent: dict[UUID, UUID] = {}

    def root(id_: UUID) -> UUID:
        while parent.setdefault(id_, id_) != id_:
            parent[id_] = parent[parent[id_]]
            id_ = parent[id_]
        return id_

    for edge in edges:
        if edge.joins:
            parent[root(edge.one)] = root(edge.other)
    records: dict[UUID, list[UUID]] = {}
    own: dict[UUID, list[Edge]] = {}
    for id_ in [*parent]:
        records.setdefault(root(id_), []).append(id_)
    for edge in edges:
        if edge.one in parent and edge.other in parent and root(edge.one) == root(edge.other):
            own.setdefault(root(edge.one), []).append(edge)
    return [(members, own.get(first, [])) for first, members in records.items()]


def score(person: dict[UUID, int], home: dict[UUID, UUID], asked: int) -> Score:
    def pairs(counts: Counter[object]) -> int:
        return sum(n * (n - 1) // 2 for n in counts.values())

    return Score(
        joined=pairs(Counter(home.values())),
        right=pairs(Counter((home[id_], number) for id_, number in person.items())),
        true=pairs(Counter(person.values())),
        asked=asked,
    )


def twins_merged(person: dict[UUID, int], home: dict[UUID, UUID], twins: set[frozenset[int]]) -> int:
    """How many pairs of twins have a record of each in one cluster."""
    stand: dict[UUID, set[int]] = {}
    for id_, number in person.items():
        stand.setdefault(home[id_], set()).add(number)
    together = [people for people in stand.values() if len(people) > 1]
    return sum(any(pair <= people for people in together) for pair in twins)
