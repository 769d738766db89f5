"""What became of a file: how many rows, and each refused one by its line."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Report:
    """What became of one file."""

    name: str
    source: str = ""
    read: int = 0
    added: int = 0
    changed: int = 0
    known: int = 0
    refused: int = 0
    without_place: int = 0
    elsewhere: int = 0
    cut_short: int = 0
    nowhere: int = 0
    seconds: float = 0.0
    unknown_columns: list[str] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)
    fault: str = ""

    def lines(self) -> Iterator[str]:
        """The report as a person reads it."""
        if self.fault:
            yield f"{self.name}: not imported{' to its end' if self.read else ''}. {self.fault}{self._kept()}"
            return
        rate = f", {self.read / self.seconds:,.0f} rows a second" if self.seconds else ""
        yield (
            f"{self.name} ({self.source}): {self.read:,} rows: {self.added:,} new, {self.changed:,} changed, {self.known:,} known,"
            f" {self.refused:,} refused{rate}."
        )
        if self.without_place:
            yield f"  {self.without_place:,} rows give no place: kept and counted, found near nobody."
        if self.elsewhere:
            yield f"  {self.elsewhere:,} rows lie outside London: kept where they are."
        if self.cut_short:
            yield f"  {self.cut_short:,} rows end before their last column: kept with what they have."
        if self.unknown_columns:
            yield f"  Columns that were passed over: {', '.join(self.unknown_columns)}."
        if self.nowhere:
            yield f"  {self.nowhere:,} lead to a record that has not been brought in: they are seen when it comes."
        for reason, count in self.reasons.most_common(10):
            yield f"  {count:,} refused: {reason}"

    def _kept(self) -> str:
        """What came before the end stays, and is known the next time."""
        return f" Of {self.read:,} rows {self.added:,} new and {self.changed:,} changed are kept." if self.read else ""

    def refuse(self, reason: str) -> None:
        self.refused += 1
        self.reasons[reason[:80]] += 1


class Refusals:
    """The refused rows of one file by line and reason, never by content: a call may hold a name."""

    def __init__(self, folder: Path, path: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / f"{path.stem}.refused.csv"

    def __enter__(self) -> Refusals:
        self._file = self.path.open("w", newline="")
        self._writer = csv.writer(self._file)
        self._writer.writerow(["line", "reason"])
        return self

    def note(self, line: int, reason: str) -> None:
        self._writer.writerow([line, reason])

    def __exit__(self, *_: object) -> None:
        self._file.close()
