"""A living London: made-up units that patrol, take taskings, arrive and result, and made-up calls that keep coming."""

from __future__ import annotations

from api.db import Database


def begin(database: Database) -> None:
    """Start the life of the exercise beside the service."""
