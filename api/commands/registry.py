"""All commands by name. A noun adds its own beside its other doors; the routes, the documents and the tests read them here."""

from __future__ import annotations

from dataclasses import dataclass

from api.auth.guards import Guard
from api.commands.service import Foresee, Handler
from api.fields import CommandBody


@dataclass(frozen=True)
class Kind:
    name: str
    schema: type[CommandBody]
    guard: Guard
    handle: Handler
    # What the handler will look at first, asked in one trip with the claim.
    foresee: Foresee | None = None

    @property
    def promise(self) -> str:
        """What it does, in the handler's own words."""
        return (self.handle.__doc__ or "").strip()


KINDS: dict[str, Kind] = {}


def command(
    name: str, schema: type[CommandBody], guard: Guard, handle: Handler, foresee: Foresee | None = None
) -> None:
    KINDS[name] = Kind(name, schema, guard, handle, foresee)
