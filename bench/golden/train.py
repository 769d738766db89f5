"""Train the model of the linking on labelled, made-up people, and write it down: `python -m bench.golden.train`.

m from the labels, u from random pairs; both by Splink. The prior is fixed, so that a weight does not depend on how many
records have been brought in: one pair in a million is what two million records with two to a person have.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pyarrow
from splink import DuckDBAPI, Linker

from api.nominals import bulk
from api.nominals.comparing import COMPARISONS, RARE, RAREST, UNUSUAL, USUAL, Comparison
from bench.golden.labelled import World, ready

SEED, RECORDS, RANDOM_PAIRS = 101, 120_000, 2e7
VERSION, PRIOR = "2", 1e-06
# No level is ever certain: what was not seen in training may happen all the same.
LEAST_M, LEAST_U = 4e-3, 1e-8
TARGET = Path(__file__).parents[2] / "api/nominals/linking_model.json"


def main() -> None:
    labelled = list(World(SEED).records(RECORDS))
    with tempfile.TemporaryDirectory() as spill:
        loaded = bulk.Bulk(Path(spill))
        loaded.add(ready(labelled))
        people = pyarrow.table({"id": [str(one.row["id"]) for one in labelled], "p": [one.person for one in labelled]})
        loaded.duck.register("people", people)
        loaded.duck.execute(
            "CREATE TABLE told AS SELECT r.*, p.p AS person FROM records r JOIN people p ON p.id = r.unique_id"
        )
        api = DuckDBAPI(connection=loaded.duck)
        # Two random records are of two people only where nobody has two: else what is rare is rarest among one person's own.
        loaded.duck.execute(
            "CREATE TABLE alone AS SELECT * FROM told QUALIFY row_number() OVER (PARTITION BY person ORDER BY unique_id) = 1"
        )
        apart = Linker(api.register("alone"), bulk.settings(None))
        apart.training.estimate_u_using_random_sampling(max_pairs=RANDOM_PAIRS, seed=SEED, min_count_per_level=None)
        same_names = _same_names(loaded)
        linker = Linker(api.register("told"), bulk.settings(None))
        linker.training.estimate_m_from_label_column("person")
        m, u = linker.misc.save_model_to_json(), apart.misc.save_model_to_json()
    TARGET.write_text(json.dumps(_model(m, u, same_names), indent=1) + "\n")
    print(f"Written: {TARGET.name}, version {VERSION}, {RECORDS:,} records")


def _same_names(loaded: bulk.Bulk) -> dict[str, float]:
    """How often two people bear the same names, counted: a random sample of pairs meets the rare ones too seldom."""
    rows = loaded.duck.execute(
        "SELECT CASE WHEN rarity >= ? THEN 'rarest' WHEN rarity >= ? THEN 'rare' WHEN rarity >= ? THEN 'unusual'"
        " WHEN rarity >= ? THEN 'same' ELSE 'frequent' END, sum(n * (n - 1) / 2),"
        " (SELECT count(*) * (count(*) - 1) / 2 FROM alone) FROM (SELECT given, family, any_value(rarity) AS rarity,"
        " count(*)::DOUBLE AS n FROM alone GROUP BY given, family) GROUP BY 1",
        [RAREST, RARE, UNUSUAL, USUAL],
    ).fetchall()
    return {band: pairs / of for band, pairs, of in rows}


def _model(m: dict[str, Any], u: dict[str, Any], same_names: dict[str, float]) -> dict[str, Any]:
    chances = {one.name: _chances(one, m, u) for one in COMPARISONS}
    for band, share in same_names.items():
        chances["name"][band][1] = _kept(share, LEAST_U)
    return {
        "version": VERSION,
        "prior": PRIOR,
        "trained": {"seed": SEED, "records": RECORDS, "random_pairs": RANDOM_PAIRS},
        "comparisons": chances,
    }


def _chances(comparison: Comparison, m: dict[str, Any], u: dict[str, Any]) -> dict[str, list[float]]:
    names = [*(level.name for level in comparison.levels), "otherwise"]
    same, other = _told(comparison, m, "m_probability"), _told(comparison, u, "u_probability")
    return {name: [_kept(one, LEAST_M), _kept(two, LEAST_U)] for name, one, two in zip(names, same, other, strict=True)}


def _told(comparison: Comparison, trained: dict[str, Any], what: str) -> list[Any]:
    levels = next(one for one in trained["comparisons"] if one["output_column_name"] == comparison.name)
    return [level.get(what) for level in levels["comparison_levels"] if not level.get("is_null_level")]


def _kept(chance: Any, least: float) -> float:
    return float(f"{max(float(chance), least):.4g}") if isinstance(chance, int | float) else least


if __name__ == "__main__":
    main()
