"""The search for vehicles: whole plates, plates with holes, and plates that were misread."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from api.db import run
from api.identifiers import serials
from api.lookups.hits import SHOWN, Found, Hit, fill
from api.vehicles import typed

_PATTERNS = "SELECT * FROM find_vehicles(%s::text[])"
_PLATE = "SELECT * FROM find_plate(%s::text)"
_BY_NUMBER = "SELECT record_id, is_restricted FROM find_identifier(%s::text[]) WHERE kind = 'vehicle'"
_LOOKS = 0.25


def find(session: Session, plate: str, looks: str = "") -> Found:
    """Vehicles whose plate may be meant, best first. `looks`: colour, make or model in words. Raises NotAnIdentifier."""
    patterns = typed.patterns(plate)
    is_whole = len(patterns) == 1 and "?" not in patterns[0]
    rows = run(session, *((_PLATE, (patterns[0],)) if is_whole else (_PATTERNS, (patterns,)))).fetchall()
    return _ranked(session, _hits(patterns, rows), looks, plate.strip().upper())


def find_vin(session: Session, vin: str) -> Found:
    """By VIN. Raises NotAnIdentifier."""
    value = serials.vin(vin)
    found = run(session, _BY_NUMBER, ([value],)).fetchall()
    hits = [Hit("vehicle", row[0], 1.0, ["VIN as typed"], row[1]) for row in found]
    return _ranked(session, hits, "", value)


def _hits(patterns: list[str], rows: list[tuple[Any, ...]]) -> list[Hit]:
    best: dict[UUID, Hit] = {}
    for vehicle_id, vrm, pattern_no, is_restricted in rows:
        cost, how = typed.difference(patterns[pattern_no - 1], vrm)
        if vehicle_id not in best or best[vehicle_id].score < 1.0 / (1.0 + 0.3 * cost):
            best[vehicle_id] = Hit("vehicle", vehicle_id, 1.0 / (1.0 + 0.3 * cost), [how], is_restricted)
    return sorted(best.values(), key=lambda hit: (-hit.score, hit.id))


def _ranked(session: Session, hits: list[Hit], looks: str, value: str) -> Found:
    seen = fill(session, [hit for hit in hits if not hit.is_restricted][: 20 * SHOWN if looks else 2 * SHOWN])
    wanted = looks.lower().split()
    for hit in seen:
        fits = [word for word in wanted if word in str(hit.body["detail"]).lower()]
        if fits:
            hit.score += _LOOKS * len(fits) / len(wanted)
            hit.why.append(f"{' '.join(fits)} as given")
    seen.sort(key=lambda hit: (-hit.score, hit.id))
    alike = sum(hit.score >= seen[0].score - 0.01 for hit in seen)
    ask = f"More than {SHOWN} plates fit. Add another letter, the colour or the make." if alike > SHOWN else ""
    searched = [f"plate {value}, also misread and with one sign wrong"]
    return Found([*seen, *(hit for hit in hits if hit.is_restricted)], searched, ask)
