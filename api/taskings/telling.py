"""Taskings told of again when what a crew was told no longer holds."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from api.codes import service as codes
from api.incidents import service as incidents
from api.incidents.models import Incident
from api.places import risk
from api.taskings import escalation, lives


def tell_again(session: Session, incident: Incident) -> None:
    """The brief changed: every crew on the job gets the new card, with the risk of the place as it is now."""
    waiting = lives.open_of_incident(session, incident.id)
    if not waiting:
        return
    card = risk.card(session, incident.id, codes.current(session))
    for tasking in waiting:
        tasking.risk = card
        escalation.begin_again(session, tasking, incident)
        lives.announce(session, tasking)


def show_checklist(session: Session, incident: Incident) -> None:
    """Another checklist on the cards that are out, and nothing else on them: what must be read again comes by `tell_again`."""
    waiting = lives.open_of_incident(session, incident.id)
    if not waiting:
        return
    checklist = risk.card(session, incident.id, codes.current(session))["checklist"]
    for tasking in waiting:
        tasking.risk = {**(tasking.risk or {}), "checklist": checklist}
        lives.announce(session, tasking)


def tell_again_near(session: Session, incident_ids: list[UUID]) -> None:
    """A place marker was entered or withdrawn: the brief of these incidents changed."""
    for incident_id in sorted(incident_ids):
        incident = incidents.lock(session, incident_id)
        incidents.brief_changed(session, incident)
        incidents.announce(session, incident)


incidents.when_brief_changes(tell_again)
incidents.when_checklist_changes(show_checklist)
risk.when_risk_changes(tell_again_near)
