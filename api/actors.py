"""Who acts: an officer at a handset, a controller at a board, or the system itself."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

ROLES = ("officer", "dispatcher", "supervisor", "reviewer", "auditor", "administrator")
CONTROL_ROLES = frozenset({"dispatcher", "supervisor"})
# Who may know that a covert unit is there (decision 23).
SEE_COVERT = frozenset({"supervisor"})
# Supervisors review too, where a force has nobody whose work it is.
REVIEWERS = frozenset({"supervisor", "reviewer"})


@dataclass(frozen=True)
class Actor:
    """Enough of a person to decide what they may do and to sign what they did."""

    id: UUID | str
    label: str
    roles: frozenset[str] = frozenset()
    pod: str = ""
    pay_number: str = ""
    unit_id: UUID | None = None
    duty_id: UUID | None = None

    @property
    def scope(self) -> str:
        """What row-level security lets this actor see: `system`, `control`, `audit` or `crew`."""
        if not self.roles:
            return "system"
        # A reviewer decides in the name of the control room, and sits at no board: the doors ask for the role.
        if self.is_control or "reviewer" in self.roles:
            return "control"
        return "audit" if "auditor" in self.roles else "crew"

    @property
    def feed(self) -> str:
        return f"duty:{self.duty_id}" if self.duty_id else ""

    @property
    def is_control(self) -> bool:
        return bool(self.roles & CONTROL_ROLES)

    @property
    def sees_covert(self) -> bool:
        """The system acts for nobody, and sees all."""
        return not self.roles or bool(self.roles & SEE_COVERT)


# Jobs, imports and the door itself act in their own name, never in a person's.
SYSTEM = Actor(id="system", label="Bluelamp")
