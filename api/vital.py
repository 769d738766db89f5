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


def end_without_memory() -> None:
    """End this process when memory is missing where nobody can catch it: in the loop that lets connections in, for one.

    A request that meets it is answered with an error and costs nobody else anything. But a server whose loop was refused memory
    may never let anybody in again, and would still look alive to whoever counts processes.
    """
    hub = gevent.get_hub()
    usual = hub.handle_system_error

    def handle(kind: type[BaseException], value: Any, traceback: Any = None) -> None:
        if issubclass(kind, MemoryError):
            os._exit(SOFTWARE)
        usual(kind, value, traceback)

    hub.SYSTEM_ERROR = (*hub.SYSTEM_ERROR, MemoryError)
    hub.handle_system_error = handle


def _end_with(ended: gevent.Greenlet) -> None:
    try:
        log.critical("vital work ended", kind=type(ended.exception).__name__)
    finally:
        # Not sys.exit: who unwinds politely may need what is missing.
        os._exit(SOFTWARE)
