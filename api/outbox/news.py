"""What is new in several feeds at once, for the postman: one trip to the database for all that were woken together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from api.db import Database


@dataclass(frozen=True)
class News:
    """A page of one feed: its messages in order, the number of the last of them, and which kinds there are."""

    feed: str
    messages: list[dict[str, Any]]
    through: int
    kinds: frozenset[str]


def after(database: Database, cursors: Mapping[str, int], limit: int) -> list[News]:
    """At most `limit` messages of each feed after its number; nothing for a feed without news."""
    rows = database.ask(
        "SELECT feed, messages, through, kinds FROM news_of(%s, %s, %s)",
        (list(cursors), list(cursors.values()), limit),
    )
    return [News(feed, orjson.loads(messages), through, frozenset(kinds)) for feed, messages, through, kinds in rows]
