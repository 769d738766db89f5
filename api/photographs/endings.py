"""Where a picture ends by its own word: a file in which something follows is two files in one, and the second is not a picture.

Each reader takes the whole file and gives the length of the picture in it, or None where it is broken before its end.
"""

from __future__ import annotations

_PNG_HEAD, _PNG_CHUNK = 8, 12
# Marks of a JPEG that have no length behind them: fillers, and what is said between rows of a scan.
_BARE = {0x01, *range(0xD0, 0xD8)}
_START, _END, _SCAN = 0xD8, 0xD9, 0xDA


def png(raw: bytes) -> int | None:
    at = _PNG_HEAD
    while at + _PNG_CHUNK <= len(raw):
        length, kind = int.from_bytes(raw[at : at + 4], "big"), raw[at + 4 : at + 8]
        at += _PNG_CHUNK + length
        if kind == b"IEND":
            return at if at <= len(raw) else None
    return None


def webp(raw: bytes) -> int | None:
    # An odd length is filled up with one zero.
    length = int.from_bytes(raw[4:8], "little")
    end = 8 + length + length % 2
    return end if end <= len(raw) else None


def jpeg(raw: bytes) -> int | None:
    at = 2
    while at + 2 <= len(raw):
        if raw[at] != 0xFF:
            return None
        mark = raw[at + 1]
        if mark == _END:
            return at + 2
        if mark == 0xFF:
            at += 1
        elif mark in _BARE:
            at += 2
        else:
            at += 2 + int.from_bytes(raw[at + 2 : at + 4], "big")
            at = _after_scan(raw, at) if mark == _SCAN else at
    return None


def _after_scan(raw: bytes, at: int) -> int:
    """The next mark behind the rows of a scan, in which a 0xFF that is data is followed by a zero."""
    while (at := raw.find(b"\xff", at)) >= 0 and at + 1 < len(raw):
        if raw[at + 1] != 0 and raw[at + 1] not in _BARE:
            return at
        at += 2
    return len(raw)
