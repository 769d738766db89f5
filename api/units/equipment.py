"""What a unit on duty has booked out (the list `equipment`): seen and corrected by a supervisor or an administrator.

A crew says it at book-on. A Taser that stays in the car after a fault, or is handed over at the door, is corrected here, because a
unit without it is not sent where one is asked for (domain reference 2.5, 2.6).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.audit import service as audit
from api.audit import states as audit_states
from api.codes import service as codes
from api.errors import Invalid, NotFound
from api.units import service
from api.units.models import Duty, Unit


def booked(session: Session, callsign: str) -> dict[str, Any]:
    """What a unit has booked out; null where nobody said. Raises NotFound for a unit that is not there or not on duty."""
    unit, duty = _on_duty(session, callsign)
    return {"callsign": unit.callsign, "equipment": duty.equipment}


def kinds(session: Session) -> list[dict[str, str]]:
    """What there is to be booked out, in the order of the list."""
    return [{"code": one["code"], "label": one["label"]} for one in codes.current(session).lists.get("equipment", [])]


def correct(session: Session, callsign: str, equipment: list[str]) -> None:
    """From now on this is what the unit has. Raises NotFound and Invalid."""
    _, duty = _on_duty(session, callsign)
    if unknown := sorted(set(equipment) - {one["code"] for one in kinds(session)}):
        raise Invalid(details={"equipment": [f"No equipment has the code {', '.join(unknown)}."]})
    had, has = sorted(duty.equipment or []), sorted(set(equipment))
    why = f"{', '.join(had) or 'nothing'} before, {', '.join(has) or 'nothing'} now"
    audit.note(session, action="set equipment", subject=callsign.upper(), reason=why, kind=audit_states.ALTERATION)
    duty.equipment = has
    session.flush()


def _on_duty(session: Session, callsign: str) -> tuple[Unit, Duty]:
    unit_id = session.scalar(select(Unit.id).where(Unit.callsign == callsign.strip().upper()))
    if unit_id is None:
        raise NotFound("There is no unit with this callsign.")
    unit = service.lock(session, unit_id)
    if unit.duty_id is None:
        raise NotFound(f"{unit.callsign} is off duty: it has nothing booked out.")
    return unit, session.get_one(Duty, unit.duty_id)
