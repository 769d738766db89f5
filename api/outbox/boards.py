"""Whose boards hear of what. Each pod has a feed for every board, and one beside it for who may see covert units (decision 23).

Whatever tells of a unit asks here for the feed, so that a covert unit is in no message that reaches another board.
"""

from __future__ import annotations

from collections.abc import Iterable

from api.actors import Actor

EVERYBODY, COVERT = "board:", "covert:"
KINDS = (EVERYBODY, COVERT)

# The same in SQL, for a unit that is called `u` there.
PREFIX = f"CASE WHEN u.is_covert THEN '{COVERT}' ELSE '{EVERYBODY}' END"
# Of a tasking `t` of that unit: what was covert once stays so.
PREFIX_OF_TASKING = f"CASE WHEN u.is_covert OR t.is_covert THEN '{COVERT}' ELSE '{EVERYBODY}' END"


def feed(pod: str, *, is_covert: bool = False) -> str:
    """The feed of a pod's boards that hears of a unit."""
    return (COVERT if is_covert else EVERYBODY) + pod


def followed(pods: Iterable[str], *, sees_covert: bool) -> list[str]:
    """All feeds that a board of these pods follows."""
    kinds = (False, True) if sees_covert else (False,)
    return [feed(pod, is_covert=is_covert) for pod in pods for is_covert in kinds]


def may_follow(actor: Actor, name: str) -> bool:
    """The control room follows the boards, and who may see covert units follows theirs."""
    return actor.is_control and (name.startswith(EVERYBODY) or (actor.sees_covert and name.startswith(COVERT)))
