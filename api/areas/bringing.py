"""A file of areas on its way in: from the screen of an administrator, or from the command line."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from gevent import get_hub
from sqlalchemy.orm import Session

from api.areas import reading, service
from api.areas.reading import Columns, Read
from api.areas.service import Plan
from api.areas.states import Kind

LONGEST_FILE_NAME = 120


@dataclass(frozen=True)
class Brought:
    read: Read
    plan: Plan


def look(session: Session, kind: Kind, path: Path, columns: Columns) -> Brought:
    """What the file would do. Changes nothing. Raises features.NotReadable."""
    read = _read(session, kind, path, columns)
    return Brought(read, service.plan(session, kind, read))


def take(session: Session, kind: Kind, path: Path, columns: Columns, *, file_name: str, by: str) -> Brought:
    """Take the file, whole or not at all. Raises features.NotReadable."""
    read = _read(session, kind, path, columns)
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    name = file_name[:LONGEST_FILE_NAME]
    return Brought(read, service.replace(session, kind, read, file_name=name, sha256=sha256, by=by))


def _read(session: Session, kind: Kind, path: Path, columns: Columns) -> Read:
    codes = service.codes_by_name(session, kind)
    # In a thread: megabytes of coordinates would hold up every other question of this process for seconds.
    read: Read = get_hub().threadpool.apply(reading.read, (path, kind, columns, lambda name: codes.get(name.lower())))
    return read


class FromScreen:
    """The bytes of an upload as a file for as long as they are read: SQLite reads files."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def __enter__(self) -> Path:
        self._folder: Any = TemporaryDirectory(prefix="areas")
        path = Path(self._folder.name) / "areas"
        path.write_bytes(self.data)
        return path

    def __exit__(self, *_: object) -> None:
        self._folder.cleanup()
