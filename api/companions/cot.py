"""Cursor on Target, as TAK clients stream it over TCP: one small XML document after the other. Never an entity, never a DTD."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from defusedxml import DefusedXmlException
from defusedxml import ElementTree as Defused

from api.companions.measured import Measured, accuracy, number, place
from api.fixes import parse
from api.fixes.parse import Unreadable

# A position with its details is under two kilobytes. What does not end by here is no event.
LONGEST = 16_384
UNKNOWN = 9_999_999.0
_END = re.compile(rb"</(?:event|auth)\s*>")


@dataclass(frozen=True)
class Auth:
    """What a client says first: the name and the password that were typed into it."""

    password: str


@dataclass(frozen=True)
class Event:
    uid: str
    # None for what is no position of its own device: chat, drawings, what somebody has typed in.
    measured: Measured | None


class TooLong(Exception):
    """More than any event is long, and no end."""


class Splitter:
    """Cuts a stream into documents."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> list[bytes]:
        """The documents that are whole by now. Raises TooLong."""
        self._rest += data
        whole = []
        while end := _END.search(self._rest):
            if end.end() > LONGEST:
                raise TooLong
            whole.append(self._rest[: end.end()])
            self._rest = self._rest[end.end() :]
        if len(self._rest) > LONGEST:
            raise TooLong
        return whole


def read(document: bytes) -> Auth | Event:
    """Raises Unreadable for what is neither."""
    try:
        root = Defused.fromstring(document.strip(), forbid_dtd=True)
    except (Defused.ParseError, DefusedXmlException, ValueError, LookupError):
        raise Unreadable("This is no XML that we read.") from None
    if root.tag == "auth":
        cot = root.find("cot")
        return Auth("" if cot is None else cot.get("password", ""))
    if root.tag != "event":
        raise Unreadable("An event was expected.")
    return Event(root.get("uid", ""), _measured(root))


def _measured(event: Any) -> Measured | None:
    """Its own device, measured by a machine: everything else is somebody's drawing."""
    point = event.find("point")
    if point is None or not event.get("type", "").startswith("a-f") or not event.get("how", "").startswith("m-"):
        return None
    track, status = event.find("detail/track"), event.find("detail/status")
    ce = point.get("ce")
    return Measured(
        *place(point.get("lon"), point.get("lat")),
        accuracy(None if number(ce) in {None, UNKNOWN} else ce),
        parse.instant(event.get("time")),
        _of(track, "speed", 1_000),
        _of(track, "course", 360),
        parse.percent(_of(status, "battery", 100)),
    )


def _of(element: Any, name: str, most: float) -> float | None:
    return None if element is None else parse.within(number(element.get(name)), 0, most)
