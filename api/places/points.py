"""The points of the checklist (domain reference 8.1), in the order in which they kill, and what an answer to each of them weighs.

An answer to a point with a severity is a fact about the job: it stands on the card as a line and interrupts the crew. The others
tell how the job is run; the card changes, and nobody is asked to read again.
"""

from __future__ import annotations

from dataclasses import dataclass

KNOWN, NOTHING, UNCHECKED = "known", "nothing", "unchecked"
ANSWERS = (KNOWN, NOTHING, UNCHECKED)


@dataclass(frozen=True)
class Point:
    label: str
    # Of the line on the card.
    severity: str | None = None
    # Some are only read from the record: nobody is asked for them.
    is_asked: bool = True


POINTS = {
    "weapons": Point("Weapons", "critical"),
    "suspect": Point("Suspect: where, how dressed", "high"),
    "hurt": Point("Hurt, drink or drugs", "high"),
    "place": Point("Hazards of the place", "high"),
    "children": Point("Children there", "high"),
    "people": Point("Who is there", "medium"),
    "orders": Point("Bail and court orders", "high"),
    "marac": Point("MARAC, codeword", "high"),
    "access": Point("Way in, RVP, keyholder", "medium"),
    "speech": Point("Language, hearing, speech", "medium"),
    "backup": Point("Ambulance and back-up, ETA"),
    "supervisor": Point("Supervisor aware"),
    "vehicles": Point("Vehicles", "medium"),
    "calls": Point("Calls before", is_asked=False),
    "thr": Point("THR: threat, harm, risk", is_asked=False),
}


def is_news(point: str, before: str, now: str) -> bool:
    """Whether crews on the way must read again: a danger that is known now, or one that they were told of and that is not so."""
    return POINTS[point].severity is not None and KNOWN in (before, now)
