"""Lines of a file of any size, in any of the usual encodings, without ever holding more than one of them."""

from __future__ import annotations

import codecs
import csv
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


def records(path: Path, progress: Progress | None = None) -> tuple[list[str], Iterator[Record]]:
    """The header and the rows of a CSV file. Raises NotReadable for an empty or binary one."""
    encoding = encoding_of(path)
    progress = progress or Progress()
    progress.total = path.stat().st_size
    lines = _lines(path, encoding, progress)
    reader = csv.reader(lines)
    csv.field_size_limit(LONGEST_LINE)
    try:
        header = [name.strip() for name in next(reader)]
    except StopIteration:
        raise NotReadable("The file is empty.") from None
    except csv.Error as error:
        raise NotReadable(f"This is not a CSV file: {error}.") from None
    if any("\x00" in name for name in header):
        raise NotReadable("This is not a text file.")
    return header, _rows(reader, header)


def _rows(reader: Iterator[list[str]], header: list[str]) -> Iterator[Record]:
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            # The reader goes on with the next line: one broken quote costs one row, not the file.
            yield Record(_line(reader), {}, f"broken row: {error}")
            continue
        if row:
            yield _record(_line(reader), header, row)


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


def _line(reader: object) -> int:
    number: int = reader.line_num  # type: ignore[attr-defined]  # csv's reader has it; its type says only Iterator
    return number


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
