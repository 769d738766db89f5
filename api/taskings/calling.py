"""The control room's side of a tasking that a crew does not answer, or whose change it does not read: it is called on the radio."""

from __future__ import annotations

from sqlalchemy.orm import Session

from api.commands.service import Order
from api.errors import Refused
from api.incidents import log
from api.incidents import service as incidents
from api.taskings import lives, plans, receipts, states, waits


def answer_by_voice(session: Session, order: Order) -> None:
    """The crew has said on the radio that it goes: a person's answer, written down by the controller who heard it.

    A brief that changed since they were sent is not answered by that. Whoever talks to them is told so, and it is waited for.
    """
    unit, incident, tasking = lives.own(session, order)
    lives.refuse_ended(unit, tasking)
    if tasking.state == states.ASSIGNED:
        brief = receipts.told(session, tasking.id, incident.brief_revision, tasking.read_brief_revision)
        lives.acknowledge(session, unit, incident, tasking, order.occurred_at, by="radio", brief=brief)
        if brief < incident.brief_revision:
            words = f"{unit.callsign} has not read what changed since it was sent. Tell them by voice."
            log.add(session, incident, words, kind="tasking", source="system", about=unit)
        lives.announce(session, tasking)
        incidents.announce_doings(session, incident, unit)


def acknowledge_alarm(session: Session, order: Order) -> None:
    """A named controller sees to a tasking that nobody answers. The sound stops; the waiting for an answer does not."""
    unit, incident, tasking = lives.own(session, order)
    if tasking.alarm is None:
        raise Refused("no_alarm", f"{unit.callsign} has answered: there is no alarm any more.")
    if tasking.alarm_acknowledged_at:
        raise Refused("already_acknowledged", f"{tasking.alarm_acknowledged_by} has acknowledged this already.")
    tasking.alarm_acknowledged_by, tasking.alarm_acknowledged_at = order.actor.label, order.received_at
    words = f"{order.actor.label} acknowledged the alarm for {unit.callsign}."
    log.add(session, incident, words, kind="tasking", source="control", occurred_at=order.occurred_at, about=unit)
    lives.announce(session, tasking)
    incidents.announce_doings(session, incident, unit)


def tell_by_voice(session: Session, order: Order) -> None:
    """A controller has told the crew on the radio what the brief says now. Nobody waits for that brief any more.

    It is not read: a crew that was told may still have to look, and the next change is waited for again.
    """
    unit, incident, tasking = lives.own(session, order)
    lives.refuse_ended(unit, tasking)
    brief = order.body["brief_revision"]
    if brief != incident.brief_revision:
        raise Refused("brief_changed", "The brief has changed since. Look at it again and tell them that.")
    if tasking.state == states.ASSIGNED:
        raise Refused("not_accepted", f"{unit.callsign} has not accepted. Enter its answer by voice first.")
    if (tasking.read_brief_revision or 0) >= brief:
        raise Refused("already_read", f"{unit.callsign} has read it meanwhile.")
    what = "what changed" if tasking.read_brief_revision else "the risk"
    words = f"{unit.callsign} was told {what} by voice."
    tasking.told_brief_revision, tasking.told_at, tasking.told_by = brief, order.received_at, order.actor.label
    log.add(session, incident, words, kind="tasking", source="control", occurred_at=order.occurred_at, about=unit)
    waits.stand_down(session, tasking, "told by voice", brief, plan=plans.CHANGED)
    lives.announce(session, tasking)
    incidents.announce_doings(session, incident, unit)
