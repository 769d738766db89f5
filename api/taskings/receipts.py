"""Receipts: every rung that a device has reached with a tasking, and the boards told of it.

What a machine says about itself goes to the boards only. A crew is told what people do.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from api import clock
from api.commands.service import Order
from api.db import run
from api.devices import service as devices
from api.outbox import pushes
from api.outbox import service as outbox
from api.outbox.models import Push
from api.outbox.proofs import Proof, when_proved

SENT, NOTIFIED, DELIVERED, SHOWN, READ, ANSWERED = "sent", "notified", "delivered", "shown", "read", "answered"

# A tasking with the state of its brief: what a receipt is for.
Told = tuple[UUID, int]

# The first receipt of any device dates the rung of the tasking itself.
_CLIMB = """
    SELECT tasking_id, of_incident, of_unit
    FROM climb(%s::uuid[], %s::integer[], %s::uuid[], %s::text[], %s::text[], %s::timestamptz[], %s)
"""
# Only those that climb are locked by that. Whose crew knows by now that it was taken off is written in the same transaction.
_HOLD = "SELECT FROM taskings WHERE id = ANY (%s::uuid[]) ORDER BY id FOR NO KEY UPDATE"


def note(session: Session, proofs: Sequence[Proof]) -> None:
    """Write down which rungs were reached. What was written before stands, and nobody is told twice."""
    if any(one.is_ended for one in proofs):
        run(session, _HOLD, ([one.tasking_id for one in proofs],))
    columns = [
        [one.tasking_id for one in proofs],
        [one.brief_revision for one in proofs],
        [one.device_id for one in proofs],
        [one.rung for one in proofs],
        [one.channel for one in proofs],
        [one.at for one in proofs],
    ]
    for tasking_id, *boards in run(session, _CLIMB, (*columns, clock.now())).fetchall():
        outbox.post(session, set(boards), "tasking.changed", tasking_id)


# Whatever stood on a screen had come, also where the device's own word of that was lost.
_ARRIVED = """
    SELECT bool_or(brief_revision >= %s) FROM receipts
    WHERE tasking_id = %s AND rung IN ('delivered', 'shown', 'read')
"""


def arrived(session: Session, tasking_id: UUID, brief_revision: int) -> bool | None:
    """Whether any device has this brief of the tasking, or a newer one. None where none has any, False where one has an older."""
    found = run(session, _ARRIVED, (brief_revision, tasking_id)).fetchone()
    return found[0] if found else None


# The newest that came, else the one that the tasking was sent with: it has stood on some screen, or nobody would answer.
_HELD = """
    SELECT COALESCE((SELECT max(brief_revision) FROM receipts WHERE tasking_id = %(tasking)s
        AND rung IN ('delivered', 'shown', 'read') AND (%(device)s::uuid IS NULL OR device_id = %(device)s)),
        (SELECT min(brief_revision) FROM escalations WHERE tasking_id = %(tasking)s), %(newest)s)
"""


def held(session: Session, tasking_id: UUID, newest: int, device_id: UUID | None = None) -> int:
    """The brief that whoever answers can have meant: what this device, or without one any of the crew, is known to have."""
    if newest == 1:
        return newest
    told = {"tasking": tasking_id, "device": device_id, "newest": newest}
    return int(run(session, _HELD, told).fetchall()[0][0])


# Of a voice on the radio it is known what they read, and which brief they were sent with.
_SENT_WITH = "SELECT min(brief_revision) FROM escalations WHERE tasking_id = %s"


def told(session: Session, tasking_id: UUID, newest: int, read: int | None) -> int:
    """The brief that a crew is known to know which answers by voice: what it `read`, else the first that was waited for."""
    if newest == 1:
        return newest
    sent_with = run(session, _SENT_WITH, (tasking_id,)).fetchall()[0][0]
    return max(read or 0, newest if sent_with is None else int(sent_with))


def note_own(session: Session, order: Order, rung: str, told: Told) -> bool:
    """The device that sent this command has reached a rung. Older apps and the control room name no device.

    False when it is the device of somebody else: it proves nothing, and what the person said stands all the same.
    """
    device_id = order.body.get("device_id")
    if not device_id:
        return True
    if not devices.speaks_for(session, device_id, order.actor):
        return False
    note(session, [Proof(*told, device_id, rung, "handset", order.occurred_at)])
    return True


def _note_push(rung: str) -> pushes.Listener:
    def listen(session: Session, push: Push, device_id: UUID, at: datetime) -> None:
        if push.tasking_id and push.brief_revision is not None:
            note(session, [Proof(push.tasking_id, push.brief_revision, device_id, rung, "push", at)])

    return listen


when_proved(note)
pushes.when_sent(_note_push(SENT))
pushes.when_shown(_note_push(NOTIFIED))
