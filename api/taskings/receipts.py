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
from api.outbox import boards, pushes
from api.outbox import service as outbox
from api.outbox.models import Push
from api.outbox.proofs import Proof, when_proved

SENT, NOTIFIED, DELIVERED, SHOWN, READ, ANSWERED = "sent", "notified", "delivered", "shown", "read", "answered"

# A tasking with the state of its brief: what a receipt is for.
Told = tuple[UUID, int]

_NOTE = """
    INSERT INTO receipts (tasking_id, brief_revision, device_id, rung, channel, occurred_at, received_at)
    SELECT r.* FROM unnest(%s::uuid[], %s::integer[], %s::uuid[], %s::text[], %s::text[], %s::timestamptz[], %s::timestamptz[])
        AS r (tasking, brief, device, rung, channel, occurred_at, received_at)
    JOIN taskings t ON t.id = r.tasking ON CONFLICT DO NOTHING RETURNING tasking_id, rung, occurred_at
"""
# The first receipt of any device dates the rung of the tasking itself. Locked in sorted order: two devices may report at once.
_CLIMB = f"""
    WITH climbed AS (
        SELECT c.id, min(c.at) FILTER (WHERE c.rung = 'sent') AS sent_at, min(c.at) FILTER (WHERE c.rung = 'delivered') AS delivered_at,
            min(c.at) FILTER (WHERE c.rung = 'shown') AS shown_at
        FROM unnest(%s::uuid[], %s::text[], %s::timestamptz[]) AS c (id, rung, at) GROUP BY c.id
    ), mine AS (
        SELECT t.id FROM taskings t WHERE t.id IN (SELECT id FROM climbed) ORDER BY t.id FOR NO KEY UPDATE
    )
    UPDATE taskings t SET machine_revision = machine_revision + 1, sent_at = COALESCE(t.sent_at, c.sent_at),
        delivered_at = COALESCE(t.delivered_at, c.delivered_at), shown_at = COALESCE(t.shown_at, c.shown_at)
    FROM mine JOIN climbed c USING (id), incidents i, units u
    WHERE t.id = mine.id AND i.id = t.incident_id AND u.id = t.unit_id
    RETURNING t.id, {boards.PREFIX} || i.pod, {boards.PREFIX} || u.pod
"""  # noqa: S608  our own words


def note(session: Session, proofs: Sequence[Proof]) -> None:
    """Write down which rungs were reached. What was written before stands, and nobody is told twice."""
    now = clock.now()
    columns = [
        [one.tasking_id for one in proofs],
        [one.brief_revision for one in proofs],
        [one.device_id for one in proofs],
        [one.rung for one in proofs],
        [one.channel for one in proofs],
        [one.at for one in proofs],
        [now] * len(proofs),
    ]
    fresh = run(session, _NOTE, columns).fetchall()
    if fresh:
        climbed = tuple(list(column) for column in zip(*fresh, strict=True))
        for tasking_id, *told in run(session, _CLIMB, climbed):
            outbox.post(session, set(told), "tasking.changed", tasking_id)


def note_own(session: Session, order: Order, rung: str, told: Told) -> None:
    """The device that sent this command has reached a rung. Older apps and the control room name no device."""
    if device_id := order.body.get("device_id"):
        note(session, [Proof(*told, device_id, rung, "handset", order.occurred_at)])


def _note_push(rung: str) -> pushes.Listener:
    def listen(session: Session, push: Push, device_id: UUID, at: datetime) -> None:
        if push.tasking_id and push.brief_revision is not None:
            note(session, [Proof(push.tasking_id, push.brief_revision, device_id, rung, "push", at)])

    return listen


when_proved(note)
pushes.when_sent(_note_push(SENT))
pushes.when_shown(_note_push(NOTIFIED))
