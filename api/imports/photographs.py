"""Photographs out of a folder beside a CSV: one row of the file for each, named by the source's own id of the person.

A file is read only where it lies in that folder: no name leads out of it, and no link of the file system is followed.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from pathlib import Path
from typing import Any

import psycopg

from api import clock
from api.imports.formats import RowRefused
from api.imports.marks import Given, Record, day, words
from api.photographs import pictures
from api.records.service import record_id

FOLDER = "photographs"
ENDINGS = (".jpg", ".jpeg", ".png", ".webp")
_THERE = "SELECT 1 FROM nominals WHERE id = %s"


def is_name(name: str) -> bool:
    """A plain name of a file or folder: it leads nowhere else."""
    return bool(re.fullmatch(r"[^/\\\x00-\x1f]{1,200}", name)) and not name.startswith(".")


def photograph(given: Given, source: str) -> Record:
    """What the row says of a picture. Its file is not looked at here."""
    name = given.get("file", "")
    if name and not is_name(name):
        raise RowRefused("a name of a file that leads out of the folder")
    taken_on = day(given.get("taken_on", ""), "day on which it was taken")
    if taken_on and taken_on > clock.london_date(clock.now()).isoformat():
        raise RowRefused("taken on a day that has not come yet")
    person = given["source_id"]
    return {
        "id": str(record_id(source, f"{person}\x1f{name}")),
        "nominal_id": str(record_id(source, person)),
        "source_system": source,
        "source_id": person,
        "taken_on": taken_on,
        "provenance": words(given, "provenance"),
        "file": name,
    }


def with_picture(connection: psycopg.Connection[Any], row: Record, folder: Path) -> Record:
    """The row with its picture, as the table has it. Raises RowRefused with what is wrong with the file."""
    if connection.execute(_THERE, (row["nominal_id"],)).fetchone() is None:
        raise RowRefused("nobody with this id has been brought in: people come before their photographs")
    raw = _read(folder, row.pop("file"), row["source_id"])
    try:
        picture = pictures.plain(raw)
    except pictures.NotAPicture as fault:
        raise RowRefused(str(fault)) from None
    told = {"image": f"\\x{picture.image.hex()}", "width": picture.width, "height": picture.height}
    return row | told | {"digest": f"\\x{hashlib.sha256(raw).hexdigest()}"}


def _read(folder: Path, name: str, person: str) -> bytes:
    for candidate in [name] if name else _names(person):
        try:
            # Neither the file nor a pipe in its place may hold the import or lead it elsewhere.
            opened = os.open(folder / candidate, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except OSError:
            continue
        if not stat.S_ISREG(os.fstat(opened).st_mode):
            os.close(opened)
            continue
        with os.fdopen(opened, "rb") as file:
            return file.read(pictures.LARGEST_FILE + 1)
    raise RowRefused("no file of this name in the folder of the photographs")


def _names(person: str) -> list[str]:
    """How a picture is called where the file has no column for it: as the person is, with a line for what no file may have."""
    plain = re.sub(r"[/\\\x00-\x1f]", "_", person).lstrip(".")
    return [f"{plain}{ending}" for ending in (*ENDINGS, *map(str.upper, ENDINGS))]
