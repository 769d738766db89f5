"""Closest and fit: who could go, in which order, and why; and the nearest ones left out, with why.

Hard filters first (deployable, reachable, restrictions, skills and equipment live, crewing), then the arrival at worst plus
what is counted on top (domain reference 2.6). Arrival is taken from the whole disc in which a unit may be by now, by road
where a network is in memory. A unit is never left unseen: whoever could still be sooner is looked at (`_settled`).
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import inf, isfinite
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from api import clock
from api.codes import service as codes
from api.errors import Invalid, NotFound
from api.taskings import arriving, near, run_cards
from api.taskings.arriving import NOBODY_KNOWS, UNKNOWN_KIND, Estimate, Pace
from api.taskings.near import EVERYBODY, EVERYBODY_THERE_IS, Asked, Look, Only, Scene
from api.taskings.run_cards import Filled, RunCard
from api.taskings.ways import Ways
from api.taskings.weighing import Candidate, Case, Role, equipment_for, rule, weigh

# First all kinds, so that reasons can be given; then, for as long as it takes, only those who could be sent.
LOOKS = (
    Look(600, 60, within_m=6_000),
    Look(2_000, 60, within_m=9_000),
    Look(EVERYBODY_THERE_IS, 200),
    Look(EVERYBODY_THERE_IS, EVERYBODY_THERE_IS),
)
# Left out are told so many, and so many of them of whom no place is known.
LEFT_OUT, LOST_OUT = 5, 2

_INCIDENT = text("""
    SELECT grade, type, qualifiers, pod, ST_X(place) AS east, ST_Y(place) AS north,
        ST_X(ST_Transform(place, 4326)) AS lon, ST_Y(ST_Transform(place, 4326)) AS lat,
        (SELECT name FROM road_networks WHERE is_current) AS network
    FROM incidents WHERE id = :id
""")
# A line of the log that starts so ticks the card.
_TOLD = text("SELECT text FROM log_entries WHERE incident_id = :id AND text LIKE 'Told: %'")


@dataclass
class Field:
    """Everybody who could go to one incident, looked at as far out as it takes."""

    session: Session
    incident: Scene
    case: Case
    qualifiers: list[str]
    ways: Ways
    # Each unit is weighed once, so that it is the same candidate for every role of a card.
    seen: dict[UUID, Candidate] = field(default_factory=dict)

    @classmethod
    def of(cls, session: Session, incident_id: UUID) -> Field:
        row = session.execute(_INCIDENT, {"id": incident_id}).one_or_none()
        if row is None:
            raise NotFound("There is no such incident.")
        case = Case(row.grade, row.type, codes.current(session), clock.now())
        where = Scene(incident_id, row.lon, row.lat)
        return cls(session, where, case, list(row.qualifiers), Ways(row.east, row.north, row.network))

    @cached_property
    def estimate(self) -> Estimate:
        return Estimate.of(self.case.lists)

    @cached_property
    def paces(self) -> dict[str, Pace]:
        return {entry["code"]: Pace.of(entry) for entry in self.case.lists.lists["unit_kinds"]}

    def pace(self, kind: str) -> Pace:
        return self.paces.get(kind) or Pace.of(UNKNOWN_KIND)

    @cached_property
    def asked(self) -> Asked:
        """The paces as the database is told them, to know whom it need not show."""
        kinds, unknown = list(self.paces), Pace.of(UNKNOWN_KIND)
        paces = [*self.paces.values(), unknown]
        beats = [arriving.least_mps(pace, self.estimate, self.ways.fastest_mps) for pace in paces]
        discs = [pace.straight_mps / self.estimate.detour for pace in paces]
        return Asked(
            kinds,
            beats[:-1],
            discs[:-1],
            [pace.drift_mps for pace in self.paces.values()],
            beats[-1],
            discs[-1],
            unknown.drift_mps,
            str(rule(self.case.lists, "refs_due").get("status", "")),
            self.case.at,
            [entry["code"] for entry in self.case.lists.lists["statuses"] if entry["deployable"] != "no"],
        )

    @cached_property
    def nearest(self) -> tuple[list[Candidate], float]:
        """The nearest of all kinds, and within which time nobody else is."""
        found, within_s = self._look(LOOKS[0], EVERYBODY, busy=near.FEW)
        if len(found) < LOOKS[0].scan + near.FEW:
            # A thin force: somebody further off may still be whom a dispatcher asks about.
            return self._look(replace(LOOKS[0], within_m=None), EVERYBODY, busy=near.FEW)
        return found, within_s

    @cached_property
    def going(self) -> list[Candidate]:
        """Who is tasked to it already."""
        return self._weighed(near.going(self.session, self.incident, self.asked))

    def only(self, role: Role, *, is_sendable: bool = False) -> Only:
        """What a role asks of a unit, in the words of a search."""
        equipment = sorted(equipment_for(self.case.lists, role))
        return Only(role.skills, equipment, role.kinds, role.crew, is_sendable=is_sendable)

    def best(self, role: Role, count: int) -> list[Candidate]:
        """The first `count` who fill a role, in their order: the same as if everybody had been looked at."""
        found, within_s = self.nearest
        only = self.only(role, is_sendable=True)
        for look in (*LOOKS[1:], None):
            fit = sorted((one for one in found if not one.against and not one.lacks(role)), key=lambda one: one.order)
            if look is None or _settled(fit, count, within_s):
                return fit[:count]
            # Once there are enough, the last of them says how far anybody else could come from: one more look settles it.
            until_s = fit[count - 1].counts_s if len(fit) >= count else None
            found, within_s = self._look(replace(look, until_s=until_s), only)
        return []

    def nearest_like(self, role: Role, taken: Set[UUID]) -> Candidate | None:
        """The nearest who would fill a role, free or not, and is not `taken`: what a shortfall is told by."""
        look = Look(EVERYBODY_THERE_IS, LEFT_OUT + len(taken) + len(self.going))
        found, _ = self._look(look, self.only(role), busy=EVERYBODY_THERE_IS)
        return min(self._others(found, role, taken), key=lambda one: one.arrival.high_s, default=None)

    def unplaced_like(self, role: Role, taken: Set[UUID] = frozenset(), *, anywhere: bool) -> list[Candidate]:
        """A few of the same of whom no place is known, those first who could be sent: of the incident's BCU, or of every one."""
        lost = near.lost(self.session, self.incident, anywhere=anywhere)
        rows = near.unplaced(self.session, self.incident, self.asked, self.only(role), lost) if lost else []
        return sorted(self._others(self._weighed(rows), role, taken), key=lambda one: not one.is_only_lost)

    def is_anybody_like(self, role: Role) -> bool:
        """Whether anybody on duty would fill a role at all, wherever they are and whatever they do."""
        return near.is_anybody(self.session, self.only(role))

    @staticmethod
    def _others(found: list[Candidate], role: Role, taken: Set[UUID]) -> list[Candidate]:
        return [one for one in found if not one.lacks(role) and not one.row["is_on_it"] and one.row["id"] not in taken]

    def _look(self, look: Look, only: Only, *, busy: int = 0) -> tuple[list[Candidate], float]:
        found = near.nearest(self.session, self.incident, self.asked, look, busy=busy, only=only)
        return self._weighed(found.rows), found.all_within_s

    def _weighed(self, rows: list[Any]) -> list[Candidate]:
        fresh = [row for row in rows if row["id"] not in self.seen]
        drives = [row for row in fresh if row["age_s"] is not None and self.pace(row["kind"]).road_factor]
        seconds = self.ways.seconds([row["east"] for row in drives], [row["north"] for row in drives])
        by_road = {row["id"]: float(time) for row, time in zip(drives, seconds, strict=True)}
        self.seen.update({row["id"]: self._weigh(row, by_road.get(row["id"], float("inf"))) for row in fresh})
        return [self.seen[row["id"]] for row in rows]

    def _weigh(self, row: Any, road_s: float) -> Candidate:
        if row["age_s"] is None:
            return weigh(Candidate(row, NOBODY_KNOWS, inf, self.case))
        pace = self.pace(row["kind"])
        disc = arriving.disc_m(row["accuracy_m"], row["speed_mps"], row["age_s"], pace)
        if isfinite(road_s):
            arrival = arriving.by_road(road_s, disc, pace, self.estimate)
        else:
            arrival = arriving.straight(row["distance_m"], disc, pace, self.estimate)
        return weigh(Candidate(row, arrival, disc, self.case))


def _settled(fit: list[Candidate], count: int, within_s: float) -> bool:
    """Nobody who was not looked at could stand before the last of these."""
    return not isfinite(within_s) or (len(fit) >= count and fit[count - 1].counts_s <= within_s)


def rank(session: Session, incident_id: UUID, *, limit: int, skills: list[str] | None = None) -> dict[str, Any]:
    """The candidates for an incident and its run card. The list is for the card's first role; `skills` overrides it.

    Raises Invalid for a skill that is in no list.
    """
    around = Field.of(session, incident_id)
    card = run_cards.card_for(around.case.lists, around.case.type, around.case.grade, around.qualifiers)
    role = card.lead if skills is None else _asked_for(around, skills)
    fit = around.best(role, limit)
    return {
        "needed_skills": list(role.skills),
        "needed_crew": role.crew,
        "needed": role.label,
        "by": "road" if around.ways.known else "straight",
        "by_words": around.ways.words,
        "candidates": [one.as_json(role) for one in fit],
        "excluded": [one.as_json(role) for one in _left_out(around, role, fit)],
        "card": _card(around, card),
    }


def _asked_for(around: Field, skills: list[str]) -> Role:
    if unknown := [skill for skill in skills if skill not in around.case.lists.known("skills")]:
        raise Invalid(f"No skill has the code {', '.join(unknown)}.")
    return Role("asked", "Unit", skills=tuple(skills))


def _left_out(around: Field, role: Role, fit: list[Candidate]) -> list[Candidate]:
    """The nearest units that a dispatcher would ask about: why are they not on the list? None that is further than all of it."""
    out = [one for one in around.nearest[0] if (one.against or one.lacks(role)) and not one.row["is_on_it"]]
    furthest = max((one.arrival.high_s for one in fit), default=float("inf"))
    nearer = [one for one in out if one.arrival.high_s <= furthest]
    nearer.sort(key=lambda one: (one.arrival.high_s, one.row["callsign"]))
    # Who is nowhere is further than nobody: the last lines are theirs who would be on the list, were their place known.
    lost = [one for one in around.unplaced_like(role, anywhere=False) if one.is_only_lost][:LOST_OUT]
    return [*nearer[: LEFT_OUT - len(lost)], *lost]


def _card(around: Field, card: RunCard) -> dict[str, Any]:
    """What should go, what goes, who would fulfil it, and what is missing."""
    # As many for each role as all roles together could take away from it.
    most = sum(role.count for role in card.roles)
    filled = run_cards.fill(card, around.going, {role.code: around.best(role, most) for role in card.roles})
    taken = {one.row["id"] for one in run_cards.proposed(filled)}
    for part in filled:
        if part.missing:
            part.shortfall = _shortfall(around, part, taken)
    told = set(around.session.execute(_TOLD, {"id": around.incident.id}).scalars())
    return {
        "labels": card.labels,
        "roles": [_place(part) for part in filled],
        "tell": [
            {"code": who, "label": label, "is_told": f"Told: {label.lower()}." in told}
            for who, label in ((who, around.case.lists.label("told", who)) for who in card.tell)
        ],
        "proposed": [
            {
                "unit_id": str(one.row["id"]),
                "callsign": one.row["callsign"],
                "arrival": one.arrival.words,
                "divert": one.is_diverted,
                "roles": [part.role.label for part in filled if one in part.proposed],
                "unsaid": _once(words for part in filled if one in part.proposed for words in one.unsaid(part.role)),
            }
            for one in run_cards.proposed(filled)
        ],
    }


def _shortfall(around: Field, part: Filled, taken: set[UUID]) -> str:
    role = part.role
    nearest = around.nearest_like(role, taken)
    lost = next(iter(around.unplaced_like(role, taken, anywhere=True)), None)
    # "Nobody at all" is said only where nobody is.
    is_anybody = nearest is not None or lost is not None or around.is_anybody_like(role)
    return run_cards.shortfall(role, part.missing, nearest, lost, is_anybody=is_anybody)


def _place(part: Filled) -> dict[str, Any]:
    return {
        "role": part.role.code,
        "label": part.role.label,
        "count": part.role.count,
        "within_min": part.role.within_min,
        "going": [one.row["callsign"] for one in part.going],
        "proposed": [one.row["callsign"] for one in part.proposed],
        "missing": part.missing,
        "shortfall": part.shortfall,
        "unsaid": [
            f"{one.row['callsign']}: {words[0].lower()}{words[1:]}"
            for one in [*part.going, *part.proposed]
            for words in one.unsaid(part.role)
        ],
    }


def _once(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(words))
