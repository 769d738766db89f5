"""What a dispatcher weighs in a unit, in words: what speaks against sending it, what it costs, and what is good to know. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from api import clock
from api.codes.service import Codes
from api.officers import bars
from api.taskings.arriving import LOST_FIX_S, Arrival


@dataclass(frozen=True)
class Role:
    """What a unit must be for one place on a run card (the list `run_cards`)."""

    code: str
    label: str
    count: int = 1
    skills: tuple[str, ...] = ()
    equipment: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    crew: int = 1
    within_min: int = 60
    # A skill that a unit brings along beside what else it is there for: one car may be the second unit and the Taser.
    is_shared: bool = False

    @classmethod
    def of(cls, entry: dict[str, Any]) -> Role:
        return cls(
            entry["role"],
            entry["label"],
            int(entry["count"]),
            tuple(entry["skills"]),
            tuple(entry["equipment"]),
            tuple(entry["kinds"]),
            int(entry["crew"]),
            int(entry["within_min"]),
            bool(entry["shared"]),
        )


@dataclass(frozen=True)
class Penalty:
    """What makes a unit stand further back than its arrival alone."""

    code: str
    seconds: float
    words: str

    def as_json(self) -> dict[str, Any]:
        return {"code": self.code, "seconds": round(self.seconds), "words": self.words}


@dataclass(frozen=True)
class Case:
    """The incident, as far as it decides who is fit."""

    grade: str
    type: str
    lists: Codes
    at: datetime


@dataclass(eq=False)
class Candidate:
    """A unit as it stands to one incident. `against` is empty for one that could be sent, whatever for."""

    row: Any
    arrival: Arrival
    disc_m: float
    case: Case
    against: list[str] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    # Its devices are silent, and nobody has heard it by voice.
    call_first: bool = False
    penalties: list[Penalty] = field(default_factory=list)

    @property
    def counts_s(self) -> float:
        """The order: the arrival at worst, and what is counted on top."""
        return self.arrival.high_s + sum(one.seconds for one in self.penalties)

    @property
    def order(self) -> tuple[float, str]:
        return (self.counts_s, self.row["callsign"])

    @property
    def deployable(self) -> str:
        entry = self.case.lists.get("statuses", self.row["status"])
        return str(entry["deployable"]) if entry else "no"

    @property
    def is_diverted(self) -> bool:
        return self.row["job"] is not None or self.deployable == "divert"

    @property
    def is_placed(self) -> bool:
        """Whether a place of its is known on this duty."""
        return self.row["age_s"] is not None

    @property
    def is_only_lost(self) -> bool:
        """It could be sent for all we know, if only somebody knew where it is: the radio does."""
        return self.against[:1] == [NO_POSITION]

    def lacks(self, role: Role) -> list[str]:
        """Why it does not fill a role, in words; empty where it does."""
        return [*_missing(self, role), *_unequipped(self, role), *_wrong_kind(self, role), *_small_crew(self, role)]

    def unsaid(self, role: Role) -> list[str]:
        """What it fills the role with only if it has booked it out, which nobody said; in words."""
        lists = self.case.lists
        wanted = [] if self.row["equipment"] is not None else sorted(equipment_for(lists, role))
        return [f"Nobody said whether {_is(lists.label('equipment', code))} booked out." for code in wanted]

    def missing_skills(self, role: Role) -> list[str]:
        return [skill for skill in role.skills if skill not in (self.row["skills"] or [])]

    def as_json(self, role: Role) -> dict[str, Any]:
        row, lacks = self.row, self.lacks(role)
        return {
            "unit_id": str(row["id"]),
            "callsign": row["callsign"],
            "pod": row["pod"],
            "kind": row["kind"],
            "status": row["status"],
            "distance_m": round(row["distance_m"]) if self.is_placed else None,
            "reach_m": round(row["distance_m"] + self.disc_m) if self.is_placed else None,
            "arrival": self.arrival.as_json() if self.is_placed else None,
            "counts_s": round(self.counts_s) if self.is_placed else None,
            "penalties": [one.as_json() for one in self.penalties],
            "reach": row["reach"] or "no_device",
            "heard_at": clock.iso(row["heard_at"]) if row["heard_at"] else None,
            "position_age_s": round(row["age_s"]) if self.is_placed else None,
            "crew_size": row["crew_size"],
            "skills": row["skills"] or [],
            "missing_skills": self.missing_skills(role),
            "fit": not self.against and not lacks,
            "sendable": not self.against,
            "call_first": self.call_first,
            "divert": self.is_diverted,
            "reasons": [*self.against, *lacks, *self.unsaid(role), *self.reasons],
        }


def weigh(one: Candidate) -> Candidate:
    """Fill in everything that is to be said of a unit."""
    _weigh_status(one)
    _weigh_restrictions(one)
    _weigh_position(one)
    _weigh_reach(one)
    _weigh_skills(one)
    one.penalties = [penalty for penalty in _penalties(one) if penalty.seconds > 0]
    return one


def _weigh_status(one: Candidate) -> None:
    row, label = one.row, one.case.lists.label("statuses", one.row["status"])
    if row["is_on_it"]:
        one.against.append("On this incident already.")
    if row["has_emergency"]:
        one.against.append("Has called for help.")
    if one.deployable == "no":
        on = f", on {row['job']}" if row["job"] else ""
        one.against.append(f"Not available: {row['status']} {label}{on}.")
    elif one.deployable == "immediate" and one.case.grade != "I":
        one.against.append(f"{label}: only for an Immediate.")
    elif row["job"]:
        one.reasons.append(f"{label}, on {row['job']}: would be diverted.")
    else:
        one.reasons.append(f"{label} for {span(row['status_age_s'])}.")


def _weigh_restrictions(one: Candidate) -> None:
    having, crew = Counter(one.row["restrictions"]), int(one.row["crew_size"])
    for code, count in having.items():
        entry = one.case.lists.get("restrictions", code)
        if entry and (why := bars.against(entry, _asks(one, is_whole_crew=count >= crew))):
            one.against.append(f"Restricted duties in the crew ({lowered(entry['label'])}): {why}.")


def _asks(one: Candidate, *, is_whole_crew: bool) -> bars.Asks:
    case, kind = one.case, one.case.lists.get("unit_kinds", one.row["kind"])
    return bars.Asks(
        case.type,
        lowered(case.lists.label("types", case.type)),
        case.at.astimezone(clock.LONDON).strftime("%H:%M"),
        crew=int(one.row["crew_size"]),
        # Who is on foot or on a cycle needs nobody to drive. A kind that is in no list is taken for a car.
        drives=kind is None or bool(kind["road_factor"]),
        is_whole_crew=is_whole_crew,
    )


def lowered(label: str) -> str:
    """A label in the middle of a sentence."""
    return label[:1].lower() + label[1:]


# Neither its app nor its car has said on this duty where it is.
NO_POSITION = "No position known: call by radio."


def _weigh_position(one: Candidate) -> None:
    if not one.is_placed:
        one.against.append(NO_POSITION)
        return
    age = float(one.row["age_s"])
    if age > LOST_FIX_S:
        one.against.append(f"Last position {span(age)} old: call by radio first.")
        return
    old = " and old" if age > float(rule(one.case.lists, "old_position").get("after_s", 120)) else ""
    one.reasons.append(f"Position {span(age)} old{old}, within {round(one.disc_m)} m.")
    if doubted_at := one.row["doubted_at"]:
        one.reasons.append(f"Position doubted since {clock.london_time(doubted_at)}: what is told since cannot be.")
    if one.arrival.by == "straight":
        one.reasons.append("Arrival in a straight line.")


REACH_WORDS = {
    "contact_lost": "Contact lost",
    "push_dead": "App put away and no push proven",
    "no_device": "No device heard this duty",
}


def _reach_words(one: Candidate) -> str:
    """An old proof is told with its age: that is another thing than alerts which never arrived."""
    row = one.row
    if row["reach"] == "push_dead" and row["proven_at"]:
        return f"App put away, push last proven {span((one.case.at - row['proven_at']).total_seconds())} ago"
    return REACH_WORDS[row["reach"] or "no_device"]


def _weigh_reach(one: Candidate) -> None:
    """Whether a tasking would reach them is said before the dispatcher picks. A silent unit is called by voice first."""
    row = one.row
    silent = f" for {span((one.case.at - row['heard_at']).total_seconds())}" if row["heard_at"] else ""
    if row["reach"] == "reachable":
        one.reasons.append("Reachable.")
    elif row["voice_at"]:
        one.reasons.append(f"Devices silent{silent}; heard by voice at {clock.london_time(row['voice_at'])}.")
    elif row["reach"] == "asleep":
        one.reasons.append(f"App asleep{silent}: woken by push, proven at {clock.london_time(row['proven_at'])}.")
    elif row["is_offered"]:
        one.reasons.append(f"{_reach_words(one)}{silent}.")
    else:
        one.call_first = True
        one.against.append(f"{_reach_words(one)}{silent}: confirm by voice first.")


def _weigh_skills(one: Candidate) -> None:
    one.reasons.append("Crew of 1." if one.row["crew_size"] == 1 else f"Crew of {one.row['crew_size']}.")
    held = [one.case.lists.label("skills", skill) for skill in one.row["skills"] or [] if skill != "basic_driver"]
    if held:
        one.reasons.append(f"{held[0]}{''.join(', ' + label.lower() for label in held[1:])}.")


def _missing(one: Candidate, role: Role) -> list[str]:
    missing, lists = one.missing_skills(role), one.case.lists
    if not missing:
        return []
    dropped = {entry["skill"] for entry in one.row["dropped_skills"] or []}
    gone = " (not live today)" if dropped & set(missing) else ""
    return ["Lacks " + ", ".join(lists.label("skills", skill).lower() for skill in missing) + gone + "."]


def equipment_for(lists: Codes, role: Role) -> set[str]:
    """What a unit must have booked out for a role: what the card names, and the tools of the skills that it asks for."""
    return {*role.equipment, *(entry["code"] for entry in lists.lists["equipment"] if entry["skill"] in role.skills)}


def _unequipped(one: Candidate, role: Role) -> list[str]:
    """A Taser officer without a Taser is none. Where nobody said what was booked out, that is said (`unsaid`) and nobody is left out."""
    booked, lists = one.row["equipment"], one.case.lists
    if booked is None:
        return []
    return [
        f"{lists.label('equipment', code)} not booked out." for code in sorted(equipment_for(lists, role) - set(booked))
    ]


def _is(label: str) -> str:
    """`a Taser is`, `an Enforcer is`, `a UAV is`, `Shields are`."""
    if label.endswith("s") and not label.endswith("ss"):
        return f"{label} are"
    return f"{'an' if label[0] in 'AEIO' else 'a'} {label} is"


def _wrong_kind(one: Candidate, role: Role) -> list[str]:
    if not role.kinds or one.row["kind"] in role.kinds:
        return []
    return [f"{one.case.lists.label('unit_kinds', one.row['kind'])}: not a {role.label.lower()}."]


def _small_crew(one: Candidate, role: Role) -> list[str]:
    if one.row["crew_size"] >= role.crew:
        return []
    return [f"Single-crewed: this asks for a crew of {role.crew}."]


def _penalties(one: Candidate) -> list[Penalty]:
    row, lists = one.row, one.case.lists
    return [
        _penalty(lists, "cross_bcu", row["pod"] != row["incident_pod"], f"From {row['pod']}"),
        _penalty(lists, "divert", one.is_diverted, "Taken off a job"),
        _workload(lists, int(row["jobs"])),
        _refs(lists, float(row["since_refs_s"])),
        _old(lists, float(row["age_s"] or 0), is_doubted=row["doubted_at"] is not None),
    ]


def _penalty(lists: Codes, code: str, holds: bool, words: str, seconds: float | None = None) -> Penalty:
    counted = float(rule(lists, code).get("seconds", 0)) if seconds is None else seconds
    return Penalty(code, counted if holds else 0.0, f"{words}: counts {_exactly(counted)} later.")


def _workload(lists: Codes, jobs: int) -> Penalty:
    found = rule(lists, "workload")
    over = max(0, jobs - int(found.get("from", 0)) + 1)
    seconds = min(float(found.get("most_s", 0)), over * float(found.get("seconds", 0)))
    return _penalty(lists, "workload", over > 0, f"{jobs} jobs this duty", seconds)


def _refs(lists: Codes, since_s: float) -> Penalty:
    due_s = float(rule(lists, "refs_due").get("after_min", 0)) * 60
    return _penalty(lists, "refs_due", 0 < due_s < since_s, f"Refreshments due, {span(since_s)} without")


def _old(lists: Codes, age_s: float, *, is_doubted: bool) -> Penalty:
    """A position that is doubted is as good as an old one, however new it is."""
    after_s = float(rule(lists, "old_position").get("after_s", 0))
    words = "Position doubted" if is_doubted else "Old position"
    return _penalty(lists, "old_position", is_doubted or 0 < after_s < age_s, words)


def rule(lists: Codes, code: str) -> dict[str, Any]:
    """One of `ranking_rules`. A force that leaves one out does not count it."""
    return next((entry for entry in lists.lists["ranking_rules"] if entry["code"] == code), {})


def span(seconds: Any) -> str:
    """A time in the words of the room: `40 s`, `5 min`, `2 h 10 min`."""
    whole = max(0, round(float(seconds)))
    if whole < 90:
        return f"{whole} s"
    return f"{whole // 60} min" if whole < 5400 else f"{whole // 3600} h {whole % 3600 // 60} min"


def _exactly(seconds: float) -> str:
    """What is counted, as it is in the list: `45 s`, `1 min 30 s`, `8 min`."""
    minutes, rest = divmod(round(seconds), 60)
    return " ".join(
        part for part in (f"{minutes} min" if minutes else "", f"{rest} s" if rest or not minutes else "") if part
    )
