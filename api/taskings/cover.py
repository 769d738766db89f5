"""A unit becomes covert, or is so no longer (decision 23). Here, above units and incidents, because both are told."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from api import clock
from api.audit import service as audit
from api.audit import states as audit_states
from api.db import run
from api.errors import Invalid, NotFound
from api.fixes import service as fixes
from api.incidents import audience
from api.outbox import boards
from api.outbox import service as outbox
from api.taskings import lives
from api.units import service as units
from api.units.models import CovertTime, Unit

_OPEN = """
    SELECT t.incident_id, t.id FROM taskings t JOIN incidents i ON i.id = t.incident_id
    WHERE t.unit_id = %s AND i.state <> 'closed' ORDER BY t.incident_id, t.id
"""


def covert(session: Session) -> list[str]:
    """The callsigns of all covert units."""
    return [row[0] for row in run(session, "SELECT callsign FROM units WHERE is_covert ORDER BY callsign").fetchall()]


def set_covert(session: Session, callsign: str, *, is_covert: bool) -> None:
    """From now on only those see the unit who may see covert ones; or everybody does again, but for what it did meanwhile.

    Raises NotFound, and Invalid where a covert unit is still on a job: everybody would see it there.
    """
    action = "make unit covert" if is_covert else "end covert unit"
    audit.note(session, action=action, subject=callsign, kind=audit_states.ALTERATION)
    unit_id = session.scalar(select(Unit.id).where(Unit.callsign == callsign))
    if unit_id is None:
        raise NotFound("There is no unit with this callsign.")
    unit = units.lock(session, unit_id)
    if unit.is_covert == is_covert:
        return
    if is_covert:
        _begin(session, unit)
    else:
        _end(session, unit)
    unit.is_covert = is_covert
    session.flush()
    if is_covert:
        _take_off_boards(session, unit)
    units.mark_offerable(session, unit)
    units.announce(session, unit)
    for incident_id, tasking_id in run(session, _OPEN, (unit.id,)).fetchall():
        job = audience.jobs(session, incident_id)[tasking_id]
        lives.announce(session, job)
        lives.tell_all_others(session, job)


_OF_NOW = "SELECT 1 FROM taskings WHERE unit_id = %s AND ended_at IS NULL LIMIT 1"
# Also what it is on already: it ends in the dark.
_HIDE = "UPDATE taskings SET is_covert = true WHERE unit_id = %s AND ended_at IS NULL"


def _begin(session: Session, unit: Unit) -> None:
    session.add(CovertTime(unit_id=unit.id, began_at=clock.now()))
    run(session, _HIDE, (unit.id,))


def _end(session: Session, unit: Unit) -> None:
    if run(session, _OF_NOW, (unit.id,)).fetchone():
        raise Invalid(
            details={"callsign": [f"{unit.callsign} is still on a job, and would be seen there. Have it ended first."]}
        )
    now = clock.now()
    still = update(CovertTime).where(CovertTime.unit_id == unit.id, CovertTime.ended_at.is_(None))
    session.execute(still.values(ended_at=now))
    # It is shown again, and not where it was in the dark: its next fix says where it is now.
    fixes.forget_place(session, unit.id, now)
    unit.guest_in = []


def _take_off_boards(session: Session, unit: Unit) -> None:
    """Every board, because any of them may have looked at an incident that the unit was sent to."""
    pods = run(session, "SELECT code FROM pods").fetchall()
    outbox.post(session, [boards.feed(pod) for (pod,) in pods], "unit.hidden", unit.id, body={"id": str(unit.id)})
