"""Whether a device that sleeps can still be woken, asked before the last proof of it is too old to be believed.

Every push that a device shows is a proof. A crew that is sent nowhere for hours gets none, and would stand as *push dead* though
nothing is wrong: it gets one that makes no sound, and that takes the place of the one before (decision 8).
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from api import clock
from api.actors import SYSTEM
from api.db import Database, run
from api.outbox import pushes

# How long a proof is believed: by `unit_reach` (migration 0022), which says so to the boards, and by the device, which is told.
PROOF_LASTS = timedelta(hours=4)
# From two hours and three quarters on, each device at a time of its own: those who were proven together are not asked together.
AFTER, SPREAD = timedelta(minutes=165), timedelta(minutes=30)
# One that did not come back is asked again, so that a cellar at the wrong moment is not taken for a dead device.
AGAIN_AFTER = timedelta(minutes=20)
# Five a second at most: twelve thousand whose hour has come at once are through in 40 minutes, before any proof is too old.
EVERY_S, MOST = 5.0, 25

# As `wake_devices` has it: of this crew, signed in, and nobody looks at its page now.
_DUE = """
    SELECT s.id FROM push_subscriptions s JOIN devices d ON d.id = s.device_id
    JOIN crew c ON c.duty_id = d.duty_id AND c.officer_id = d.officer_id AND c.left_at IS NULL
    LEFT JOIN sessions x ON x.id = s.session_id
    WHERE s.retired_at IS NULL AND s.proven_at < %(now)s - %(after)s - %(spread)s * get_byte(uuid_send(s.id), 15) / 255
        AND NOT (d.is_visible AND d.heard_at BETWEEN %(now)s - interval '15 s' AND %(now)s + interval '5 s')
        AND (s.session_id IS NULL OR (x.revoked_at IS NULL AND x.expires_at > %(now)s))
        AND NOT EXISTS (SELECT FROM pushes p WHERE p.subscription_id = s.id AND p.created_at > %(now)s - %(again)s)
    ORDER BY s.proven_at LIMIT %(most)s FOR NO KEY UPDATE OF s SKIP LOCKED
"""


def work(database: Database) -> int:
    """Ask those whose proof grows old. Returns how many were asked."""
    with database.transaction(SYSTEM) as session:
        due = _due(session)
        for subscription_id in due:
            pushes.wake_one(session, subscription_id, "check")
    return len(due)


def _due(session: Session) -> list[UUID]:
    asked = {"now": clock.now(), "after": AFTER, "spread": SPREAD, "again": AGAIN_AFTER, "most": MOST}
    return [row[0] for row in run(session, _DUE, asked).fetchall()]
