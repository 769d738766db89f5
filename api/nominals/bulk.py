"""All records at once, by Splink on DuckDB: which pairs are worth a look, and on which level each comparison stands.

Splink and DuckDB are imported here and nowhere else, so that no process that serves anybody carries them.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from dataclasses import fields
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb
import pyarrow
from splink import DuckDBAPI, Linker, SettingsCreator
from splink.comparison_level_library import CustomLevel, ElseLevel
from splink.comparison_library import CustomComparison

from api.nominals.comparing import COMPARISONS, Comparison, Linkable, Model
from api.nominals.verdicts import JOIN

CHUNK = 50_000
# A pair below this is never asked about. Different numbers weigh up to nine bits against, and are a person's to judge.
LEAST = JOIN - 9.0

_TYPES = {"names": pyarrow.list_(pyarrow.string()), "nicknames": pyarrow.list_(pyarrow.int32())}
_TYPES |= {"rarity": pyarrow.float64(), "is_known_name": pyarrow.bool_()}
SCHEMA = pyarrow.schema(
    [
        (
            "unique_id" if field.name == "id" else field.name,
            _TYPES.get(field.name, pyarrow.string()),
        )
        for field in fields(Linkable)
    ]
)

# Pairs that agree on one of these are compared (domain reference 4.3). Empty is no agreement.
BLOCKING = (
    "l.pnc = r.pnc AND l.pnc <> ''",
    "l.cro = r.cro AND l.cro <> ''",
    "l.other = r.other AND l.other <> ''",
    "l.born = r.born AND l.postcode = r.postcode AND l.born <> '' AND l.postcode <> ''",
    "l.born = r.born AND left(l.family, 3) = left(r.family, 3) AND l.born <> ''",
    "l.born = r.born AND left(l.given, 3) = left(r.given, 3) AND l.born <> ''",
    "l.born = r.born AND l.given = r.family AND l.born <> '' AND l.given <> ''",
    "l.postcode = r.postcode AND l.family = r.family AND l.postcode <> ''",
    "l.postcode = r.postcode AND l.given = r.given AND l.postcode <> ''",
    "l.family = r.family AND l.given = r.given AND left(l.born, 4) = left(r.born, 4) AND l.born <> ''",
)


def settings(model: Model | None) -> SettingsCreator:
    """The model as Splink wants it; without one, to be trained."""
    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="unique_id",
        comparisons=[_comparison(comparison, model) for comparison in COMPARISONS],
        blocking_rules_to_generate_predictions=[_block(rule) for rule in BLOCKING],
        probability_two_random_records_match=model.prior if model else 1e-6,
        # Splink gives the level of each comparison only together with what was compared.
        retain_matching_columns=True,
        retain_intermediate_calculation_columns=False,
        additional_columns_to_retain=[] if model else ["person"],
    )


def _block(rule: str) -> dict[str, Any]:
    return {"blocking_rule": rule, "sql_dialect": "duckdb"}


def _comparison(comparison: Comparison, model: Model | None) -> Any:
    named = [(CustomLevel(level.sql, level.name), level.name) for level in comparison.levels]
    told = [*named, (ElseLevel(), "otherwise")]
    levels = [_missing(comparison), *(_trained(level, comparison, name, model) for level, name in told)]
    return CustomComparison(
        output_column_name=comparison.name, comparison_levels=levels, comparison_description=comparison.name
    )


def _missing(comparison: Comparison) -> Any:
    return CustomLevel(comparison.missing.sql, "missing").configure(is_null_level=True)


def _trained(level: Any, comparison: Comparison, name: str, model: Model | None) -> Any:
    if model is None:
        return level
    m, u = model.chances[comparison.name][name]
    return level.configure(m_probability=m, u_probability=u)


class Bulk:
    """Records in DuckDB's memory, within `memory`; what does not fit goes to `spill`, a folder that nobody else may read."""

    def __init__(self, spill: Path, memory: str = "2GB", threads: int = 2) -> None:
        self.duck = duckdb.connect(":memory:")
        self.duck.execute(f"SET memory_limit = '{memory}'; SET threads = {int(threads)}")
        self.duck.execute(f"SET temp_directory = '{spill}'; SET enable_progress_bar = false")
        self.duck.register("empty", SCHEMA.empty_table())
        self.duck.execute("CREATE TABLE records AS SELECT * FROM empty")
        logging.getLogger("splink").setLevel(logging.ERROR)

    def add(self, records: Iterable[Linkable]) -> int:
        """Take records in, a chunk at a time."""
        waiting, count = iter(records), 0
        while chunk := list(islice(waiting, CHUNK)):
            columns = [[getattr(record, field.name) for record in chunk] for field in fields(Linkable)]
            self.duck.register("chunk", pyarrow.table(columns, schema=SCHEMA))
            self.duck.execute("INSERT INTO records SELECT * FROM chunk")
            self.duck.unregister("chunk")
            count += len(chunk)
        return count

    def pairs(self, model: Model, least: float = LEAST) -> Iterator[tuple[str, str, float, list[int]]]:
        """`(one, other, weight, levels)` of every pair that may matter, the lower id first."""
        api = DuckDBAPI(connection=self.duck)
        linker = Linker(api.register("records"), settings(model))
        found = linker.inference.predict(threshold_match_weight=least, warning_mode="never")
        gammas = ", ".join(f"gamma_{comparison.name}" for comparison in COMPARISONS)
        asked = self.duck.cursor().execute(
            f"SELECT least(unique_id_l, unique_id_r), greatest(unique_id_l, unique_id_r), match_weight, {gammas}"  # noqa: S608  our own names
            f" FROM {found.physical_name}"
        )
        while rows := asked.fetchmany(CHUNK):
            for one, other, weight, *levels in rows:
                yield one, other, weight, levels
