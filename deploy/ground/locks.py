"""File locks that the kernel lets go of when their holder ends, however it ends.

A pid in a file lies after a crash; a lock cannot.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def hold(path: Path, *, shared: bool = False, wait: bool = True) -> int | None:
    """Take the lock and return its descriptor, or None when somebody has it and we do not wait."""
    descriptor = _opened(path)
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


def _opened(path: Path, tries: int = 100) -> int:
    """The file, made where it is not there. Whoever stops last takes the folder away, which may be between any two lines here."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except (FileExistsError, FileNotFoundError):
        if tries <= 1:
            raise
        return _opened(path, tries - 1)


def is_held(path: Path) -> bool:
    """Whether somebody holds it for himself alone."""
    descriptor = hold(path, shared=True, wait=False)
    if descriptor is None:
        return True
    os.close(descriptor)
    return False


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """One at a time."""
    descriptor = hold(path)
    try:
        yield
    finally:
        if descriptor is not None:
            os.close(descriptor)
