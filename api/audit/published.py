"""The second place: a file outside of the database that is only ever added to, one line of JSON for each seal.

What is kept in the database alone proves nothing against whoever owns the database. Put the file where they do not reach.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson


class NotReadable(Exception):
    """A line of the second place is no seal."""


# More than a line of a seal ever takes: three hashes in hexadecimal, a number, a time.
_LONGEST_LINE = 400


@dataclass(frozen=True)
class Published:
    number: int
    root: str
    seal: str


def read(path: Path) -> Iterator[Published]:
    """The seals in the file, as they stand there. Raises NotReadable."""
    if not path.is_file():
        return
    with path.open("rb") as lines:
        for at, line in enumerate(lines, 1):
            yield _seal(line, at)


def _seal(line: bytes, at: int) -> Published:
    try:
        told = orjson.loads(line)
        return Published(int(told["number"]), str(told["root"]), str(told["seal"]))
    except (ValueError, KeyError, TypeError) as error:
        raise NotReadable(f"Line {at} of the second place is no seal.") from error


def last_number(path: Path) -> int:
    """The number of the last seal in the file, 0 where there is none."""
    if not path.is_file() or not path.stat().st_size:
        return 0
    with path.open("rb") as lines:
        lines.seek(max(0, path.stat().st_size - 2_000))
        return _seal(lines.read().splitlines()[-1], -1).number


def newest(path: Path, count: int) -> Iterator[Published]:
    """The last so many seals in the file, without reading what stands before them. Raises NotReadable."""
    if not path.is_file():
        return
    with path.open("rb") as lines:
        size = path.stat().st_size
        lines.seek(max(0, size - count * _LONGEST_LINE))
        rows = lines.read().splitlines()
    # Where it does not begin at the beginning, the first is a piece of a line.
    whole = rows[1:] if size > count * _LONGEST_LINE else rows
    yield from (_seal(line, -1) for line in whole[-count:])


def add(path: Path, told: list[dict[str, Any]]) -> None:
    """Add seals at the end; they are on the disk when this returns. Those that somebody else added meanwhile are left out."""
    path.parent.mkdir(parents=True, exist_ok=True)
    place = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        # Two workers of one machine share the file.
        fcntl.flock(place, fcntl.LOCK_EX)
        last = last_number(path)
        new = b"".join(orjson.dumps(one) + b"\n" for one in told if one["number"] > last)
        if new:
            os.write(place, new)
            os.fsync(place)
    finally:
        os.close(place)
