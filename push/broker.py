"""Redis as a carrier of wake-ups between processes. It is told the names of feeds and holds nothing."""

from __future__ import annotations

import time
from collections.abc import Iterator

import redis
import structlog
from redis.client import PubSub

log = structlog.get_logger()

CHANNEL = "bluelamp:outbox"
# A Redis that does not answer within this time is passed over. It delays nobody but the one who speaks.
PATIENCE_S = 0.25
# The workers say something at least this often, so that silence means something.
BEAT_S = 1.0
SILENT_S = 3.5
# After a failure Redis is left alone for so long; the wake-ups of that time are not sent.
PAUSE_S = 1.0

Lost = redis.RedisError


def connect(url: str, patience_s: float) -> redis.Redis:
    return redis.Redis.from_url(
        url, socket_connect_timeout=PATIENCE_S, socket_timeout=patience_s, decode_responses=True, max_connections=2
    )


class Speaker:
    """Says wake-ups, and gives up quickly."""

    def __init__(self, url: str) -> None:
        self._redis = connect(url, PATIENCE_S)
        self._quiet_until = 0.0

    def say(self, feed: str) -> bool:
        """Whether Redis took it. An empty name is a sign of life."""
        if time.monotonic() < self._quiet_until:
            return False
        try:
            self._redis.publish(CHANNEL, feed)
        except redis.RedisError as error:
            log.warning("redis not reached", kind=type(error).__name__)
            self._redis.connection_pool.disconnect()
            self._quiet_until = time.monotonic() + PAUSE_S
            return False
        return True


def heard(url: str) -> Iterator[str]:
    """The names that are said, until Redis falls silent. Raises Lost when it cannot be reached."""
    listener = PubSub(connect(url, SILENT_S).connection_pool, ignore_subscribe_messages=True)
    try:
        listener.subscribe(CHANNEL)
        last = time.monotonic()
        while time.monotonic() - last < SILENT_S:
            said = listener.get_message(timeout=SILENT_S)
            if said:
                last = time.monotonic()
                if said["data"]:
                    yield str(said["data"])
    finally:
        listener.close()
