"""The keys by which push services know us."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from api.cli.database import connected


@click.group()
def vapid() -> None:
    """The keys by which push services know us (the file that VAPID_KEYS names)."""


@vapid.command(name="make")
def make_keys() -> None:
    """Make the first key, if there is none."""
    from api.outbox import keys

    path = os.environ.get("VAPID_KEYS", "")
    if path and not Path(path).is_file():
        keys.rotate(path)


@vapid.command(name="rotate")
def rotate_keys() -> None:
    """Put a new key in front and ask every device to subscribe again. The old one serves until they have."""
    from api.actors import SYSTEM
    from api.devices import subscriptions
    from api.outbox import keys

    path = os.environ.get("VAPID_KEYS", "")
    if not path:
        sys.exit("VAPID_KEYS is not set: there is no file of keys to rotate.")
    make_keys.callback()  # type: ignore[misc]  # the function under click's command
    database = connected()
    with database.transaction(SYSTEM) as session:
        ring = keys.rotate(path, subscriptions.keys_in_use(session))
    with database.transaction(SYSTEM) as session:
        asked = subscriptions.ask_to_renew(session)
    click.echo(f"The new key is in use, {len(ring.keys)} in all. Crews asked to subscribe again: {asked}.")
