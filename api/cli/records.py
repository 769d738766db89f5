"""The record of people, objects and locations: who is whom, and what must go."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from uuid import UUID

import click

from api.cli.database import connected


@click.group()
def records() -> None:
    """The record of people, objects and locations."""


@records.command(name="link")
@click.option(
    "--memory", default="2GB", show_default=True, help="What DuckDB may take; what does not fit is put on disk."
)
def link_records(memory: str) -> None:
    """Compare all records of people with one another (Splink on DuckDB) and join those of one person.

    Nothing of a source's record is changed, what people decided stands, and a second run changes nothing.
    """
    from api.nominals import everything

    for line in everything.link(connected(), Path(os.environ.get("BLUELAMP_DATA", ".data")), memory):
        click.echo(line)


@records.command(name="retention")
@click.option("--dry-run", is_flag=True, help="Say what would be done and change nothing.")
@click.option("--by", default="", help="Who runs it, for the audit. Needed without --dry-run.")
def retain(dry_run: bool, by: str) -> None:
    """Erase what its review group, its reviewers and its age say, with all that belongs to it. What waits for a review is only told."""
    from api.actors import SYSTEM
    from api.retention import ages, service

    if not dry_run and len(by.strip()) < 3:
        sys.exit("Say who runs this: --by NAME. It stays in the audit. --dry-run changes nothing.")
    database = connected()
    with database.transaction(SYSTEM) as session:
        for kind, group, state, count in service.counts(session):
            click.echo(f"{kind:13} group {group}  {state:7} {count:10,}")
        for rule, table, count in ages.counts(session):
            click.echo(f"{table:18} {rule:11} {'erase':7} {count:10,}")
        for one in service.due(session, "review"):
            click.echo(f"waits for a review since {one.due_on}: {one.kind} {one.id} (group {one.group})")
    if dry_run:
        click.echo("Nothing was changed: --dry-run.")
        return
    erased = service.erase_due(database, by.strip())
    click.echo("Erased: " + (", ".join(f"{count:,} of {kind}" for kind, count in erased.items()) or "nothing") + ".")


@records.command(name="decide")
@click.argument(
    "kind", type=click.Choice(["nominal", "vehicle", "phone", "object", "organisation", "address", "incident"])
)
@click.argument("record", type=click.UUID)
@click.argument("decision", type=click.Choice(["keep", "hold", "release", "erase"]))
@click.option("--reason", required=True, help="Why: it stays with the decision and in the audit.")
@click.option("--by", required=True, help="Who decided.")
def decide_record(kind: str, record: UUID, decision: str, reason: str, by: str) -> None:
    """A reviewer's decision on one record: keep it until its next review, hold it whatever comes, release the hold, or erase it.
    An incident can be held and released."""
    from api.actors import SYSTEM
    from api.errors import Invalid
    from api.retention import service

    try:
        with connected().transaction(SYSTEM) as session:
            next_on = service.decide(session, kind, record, decision, reason, by=by)
    except Invalid as fault:
        sys.exit(fault.message)
    done = {
        "hold": "Held: nothing erases it.",
        "release": "Released.",
        "erase": "It goes with the next ./run records retention.",
    }
    click.echo(f"Kept. Next review: {next_on}." if next_on else done[decision])
