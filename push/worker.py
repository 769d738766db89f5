"""What the roof starts: the lanes, and the notices that wake them."""

from __future__ import annotations

from collections.abc import Callable

from api.config import Config
from api.db import Database
from push import wakeups
from push.lanes import Lanes
from push.sender import Sender

CHANNEL = "pushes"


def start(config: Config, database: Database, keep: Callable[..., None]) -> None:
    """Send pushes from now on; without keys there are none to send. `keep` runs what must not end (the roof's)."""
    if not config.vapid_keys:
        return
    sender = Sender(config.vapid_subject, f"{config.allowed_origins[0]}/", config.push_test_origins)
    lanes = Lanes(database, sender)
    keep(lanes.run)
    keep(wakeups.listen, config.app_database_url, lanes.wake, "", CHANNEL)
