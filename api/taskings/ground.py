"""What a new tasking stands on: its unit and its incident, locked, and every tasking that has to do with either.

Two statements for what four nouns would ask in seven, because this is the path that twenty dispatchers take at once. It fills
what `incidents.audience` and `units.boards` would read by themselves, so those who announce find it there.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.db import UPDATED, look
from api.errors import Refused
from api.incidents import audience
from api.incidents import service as incidents
from api.incidents.audience import Job
from api.incidents.models import Incident
from api.units import service as units
from api.units.models import Unit


def lock(session: Session, unit_id: UUID, incident_id: UUID) -> tuple[Unit, Incident]:
    """The unit and then the incident, in this order as everywhere. Raises NotFound, and Refused for a closed incident."""
    both = select(Unit, Incident).join(Incident, Incident.id == incident_id).where(Unit.id == unit_id)
    held = session.execute(both.with_for_update(of=[Unit, Incident], **UPDATED)).one_or_none()
    if held is None:
        # One of the two is not there: its own lock says which.
        return units.lock(session, unit_id), incidents.lock(session, incident_id)
    return units.seen_by(session.info["actor"], held[0]), incidents.workable(held[1])


# The locks stand before this is asked, so nobody else changes what it answers.
_JOBS = """
    SELECT t.id, t.incident_id, t.unit_id, t.duty_id, u.pod, t.ended_at IS NULL, u.is_covert OR t.is_covert,
        CASE WHEN i.state <> 'closed' THEN i.pod END
    FROM taskings t JOIN units u ON u.id = t.unit_id JOIN incidents i ON i.id = t.incident_id
    WHERE t.unit_id = %(unit)s OR t.incident_id = %(incident)s OR t.id = %(tasking)s ORDER BY t.id
"""


def former_jobs(session: Session, unit: Unit, incident: Incident, tasking_id: UUID) -> list[Job]:
    """What the unit is tasked to now. Raises Refused where a tasking with the new id exists already."""
    found = know_jobs(session, unit, incident, tasking_id)
    if any(job.id == tasking_id for job in found):
        raise Refused("tasking_exists", "A tasking with this id exists already.")
    return [job for job in found if job.unit_id == unit.id and job.is_open]


def know_jobs(session: Session, unit: Unit, incident: Incident, tasking_id: UUID | None = None) -> list[Job]:
    """Every tasking of the unit, of the incident, and one by its id; whoever is told of unit and incident follows from them."""
    asked = {"unit": unit.id, "incident": incident.id, "tasking": tasking_id}
    found = [(Job(*row[:7]), row[7]) for row in look(session, _JOBS, asked)]
    audience.know(session, incident.id, [job for job, _ in found if job.incident_id == incident.id])
    units.know_boards(session, unit.id, {pod for job, pod in found if job.unit_id == unit.id and pod})
    return [job for job, _ in found]
