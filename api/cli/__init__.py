"""The server's command line: what an operator does once in a while. `./run --help` lists it."""

from __future__ import annotations

import click

from api.cli import audit, codes, imports, records, server, trials, vapid


@click.group()
def main() -> None:
    """Bluelamp's chores."""


for _command in (
    server.migrate,
    server.seed,
    server.users,
    server.openapi,
    imports.import_files,
    trials.replay,
    trials.check,
    trials.bench,
    records.records,
    vapid.vapid,
    audit.audit,
    codes.codes,
):
    main.add_command(_command)
