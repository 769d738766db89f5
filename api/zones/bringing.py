"""Areas out of a file: all of them or none, and a second time nothing changes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from shapely import MultiPolygon

from api import clock
from api.actors import SYSTEM
from api.audit import service as audit
from api.audit import states
from api.db import Database, run
from api.fields import CONTROL_SIGNS
from api.zones import service
from api.zones.models import KINDS, Zone
from geo import features, outlines

BEAT = "beat"
LONGEST_NAME, LONGEST_NOTE = 80, 300
# Zones out of one file keep their ids when the file comes again.
_IDS = UUID("6a0e3f0e-7c0f-4f0b-9a4e-2d1f6b6c9b52")
_LONDON = ZoneInfo("Europe/London")


class Refused(Exception):
    """Nothing of the file was taken; each line says why."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


@dataclass(frozen=True)
class Given:
    """One area as the file gives it, checked. Times only for a zone."""

    kind: str
    code: str
    name: str
    note: str
    from_at: datetime | None
    until_at: datetime | None
    outline: MultiPolygon


@dataclass(frozen=True)
class Brought:
    new: int
    changed: int
    same: int


def bring(database: Database, path: Path, kind: str, *, by: str) -> Brought:
    """Take the areas of a GeoJSON or GeoPackage file. Raises Refused with a line for each fault; then nothing has changed."""
    areas = read(path, kind, clock.now())
    with database.transaction(SYSTEM) as session:
        outcomes = [_take(session, area, by) for area in areas]
        told = f"{path.name}: {len(areas)} areas, by {by}"
        audit.note(session, action="import areas", subject=told[:200], kind=states.COLLECTION)
        service.tell(session, clock.now())
    return Brought(outcomes.count("new"), outcomes.count("changed"), outcomes.count("same"))


def read(path: Path, kind: str, now: datetime) -> list[Given]:
    """What a file holds. Raises Refused."""
    try:
        found = features.read(path)
    except features.NotReadable as fault:
        raise Refused([str(fault)]) from None
    given: list[Given] = []
    faults: list[str] = []
    for number, feature in enumerate(found, 1):
        try:
            given.append(_given(feature, kind, now))
        except ValueError as fault:
            faults.append(f"Area {number}: {fault}")
    codes = [(one.kind, one.code) for one in given]
    faults += [
        f"{kind} {code} is in this file twice." for kind, code in sorted({c for c in codes if codes.count(c) > 1})
    ]
    if faults:
        raise Refused(faults)
    return given


def _given(feature: features.Feature, kind: str, now: datetime) -> Given:
    if feature.shape is None:
        raise ValueError(f"it {feature.fault}")
    says = feature.says
    kind = str(says.get("kind") or kind).strip().lower()
    if kind not in {*KINDS, BEAT}:
        raise ValueError(f"its kind {kind[:20]!r} is none of beat, event, hazard.")
    name = _word(says, LONGEST_NAME, "name", "label", "title")
    if not name:
        raise ValueError("it has no name.")
    note = _word(says, LONGEST_NOTE, "note", "what to know", "what_to_know", "description")
    if kind != BEAT and not note:
        raise ValueError("a zone says what to know of it, in `note`.")
    code = _word(says, 40, "code", "id", "ref") or re.sub(r"\W+", "-", name.lower()).strip("-")
    if re.search(r"[:|]", code):
        raise ValueError("its code holds : or |.")
    from_at, until_at = _time(says, "from"), _time(says, "until")
    if until_at and until_at <= max(from_at or now, now):
        raise ValueError("its time is over.")
    return Given(kind, code, name, note, from_at, until_at, outlines.checked(feature.shape, feature.srid))


def _word(says: dict[str, Any], longest: int, *names: str) -> str:
    word = next((str(says[name]).strip() for name in names if says.get(name) not in {None, ""}), "")
    if len(word) > longest:
        raise ValueError(f"its {names[0]} is longer than {longest} letters.")
    if CONTROL_SIGNS.search(word):
        raise ValueError(f"its {names[0]} holds signs that cannot be stored.")
    return word


def _time(says: dict[str, Any], name: str) -> datetime | None:
    """A time without a zone is London's, as people write it."""
    given = says.get(name) or says.get(f"{name}_at")
    if not given:
        return None
    try:
        at = datetime.fromisoformat(str(given))
        return (at if at.tzinfo else at.replace(tzinfo=_LONDON)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(f"its `{name}` is no time.") from None


def _take(session: Any, area: Given, by: str) -> str:
    held = run(session, "SELECT 1 FROM areas WHERE kind = %s AND code = %s", (area.kind, area.code)).fetchone()
    has_moved = service.store(session, area.kind, area.code, area.name, area.outline)
    has_changed = area.kind != BEAT and service.put(session, _zone(area, by), has_moved=has_moved)
    if held is None:
        return "new"
    return "changed" if has_moved or has_changed else "same"


def _zone(area: Given, by: str) -> Zone:
    now = clock.now()
    return Zone(
        id=uuid5(_IDS, f"{area.kind}:{area.code}"),
        kind=area.kind,
        code=area.code,
        note=area.note,
        from_at=area.from_at or now,
        until_at=area.until_at,
        made_by=by,
        made_at=now,
    )
