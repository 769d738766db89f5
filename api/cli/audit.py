"""The log of who did or looked at what: whether it is whole, and what of it is handed out."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from api.cli.database import connected
from api.config import from_environment


@click.group()
def audit() -> None:
    """The log of who did or looked at what."""


@audit.command(name="verify")
def verify_audit() -> None:
    """Check every seal against the rows and the second place; name the first bad row."""
    from api.audit import seals, verifier

    config, database = from_environment(), connected()
    try:
        seals.work(database, config.audit_seals)
        went_back = False
    except seals.PlaceWentBack:
        went_back = True
    checked = verifier.verify(database, config.audit_seals)
    verifier.keep(database, checked)
    if config.audit_seals is None:
        click.echo("AUDIT_SEALS names no second place: the seals were compared with themselves only.")
    if went_back:
        sys.exit(
            "Nothing can be sealed: the database was loaded from a dump and counts from below (docs/decisions/0014)."
        )
    if checked.fault:
        sys.exit(checked.fault)
    click.echo(f"Whole: {checked.rows:,} rows under {checked.seals:,} seals.")


@audit.command(name="export")
@click.option("--from", "since", required=True, type=click.DateTime(), help="From this day or instant on, UTC.")
@click.option("--to", "until", required=True, type=click.DateTime(), help="Up to this day or instant, UTC.")
@click.option("--recipient", default="not said", show_default=True, help="To whom it goes, for the log.")
@click.option("--reason", default="not said", show_default=True, help="Why, for the log.")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def export_audit(since: datetime, until: datetime, recipient: str, reason: str, file: Path) -> None:
    """Write the rows of a time with their proofs, as JSON lines. This is a disclosure, and is itself audited."""
    from datetime import UTC

    from api.audit import export

    if file.exists():
        sys.exit(f"{file} is there already, and an export writes over nothing.")
    told = f"to {recipient}; {reason}"
    since, until = since.replace(tzinfo=UTC), until.replace(tzinfo=UTC)
    count = export.export(connected(), from_environment().audit_seals, file, since, until, told)
    click.echo(f"{count:,} rows in {file}. It holds personal data; who exported it is in the audit.")
