"""The database: one engine, and transactions that know who is acting. What a transaction costs: docs/decisions/0010."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from typing import Any, ClassVar, LiteralString

import orjson
import psycopg
from sqlalchemy import Connection, DateTime, Engine, Text, create_engine, event, text
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker

from api import watchdog
from api.actors import Actor

# The server stops a statement that takes longer; a server that does not even do that is hung up on a little later.
STATEMENT_TIMEOUT_MS = 2_000
HANG_UP_AFTER_S = 2.2
AT_ONCE_S = 1.0

# What the server's end of a connection does when the network has swallowed ours. Between two statements of a pipeline it waits
# for the next one outside of any timeout of its own, with our rows locked, and would do so for the two hours of the kernel's
# default: everybody else would wait for those rows and be told 503.
SWALLOWED = "-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=2 -c tcp_user_timeout=8000"

# How a row is locked that will be changed: others may still point to it (FOR NO KEY UPDATE).
UPDATED: dict[str, bool] = {"key_share": True}

Params = Sequence[Any] | dict[str, Any]


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
        # With what a request does beside it, whoever gets none is told so within three seconds (F07).
        pool_timeout=2.5,
        # The connection that was used last knows its statements already.
        pool_use_lifo=True,
        json_serializer=lambda value: orjson.dumps(value).decode(),
        json_deserializer=orjson.loads,
        connect_args={
            "application_name": "bluelamp",
            "connect_timeout": 2,
            # A cut network says nothing. Without these a query waits a quarter of an hour for an answer that cannot come.
            "keepalives_idle": 5,
            "keepalives_interval": 2,
            "keepalives_count": 2,
            "tcp_user_timeout": 5_000,
            # We begin by ourselves, in one breath with saying who acts (`opening`); the driver would ask separately.
            "autocommit": True,
            # A pooler in transaction mode must not meet prepared statements of another client.
            "prepare_threshold": None if "pgbouncer" in url else 5,
            "options": _session_options(url),
        },
    )
    event.listen(engine, "begin", _begin)
    event.listen(engine, "connect", _know_statements)
    # No connection is tried out before it is used: a dead one costs one request its 503, and the pool forgets the others
    # of its age with it. Trying out would wait twice for a database that is frozen.
    watchdog.keep(engine, HANG_UP_AFTER_S)
    return engine


def _session_options(url: str) -> str:
    timeouts = f"-c timezone=UTC -c statement_timeout={STATEMENT_TIMEOUT_MS} -c idle_in_transaction_session_timeout=5000 {SWALLOWED}"
    # Options in the address would be overwritten by ours, so the role that they name is kept.
    return f"-c role=bluelamp_app {timeouts}" if "role%3Dbluelamp_app" in url else timeouts


def _begin(connection: Connection) -> None:
    if opening := connection.get_execution_options().get("opening", "BEGIN"):
        connection.exec_driver_sql(opening)


def _know_statements(connection: psycopg.Connection, _record: Any) -> None:
    # More than we have, so that none is ever planned twice.
    connection.prepared_max = 500


@lru_cache(maxsize=10_000)
def opening(actor: Actor, isolation: str = "READ COMMITTED") -> str:
    """The first words of a transaction: that it begins, and who acts in it. One trip to the database for both."""
    return f"BEGIN ISOLATION LEVEL {isolation}; {_acting(actor)}"


def _acting(actor: Actor) -> str:
    # Ids and words of our own, never of a person; quoted all the same.
    quoted = {name: value.replace("'", "''") for name, value in _names(actor).items()}
    told = ", ".join(f"set_config('{name}', '{value}', true)" for name, value in quoted.items())
    return f"SELECT {told}"


def _names(actor: Actor) -> dict[str, str]:
    """Who acts, in the settings that every policy reads."""
    return {
        "app.actor": str(actor.id),
        "app.scope": actor.scope,
        "app.feed": actor.feed,
        "app.sees_covert": "yes" if actor.sees_covert else "",
    }


# The same for everybody, so that it is planned once; said in one breath with what is asked first (`first_words`).
_ACT = """
    SELECT set_config('app.actor', %(app.actor)s, true), set_config('app.scope', %(app.scope)s, true),
        set_config('app.feed', %(app.feed)s, true), set_config('app.sees_covert', %(app.sees_covert)s, true)
"""


class Database:
    """Transactions over one engine. The edge opens them; services never commit."""

    def __init__(self, engine: Engine, info: dict[str, Any] | None = None) -> None:
        self.engine = engine
        self._sessions = sessionmaker(engine, expire_on_commit=False)
        # Settings that the services below read: the reach of a risk card, how late is late.
        self.info = info or {}

    @contextmanager
    def transaction(
        self, actor: Actor, isolation: str = "READ COMMITTED", *, speaks_first: bool = False
    ) -> Iterator[Session]:
        """One unit of work: commits when the block ends, rolls back when it raises.

        `speaks_first`: whoever opens it begins with `first_words`, `run` or `look`, and asks for nothing by another way before that.
        """
        with self._sessions() as session:
            (self._lend if speaks_first else self._open)(session, actor, isolation)
            session.info.update(self.info, actor=actor)
            try:
                yield session
                session.commit()
            except psycopg.OperationalError as error:
                self._forget_broken(session, error)
                raise

    def _open(self, session: Session, actor: Actor, isolation: str) -> None:
        told = {"opening": opening(actor, isolation)}
        began = time.monotonic()
        try:
            connection = session.connection(execution_options=told)
        except DBAPIError as error:
            if not error.connection_invalidated or is_frozen(began):
                raise
            # The database was restarted while this connection lay in the pool. Nothing has been asked yet: once more, on a new one.
            session.rollback()
            connection = session.connection(execution_options=told)
        # The transaction is this session's own, so its last words may end it.
        session.info.update(driver=connection.connection.driver_connection, ending=b"COMMIT")

    def _lend(self, session: Session, actor: Actor, isolation: str) -> None:
        """A connection on which nothing was said yet: the beginning waits for the first words."""
        connection = session.connection(execution_options={"opening": ""})
        opening: list[tuple[str, Params]] = [(f"BEGIN ISOLATION LEVEL {isolation}", ()), (_ACT, _names(actor))]
        session.info.update(driver=connection.connection.driver_connection, opening=opening, ending=b"COMMIT")

    def _forget_broken(self, session: Session, error: psycopg.OperationalError) -> None:
        """SQLAlchemy looks after the connections that it asks; those that we ask ourselves are ours to give up."""
        if is_lost(error) and session.info["driver"].closed:
            self.engine.dispose()

    def ask(self, sql: LiteralString, params: Params) -> list[Any]:
        """All rows of one statement that is a transaction by itself: it must say on its own who acts."""
        began = time.monotonic()
        with self._borrowed() as driver:
            try:
                return driver.execute(sql, params).fetchall()
            except psycopg.OperationalError:
                if not driver.closed or is_frozen(began):
                    raise
                self.engine.dispose()
                with self._borrowed() as another:
                    return another.execute(sql, params).fetchall()

    @contextmanager
    def _borrowed(self) -> Iterator[psycopg.Connection]:
        borrowed = self.engine.raw_connection()
        try:
            driver: Any = borrowed.driver_connection
            yield driver
        finally:
            borrowed.close()


def is_frozen(began: float) -> bool:
    """A connection that died in the pool says so at once. One that had to be hung up on was waited for, and so would the next be."""
    return time.monotonic() - began > AT_ONCE_S


# What is raised when the database cannot be asked: gone, frozen, or all connections taken.
OUT_OF_REACH = (OperationalError, InterfaceError, PoolTimeout, psycopg.OperationalError, psycopg.InterfaceError)

# The server goes, went, or is not there yet; the driver gives no state at all when the line was cut.
LOST = frozenset({None, "57P01", "57P02", "57P03", "08000", "08003", "08006"})


def is_lost(error: Exception) -> bool:
    """The connection was lost, so that nobody can say whether the last word was heard."""
    cause = getattr(error, "orig", error)
    return isinstance(cause, psycopg.OperationalError) and cause.sqlstate in LOST


def act_as(session: Session, actor: Actor) -> None:
    """Tell the database who acts, for this transaction only: without it every policy answers with no rows."""
    session.info["actor"] = actor
    session.execute(text(_acting(actor)))


def run(session: Session, sql: str, params: Params = ()) -> psycopg.Cursor[Any]:
    """One statement on the driver's own connection, in this transaction: half the cost of asking by way of SQLAlchemy.

    For the paths that everything takes. Parameters are the driver's (`%s`, `%(name)s`).
    """
    session.flush()
    return look(session, sql, params)


def look(session: Session, sql: str, params: Params = ()) -> psycopg.Cursor[Any]:
    """One read of rows that this transaction does not change, or changes in no way that matters to the answer.

    Unlike `run` it leaves what the ORM has not written yet for the end, where it is one trip with everything else.
    """
    if "opening" in session.info:
        return first_words(session, [(sql, params)])[0]
    driver: psycopg.Connection[Any] = session.info["driver"]
    return driver.execute(sql.encode(), params)


def first_words(session: Session, said: Sequence[tuple[str, Params]]) -> list[psycopg.Cursor[Any]]:
    """What a transaction begins with, each statement with its own answer, in one trip with the beginning itself.

    A connection that was cut in the pool fails here, and nothing was done: whoever may try again does.
    """
    driver: watchdog.Watched = session.info["driver"]
    opening: list[tuple[str, Params]] = session.info.pop("opening", [])
    with driver.one_trip():
        answers = [driver.execute(sql.encode(), params) for sql, params in [*opening, *said]]
    return answers[len(opening) :]


def ask_ahead(session: Session, about: Any, sql: str, params: Params) -> None:
    """Ask with the first words for what will be looked at later. `about` is whatever the answer is good for."""
    session.info.setdefault("ahead", {})[(sql, about)] = params


def asked_ahead(session: Session) -> list[tuple[str, Params]]:
    """What is to be asked with the first words, in the order in which it was named."""
    return [(sql, params) for (sql, _), params in session.info.get("ahead", {}).items()]


def answered_ahead(session: Session, answers: Sequence[psycopg.Cursor[Any]]) -> None:
    """The answers to `asked_ahead`, in the same order."""
    asked = session.info.pop("ahead", {})
    session.info["known ahead"] = dict(zip(asked, (answer.fetchall() for answer in answers), strict=True))


def look_ahead(session: Session, about: Any, sql: str, params: Params) -> list[Any]:
    """All rows of a `look`: those that were asked for ahead, or else asked now. Each answer serves once."""
    rows = known_ahead(session, about, sql)
    return look(session, sql, params).fetchall() if rows is None else rows


def known_ahead(session: Session, about: Any, sql: str) -> list[Any] | None:
    """The same where there is another way to ask: None for what was not asked ahead."""
    known: dict[tuple[str, Any], list[Any]] = session.info.get("known ahead", {})
    return known.pop((sql, about), None)


def before_commit(session: Session, sql: str, params: Params = ()) -> None:
    """The same, at the very end: nobody waits for its answer, so all last words of a transaction take one trip together."""
    session.info.setdefault("last words", []).append((sql, params))


def hear_at_end(session: Session, sql: str, hear: Callable[[list[Any]], None]) -> None:
    """`hear` gets the rows of each last word of this wording, once the trip is over; the commit may have been a part of it."""
    session.info.setdefault("heard", {})[sql] = hear


def before_everything(session: Session, said: list[tuple[str, Params]]) -> None:
    """Words for the end that come before all that were kept so far."""
    if said:
        session.info["last words"] = [*said, *session.info.get("last words", [])]


def say_last_words(session: Session) -> None:
    """What was kept for the end, in order, and the commit with it. The outbox calls this once everything else is written.

    After a word that fails the server passes over the others of the trip, so nothing is committed then. SQLAlchemy, which commits
    next, finds that no transaction is open.
    """
    if waiting := session.info.pop("last words", None):
        session.flush()
        driver: watchdog.Watched = session.info["driver"]
        with driver.one_trip():
            answers = [(sql, driver.execute(sql.encode(), params)) for sql, params in waiting]
            if ending := session.info.get("ending"):
                driver.execute(ending)
        heard: dict[str, Callable[[list[Any]], None]] = session.info.pop("heard", {})
        for sql, answer in answers:
            if sql in heard:
                heard[sql](answer.fetchall())
