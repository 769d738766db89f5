"""New and changed records are compared with those beside them as they come, by the same model that linked all the others.

Candidates are found by the keys that the search for people keeps; what is compared and how it weighs is comparing.py.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from api.actors import SYSTEM
from api.db import Database, run
from api.nominals import comparing, deciding, golden, linkable, verdicts
from api.nominals.comparing import Linkable
from api.nominals.typed import folded

# How many records one transaction takes, and how many candidates one record is compared with at most.
AT_ONCE, MOST_CANDIDATES = 20, 400
EVERY_S, BREATH_S = 2.0, 0.05

WHY = golden.Why("link", "Bluelamp", "New or changed records were compared.")

# Restricted records are compared with nobody (domain reference 4.5).
RECORD = """
    SELECT n.id, n.given_names, n.family_name, n.aliases, n.sex, to_char(n.born_on, 'YYYY-MM-DD'), n.postcode,
        COALESCE((SELECT jsonb_object_agg(i.kind, i.value) FROM nominal_identifiers i WHERE i.nominal_id = n.id AND i.is_valid), '{}')
    FROM nominals n WHERE n.restriction IS NULL
"""
_THESE = RECORD + " AND n.id = ANY (%s)"
_NEAR = "SELECT nominal_id FROM nominals_near(%s::uuid, %s::integer)"
_CLAIM = """
    DELETE FROM golden_waiting WHERE nominal_id IN (SELECT nominal_id FROM golden_waiting ORDER BY since
        LIMIT %s FOR UPDATE SKIP LOCKED) RETURNING nominal_id
"""
_NAMES = "SELECT name, bearers FROM names WHERE kind = 'person' AND name = ANY (%s)"
_TOTAL = "SELECT COALESCE(sum(bearers), 0) / 2 FROM names WHERE kind = 'person'"
_FORGET = "DELETE FROM nominal_pairs WHERE one_id = ANY (%(ids)s) OR other_id = ANY (%(ids)s)"
_KEEP = """
    INSERT INTO nominal_pairs AS p (one_id, other_id, weight, levels, state, why, model)
    SELECT one, other, weight, string_to_array(levels, ',')::smallint[], state, why, %s
    FROM unnest(%s::uuid[], %s::uuid[], %s::real[], %s::text[], %s::text[], %s::text[]) x (one, other, weight, levels, state, why)
    ON CONFLICT (one_id, other_id) DO UPDATE SET weight = EXCLUDED.weight, levels = EXCLUDED.levels, state = EXCLUDED.state,
        why = EXCLUDED.why, model = EXCLUDED.model, scored_at = now()
"""

Scored = tuple[UUID, UUID, verdicts.Verdict, list[int]]


def work(database: Database) -> int:
    """Link some of those that wait. Gives how many; any number of workers may do it at once."""
    with database.transaction(SYSTEM) as session:
        claimed = [row[0] for row in run(session, _CLAIM, (AT_ONCE,)).fetchall()]
        if claimed:
            link(session, claimed)
    return len(claimed)


def link(session: Session, ids: list[UUID]) -> None:
    """Compare these records with all that may be the same person, and put the clusters in order."""
    beside = {id_: [row[0] for row in run(session, _NEAR, (id_, MOST_CANDIDATES)).fetchall()] for id_ in ids}
    ready = read(session, {*ids, *(other for found in beside.values() for other in found)})
    scored = {(one, other): (one, other, verdict, levels) for one, other, verdict, levels in _scored(ready, beside)}
    run(session, _FORGET, {"ids": ids})
    keep(session, scored.values())
    touched = {*ids, *(id_ for pair in scored for id_ in pair)}
    moved = golden.regroup(session, touched, WHY)
    golden.note(session, moved, WHY)
    if moved:
        deciding.tell_crews(session, moved)


def read(session: Session, ids: Iterable[UUID]) -> dict[UUID, Linkable]:
    """Records ready to be compared, without the restricted ones."""
    rows = [named(row) for row in run(session, _THESE, ([*ids],)).fetchall()]
    names = {folded(name) for row in rows for name in (*row["given_names"][:1], row["family_name"])}
    bearers = dict(run(session, _NAMES, ([*names],)).fetchall())
    total = int(run(session, _TOTAL).fetchall()[0][0])
    known, short = linkable.Frequencies(bearers, total), linkable.nicknames()
    return {row["id"]: linkable.of(row, known, short) for row in rows}


def named(row: tuple[Any, ...]) -> dict[str, Any]:
    """A row of RECORD by its columns."""
    names = ("id", "given_names", "family_name", "aliases", "sex", "born_on", "postcode", "numbers")
    return dict(zip(names, row, strict=True))


def _scored(ready: dict[UUID, Linkable], beside: dict[UUID, list[UUID]]) -> Iterable[Scored]:
    model = comparing.model()
    for id_, found in beside.items():
        for other_id in found:
            if id_ in ready and other_id in ready and id_ != other_id:
                one, other = sorted((id_, other_id))
                levels = comparing.levels(ready[one], ready[other])
                yield one, other, verdicts.judge(model, levels), levels


def keep(session: Session, scored: Iterable[Scored]) -> None:
    """Write down what was made of pairs. Those that are plainly two people are not kept: there are too many of them."""
    kept = [one for one in scored if one[2].state != "apart"]
    columns = zip(
        *((one, other, v.weight, ",".join(map(str, levels)), v.state, v.why) for one, other, v, levels in kept),
        strict=True,
    )
    if kept:
        run(session, _KEEP, (comparing.model().version, *map(list, columns)))
