"""The crew's side of a tasking: opened, read, accepted, declined, resulted."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from api.codes import service as codes
from api.commands.service import DoneBut, Order
from api.errors import NotFound, Refused
from api.incidents import closing, log
from api.incidents import service as incidents
from api.incidents.models import Incident
from api.taskings import lives, plans, receipts, states, waits
from api.taskings.models import Tasking
from api.units import service as units
from api.units import states as unit_states


def accept_tasking(session: Session, order: Order) -> None:
    """A person's answer: the only thing that counts as *acknowledged*. It is about the brief that they had.

    What has changed since then goes on being waited for until it is read.
    """
    unit, incident, tasking = lives.own(session, order)
    lives.refuse_ended(unit, tasking)
    brief = _answered_brief(session, incident, tasking, order)
    receipts.note_own(session, order, receipts.ANSWERED, (tasking.id, brief))
    if tasking.state == states.ASSIGNED:
        lives.acknowledge(session, unit, incident, tasking, order.occurred_at, brief=brief)
        lives.announce(session, tasking)
        incidents.announce_doings(session, incident, unit)


def _answered_brief(session: Session, incident: Incident, tasking: Tasking, order: Order) -> int:
    """As the app says; an older one says nothing of it. An answer is never refused for its number: beyond the newest it is that."""
    newest = incident.brief_revision
    said = order.body["brief_revision"] or receipts.held(session, tasking.id, newest, order.body["device_id"])
    return min(said, newest)


def decline_tasking(session: Session, order: Order) -> None:
    """The crew cannot go. The dispatcher is told why, and the unit keeps its status."""
    unit, incident, tasking = lives.own(session, order)
    lives.refuse_ended(unit, tasking)
    lists = codes.current(session)
    if order.body["reason"] not in lists.known("decline_reasons"):
        raise Refused("unknown_code", "There is no such reason in the code list.")
    receipts.note_own(session, order, receipts.ANSWERED, (tasking.id, incident.brief_revision))
    why = " ".join(filter(None, [lists.label("decline_reasons", order.body["reason"]), order.body.get("note")]))
    log.add(
        session,
        incident,
        f"{unit.callsign} declined: {why}",
        kind="tasking",
        source="handset",
        occurred_at=order.occurred_at,
        about=unit,
    )
    lives.finish(session, unit, incident, tasking, states.DECLINED, why)


def mark_shown(session: Session, order: Order) -> None:
    """The brief stood on a screen that was in sight. Nobody need have looked: that is what *read* says."""
    found = session.get(Tasking, order.body["tasking_id"])
    if found is None or found.unit_id != order.actor.unit_id:
        raise NotFound("There is no such tasking of your unit.")
    _refuse_unwritten(session.get_one(Incident, found.incident_id), order)
    if not receipts.note_own(session, order, receipts.SHOWN, (found.id, order.body["brief_revision"])):
        raise Refused("not_your_device", "This is the device of somebody else.")


def mark_seen(session: Session, order: Order) -> None:
    """The card was opened: the officer could read what we sent."""
    _, _, tasking = lives.own(session, order)
    if tasking.seen_at is None:
        tasking.seen_at = order.occurred_at
        lives.announce(session, tasking)


def mark_read(session: Session, order: Order) -> None:
    """The risk was confirmed. A confirmation of an older brief is kept and does not stand for the newer one."""
    _, incident, tasking = lives.own(session, order)
    _refuse_unwritten(incident, order)
    receipts.note_own(session, order, receipts.READ, (tasking.id, order.body["brief_revision"]))
    if (tasking.read_brief_revision or 0) < order.body["brief_revision"]:
        tasking.read_brief_revision, tasking.read_at = order.body["brief_revision"], order.occurred_at
        tasking.seen_at = tasking.seen_at or order.occurred_at
        waits.stand_down(session, tasking, "read", order.body["brief_revision"], plan=plans.CHANGED)
        lives.announce(session, tasking)


def _refuse_unwritten(incident: Incident, order: Order) -> None:
    """A brief that was never written cannot have been read: taken at its word it would stand for every one to come."""
    if order.body["brief_revision"] > incident.brief_revision:
        raise Refused(
            "unknown_brief", "The control room has not written such a brief. Read what is on the screen again."
        )


def result_incident(session: Session, order: Order) -> dict[str, Any] | DoneBut:
    """The crew says what came of it and is free again, unless the word of it came too late to be believed."""
    unit, incident, tasking = lives.own(session, order)
    lives.refuse_ended(unit, tasking)
    if tasking.state == states.ASSIGNED:
        lives.acknowledge(session, unit, incident, tasking, order.occurred_at)
    closing.result(session, incident, order)
    closing.log_result(session, incident, order)
    lives.finish(session, unit, incident, tasking, states.COMPLETE, "resulted")
    late_limit_s = int(session.info.get("late_available_s", 120))
    is_late = unit_states.must_be_asked(unit_states.ON_PATROL, order.age, late_limit_s)
    if unit.status in unit_states.ON_THE_JOB and not is_late:
        units.move(session, unit, unit_states.ON_PATROL, order)
    result = {"status": unit.status, "status_unchanged": is_late}
    return DoneBut(_ASKS_FREE, result) if is_late else result


_ASKS_FREE = "Your result came late, so you are not shown as available. Are you?"
