"""What the server itself needs: its tables, its lists, its own description."""

from __future__ import annotations

import os

import click

from api.cli.database import connected
from api.config import PROJECT, from_environment


@click.command()
@click.argument("revision", default="head")
def migrate(revision: str) -> None:
    """Bring the database's tables up to date."""
    from alembic import command
    from alembic.config import Config as Alembic

    settings = Alembic()
    settings.set_main_option("script_location", str(PROJECT / "migrations"))
    settings.set_main_option("sqlalchemy.url", os.environ["DATABASE_URL"].replace("%", "%%"))
    command.upgrade(settings, revision)


@click.command()
def seed() -> None:
    """Load the code lists and, in demo mode, a made-up London."""
    from api.exercise import seed as exercise

    for line in exercise.run(connected(), demo=from_environment().demo):
        click.echo(line)


@click.command()
def users() -> None:
    """Who may sign in as what, in demo mode."""
    from api.exercise.people import DEMO_ACCOUNTS

    for account in DEMO_ACCOUNTS:
        click.echo(
            f"  {account.pay_number}  {account.password}  {account.rank} {account.name}, {account.roles[-1]} ({account.pod})"
        )


@click.command()
def openapi() -> None:
    """Print the OpenAPI document: pwa/openapi.json is this, and the front end's types are made of it."""
    import json

    from api import create_app
    from api.config import Config
    from api.db import Database, connect

    # The document is made of the code alone: no database is asked.
    nowhere = Config(database_url="postgresql://", app_database_url="postgresql://")
    app = create_app(nowhere, Database(connect(nowhere.app_database_url, 1)))
    click.echo(json.dumps(app.test_client().get("/api/openapi.json").json, indent=1, sort_keys=True))
