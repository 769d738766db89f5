"""Code lists, as a force loads its own."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from api.cli.database import connected


@click.group()
def codes() -> None:
    """Code lists."""


@codes.command(name="load")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def load_codes(file: Path) -> None:
    """Make the lists of a JSON file the current version (migrations/codes/met_1.json shows the shape)."""
    import json

    from api.actors import SYSTEM
    from api.codes import service
    from api.errors import Invalid

    try:
        with connected().transaction(SYSTEM) as session:
            loaded = service.load(session, json.loads(file.read_text()))
    except Invalid as wrong:
        rows = [f"{name}: {fault}" for name, faults in wrong.details.items() for fault in faults]
        sys.exit("\n".join([wrong.message, *rows]))
    click.echo(
        f"Loaded: {', '.join(loaded)}." if loaded else "Every list of this file is there in this version already."
    )
