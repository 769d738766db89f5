"""A breath in a long piece of work, so that nobody waits for the whole of it."""

from __future__ import annotations

import time

import gevent

# Below whoever waits for the network: what has come in meanwhile is heard before the work goes on.
_LAST = -1
# Nobody minds waiting for so long. A breath is a whole round of the loop, and that is dear where everybody has something to do.
AT_A_TIME_S = 0.004


class _Rested:
    """When this process last had a breath, whoever took it."""

    at = 0.0


def breathe() -> None:
    """Let everybody have a turn, also those for whom something has come in; unless they had one just now.

    `gevent.sleep(0)` goes round among those who are ready already, fifty of them and five milliseconds, before it looks whether
    anything has come: a wake-up from the database waited behind all breaths of a batch as if there were none.
    """
    if time.monotonic() - _Rested.at < AT_A_TIME_S:
        return
    hub = gevent.get_hub()
    with hub.loop.timer(0, priority=_LAST) as turn:
        hub.wait(turn)
    _Rested.at = time.monotonic()
