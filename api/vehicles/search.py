"""The search for vehicles: whole plates, plates with holes, and plates that were misread."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from api.db import run
from api.identifiers import serials
from api.lookups.hits import SHOWN, Found, Hit, best, fill, none_is_sure
from api.vehicles import typed

_PATTERNS = "SELECT * FROM find_vehicles(%s::text[])"
_PLATE = "SELECT * FROM find_plate(%s::text)"
_BY_NUMBER = "SELECT record_id, is_restricted FROM find_identifier(%s::text[]) WHERE kind = 'vehicle'"
_LOOKS = 0.25
# So near lies a plate with one sign wrong, left out or too many, or two that changed places (typed.difference).
_NEAR_COST = 1.1


def _score(cost: float) -> float:
    return 1.0 / (1.0 + 0.3 * cost)


def find(session: Session, plate: str, looks: str = "") -> Found:
    """Vehicles whose plate may be meant, best first. `looks`: colour, make or model in words. Raises NotAnIdentifier."""
    patterns = typed.patterns(plate)
    is_whole = len(patterns) == 1 and "?" not in patterns[0]
    rows = run(session, *((_PLATE, (patterns[0],)) if is_whole else (_PATTERNS, (patterns,)))).fetchall()
    return _ranked(session, _hits(patterns, rows), looks, plate.strip().upper(), is_whole=is_whole)


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
        if vehicle_id not in best or best[vehicle_id].score < _score(cost):
            best[vehicle_id] = Hit("vehicle", vehicle_id, _score(cost), [how], is_restricted)
    return sorted(best.values(), key=lambda hit: (-hit.score, hit.id))


def _ranked(session: Session, hits: list[Hit], looks: str, value: str, *, is_whole: bool = False) -> Found:
    seen = fill(session, [hit for hit in hits if not hit.is_restricted][: 20 * SHOWN if looks else 2 * SHOWN])
    wanted = looks.lower().split()
    for hit in seen:
        fits = [word for word in wanted if word in str(hit.body["detail"]).lower()]
        if fits:
            hit.score += _LOOKS * len(fits) / len(wanted)
            hit.why.append(f"{' '.join(fits)} as given")
    seen.sort(key=lambda hit: (-hit.score, hit.id))
    if is_whole and (near := _near(seen)):
        return Found([*_unsure(seen), *(hit for hit in hits if hit.is_restricted)], _searched(value), _ask_near(near))
    plates = {str(hit.body["title"]) for hit in best(seen)}
    if len(plates) > 1:
        none_is_sure(seen)
    return Found([*seen, *(hit for hit in hits if hit.is_restricted)], _searched(value), _ask_apart(len(plates)))


def _searched(value: str) -> list[str]:
    return [f"plate {value}, also misread and with one sign wrong"]


def _near(seen: list[Hit]) -> int:
    """How many plates one slip would explain, where no vehicle has the plate as it was typed; 0 where one stands alone.

    Among 4 million plates three or four lie one sign away from a mistyped one, and no order among them is right more often than not.
    What only looks alike or changed places is likelier and stands first, and is no surer while others are as few signs away.
    """
    plates = [str(hit.body["title"]) for hit in seen if hit.score >= _score(_NEAR_COST) - 0.001]
    is_as_typed = bool(seen) and seen[0].why[0] == "plate as typed"
    # Two records of one vehicle are one plate; and what its looks bear out stands alone.
    is_borne_out = len(seen) > 1 and seen[0].score - seen[1].score > _LOOKS / 2
    return 0 if is_as_typed or is_borne_out or len(set(plates)) < 2 else len(set(plates))


def _unsure(seen: list[Hit]) -> list[Hit]:
    """What one slip explains, in its order, none of it surer than *possible*; two slips are not told where one is enough."""
    near = [hit for hit in seen if hit.score >= _score(_NEAR_COST) - 0.001]
    none_is_sure(near)
    return near


def _ask_apart(plates: int) -> str:
    """What would tell them apart."""
    told = f"More than {SHOWN}" if plates > SHOWN else str(plates)
    return f"{told} plates fit equally well. Add another letter, the colour or the make." if plates > 1 else ""


def _ask_near(near: int) -> str:
    told = f"More than {SHOWN}" if near > SHOWN else str(near)
    return f"No vehicle has this plate; {told} are one sign away from it. Read it again, or add the colour or the make."
