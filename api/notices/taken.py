"""A crew whose vehicle another crew has booked out reads of it: they may be sitting in it, and the board calls them on foot."""

from __future__ import annotations

from uuid import uuid4

from sqlalchemy.orm import Session

from api import clock
from api.actors import SYSTEM, Actor
from api.db import act_as
from api.notices import service
from api.notices.models import Notice
from api.units.models import Unit


def tell(session: Session, unit: Unit, vehicle: str, taken_by: str) -> None:
    """`taken_by`: a callsign, or nothing for a crew that is nobody's to know of."""
    who = taken_by or "another crew"
    notice = Notice(
        id=uuid4(),
        text=f"{vehicle} is booked out to {who} now, and no more to you. If you have it, tell the control room.",
        is_urgent=False,
        addressed="you" if unit.is_covert else unit.callsign,
        # Nobody's name: who crews a covert unit must not be told by what it drives.
        sent_by=SYSTEM.label,
        pod=unit.pod,
        sent_at=clock.now(),
        to_incident=False,
    )
    actor: Actor = session.info["actor"]
    # The house tells, not the officer: to send a notice is the control room's.
    act_as(session, SYSTEM)
    session.add(notice)
    service.tell(session, notice, [unit])
    act_as(session, actor)
