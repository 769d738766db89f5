"""Places where a fault test may kill this process, as a power cut would: docs/settings.md names them.

`./run bench faults` asks what becomes of a command whose answer, or of a message whose wake-up, dies with the process.
"""

from __future__ import annotations

import os
import signal

_armed: dict[str, int] = {}


def arm(failpoint: str) -> None:
    """`before_answer:20` kills the process when it comes to that place for the twentieth time."""
    name, _, count = failpoint.partition(":")
    if name:
        _armed[name] = int(count or 1)


def reach(name: str) -> None:
    """This place was reached. Almost always that means nothing."""
    if name not in _armed:
        return
    _armed[name] -= 1
    if _armed[name] <= 0:
        os.kill(os.getpid(), signal.SIGKILL)
