"""Who acts: an officer at a handset, a controller at a board, or the system itself."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

CONTROL_ROLES = frozenset({"dispatcher", "supervisor"})


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
        if self.is_control:
            return "control"
        return "audit" if "auditor" in self.roles else "crew"

    @property
    def feed(self) -> str:
        return f"duty:{self.duty_id}" if self.duty_id else ""

    @property
    def is_control(self) -> bool:
        return bool(self.roles & CONTROL_ROLES)


# Jobs, imports and the door itself act in their own name, never in a person's.
SYSTEM = Actor(id="system", label="Bluelamp")
