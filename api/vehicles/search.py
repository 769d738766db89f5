"""The search for vehicles: whole plates, plates with holes, and plates that were misread."""

from __future__ import annotations

from sqlalchemy.orm import Session

from api.db import run
from api.identifiers import serials
from api.lookups.hits import SHOWN, Found, Hit, fill
from api.vehicles import typed

_FIND = "SELECT * FROM find_vehicles(%s::text[], %s::real[])"
_BY_NUMBER = "SELECT record_id, is_restricted FROM find_identifier(%s::text[]) WHERE kind = 'vehicle'"
_LOOKS = 0.25


def find(session: Session, plate: str, looks: str = "") -> Found:
    """Vehicles whose plate may be meant, best first. `looks`: colour, make or model in words. Raises NotAnIdentifier."""
    readings = typed.readings(plate)
    exact = readings[:1] if readings[0].how == "plate as typed" else readings
    rows = _look(session, exact)
    if exact is not readings and not any(row[1] == 0 for row in rows):
        rows = [*rows, *(row for row in _look(session, readings) if row[0] not in {known[0] for known in rows})]
    hits = [_hit(readings, row) for row in rows]
    return _ranked(session, hits, looks, readings[0].pattern)


def find_vin(session: Session, vin: str) -> Found:
    """By VIN. Raises NotAnIdentifier."""
    value = serials.vin(vin)
    found = run(session, _BY_NUMBER, ([value],)).fetchall()
    hits = [Hit("vehicle", row[0], 1.0, ["VIN as typed"], row[1]) for row in found]
    return _ranked(session, hits, "", value)


def _look(session: Session, readings: list[typed.PlateReading]) -> list[tuple[object, ...]]:
    asked = ([one.pattern for one in readings], [one.cost for one in readings])
    return run(session, _FIND, asked).fetchall()


def _hit(readings: list[typed.PlateReading], row: tuple[object, ...]) -> Hit:
    vehicle_id, cost, pattern_no, is_restricted = row
    reading = readings[int(str(pattern_no)) - 1]
    misread = float(str(cost)) - reading.cost
    why = [reading.how] if not (misread and reading.how == "plate as typed") else []
    if misread:
        why.append("signs that look alike on a camera")
    return Hit("vehicle", vehicle_id, 1.0 / (1.0 + float(str(cost))), why, bool(is_restricted))  # type: ignore[arg-type]  # a uuid


def _ranked(session: Session, hits: list[Hit], looks: str, value: str) -> Found:
    seen = fill(session, [hit for hit in hits if not hit.is_restricted][: 4 * SHOWN if looks else 2 * SHOWN])
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


