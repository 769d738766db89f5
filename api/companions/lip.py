"""TETRA LIP short location reports (ETSI TS 100 392-18-1, 6.2.1; domain reference 3.3), as an SDS gateway hands them over.

A short report has no time of its own, only an age: a radio's clock can be as wrong as it likes.

What comes is the payload of one SDS-TL message in hexadecimal, alone or as the `+CTSDSR` lines of a radio's own interface.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from api.companions.measured import UNKNOWN_ACCURACY_M, Measured
from api.fixes.parse import Unreadable

PROTOCOL, SHORT_REPORT, BITS = 0x0A, 0, 76
LONGEST = 512
_HEX = re.compile(r"[0-9a-fA-F]{20,64}")

# How old a report may be at most. The map must not lie: a position counts as old as it may be.
ELAPSED = {0: timedelta(seconds=5), 1: timedelta(minutes=5), 2: timedelta(minutes=30)}
# Metres within which it lies; the last two are "more than 200 km" and "not known".
ERRORS_M = (2.0, 20.0, 200.0, 2_000.0, 20_000.0, 100_000.0, 100_000.0, UNKNOWN_ACCURACY_M)
EMERGENCY = 2
REASONS = {
    0: "powered on",
    1: "powered off",
    2: "emergency",
    3: "push to talk",
    4: "status",
    9: "entered service",
    10: "lost service",
    12: "low battery",
    16: "arrived",
    20: "by the user",
    21: "lost location",
    22: "regained location",
    32: "asked for",
    129: "longest interval",
    130: "longest distance",
}


@dataclass(frozen=True)
class Report:
    """One short report. `reason` is a number of the standard, None where the radio's maker put something of its own there."""

    measured: Measured
    reason: int | None

    @property
    def is_emergency(self) -> bool:
        return self.reason == EMERGENCY


def read(text: str, received_at: datetime) -> Report:
    """A short report out of its hexadecimal. Raises Unreadable for anything else, also for the long reports."""
    lines = text[:LONGEST].split()
    found = [line for line in lines if _HEX.fullmatch(line)]
    if len(found) != 1:
        raise Unreadable("One payload in hexadecimal is expected.")
    if len(found[0]) % 2:
        raise Unreadable("Half an octet is missing.")
    return decode(bytes.fromhex(found[0]), received_at)


def decode(octets: bytes, received_at: datetime) -> Report:
    """Bit by bit, as the standard has it."""
    if octets[0] != PROTOCOL:
        raise Unreadable("This is no location protocol (0x0A).")
    bits = _Bits(octets[1:])
    if bits.take(2) != SHORT_REPORT:
        raise Unreadable("Only short location reports are read.")
    elapsed = bits.take(2)
    lon, lat = bits.signed(25) * 360 / 2**25, bits.signed(24) * 180 / 2**24
    error_m, speed_mps, heading = ERRORS_M[bits.take(3)], _speed(bits.take(7)), bits.take(4) * 22.5
    is_own, more = bits.take(1), bits.take(8)
    flag = None if elapsed in ELAPSED else "no_time"
    at = received_at - ELAPSED.get(elapsed, timedelta(0))
    measured = Measured(lon, lat, error_m, at, speed_mps, heading if speed_mps else None, flag=flag)
    return Report(measured, None if is_own else more)


class _Bits:
    """Bits from the front."""

    def __init__(self, octets: bytes) -> None:
        if len(octets) * 8 < BITS:
            raise Unreadable("This report is too short.")
        self._value, self._left = int.from_bytes(octets, "big"), len(octets) * 8

    def take(self, count: int) -> int:
        self._left -= count
        return (self._value >> self._left) & ((1 << count) - 1)

    def signed(self, count: int) -> int:
        value = self.take(count)
        return value - (1 << count) if value >> (count - 1) else value


def _speed(code: int) -> float | None:
    """Metres a second. Up to 28 it is km/h; from there each step is 3.8 % more; 127 is not known."""
    if code == 127:
        return None
    return (code if code < 29 else 16 * 1.038 ** (code - 13)) / 3.6
