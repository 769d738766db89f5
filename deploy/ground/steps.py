"""One line for each thing that is done, with its seconds; nothing for what was already there.

They go to stderr, so that `./run users > list` holds the list alone.
"""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

WIDTH = 26


@contextmanager
def step(name: str) -> Iterator[None]:
    """Show what is being done, and when it is done how long it took. A failed step leaves its name standing."""
    started = time.monotonic()
    begin(name)
    try:
        yield
    except BaseException:
        finish(name, "failed")
        raise
    finish(name, f"{time.monotonic() - started:5.1f} s")


def begin(name: str) -> None:
    # On a terminal the line appears at once and is completed in place; in a log each step is one whole line.
    if sys.stderr.isatty():
        print(f"  {name:<{WIDTH}} ...", end="", file=sys.stderr, flush=True)


def finish(name: str, result: str) -> None:
    start = "\r" if sys.stderr.isatty() else ""
    print(f"{start}  {name:<{WIDTH}} {result}", file=sys.stderr, flush=True)
