"""Work without which a process only seems to live: if it ends, the process ends with it, and its supervisor starts another.

A job catches what goes wrong in it and goes on. What cannot be caught everywhere is that there is no memory left: it may be
missing in the very line that waits for the next time, and then a gateway that tells nobody anything would go on answering
heartbeats.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import gevent
import structlog

log = structlog.get_logger()

# What sysexits.h calls an internal error.
SOFTWARE = 70


def keep(work: Callable[..., Any], *args: Any) -> None:
    """Run something that never returns, beside everything else."""
    gevent.spawn(work, *args).link(_end_with)


def _end_with(ended: gevent.Greenlet) -> None:
    try:
        log.critical("vital work ended", kind=type(ended.exception).__name__)
    finally:
        # Not sys.exit: who unwinds politely may need what is missing.
        os._exit(SOFTWARE)
