"""The door of HTTP: who is asking, and whether the request comes from our own pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID, uuid4

import psycopg
from flask import Flask, current_app, g, request
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from api.actors import Actor
from api.auth import service
from api.config import Config
from api.db import Database
from api.errors import AppTooOld, NotSignedIn, SearchTooLong, WrongMediaType, WrongOrigin
from api.together import Together

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
LOOKED_UP_TOGETHER = 100


def config() -> Config:
    settings: Config = current_app.config["BLUELAMP"]
    return settings


def database() -> Database:
    found: Database = current_app.extensions["database"]
    return found


def cookie_name(settings: Config) -> str:
    # The prefix makes browsers refuse the cookie from a sibling host; it is allowed under https only.
    return "__Host-bluelamp" if settings.https else "bluelamp"


def current_actor() -> Actor:
    """Who is signed in. Raises NotSignedIn."""
    return current_session()[1]


def current_session() -> tuple[UUID, Actor, datetime]:
    if "session" not in g:
        token = request.cookies.get(cookie_name(config()), "")
        g.session = current_app.extensions["sessions"].ask(token) if token else None
    if g.session is None:
        raise NotSignedIn
    found: tuple[UUID, Actor, datetime] = g.session
    return found


@contextmanager
def transaction(actor: Actor | None = None) -> Iterator[Session]:
    """A transaction in the name of whoever is signed in. What it notes in the audit names the request."""
    with database().transaction(actor or current_actor()) as session:
        session.info["request_id"] = g.get("request_id", "")
        yield session


# PostgreSQL ended a statement that took longer than it may.
_CANCELLED = "57014"


@contextmanager
def in_time(words: str = "") -> Iterator[None]:
    """What PostgreSQL ends for its length is answered as that, and not as a database that cannot be reached. `words`: what helps."""
    try:
        yield
    except (OperationalError, psycopg.OperationalError) as error:
        if getattr(getattr(error, "orig", error), "sqlstate", None) == _CANCELLED:
            raise SearchTooLong(words) from error
        raise


def refuse_foreign(settings: Config) -> None:
    """Only our own pages may change anything, and only with JSON, which no foreign form can send."""
    if request.method in SAFE:
        return
    origin, site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site")
    if (origin and origin not in settings.allowed_origins) or (site and site != "same-origin"):
        raise WrongOrigin
    # Both are more than a stranger's page may send by itself: a browser asks first, and is not let.
    view = current_app.view_functions.get(request.endpoint or "")
    takes = "application/octet-stream" if getattr(view, "reads_its_body", False) else "application/json"
    if request.content_length and request.mimetype != takes:
        raise WrongMediaType("" if takes == "application/json" else f"Send the file, with the content type {takes}.")


def refuse_old(settings: Config) -> None:
    """An app says which generation of the wire it speaks. What says nothing is no app of ours, or one of before the number."""
    generation = request.headers.get("Bluelamp-App")
    if generation is not None and not (generation.isdecimal() and int(generation[:9]) >= settings.oldest_app):
        raise AppTooOld


def install(app: Flask, settings: Config) -> None:
    # Every request begins with it: those of a busy moment are looked up together.
    app.extensions["sessions"] = Together(
        lambda tokens: service.look_up_all(app.extensions["database"], tokens), LOOKED_UP_TOGETHER
    )

    @app.before_request
    def check_the_door() -> None:
        g.request_id = uuid4().hex
        if request.path.startswith("/api/"):
            refuse_foreign(settings)
            refuse_old(settings)
