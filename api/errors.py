"""Every way to say no, on one page. One exception for each broken rule; one JSON shape for all of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID


class Problem(Exception):
    """A request that cannot be served. `message` is a sentence for the person who asked."""

    status = 400
    code = "bad_request"
    message = "This request could not be understood."

    def __init__(
        self, message: str = "", *, details: dict[str, Any] | None = None, retry_after_s: int | None = None
    ) -> None:
        super().__init__(message or self.message)
        self.message = message or self.message
        self.details = details or {}
        self.retry_after_s = retry_after_s


class NotSignedIn(Problem):
    status, code, message = 401, "not_signed_in", "Sign in first."


class WrongCredentials(Problem):
    status, code, message = 401, "wrong_credentials", "The pay number or the password is not right."


class TooManyAttempts(Problem):
    status, code, message = 429, "too_many_attempts", "Too many attempts. Wait a minute and try again."


class NotAllowed(Problem):
    status, code, message = 403, "not_allowed", "Your role does not allow this."


class WrongOrigin(Problem):
    status, code, message = 403, "wrong_origin", "This request did not come from our own pages."


class OverBudget(Problem):
    status, code, message = 403, "over_budget", "That is more than the budget of looks. A supervisor can allow more."


class NotFound(Problem):
    """`near`: records that were asked for by kind and id. Those that are restricted are written down for their owners."""

    status, code, message = 404, "not_found", "There is nothing here, or it is not yours to see."

    def __init__(
        self, message: str = "", *, details: dict[str, Any] | None = None, near: Iterable[tuple[str, UUID]] = ()
    ) -> None:
        super().__init__(message, details=details)
        self.near = tuple(near)


class AppTooOld(Problem):
    status, code, message = (
        426,
        "app_too_old",
        "This version of Bluelamp is too old for the control room. Get the new version; what you have not sent is kept.",
    )


class WrongMediaType(Problem):
    status, code, message = 415, "wrong_media_type", "Send JSON, with the content type application/json."


class Invalid(Problem):
    status, code, message = 422, "invalid", "Some fields are not right."


class CommandReused(Problem):
    status, code, message = 422, "command_reused", "This command id was used before with other content."


class StartOver(Problem):
    status, code, message = 410, "start_over", "This cursor belongs to another database or is too old. Load a snapshot."


class SearchTooLong(Problem):
    status, code, message = (
        422,
        "search_too_long",
        "This search took too long and was ended. Say more: another name, a date, a postcode.",
    )


class NotReady(Problem):
    status, code, message = 503, "not_ready", "The service cannot reach its database. Try again in a few seconds."


class Refused(Exception):
    """A command that was understood and not done. It is an outcome, told to the person who asked."""

    def __init__(self, code: str, message: str, *, near: Iterable[tuple[str, UUID]] = ()) -> None:
        """`near`: as of NotFound."""
        super().__init__(message)
        self.code = code
        self.message = message
        self.near = tuple(near)


class NeedsConfirmation(Refused):
    """A command that may do harm if applied now: ask the person. `waits`: until they have answered, also on another device."""

    def __init__(self, code: str, message: str, *, waits: bool = True) -> None:
        super().__init__(code, message)
        self.waits = waits
