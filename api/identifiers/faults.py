"""What an identifier is told when it is none."""

from __future__ import annotations


class NotAnIdentifier(ValueError):
    """These letters and digits cannot be what they were given as: the message says why, to a person."""


def bare(typed: str) -> str:
    """Capitals, without what people put between groups."""
    return "".join(sign for sign in typed.upper() if sign not in " -.\u00a0\t")
