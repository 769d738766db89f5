"""Everything linked at once: out of PostgreSQL, through Splink on DuckDB, and back as pairs and clusters. `./run records link`."""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from api.actors import SYSTEM
from api.db import Database, run
from api.nominals import bulk, comparing, deciding, golden, linkable, linking, verdicts
from api.nominals.comparing import Linkable

_KNOWN = "SELECT name, bearers FROM names WHERE kind = 'person' AND bearers > 0"
# Pairs that this run did not find again are of no use any more; what people decided is another table.
_STALE = "DELETE FROM nominal_pairs p WHERE NOT EXISTS (SELECT FROM found_pairs f WHERE f.one_id = p.one_id AND f.other_id = p.other_id)"
_CHANGED = """
    INSERT INTO nominal_pairs AS p (one_id, other_id, weight, levels, state, why, model)
    SELECT one_id, other_id, weight, levels, state, why, %s FROM found_pairs
    ON CONFLICT (one_id, other_id) DO UPDATE SET weight = EXCLUDED.weight, levels = EXCLUDED.levels, model = EXCLUDED.model,
        state = CASE WHEN p.why IN ('between', 'large') AND EXCLUDED.state = 'same' THEN p.state ELSE EXCLUDED.state END,
        why = CASE WHEN p.why IN ('between', 'large') AND EXCLUDED.state = 'same' THEN p.why ELSE EXCLUDED.why END, scored_at = now()
    WHERE p.levels <> EXCLUDED.levels OR p.model <> EXCLUDED.model
"""
_HANGING = """
    SELECT id FROM (SELECT one_id AS id FROM nominal_pairs WHERE state = 'same' OR why IN ('between', 'large')
        UNION SELECT other_id FROM nominal_pairs WHERE state = 'same' OR why IN ('between', 'large')
        UNION SELECT nominal_id FROM golden_members UNION SELECT one_id FROM nominal_decisions WHERE withdrawn_at IS NULL
        UNION SELECT other_id FROM nominal_decisions WHERE withdrawn_at IS NULL) x
"""
WHY = golden.Why("link", "Bluelamp", "All records were compared.")


def link(database: Database, data: Path, memory: str) -> Iterator[str]:
    """Link everything and say what was done. Two runs at once wait for each other."""
    began = time.monotonic()
    data.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=data, prefix="linking-") as spill, database.transaction(SYSTEM) as session:
        # Nobody waits for this one: it is as long as it is, and idle for as long as Splink counts.
        run(session, "SET LOCAL statement_timeout = 0")
        run(session, "SET LOCAL idle_in_transaction_session_timeout = 0")
        run(session, golden.LOCK)
        run(session, "DELETE FROM golden_waiting")
        loaded = bulk.Bulk(Path(spill), memory)
        count = loaded.add(_ready(session))
        yield f"{count:,} records read in {time.monotonic() - began:,.0f} s. Restricted ones are compared with nobody."
        states = _keep(session, loaded)
        told = ", ".join(f"{states[state]:,} {words}" for state, words in _WORDS.items())
        yield f"{sum(states.values()):,} pairs looked at: {told}."
        moved = _clusters(session)
        golden.note(session, moved, WHY)
        deciding.tell_crews(session, moved)
        yield _summary(session, moved)
    yield f"Done in {time.monotonic() - began:,.0f} s."


_WORDS = {"same": "sure enough to join", "attention": "for a person to decide", "apart": "apart"}


def _ready(session: Session) -> Iterable[Linkable]:
    known = dict(run(session, _KNOWN).fetchall())
    frequencies, short = linkable.Frequencies(known, sum(known.values()) // 2), linkable.nicknames()
    driver = session.info["driver"]
    with driver.cursor(name="records_to_link") as cursor:
        cursor.itersize = 20_000
        for row in cursor.execute(linking.RECORD):
            yield linkable.of(linking.named(row), frequencies, short)


def _keep(session: Session, loaded: bulk.Bulk) -> Counter[str]:
    """Write down what was made of pairs, and how many there are of each kind."""
    run(session, "CREATE TEMP TABLE found_pairs (LIKE nominal_pairs INCLUDING DEFAULTS) ON COMMIT DROP")
    states: Counter[str] = Counter()
    with (
        session.info["driver"]
        .cursor()
        .copy("COPY found_pairs (one_id, other_id, weight, levels, state, why, model) FROM STDIN") as copy
    ):
        for one, other, levels, verdict in judged(loaded):
            states[verdict.state] += 1
            if verdict.state != "apart":
                copy.write_row(
                    (one, other, verdict.weight, levels, verdict.state, verdict.why, comparing.model().version)
                )
    run(session, "CREATE UNIQUE INDEX ON found_pairs (one_id, other_id)")
    run(session, "ANALYZE found_pairs")
    run(session, _STALE)
    run(session, _CHANGED, (comparing.model().version,))
    return states


def judged(loaded: bulk.Bulk) -> Iterator[tuple[str, str, list[int], verdicts.Verdict]]:
    """Every pair that Splink found, with what follows from it."""
    model = comparing.model()
    for one, other, _, levels in loaded.pairs(model):
        yield one, other, levels, verdicts.judge(model, levels)


def _clusters(session: Session) -> list[UUID]:
    """Everything that hangs together, one component after the other."""
    left = {row[0] for row in run(session, _HANGING).fetchall()}
    moved: list[UUID] = []
    while left:
        some = set(islice(left, 500))
        # What hangs together with these comes with them, so that no component is looked at in halves.
        whole = golden.around(session, some)
        moved += golden.regroup_known(session, whole, WHY)
        left -= some | set(whole)
    return moved


def _summary(session: Session, moved: list[UUID]) -> str:
    clusters, records = run(session, "SELECT count(DISTINCT golden_id), count(*) FROM golden_members").fetchall()[0]
    changed = f"{len(moved):,} records stand elsewhere than before" if moved else "nothing has changed"
    return f"{clusters:,} people of more than one record, {records:,} records in all; {changed}."
