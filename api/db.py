"""The database: one engine, and transactions that know who is acting."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import DateTime, Engine, Text, create_engine, text
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker

from api import watchdog
from api.actors import Actor

# The server stops a statement that takes longer; a server that does not even do that is hung up on a little later.
STATEMENT_TIMEOUT_MS = 2_000
HANG_UP_AFTER_S = 2.2

# How a row is locked that will be changed: others may still point to it (FOR NO KEY UPDATE).
UPDATED: dict[str, bool] = {"key_share": True}


class Base(DeclarativeBase):
    """Tables of the record. Migrations make them; a test keeps models and migrations equal."""

    # Every instant has a zone and every word is text: a column never says less than it means.
    type_annotation_map: ClassVar = {datetime: DateTime(timezone=True), str: Text}


def connect(url: str, pool_size: int) -> Engine:
    """An engine whose waits stay polite: a query that runs too long is stopped by the server itself."""
    engine = create_engine(
        url.replace("postgresql://", "postgresql+psycopg://", 1),
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=3,
        connect_args={
            "application_name": "bluelamp",
            "connect_timeout": 2,
            # A cut network says nothing. Without these a query waits a quarter of an hour for an answer that cannot come.
            "keepalives_idle": 5,
            "keepalives_interval": 2,
            "keepalives_count": 2,
            "tcp_user_timeout": 5_000,
            # A pooler in transaction mode must not meet prepared statements of another client.
            "prepare_threshold": None if "pgbouncer" in url else 5,
            "options": _session_options(url),
        },
    )
    # No connection is tried out before it is used: a dead one costs one request its 503, and the pool forgets the others
    # of its age with it. Trying out would wait twice for a database that is frozen.
    watchdog.keep(engine, HANG_UP_AFTER_S)
    return engine


def _session_options(url: str) -> str:
    timeouts = (
        f"-c timezone=UTC -c statement_timeout={STATEMENT_TIMEOUT_MS} -c idle_in_transaction_session_timeout=5000"
    )
    # Options in the address would be overwritten by ours, so the role that they name is kept.
    return f"-c role=bluelamp_app {timeouts}" if "role%3Dbluelamp_app" in url else timeouts


class Database:
    """Transactions over one engine. The edge opens them; services never commit."""

    def __init__(self, engine: Engine, info: dict[str, Any] | None = None) -> None:
        self.engine = engine
        self._sessions = sessionmaker(engine, expire_on_commit=False)
        # Settings that the services below read: the reach of a risk card, how late is late.
        self.info = info or {}

    @contextmanager
    def transaction(self, actor: Actor, isolation: str = "READ COMMITTED") -> Iterator[Session]:
        """One unit of work: commits when the block ends, rolls back when it raises."""
        with self._sessions.begin() as session:
            if isolation != "READ COMMITTED":
                session.connection(execution_options={"isolation_level": isolation})
            act_as(session, actor)
            session.info.update(self.info)
            yield session


def act_as(session: Session, actor: Actor) -> None:
    """Tell the database who acts, for this transaction only: without it every policy answers with no rows."""
    session.info["actor"] = actor
    session.execute(
        text(
            "SELECT set_config('app.actor', :actor, true), set_config('app.scope', :scope, true), set_config('app.feed', :feed, true)"
        ),
        {"actor": str(actor.id), "scope": actor.scope, "feed": actor.feed},
    )


def rows(session: Session, sql: str, **params: Any) -> list[Any]:
    """All rows of a plain statement."""
    return list(session.execute(text(sql), params))


def json_text(session: Session, sql: str, **params: Any) -> str:
    """The one JSON value of a statement, as text: PostgreSQL builds it and the route returns the bytes."""
    return str(session.execute(text(sql), params).scalar_one())
