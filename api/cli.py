"""The server's command line: what an operator does once in a while. `./run --help` lists it."""

from __future__ import annotations

import os
import sys

import click

from api.config import PROJECT, MissingSetting, from_environment


@click.group()
def main() -> None:
    """Bluelamp's chores."""


@main.command()
@click.argument("revision", default="head")
def migrate(revision: str) -> None:
    """Bring the database's tables up to date."""
    from alembic import command
    from alembic.config import Config as Alembic

    settings = Alembic()
    settings.set_main_option("script_location", str(PROJECT / "migrations"))
    settings.set_main_option("sqlalchemy.url", os.environ["DATABASE_URL"].replace("%", "%%"))
    command.upgrade(settings, revision)


@main.command()
def seed() -> None:
    """Load the code lists and, in demo mode, a made-up London."""
    from api.exercise import seed as exercise

    for line in exercise.run(_database(), demo=from_environment().demo):
        click.echo(line)


@main.command()
def users() -> None:
    """Who may sign in as what, in demo mode."""
    from api.exercise.people import DEMO_ACCOUNTS

    for account in DEMO_ACCOUNTS:
        click.echo(f"  {account.pay_number}  {account.password}  {account.rank} {account.name}, {account.roles[-1]} ({account.pod})")


def _database():  # type: ignore[no-untyped-def]  # the type would import the database for commands that need none
    from api import settings_for_services
    from api.db import Database, connect

    config = from_environment()
    return Database(connect(config.app_database_url, config.pool_size), settings_for_services(config))


if __name__ == "__main__":
    try:
        main()
    except MissingSetting as missing:
        sys.exit(str(missing))
