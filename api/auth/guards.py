"""Guards: every door names one, also the open ones, and a test walks through all doors to see that it does."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from api.actors import REVIEWERS, Actor
from api.auth.door import current_actor
from api.errors import NotAllowed

Guard = Callable[[Actor], None]


def officer(actor: Actor) -> None:
    """An officer at a handset."""
    _require(actor, {"officer"})


def control(actor: Actor) -> None:
    """A dispatcher or a supervisor at a board."""
    _require(actor, {"dispatcher", "supervisor"})


def officer_or_control(actor: Actor) -> None:
    """Whoever may speak for a unit: its crew, or the control room."""
    _require(actor, {"officer", "dispatcher", "supervisor"})


def supervisor(actor: Actor) -> None:
    """A supervisor."""
    _require(actor, {"supervisor"})


def reviewer(actor: Actor) -> None:
    """Whoever reviews records: joins and splits them, decides on reports from the street and on the warnings made of them."""
    _require(actor, set(REVIEWERS))


def oversight(actor: Actor) -> None:
    """A supervisor or an auditor, who looks back at what was done."""
    _require(actor, {"supervisor", "auditor"})


def auditor(actor: Actor) -> None:
    """An auditor, of professional standards."""
    _require(actor, {"auditor"})


def administrator(actor: Actor) -> None:
    """An administrator."""
    _require(actor, {"administrator"})


def keepers_of_devices(actor: Actor) -> None:
    """Whoever gives devices out and takes them back: a supervisor or an administrator."""
    _require(actor, {"supervisor", "administrator"})


def keepers_of_officers(actor: Actor) -> None:
    """Whoever says what an officer may not be sent to for now: a supervisor or an administrator."""
    _require(actor, {"supervisor", "administrator"})


def anybody(actor: Actor) -> None:
    """Everybody who is signed in."""


def _require(actor: Actor, roles: set[str]) -> None:
    if not actor.roles & roles:
        raise NotAllowed


def guarded(guard: Guard) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A door behind a guard: signed in, and allowed."""

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def door(*args: Any, **kwargs: Any) -> Any:
            guard(current_actor())
            return view(*args, **kwargs)

        door.guard = guard.__name__  # type: ignore[attr-defined]  # read by the test that walks through all doors
        return door

    return decorate


def by_key(view: Callable[..., Any]) -> Callable[..., Any]:
    """A door for a device without a session: the view itself asks for the key before anything else."""
    view.guard = "by_key"  # type: ignore[attr-defined]  # as above
    return view


def open_to_all(view: Callable[..., Any]) -> Callable[..., Any]:
    """An open door, because somebody decided so."""
    view.guard = "open_to_all"  # type: ignore[attr-defined]  # as above
    return view
