"""Knowing that something was already done, so that the second start does not do it again."""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

SKIPPED = {"node_modules", "dist", "__pycache__", "coverage"}


def fingerprint(paths: Iterable[Path], *more: str) -> str:
    """One hash over the names and contents of files and folders, and over anything else that matters."""
    total = hashlib.sha256("\0".join(more).encode())
    for file in sorted(file for path in paths for file in files(path)):
        total.update(str(file).encode() + b"\0")
        total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def files(path: Path) -> Iterator[Path]:
    if path.is_dir():
        for inside in path.iterdir():
            if inside.name not in SKIPPED and not inside.name.startswith("."):
                yield from files(inside)
    elif path.is_file():
        yield path


def stands(stamp: Path, value: str) -> bool:
    """Whether the work with this fingerprint was finished before."""
    return stamp.is_file() and stamp.read_text().strip() == value


def put(stamp: Path, value: str) -> None:
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(value + "\n")
