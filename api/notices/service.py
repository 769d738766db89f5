"""A notice: words that a crew must read and that are no tasking. Sent, read, withdrawn; and who is told of each.

It climbs the ladder of a tasking on each device and has an alarm of its own (`steps`): a crew that was told and never read it
must not look like one that knows.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from api import clock
from api.commands.service import Order
from api.db import UPDATED, ask_ahead, look_ahead, run
from api.devices import service as devices
from api.errors import NotFound, Refused
from api.incidents import log
from api.incidents import service as incidents
from api.incidents.models import Incident
from api.notices import steps
from api.notices.models import Notice, NoticeTelling
from api.outbox import boards, pushes
from api.outbox import service as outbox
from api.outbox.models import Push
from api.outbox.proofs import OfNotice, when_notice_proved
from api.outbox.pushes import Waking
from api.units.models import Unit

MOST_NAMED = 6
# A push says only "come", and this one offers nothing from a lock screen but to read: there is nothing to accept.
WAKING = "message"
# The rungs of one device with one notice. What was written before stands.
_CLIMB = """
    INSERT INTO notice_receipts (telling_id, device_id, rung, channel, occurred_at, received_at)
    SELECT r.telling, r.device, r.rung, r.channel, r.at, %s
    FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::text[], %s::timestamptz[]) AS r (telling, device, rung, channel, at)
    JOIN notice_tellings t ON t.id = r.telling ORDER BY r.telling, r.device ON CONFLICT DO NOTHING RETURNING telling_id
"""
# To whom: named, of a pod, or on the incident. Only who is on duty can be told.
_CREWS = """
    SELECT u.id FROM units u WHERE u.duty_id IS NOT NULL AND (u.id = ANY (%(units)s) OR (u.pod = ANY (%(pods)s) AND NOT u.is_covert)
        OR (%(on)s AND u.duty_id IN (SELECT duty_id FROM taskings WHERE incident_id = %(incident)s AND ended_at IS NULL)))
    ORDER BY u.callsign
"""
_BODIES = """
    SELECT t.id, t.duty_id, c.body, n.body, u.is_covert, ARRAY[u.pod, s.pod, COALESCE(i.pod, u.pod)]
    FROM notice_tellings t JOIN notice_crew_rows c ON c.id = t.id JOIN notice_rows n ON n.id = t.id JOIN units u ON u.id = t.unit_id
    JOIN notices s ON s.id = t.notice_id LEFT JOIN incidents i ON i.id = s.incident_id WHERE t.id = ANY (%s) ORDER BY t.id
"""


# When they were told stays in the record as it was written down.
_MOVE = """
    UPDATE notice_tellings SET due_at = due_at + make_interval(secs => %(seconds)s)
    WHERE due_at IS NOT NULL AND told_at < %(before)s RETURNING id
"""


def send_notice(session: Session, order: Order) -> dict[str, Any]:
    """Tell crews something that they must read. They are interrupted, and it is told until somebody of each has read it.

    With an incident it stands in that one's log. Raises Refused where nobody of those named is on duty.
    """
    body = order.body
    if session.get(Notice, body["notice_id"]):
        raise Refused("notice_exists", "There is a message with this id already.")
    incident = incidents.lock(session, body["incident_id"]) if body["incident_id"] else None
    crews = _crews(session, order)
    notice = Notice(
        id=body["notice_id"],
        text=body["text"],
        is_urgent=body["is_urgent"],
        addressed=_addressed(order, crews),
        incident_id=body["incident_id"],
        sent_by=order.actor.label,
        pod=order.actor.pod,
        sent_at=order.received_at,
        to_incident=not (body["units"] or body["pods"]),
    )
    session.add(notice)
    tell(session, notice, crews)
    if incident:
        _log(session, incident, f"Message to {notice.addressed}: {notice.text}")
    return {"notice_id": str(notice.id), "told": [unit.callsign for unit in crews]}


def _log(session: Session, incident: Incident, words: str) -> None:
    log.add(session, incident, words, kind="message", source="control")
    incidents.announce(session, incident)


def _crews(session: Session, order: Order) -> list[Unit]:
    body = order.body
    named = bool(body["units"] or body["pods"])
    asked = {"units": body["units"], "pods": body["pods"], "on": not named, "incident": body["incident_id"]}
    ids = [row[0] for row in run(session, _CREWS, asked).fetchall()]
    crews = list(
        session.scalars(select(Unit).where(Unit.id.in_(ids), Unit.duty_id.is_not(None)).order_by(Unit.callsign))
    )
    if not order.actor.sees_covert:
        crews = [unit for unit in crews if not unit.is_covert]
    if not crews:
        raise Refused("nobody_on_duty", "Nobody of these is on duty, so nobody would read it.")
    return crews


def _addressed(order: Order, crews: Sequence[Unit]) -> str:
    """As everybody who is told reads it, so it names no covert unit."""
    if order.body["pods"]:
        return f"everyone in {', '.join(order.body['pods'])}"
    named = [unit.callsign for unit in crews if not unit.is_covert]
    more = f" and {len(named) - MOST_NAMED} more" if len(named) > MOST_NAMED else ""
    return (", ".join(named[:MOST_NAMED]) + more) or "you"


def tell(session: Session, notice: Notice, crews: Sequence[Unit]) -> None:
    """These crews, which are on duty, are told of a notice that was added in this transaction."""
    session.flush()
    now = clock.now()
    due_at = steps.due_at(0, now, is_urgent=notice.is_urgent)
    tellings = [
        NoticeTelling(
            id=uuid4(),
            revision=0,
            notice_id=notice.id,
            duty_id=unit.duty_id,
            unit_id=unit.id,
            told_at=now,
            steps_done=0,
            due_at=due_at,
        )
        for unit in crews
    ]
    session.add_all(tellings)
    announce(session, *tellings)
    for telling in tellings:
        pushes.wake_at_end(session, Waking(telling.duty_id, WAKING, telling.id, only_asleep=True))


def announce(session: Session, *tellings: NoticeTelling, to_crew: bool = True) -> None:
    """The boards of the crew's pod, of whoever sent it and of its incident hear how it stands; and the crew's devices, unless only
    machines have reported something."""
    for telling in tellings:
        telling.revision += 1
    session.flush()
    rows = run(session, _BODIES, ([telling.id for telling in tellings],)).fetchall()
    for telling_id, duty_id, of_crew, of_board, is_covert, pods in rows:
        if to_crew:
            outbox.post(session, [f"duty:{duty_id}"], "notice.told", telling_id, body=of_crew)
        shown = {boards.feed(pod, is_covert=is_covert) for pod in pods}
        outbox.post(session, shown, "notice.changed", telling_id, body=of_board)


def _lock(session: Session, telling_id: UUID, order: Order) -> NoticeTelling:
    telling = session.get(NoticeTelling, telling_id, with_for_update=UPDATED, populate_existing=True)
    if telling is None or (not order.actor.is_control and telling.duty_id != order.actor.duty_id):
        raise NotFound("There is no such message.")
    return telling


def mark_notice_shown(session: Session, order: Order) -> None:
    """It stands on the screen of a device, in sight."""
    telling = _lock(session, order.body["telling_id"], order)
    if _note_own(session, order, telling, "shown"):
        announce(session, telling, to_crew=False)


def read_notice(session: Session, order: Order) -> None:
    """Somebody of the crew has read it: the alarm is over, and the crew's other devices are silent. The first reader stands."""
    telling = _lock(session, order.body["telling_id"], order)
    _note_own(session, order, telling, "read")
    if telling.read_at is None:
        telling.read_at, telling.read_by = order.occurred_at, order.actor.label
    telling.due_at = telling.alarm = None
    announce(session, telling)


def _note_own(session: Session, order: Order, telling: NoticeTelling, rung: str) -> bool:
    device_id = order.body["device_id"]
    if device_id is None or not devices.speaks_for(session, device_id, order.actor):
        return False
    reached = (telling.id, device_id, rung, "handset", order.occurred_at)
    return bool(run(session, _CLIMB, (order.received_at, *([one] for one in reached))).fetchall())


def acknowledge_notice(session: Session, order: Order) -> None:
    """A named controller sees to it that this crew hears of it by voice. The first name stands."""
    telling = _lock(session, order.body["telling_id"], order)
    if telling.alarm_acknowledged_at:
        raise Refused("already_acknowledged", f"{telling.alarm_acknowledged_by} sees to this already.")
    if telling.alarm is None:
        raise Refused("no_alarm", "This message has no alarm: it was read, or withdrawn.")
    telling.alarm_acknowledged_by, telling.alarm_acknowledged_at = order.actor.label, order.received_at
    # A person has it in hand: no step of ours takes their name off again.
    telling.due_at = None
    announce(session, telling)


def withdraw_notice(session: Session, order: Order) -> None:
    """It holds no more. Whoever was told is told so, as something that they must read: they may have gone by it already.

    What is withdrawn leaves the screens; its withdrawal is a notice of its own. With an incident it stands in that one's log.
    """
    notice = session.get(Notice, order.body["notice_id"])
    incident = incidents.lock(session, notice.incident_id) if notice and notice.incident_id else None
    notice = session.get(Notice, order.body["notice_id"], with_for_update=UPDATED, populate_existing=True)
    if notice is None or notice.withdrawn_at:
        raise NotFound("There is no such message, or it was withdrawn already.")
    notice.withdrawn_at = order.received_at
    which = select(NoticeTelling).where(NoticeTelling.notice_id == notice.id, NoticeTelling.ended_at.is_(None))
    tellings = session.scalars(which.order_by(NoticeTelling.id).with_for_update(key_share=True)).all()
    reason = order.body["reason"]
    end(session, tellings, order.received_at, f"withdrawn by {order.actor.label}: {reason}")
    _tell_of_withdrawal(session, order, notice, [telling.duty_id for telling in tellings])
    if incident:
        _log(session, incident, f"Message withdrawn: {notice.text} ({reason})")


def _tell_of_withdrawal(session: Session, order: Order, notice: Notice, duties: Sequence[UUID]) -> None:
    crews = session.scalars(select(Unit).where(Unit.duty_id.in_(duties)).order_by(Unit.callsign)).all()
    if not crews:
        return
    said = Notice(
        id=uuid4(),
        text=f"NO LONGER HOLDS: {order.body['reason']}\nIt said: {notice.text}",
        is_urgent=notice.is_urgent,
        addressed=notice.addressed,
        incident_id=notice.incident_id,
        sent_by=order.actor.label,
        pod=order.actor.pod,
        sent_at=order.received_at,
        to_incident=False,
        # Nothing can be withdrawn of a withdrawal.
        withdrawn_at=order.received_at,
    )
    session.add(said)
    tell(session, said, crews)


# Where none stands, and that is nearly always, whoever is sent to a job need not be told anything.
_STANDS = (
    "SELECT id FROM notices WHERE incident_id = %(incident)s AND to_incident AND withdrawn_at IS NULL ORDER BY sent_at"
)
_TOLD = "SELECT notice_id FROM notice_tellings WHERE duty_id = %s AND notice_id = ANY (%s)"


def foresee(session: Session, incident_id: UUID) -> None:
    """`tell_newcomer`, in the trip that claims the command."""
    ask_ahead(session, ("notices", incident_id), _STANDS, {"incident": incident_id})


def tell_newcomer(session: Session, incident_id: UUID, unit: Unit) -> None:
    """A crew that is sent to a job is told what the crews on it were told before, and must read it as they must."""
    stands = [row[0] for row in look_ahead(session, ("notices", incident_id), _STANDS, {"incident": incident_id})]
    if not stands:
        return
    told = {row[0] for row in run(session, _TOLD, (unit.duty_id, stands)).fetchall()}
    for notice_id in stands:
        if notice_id not in told:
            tell(session, session.get_one(Notice, notice_id), [unit])


def end(session: Session, tellings: Sequence[NoticeTelling], at: datetime, reason: str) -> None:
    """Nobody waits for these crews to read it any more."""
    for telling in tellings:
        telling.ended_at, telling.end_reason = at, reason
        telling.due_at = telling.alarm = None
    announce(session, *tellings)


def move_by(session: Session, seconds: float, *, before: datetime) -> int:
    """The server's clock was put on or back: what waits is due as long from now as it was. Returns how many were moved."""
    moved = run(session, _MOVE, {"seconds": seconds, "before": before}).fetchall()
    return len(moved)


def of_duty(session: Session, duty_id: UUID | None) -> list[dict[str, Any]]:
    """What a crew was told on this duty and was not withdrawn, in the order of telling."""
    sql = "SELECT body FROM notice_crew_rows WHERE duty_id = %s AND ended_at IS NULL ORDER BY told_at, id"
    return [row[0] for row in run(session, sql, (duty_id,)).fetchall()]


def _climb(session: Session, proofs: Sequence[OfNotice]) -> None:
    """What machines say of the journey of notices."""
    columns = [
        [one.telling_id for one in proofs],
        [one.device_id for one in proofs],
        [one.rung for one in proofs],
        [one.channel for one in proofs],
        [one.at for one in proofs],
    ]
    climbed = run(session, _CLIMB, (clock.now(), *columns)).fetchall()
    ids = {row[0] for row in climbed}
    if ids:
        which = select(NoticeTelling).where(NoticeTelling.id.in_(ids)).order_by(NoticeTelling.id)
        announce(session, *session.scalars(which.with_for_update(key_share=True)), to_crew=False)


def _note_push(rung: str) -> pushes.Listener:
    def listen(session: Session, push: Push, device_id: UUID, at: datetime) -> None:
        if push.telling_id:
            _climb(session, [OfNotice(push.telling_id, device_id, rung, "push", at)])

    return listen


when_notice_proved(_climb)
pushes.when_sent(_note_push("sent"))
pushes.when_shown(_note_push("notified"))
