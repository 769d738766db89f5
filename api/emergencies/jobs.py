"""What calls for help need on a clock: that they go with whoever called.

Not on the way of a fix, which is walked 1,200 times a second while seldom anybody calls: the calls that are open look back.
"""

from __future__ import annotations

from api.actors import SYSTEM
from api.db import Database
from api.emergencies import service, whereabouts

FOLLOW_EVERY_S = 1.0


def follow(database: Database) -> None:
    """One look at all open calls, and one transaction for each whose caller was seen since."""
    with database.transaction(SYSTEM) as session:
        seen = whereabouts.seen_since(session)
    for emergency_id in seen:
        with database.transaction(SYSTEM) as session:
            service.follow(session, emergency_id)
