"""Lines of a file of any size, in any of the usual encodings, without ever holding more than one of them."""

from __future__ import annotations

import codecs
import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

# A line longer than this is no record: a file without line ends must not fill the memory.
LONGEST_LINE = 256 * 1024
SAMPLE = 64 * 1024
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class NotReadable(Exception):
    """A file that cannot be read at all: the message says why."""


@dataclass(frozen=True)
class Record:
    """One row with the number of its line. `fault` says why there are no values."""

    line: int
    values: dict[str, str]
    fault: str = ""
    is_cut_short: bool = False


@dataclass
class Progress:
    """How far a file has been read, in bytes."""

    read: int = 0
    total: int = 0


def encoding_of(path: Path) -> str:
    """By its mark, else UTF-8 if the beginning is that, else the code page that spreadsheets write on Windows."""
    with path.open("rb") as file:
        sample = file.read(SAMPLE)
    for mark, name in MARKS:
        if sample.startswith(mark):
            return name
    try:
        # The sample may end within a letter.
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def records(
    path: Path, progress: Progress | None = None, one_line: frozenset[str] = frozenset()
) -> tuple[list[str], Iterator[Record]]:
    """The header and the rows of a CSV file. Raises NotReadable for an empty or binary one.

    `one_line`: columns in which no line ever ends, so that one where it does is known for a quote that nobody closed.
    """
    encoding = encoding_of(path)
    progress = progress or Progress()
    progress.total = path.stat().st_size
    source = _Source(_lines(path, encoding, progress))
    csv.field_size_limit(LONGEST_LINE)
    try:
        header = [name.strip() for name in next(source.reader)]
    except StopIteration:
        raise NotReadable("The file is empty.") from None
    except csv.Error as error:
        raise NotReadable(f"This is not a CSV file: {error}.") from None
    if any("\x00" in name for name in header):
        raise NotReadable("This is not a text file.")
    return header, _rows(source, header, one_line)


class _Source:
    """The lines of a file as csv's reader takes them, so that those which an open quote has swallowed can be read again."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines, self._again = lines, deque[str]()
        self._taken: list[str] = []
        self.number = 0
        self.reader = csv.reader(self)

    def __iter__(self) -> _Source:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._lines)
        self.number += 1
        self._taken.append(line)
        return line

    def begin(self) -> int:
        """A new row begins; gives the number of its line."""
        self._taken.clear()
        return self.number + 1

    def is_over_several(self, row: list[str]) -> bool:
        """On more lines than one, or on the last of the file with a quote still open."""
        return len(self._taken) > 1 or bool(row and row[-1].endswith(("\n", "\r")))

    def keep_first(self) -> None:
        """Only the first line of this row was its own: the others are read again."""
        self._again.extendleft(reversed(self._taken[1:]))
        self.number -= len(self._taken) - 1


OPEN_QUOTE = "a quote that is not closed"


def _rows(source: _Source, header: list[str], one_line: frozenset[str]) -> Iterator[Record]:
    while True:
        line = source.begin()
        try:
            row = next(source.reader)
        except StopIteration:
            return
        except csv.Error as error:
            fault = f"broken row: {OPEN_QUOTE}" if source.is_over_several([]) else f"broken row: {error}"
            source.keep_first()
            yield Record(line, {}, fault)
            continue
        if source.is_over_several(row) and _has_swallowed(row, header, one_line):
            source.keep_first()
            yield Record(line, {}, f"broken row: {OPEN_QUOTE}")
        elif row:
            yield _record(line, header, row)


def _has_swallowed(row: list[str], header: list[str], one_line: frozenset[str]) -> bool:
    """A row over several lines that has not its columns, or a line end where none can be, has taken others into itself."""
    if len(row) != len(header):
        return True
    return any("\n" in value or "\r" in value for name, value in zip(header, row, strict=True) if name in one_line)


def _record(line: int, header: list[str], row: list[str]) -> Record:
    if len(row) > len(header):
        return Record(line, {}, f"{len(row)} columns instead of {len(header)}")
    fault = next((why for value in row if (why := _fault(value))), "")
    # A row that ends early keeps what it has: the format decides whether that is enough.
    missing = len(header) - len(row)
    values = [*(value.strip() for value in row), *[""] * missing]
    return Record(line, dict(zip(header, values, strict=True)), fault, is_cut_short=missing > 0)


def _fault(value: str) -> str:
    if "\x00" in value:
        return "a NUL sign"
    if any("\udc80" <= sign <= "\udcff" for sign in value):
        return "bytes that are not in the file's encoding"
    return ""


def _lines(path: Path, encoding: str, progress: Progress) -> Iterator[str]:
    # Bytes that do not belong become signs that no text holds, so that their row can be refused by its number.
    errors = "surrogateescape" if encoding.startswith("utf-8") else "replace"
    with path.open(encoding=encoding, errors=errors, newline="") as file:
        while line := file.readline(LONGEST_LINE):
            progress.read += len(line)
            yield line
            if not line.endswith(("\n", "\r")):
                _skip_rest(file)


def _skip_rest(file: TextIO) -> None:
    """The rest of a line that is too long: read past in pieces, never held."""
    while (piece := file.readline(LONGEST_LINE)) and not piece.endswith(("\n", "\r")):
        pass
