"""Taskings told of again when what a crew was told no longer holds."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from api.actors import SYSTEM
from api.codes import service as codes
from api.db import act_as, run
from api.incidents import audience
from api.incidents import service as incidents
from api.incidents.models import Incident
from api.outbox import service as outbox
from api.places import risk, spoken, spoken_words
from api.taskings import lives, waits

# The newest jobs with a crew on them, and what people said of each, as a card takes it (api/places/risk.py). Of those whose calls say
# something else by other words so many get another checklist at once: each is built while its job is held. The others get it with the
# next line of their log that names anything.
LISTENED_TO, HEARD_AGAIN = 200, 20
_SPOKEN = """
    SELECT i.id, array_prepend(i.what, ARRAY(SELECT d.text FROM said_in_duplicates(i.id) d)
        || ARRAY(SELECT l.text FROM log_entries l WHERE l.incident_id = i.id
        AND l.kind IN ('first_words', 'note') AND l.source <> 'system'
        AND NOT EXISTS (SELECT FROM log_entries c WHERE c.refers_to = l.id) ORDER BY l.number LIMIT 60))
    FROM incidents i WHERE i.state <> 'closed' AND EXISTS (SELECT FROM taskings t WHERE t.incident_id = i.id AND t.ended_at IS NULL)
    ORDER BY i.opened_at DESC, i.id LIMIT %s
"""


def tell_again(session: Session, incident: Incident) -> None:
    """The brief changed: every crew on the job gets the new card, with the risk of the place as it is now."""
    waiting = lives.open_of_incident(session, incident.id)
    if not waiting:
        return
    card = risk.card(session, incident.id, codes.current(session))
    for tasking in waiting:
        tasking.risk = card
        waits.begin_again(session, tasking, incident)
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


def show_card(session: Session, incident: Incident, card: dict[str, Any]) -> None:
    """Another card for the one that is out, which warns of the same: shown, with no word of it, and nobody is asked to read again."""
    for tasking in lives.open_of_incident(session, incident.id):
        tasking.risk = card
        lives.announce(session, tasking)


def tell_new_owner(session: Session, incident: Incident) -> None:
    """Who was sent, for the board that has it from now on: it would take the job for unattended, and send somebody else."""
    for job in list(audience.jobs(session, incident.id).values()):
        outbox.post(session, audience.boards_of(session, incident.id, job.id), "tasking.changed", job.id)


def tell_again_near(session: Session, incident_ids: list[UUID]) -> None:
    """A place marker was entered or withdrawn: the brief of these incidents changed."""
    for incident_id in sorted(incident_ids):
        incident = incidents.lock(session, incident_id)
        incidents.brief_changed(session, incident)
        incidents.announce(session, incident)


def hear_again(session: Session, before: list[dict[str, Any]], after: list[dict[str, Any]]) -> None:
    """A danger has other words now: checklists that are out show what the call says by them. Nobody is asked to read again."""
    actor, ears = (
        session.info["actor"],
        [spoken.Ear(codes.Codes("", {spoken_words.LIST: one})) for one in (before, after)],
    )
    # Whoever changes the words sees no jobs; what becomes of the cards is not theirs to see either.
    act_as(session, SYSTEM)
    for incident_id in sorted(_heard_otherwise(session, ears)[:HEARD_AGAIN]):
        incidents.checklist_changed(session, incidents.lock(session, incident_id))
    act_as(session, actor)


def _heard_otherwise(session: Session, ears: list[spoken.Ear]) -> list[UUID]:
    was, now = ears
    return [
        id_
        for id_, texts in run(session, _SPOKEN, (LISTENED_TO,)).fetchall()
        if any(was.heard(point, texts) != now.heard(point, texts) for point in spoken_words.POINTS)
    ]


codes.followed(spoken_words.LIST, hear_again)
incidents.when_brief_changes(tell_again)
incidents.when_checklist_changes(show_checklist)
incidents.when_owner_changes(tell_new_owner)
risk.when_risk_changes(tell_again_near)
