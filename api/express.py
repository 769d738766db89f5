"""The events that come by the thousand, heard and answered below Socket.IO.

Socket.IO takes an event through two packets, a greenlet and its rooms, which for a heartbeat is most of what it costs. On the
wire nothing differs, and whatever does not look like one of these events goes the usual way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import orjson

Answer = Callable[[Any], None]
# Who says it (Engine.IO's name of the connection), what, and whom to tell. False: nobody whom we know, nothing was done.
Handler = Callable[[str, Any, Answer], bool]

# A packet of Socket.IO: an event of the main namespace, the number of its answer if one is asked for, and its name.
_EVENT = re.compile(r'2(\d{0,15})\["(\w{1,20})",')


class Express:
    """Handlers by the name of their event."""

    def __init__(self, handlers: Mapping[str, Handler]) -> None:
        self._handlers = handlers

    def take(self, connection: Any, data: Any) -> bool:
        """Whether it was ours. Anything of another shape is left to Socket.IO, which says what is wrong with it."""
        found = _EVENT.match(data) if isinstance(data, str) else None
        handler = self._handlers.get(found[2]) if found else None
        if found is None or handler is None or data[-1] != "]":
            return False
        try:
            payload = orjson.loads(data[found.end() : -1])
        except orjson.JSONDecodeError:
            return False
        number = found[1]

        def answer(told: Any) -> None:
            if number:
                connection.say(f"43{number}[{orjson.dumps(told).decode()}]")

        return handler(connection.sid, payload, answer)
