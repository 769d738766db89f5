"""Runs the migrations as the owner, one at a time, under a lock, and never for longer than it may block others."""

from __future__ import annotations

import os
from typing import Any

import geoalchemy2.alembic_helpers as geo_alembic
from alembic import context
from sqlalchemy import NullPool, create_engine, text

import api.models  # noqa: F401  the models register themselves on Base.metadata when imported
from api.db import Base
from geo import areas

# Any number: two `migrate` at once wait for each other behind it.
MIGRATION_LOCK = 7_203_114


def _is_ours(thing: Any, name: str | None, kind: str, reflected: bool, compare_to: Any) -> bool:
    """Partitions of the fixes are the affair of the migration and of the doors that make days: no model names them."""
    if kind == "table" and reflected and (name or "").startswith("fixes_"):
        return False
    found: bool = geo_alembic.include_object(thing, name, kind, reflected, compare_to)
    return found


def run() -> None:
    url = context.config.get_main_option("sqlalchemy.url") or os.environ["DATABASE_URL"]
    # Not kept: a database with a visitor cannot be copied, and tests copy the one that was just migrated.
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1), poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": MIGRATION_LOCK})
        connection.execute(text("SET lock_timeout = '5s'"))
        connection.execute(text("SET statement_timeout = '10min'"))
        connection.commit()
        context.configure(
            connection=connection,
            target_metadata=[Base.metadata, areas.metadata],
            transaction_per_migration=True,
            include_object=_is_ours,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
