"""Wake-ups from PostgreSQL: NOTIFY says that an outbox changed. They may vanish; a look once a second stands behind them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import psycopg
import structlog

log = structlog.get_logger()

CHANNEL = "outbox"
TRY_AGAIN_S = 1.0


def listen(url: str, wake: Callable[[str], None]) -> None:
    """Call `wake` with each feed that something was posted to and its last number, as `board:CE 812`. Never returns."""
    while True:
        try:
            for notice in _notices(url):
                for feed in notice.split(","):
                    wake(feed)
        except psycopg.Error as error:
            log.warning("wake-ups lost", kind=type(error).__name__)
        time.sleep(TRY_AGAIN_S)


def _notices(url: str) -> Iterator[str]:
    # A connection of its own: neither a pool nor a pooler in transaction mode passes notices on.
    with psycopg.connect(url, autocommit=True, application_name="bluelamp wake-ups") as connection:
        connection.execute(f"LISTEN {CHANNEL}")
        for notice in connection.notifies():
            yield notice.payload
