"""What a new tasking stands on: its unit and its incident, locked, and every tasking that has to do with either.

Two statements for what four nouns would ask in seven, because this is the path that twenty dispatchers take at once. It fills
what `incidents.audience` and `units.boards` would read by themselves, so those who announce find it there.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from api.db import ask_ahead, look_ahead
from api.errors import Refused
from api.holding import columns, held
from api.incidents import audience
from api.incidents import service as incidents
from api.incidents.audience import Job
from api.incidents.models import Incident
from api.units import service as units
from api.units.models import Unit

# Locked in the order in which the tables are named: the unit and then the incident, as everywhere.
_LOCK = f"""
    SELECT {columns(Unit, Incident)} FROM units JOIN incidents ON incidents.id = %(incident)s WHERE units.id = %(unit)s
    FOR NO KEY UPDATE OF units, incidents
"""  # noqa: S608  names of our own columns


def foresee(session: Session, unit_id: UUID, incident_id: UUID, tasking_id: UUID) -> None:
    """Both, and all their taskings, in the trip that claims the command."""
    ids = {"unit": unit_id, "incident": incident_id, "tasking": tasking_id}
    ask_ahead(session, (unit_id, incident_id), _LOCK, ids)
    ask_ahead(session, (unit_id, incident_id, tasking_id), _JOBS, ids)


def lock(session: Session, unit_id: UUID, incident_id: UUID) -> tuple[Unit, Incident]:
    """The unit and then the incident, held until the commit. Raises NotFound, and Refused for a closed incident."""
    found = look_ahead(session, (unit_id, incident_id), _LOCK, {"unit": unit_id, "incident": incident_id})
    if not found:
        # One of the two is not there: its own lock says which.
        return units.lock(session, unit_id), incidents.lock(session, incident_id)
    unit, incident = held(session, found[0], Unit, Incident)
    return units.seen_by(session.info["actor"], unit), incidents.workable(incident)


# The locks stand before this is asked, so nobody else changes what it answers. Three looks at three indexes, put together: with
# OR between them PostgreSQL planned it anew, now and again, for twice what it costs.
_JOBS = """
    SELECT t.id, t.incident_id, t.unit_id, t.duty_id, u.pod, t.ended_at IS NULL, u.is_covert OR t.is_covert,
        CASE WHEN i.state <> 'closed' THEN i.pod END
    FROM (
        SELECT id FROM taskings WHERE unit_id = %(unit)s
        UNION SELECT id FROM taskings WHERE incident_id = %(incident)s
        UNION SELECT %(tasking)s::uuid
    ) known JOIN taskings t ON t.id = known.id JOIN units u ON u.id = t.unit_id JOIN incidents i ON i.id = t.incident_id
    ORDER BY t.id
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
    rows = look_ahead(session, (unit.id, incident.id, tasking_id), _JOBS, asked)
    found = [(Job(*row[:7]), row[7]) for row in rows]
    audience.know(session, incident.id, [job for job, _ in found if job.incident_id == incident.id])
    units.know_boards(session, unit.id, {pod for job, pod in found if job.unit_id == unit.id and pod})
    return [job for job, _ in found]
