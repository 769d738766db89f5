"""Names that stand for one another: short forms, and one name in several spellings. The list is `groups.txt` beside this file."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from sqlalchemy.orm import Session

from api.db import run


@lru_cache
def shipped() -> tuple[tuple[str, int, str], ...]:
    """`(name, number of its group, how)`. Raises ValueError for a line that is no group."""
    return tuple(_read((Path(__file__).parent / "groups.txt").read_text().splitlines()))


def _read(lines: list[str]) -> Iterator[tuple[str, int, str]]:
    for number, line in enumerate(lines, start=1):
        if not line or line.startswith("#"):
            continue
        how, *names = line.split()
        if how not in {"nickname", "variant"} or len(names) < 2:
            raise ValueError(f"Line {number} of groups.txt is no group of names.")
        for name in dict.fromkeys(names):
            yield name, number, how


def load(session: Session) -> bool:
    """Make the shipped groups the current ones. False when they are already."""
    kept = set(run(session, "SELECT name, number, how FROM name_groups").fetchall())
    if kept == set(shipped()):
        return False
    run(session, "DELETE FROM name_groups")
    names, numbers, hows = zip(*shipped(), strict=True)
    run(
        session,
        "INSERT INTO name_groups (name, number, how) SELECT * FROM unnest(%s::text[], %s::integer[], %s::text[])",
        (list(names), list(numbers), list(hows)),
    )
    return True
