"""Who hears of an incident: the boards and the crews. Read once in a transaction, because every line and every change asks.

The incident is locked by whoever changes its taskings, so what was read stays true until the commit; those who add or end a
tasking in the same transaction say so here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy.orm import Session

from api.db import ask_ahead, known_ahead, look
from api.incidents.models import Incident
from api.outbox import boards as boards_of_pods


@dataclass(frozen=True)
class Job:
    """A tasking as far as somebody must be told of it."""

    id: UUID
    incident_id: UUID
    unit_id: UUID
    duty_id: UUID
    # Of the unit.
    pod: str
    is_open: bool
    is_covert: bool

    @property
    def feed(self) -> str:
        return f"duty:{self.duty_id}"

    @property
    def board(self) -> str:
        return boards_of_pods.feed(self.pod, is_covert=self.is_covert)


def jobs(session: Session, incident_id: UUID) -> dict[UUID, Job]:
    """Every tasking there ever was to an incident, by its id, the open ones in the order of their ids."""
    known: dict[UUID, dict[UUID, Job]] = session.info.setdefault("audience", {})
    if incident_id not in known:
        # What was added here is written already, and what ended here says so (`leaves`).
        know(session, incident_id, [Job(*row) for row in look(session, _JOBS, (incident_id,))])
    return known[incident_id]


def know(session: Session, incident_id: UUID, found: list[Job]) -> None:
    """Somebody who holds the incident has read them. What is known already also knows what was changed here since."""
    session.info.setdefault("audience", {}).setdefault(incident_id, {job.id: job for job in found})


_JOBS = """
    SELECT t.id, t.incident_id, t.unit_id, t.duty_id, u.pod, t.ended_at IS NULL, u.is_covert OR t.is_covert
    FROM taskings t JOIN units u ON u.id = t.unit_id WHERE t.incident_id = %s ORDER BY t.id
"""


# The same for the incident of a tasking, of which nobody knows yet which one it is.
_BESIDE = """
    SELECT t.id, t.incident_id, t.unit_id, t.duty_id, u.pod, t.ended_at IS NULL, u.is_covert OR t.is_covert
    FROM taskings b JOIN taskings t ON t.incident_id = b.incident_id JOIN units u ON u.id = t.unit_id WHERE b.id = %s ORDER BY t.id
"""


def foresee(session: Session, tasking_id: UUID) -> None:
    """Those who hear of a tasking's incident, in the trip that claims the command. The incident is locked before it."""
    ask_ahead(session, tasking_id, _BESIDE, (tasking_id,))


def know_foreseen(session: Session, incident_id: UUID, tasking_id: UUID) -> None:
    """Whoever locked the tasking may have asked for them ahead."""
    if (rows := known_ahead(session, tasking_id, _BESIDE)) is not None:
        know(session, incident_id, [Job(*row) for row in rows])


def joins(session: Session, job: Job) -> None:
    """A unit was tasked in this transaction."""
    jobs(session, job.incident_id)[job.id] = job


def leaves(session: Session, incident_id: UUID, tasking_id: UUID) -> None:
    """A tasking ended in this transaction."""
    known = jobs(session, incident_id)
    known[tasking_id] = replace(known[tasking_id], is_open=False)


def boards_of(session: Session, incident_id: UUID, tasking_id: UUID) -> set[str]:
    """The boards that look at a tasking: that of the incident and that of the unit."""
    job = jobs(session, incident_id)[tasking_id]
    return {job.board, boards_of_pods.feed(_owner(session, incident_id), is_covert=job.is_covert)}


def _owner(session: Session, incident_id: UUID) -> str:
    # Locked, so it is here already unless a machine asks.
    return session.get_one(Incident, incident_id).pod


def boards(session: Session, incident_id: UUID) -> set[str]:
    """The boards of the units that were ever tasked to it."""
    return {job.board for job in jobs(session, incident_id).values()}


def covert_boards(session: Session, incident_id: UUID) -> set[str]:
    """The boards that see the covert units which were ever tasked to it."""
    return {job.board for job in jobs(session, incident_id).values() if job.is_covert}


def crews(session: Session, incident_id: UUID) -> list[str]:
    """The feeds of the crews that are on the job: they read its log as it grows."""
    return sorted({job.feed for job in jobs(session, incident_id).values() if job.is_open})
