"""One measurement of one unit, and the sources that measure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID


@dataclass(frozen=True)
class Source:
    """Where a fix comes from. `trust` orders those of one unit: what is bolted into the car knows best where the car is."""

    label: str
    trust: int


# In order of trust (field-and-frontend.md C.3, item 3).
SOURCES = {
    "vehicle": Source("vehicle", 4),
    "radio": Source("radio", 3),
    "handset": Source("handset", 2),
    "companion": Source("companion app", 1),
}

# A better source that has been silent for longer than this gives way to a lesser one that speaks. A car that stands tells of itself
# once a minute: were it believed for less, its unit would be in it and beside it by turns.
GIVES_WAY_AFTER = timedelta(seconds=75)

NO_DEVICE = UUID(int=0)


@dataclass(slots=True)
class Fix:
    """Degrees, metres, metres a second, degrees clockwise from north, per cent. `flag` says why it may not move the unit."""

    unit_id: UUID
    duty_id: UUID | None
    officer_id: str
    lon: float
    lat: float
    accuracy_m: float
    speed_mps: float | None
    heading: float | None
    fixed_at: datetime
    source: str
    device: UUID = NO_DEVICE
    battery: int | None = None
    flag: str | None = None
    # The areas in which it lies, `pod:CE|borough:Hackney`; worked out on the way for the one that moves the unit.
    areas: str = ""

    @property
    def trust(self) -> int:
        return SOURCES[self.source].trust
