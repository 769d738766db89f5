"""Wake-ups from PostgreSQL: NOTIFY says that an outbox changed. They may vanish; a look once a second stands behind them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import psycopg
import structlog
from psycopg import sql

log = structlog.get_logger()

CHANNEL = "outbox"
TRY_AGAIN_S = 1.0


def listen(url: str, wake: Callable[[str], None], channel: str = CHANNEL) -> None:
    """Call `wake` with what each notice of a channel says: on the outbox's, each feed with its last number. Never returns."""
    while True:
        try:
            for notice in _notices(url, channel):
                for said in notice.split(","):
                    wake(said)
        except psycopg.Error as error:
            log.warning("wake-ups lost", kind=type(error).__name__)
        time.sleep(TRY_AGAIN_S)


def _notices(url: str, channel: str) -> Iterator[str]:
    # A connection of its own: neither a pool nor a pooler in transaction mode passes notices on.
    with psycopg.connect(url, autocommit=True, application_name="bluelamp wake-ups") as connection:
        connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel)))
        for notice in connection.notifies():
            yield notice.payload
