"""`./run bench pole --import 1000000`: how many records a second a column map brings in, new and then all known, and in what memory."""

from __future__ import annotations

import csv
import json
import resource
import tempfile
from pathlib import Path
from typing import Any

from api.exercise.population import Population
from api.imports import records
from bench.pole import place

_MAP = {
    "source": "Exercise import",
    "kind": "nominal",
    "columns": {
        "source_id": "id",
        "given_names": "forenames",
        "family_name": "surname",
        "born_on": "dob",
        "sex": "sex",
    },
}


def run(count: int) -> None:
    """On a database of its own, durable as in earnest, with every index and trigger in place."""
    with (
        place.kept("bench-pole-import", fresh=True, durable=True) as (postgres, _),
        tempfile.TemporaryDirectory() as folder,
    ):
        path, column_map = Path(folder) / "people.csv", Path(folder) / "map.json"
        column_map.write_text(json.dumps(_MAP))
        _write(path, count)
        print("| Import of people | rows | rows a second | memory of the importer |\n|---|---|---|---|")
        for what in ("all new", "all known"):
            (report,) = records.bring(postgres.env["APP_DATABASE_URL"], Path(folder), _told, [path], column_map)
            _line(what, report)


def _write(path: Path, count: int) -> None:
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_MAP["columns"].values() if isinstance(_MAP["columns"], dict) else [])
        for person in Population(77).people(count):
            writer.writerow(
                (person.number, " ".join(person.given), person.family, f"{person.born_on:%d/%m/%Y}", person.sex)
            )


def _told(line: str) -> None:
    print(line, flush=True)


def _line(what: str, report: Any) -> None:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    counted = f"{report.added:,} new, {report.known:,} known, {report.refused:,} refused"
    print(f"| {what} ({counted}) | {report.read:,} | {report.read / report.seconds:,.0f} | {peak:.0f} MB |", flush=True)
