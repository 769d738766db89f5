"""THRIVE without a database: its six parts, and where two people see an incident differently (domain reference 1.6)."""

from __future__ import annotations

from collections.abc import Callable

# In the order of the word. The handset and the board name them likewise (pwa/src/domain/thrive.ts).
PARTS = {
    "threat": "Threat",
    "harm": "Harm",
    "risk": "Risk",
    "investigation": "Investigation",
    "vulnerability": "Vulnerability",
    "engagement": "Engagement",
}
CALL_HANDLER, OFFICER = "call_handler", "officer"
ROLES = {CALL_HANDLER: "Call handler", OFFICER: "Officer"}

Levels = dict[str, str]
Label = Callable[[str], str]


def other(role: str) -> str:
    """Whose assessment stands beside that of this role."""
    return OFFICER if role == CALL_HANDLER else CALL_HANDLER


def told(levels: Levels, label: Label) -> str:
    """`Threat high, Harm medium, ...`: all six, as they go into the log."""
    return ", ".join(f"{name} {label(levels[part]).lower()}" for part, name in PARTS.items())


def differences(levels: Levels, beside: Levels, role: str, label: Label) -> list[str]:
    """Each part that is seen differently, in words: `Threat (officer: high; call handler: standard)`."""
    return [
        f"{name} ({ROLES[role].lower()}: {label(levels[part]).lower()}; {ROLES[other(role)].lower()}: {label(beside[part]).lower()})"
        for part, name in PARTS.items()
        if levels[part] != beside[part]
    ]
