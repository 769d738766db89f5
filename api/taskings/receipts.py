"""Receipts: every rung that a device has reached with a tasking, and the boards told of it.

What a machine says about itself goes to the boards only. A crew is told what people do.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from api import clock
from api.commands.service import Order
from api.outbox import feeds, pushes
from api.outbox import service as outbox
from api.outbox.models import Push

SENT, NOTIFIED, DELIVERED, SHOWN, READ, ANSWERED = "sent", "notified", "delivered", "shown", "read", "answered"

# A tasking with the state of its brief: what a receipt is for.
Told = tuple[UUID, int]

_NOTE = text("""
    INSERT INTO receipts (tasking_id, brief_revision, device_id, rung, channel, occurred_at, received_at)
    SELECT t.id, told.brief, device, :rung, :channel, :occurred_at, :now
    FROM unnest(CAST(:taskings AS uuid[]), CAST(:briefs AS integer[])) AS told (id, brief)
    JOIN taskings t ON t.id = told.id CROSS JOIN unnest(CAST(:devices AS uuid[])) AS device
    ON CONFLICT DO NOTHING RETURNING tasking_id
""")
# The first receipt of any device dates the rung of the tasking itself. Locked in sorted order: two devices may report at once.
_CLIMB = """
    WITH mine AS (SELECT id FROM taskings WHERE id = ANY(:ids) ORDER BY id FOR NO KEY UPDATE)
    UPDATE taskings t SET machine_revision = machine_revision + 1{dated} FROM mine, incidents i, units u
    WHERE t.id = mine.id AND i.id = t.incident_id AND u.id = t.unit_id
    RETURNING t.id, 'board:' || i.pod, 'board:' || u.pod
"""
_DATED = {SENT: "sent_at", DELIVERED: "delivered_at", SHOWN: "shown_at"}


def note(
    session: Session,
    rung: str,
    channel: str,
    told: Sequence[Told],
    devices: Collection[UUID],
    occurred_at: datetime | None = None,
) -> None:
    """Write down that these devices have reached a rung. What was written before stands, and nobody is told twice."""
    now = clock.now()
    at = occurred_at or now
    params = {"rung": rung, "channel": channel, "now": now, "occurred_at": at, "devices": list(devices)}
    params |= {"taskings": [one for one, _ in told], "briefs": [brief for _, brief in told]}
    if fresh := set(session.execute(_NOTE, params).scalars()):
        _tell_boards(session, fresh, _DATED.get(rung), at)


def _tell_boards(session: Session, tasking_ids: set[UUID], column: str | None, at: datetime) -> None:
    dated = f", {column} = COALESCE({column}, :at)" if column else ""
    for tasking_id, *boards in session.execute(text(_CLIMB.format(dated=dated)), {"ids": list(tasking_ids), "at": at}):
        outbox.post(session, set(boards), "tasking.changed", tasking_id)


def note_own(session: Session, order: Order, rung: str, told: Told) -> None:
    """The device that sent this command has reached a rung. Older apps and the control room name no device."""
    if device_id := order.body.get("device_id"):
        note(session, rung, "handset", [told], [device_id], order.occurred_at)


def _note_push(rung: str) -> pushes.Listener:
    def listen(session: Session, push: Push, device_id: UUID, at: datetime) -> None:
        if push.tasking_id and push.brief_revision is not None:
            note(session, rung, "push", [(push.tasking_id, push.brief_revision)], [device_id], at)

    return listen


feeds.when_sent(lambda session, told, devices: note(session, SENT, "socket", told, devices))
feeds.when_stored(lambda session, told, devices, channel, at: note(session, DELIVERED, channel, told, devices, at))
pushes.when_sent(_note_push(SENT))
pushes.when_shown(_note_push(NOTIFIED))
