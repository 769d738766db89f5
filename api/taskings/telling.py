"""Taskings told of again when what a crew was told no longer holds, and the rungs that machines report."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from api.codes import service as codes
from api.db import UPDATED
from api.incidents import service as incidents
from api.incidents.models import Incident
from api.outbox import service as outbox
from api.places import risk
from api.taskings import lives
from api.taskings.models import Tasking


def tell_again(session: Session, incident: Incident) -> None:
    """The brief changed: every crew on the job gets the new card, with the risk of the place as it is now."""
    for tasking in lives.open_of_incident(session, incident.id):
        tasking.risk = risk.card(session, incident.id, codes.current(session))
        lives.announce(session, tasking)


def tell_again_near(session: Session, incident_ids: list[UUID]) -> None:
    """A place marker was entered or withdrawn: the brief of these incidents changed."""
    for incident_id in sorted(incident_ids):
        incident = incidents.lock(session, incident_id)
        incidents.brief_changed(session, incident)
        incidents.announce(session, incident)


def _note_sent(session: Session, tasking_id: UUID, at: datetime) -> None:
    _note_rung(session, tasking_id, "sent_at", at)


def _note_stored(session: Session, tasking_id: UUID, at: datetime) -> None:
    _note_rung(session, tasking_id, "delivered_at", at)


def _note_rung(session: Session, tasking_id: UUID, rung: str, at: datetime) -> None:
    tasking = session.get(Tasking, tasking_id, with_for_update=UPDATED)
    if tasking is not None and getattr(tasking, rung) is None:
        setattr(tasking, rung, at)
        lives.announce(session, tasking)


incidents.when_brief_changes(tell_again)
risk.when_risk_changes(tell_again_near)
outbox.watch("tasking.assigned", sent=_note_sent, stored=_note_stored)
