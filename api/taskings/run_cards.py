"""Run cards: what should go to an incident, what goes already, which set would fulfil it, and what is missing, in words.

The cards are data (the list `run_cards`): one for a type, and more on top for each qualifier (a knife, a firearm).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from api.codes.service import Codes
from api.taskings.weighing import Candidate, Role


@dataclass(frozen=True)
class RunCard:
    """All cards that hold for one incident as one: of each role the largest number that any of them asks for."""

    labels: list[str]
    roles: list[Role]
    tell: list[str]

    @property
    def lead(self) -> Role:
        """Who is looked for first: the list of candidates is for this role."""
        return self.roles[0]


def card_for(lists: Codes, type_: str, grade: str, qualifiers: Iterable[str]) -> RunCard:
    """The card of an incident. Where none holds, any unit with the skills of the type."""
    marks, entries = set(qualifiers), lists.lists["run_cards"]
    typed = [one for one in entries if one["type"] == type_ and grade in one["grades"]]
    more = [one for one in entries if not one["type"] and one["qualifier"] in marks and grade in one["grades"]]
    if not typed:
        found = _plain(lists, type_)
        return found if not more else _merged([_entry(found), *more])
    return _merged([*typed, *more])


def _plain(lists: Codes, type_: str) -> RunCard:
    """What no card is written for is attended by one unit with the skills that its type names."""
    entry = next((one for one in lists.lists["run_cards"] if not one["type"] and not one["qualifier"]), None)
    role = Role.of(entry["roles"][0]) if entry else Role("any", "Any unit")
    skills = (lists.get("types", type_) or {}).get("skills", [])
    return RunCard([entry["label"] if entry else role.label], [replace(role, skills=tuple(skills))], [])


def _entry(card: RunCard) -> dict[str, Any]:
    return {"label": card.labels[0], "roles": card.roles, "tell": card.tell}


def _merged(entries: list[dict[str, Any]]) -> RunCard:
    roles: dict[str, Role] = {}
    for entry in entries:
        for raw in entry["roles"]:
            role = raw if isinstance(raw, Role) else Role.of(raw)
            asked = roles.get(role.code)
            roles[role.code] = replace(role, count=max(role.count, asked.count)) if asked else role
    # A double-crewed unit is a response unit; whoever asks for two of those and one of these does not ask for three.
    if "double_response" in roles:
        roles.pop("response", None)
        roles.pop("any", None)
    tell = list(dict.fromkeys(who for entry in entries for who in entry["tell"]))
    return RunCard([entry["label"] for entry in entries], list(roles.values()), tell)


@dataclass
class Filled:
    """One role with who fills it: those who go already, and those who are proposed on top."""

    role: Role
    going: list[Candidate] = field(default_factory=list)
    proposed: list[Candidate] = field(default_factory=list)
    shortfall: str = ""

    @property
    def missing(self) -> int:
        return max(0, self.role.count - len(self.going) - len(self.proposed))


def fill(card: RunCard, going: list[Candidate], offers: dict[str, list[Candidate]]) -> list[Filled]:
    """Who fills which role. `offers`: for each role the best who could be sent, in order.

    Roles with the fewest offers choose first, so that the only dog unit is not spent as the second car. A shared skill is
    filled by anybody who goes, whatever else they are there for.
    """
    filled = {role.code: Filled(role) for role in card.roles}
    own = sorted((role for role in card.roles if not role.is_shared), key=lambda role: len(offers[role.code]))
    shared = [role for role in card.roles if role.is_shared]
    spent: set[Any] = set()
    for role in own:
        filled[role.code].going = _take(going, role, role.count, spent)
    for role in shared:
        filled[role.code].going = [one for one in going if not one.lacks(role)][: role.count]
    _propose(filled, own, shared, offers, spent)
    return list(filled.values())


def _propose(
    filled: dict[str, Filled], own: list[Role], shared: list[Role], offers: dict[str, list[Candidate]], spent: set[Any]
) -> None:
    # Who brings a missing skill is sent first: they may fill another place as well, and nobody is sent in vain.
    for role in shared:
        offered = _in_time(role, offers[role.code])
        filled[role.code].proposed = _take(offered, role, filled[role.code].missing, set(spent))
    wanted = [one for role in shared for one in filled[role.code].proposed]
    for role in own:
        offered = _in_time(role, offers[role.code])
        carriers = [one for one in wanted if one in offered]
        first = [*carriers, *(one for one in offered if one not in carriers)]
        filled[role.code].proposed = _take(first, role, filled[role.code].missing, spent)
    chosen = [one for role in own for one in filled[role.code].proposed]
    for role in shared:
        _prefer_chosen(filled[role.code], chosen)


def _prefer_chosen(filled: Filled, chosen: list[Candidate]) -> None:
    """Where somebody who is sent anyway has the skill, nobody else is sent for it."""
    able = [one for one in chosen if not one.lacks(filled.role)]
    need = len(filled.proposed)
    filled.proposed = [*able, *(one for one in filled.proposed if one not in able)][:need]


def _take(offered: list[Candidate], role: Role, count: int, spent: set[Any]) -> list[Candidate]:
    """The first who fill a role and are spent on no other. They are spent now."""
    taken = [one for one in offered if one.row["id"] not in spent and not one.lacks(role)][:count]
    spent.update(one.row["id"] for one in taken)
    return taken


def _in_time(role: Role, offered: list[Candidate]) -> list[Candidate]:
    return [one for one in offered if one.arrival.high_s <= role.within_min * 60]


def proposed(filled: list[Filled]) -> list[Candidate]:
    """The set that would fulfil the card, each unit once, in the order of the roles."""
    by_id = {one.row["id"]: one for part in filled for one in part.proposed}
    return list(by_id.values())


def shortfall(role: Role, missing: int, nearest: Candidate | None, lost: Candidate | None, *, is_anybody: bool) -> str:
    """`No dog unit within 20 min: nearest DP31, 20 to 26 min, on a job. DP32 has no position known: call by radio.`

    `lost`: one of whom no place is known. `is_anybody`: anybody on duty is like this, be it somebody who goes already.
    """
    label = role.label if role.label[:2].isupper() else role.label[0].lower() + role.label[1:]
    what = f"No {label}" if missing >= role.count else f"{missing} more: {label}"
    if nearest is None and lost is None:
        return f"{what}: all on duty are on this incident already." if is_anybody else f"{what} on duty at all."
    parts = [f"{what} within {role.within_min} min"]
    if nearest:
        parts[0] += f": nearest {nearest.row['callsign']}, {nearest.arrival.words}{_why(nearest)}"
    if lost:
        parts.append(_lost(lost))
    return "".join(f"{part}. " for part in parts).strip()


def _lost(one: Candidate) -> str:
    why = "" if one.is_only_lost else _why(one)
    return f"{one.row['callsign']}{why}{',' if why else ''} has no position known: call by radio"


def _why(one: Candidate) -> str:
    if one.against:
        return f", {one.against[0][0].lower()}{one.against[0][1:].rstrip('.')}"
    return f", on {one.row['job']}" if one.row["job"] else ", free"
