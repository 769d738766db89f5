"""Wake-ups: a NOTIFY says that an outbox changed. They may vanish; a look once a second stands behind them.

With a Redis the workers pass the notices of PostgreSQL on to it, and the gateways hear them there (docs/decisions/0009).
A gateway that hears nothing from Redis listens to PostgreSQL itself until Redis is back.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import psycopg
import structlog
from psycopg import sql

from push import broker

log = structlog.get_logger()

CHANNEL = "outbox"
TRY_AGAIN_S = 1.0
# While Redis is silent: how long a gateway listens to PostgreSQL before it asks Redis again.
WITHOUT_REDIS_S = 10.0

Wake = Callable[[str], None]


def listen(url: str, wake: Wake, redis_url: str = "", channel: str = CHANNEL) -> None:
    """Call `wake` with what is said on a channel: on the outbox's, each feed that was posted to, with its last number. Never returns."""
    while True:
        if redis_url:
            _carefully(broker.heard(redis_url), wake)
        _carefully(notices(url, WITHOUT_REDIS_S if redis_url else None, channel=channel), wake)
        if not redis_url:
            time.sleep(TRY_AGAIN_S)


def pass_on(url: str, redis_url: str) -> None:
    """Tell Redis what PostgreSQL tells. Never returns. No request waits for it: it stands beside all of them."""
    speaker = broker.Speaker(redis_url)
    while True:
        _carefully(notices(url, None, beat_s=broker.BEAT_S), speaker.say)
        time.sleep(TRY_AGAIN_S)


def notices(url: str, seconds: float | None, beat_s: float | None = None, channel: str = CHANNEL) -> Iterator[str]:
    """What PostgreSQL tells on a channel, for so many seconds. With `beat_s` an empty word when it was quiet so long."""
    # A connection of its own: neither a pool nor a pooler in transaction mode passes notices on.
    with psycopg.connect(
        url,
        autocommit=True,
        application_name="bluelamp wake-ups",
        connect_timeout=3,
        # A cut network says nothing: whoever is not answered for so long is taken for gone.
        keepalives_idle=5,
        keepalives_interval=2,
        keepalives_count=2,
        tcp_user_timeout=5_000,
    ) as connection:
        connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel)))
        until = time.monotonic() + seconds if seconds else float("inf")
        while time.monotonic() < until:
            for notice in connection.notifies(timeout=beat_s or seconds, stop_after=None):
                # One notice of a commit names all of its feeds.
                yield from notice.payload.split(",")
            if beat_s:
                yield ""


def _carefully(names: Iterator[str], tell: Callable[[str], object]) -> None:
    try:
        for name in names:
            tell(name)
    except (psycopg.Error, broker.Lost) as error:
        log.warning("wake-ups lost", kind=type(error).__name__)
