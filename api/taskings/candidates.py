"""Closest and fit: who could go, in which order, and why; and the nearest one left out, with why.

Distance is taken from the edge of the disc in which a unit may be by now, not from its last dot.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from api import clock
from api.codes import service as codes
from api.errors import NotFound

# How far a unit may have come since its last fix, where the fix gives no speed: walking pace, or a car in traffic.
WALKING_MPS, DRIVING_MPS = 1.5, 8.0
ON_FOOT = frozenset({"foot", "cycle", "neighbourhood"})
# Streets are longer than the bird's way.
DETOUR = 1.4
# Blue lights in London traffic; on foot, a quick walk (domain reference 2.6: labelled as estimated).
RESPONSE_MPS, FOOT_MPS = 11.0, 1.8
OLD_FIX_S, LOST_FIX_S = 120, 900
# How many of the nearest are looked at: enough that skills and status leave ten.
SCAN = 60

_NEAREST = text(
    """
    SELECT u.id, u.callsign, u.pod, u.kind, u.status, u.emergency_id IS NOT NULL AS has_emergency,
           EXTRACT(epoch FROM :now - u.status_at) AS status_age_s, d.skills, d.dropped_skills,
           (SELECT count(*) FROM crew c WHERE c.duty_id = u.duty_id AND c.left_at IS NULL) AS crew_size,
           ST_Distance(p.place, i.place) AS distance_m, EXTRACT(epoch
               FROM :now - p.fixed_at) AS age_s, p.accuracy_m, p.speed_mps, i.pod AS incident_pod,
           (SELECT cad_reference(o.cad_number, o.cad_date) || ' (' || o.grade || ')' FROM taskings t
               JOIN incidents o ON o.id = t.incident_id
            WHERE t.unit_id = u.id AND t.ended_at IS NULL ORDER BY t.assigned_at DESC LIMIT 1) AS job,
           EXISTS (SELECT FROM taskings t WHERE t.unit_id = u.id AND t.incident_id = i.id AND t.ended_at IS NULL) AS is_on_it,
           r.state AS reach, r.heard_at, r.proven_at, r.voice_at, COALESCE(r.is_offered, false) AS is_offered
    FROM incidents i, positions p JOIN units u ON u.id = p.unit_id LEFT JOIN duties d ON d.id = u.duty_id
    LEFT JOIN LATERAL (SELECT * FROM unit_reach(:now) WHERE unit_id = u.id) r ON true
    WHERE i.id = :id AND {only}
    ORDER BY p.place <-> (SELECT place FROM incidents WHERE id = :id) LIMIT :scan
""".replace("{only}", "p.is_deployable AND u.duty_id IS NOT NULL")
)
_LEFT_OUT = text(
    str(_NEAREST).replace("p.is_deployable AND u.duty_id IS NOT NULL", "u.status <> '11'").replace(":scan", "5")
)


@dataclass
class Candidate:
    """A unit as the dispatcher weighs it. `against` is empty for one that is fit."""

    row: Any
    needed: list[str]
    grade: str
    deployable: str
    lists: codes.Codes
    against: list[str] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)

    @property
    def reach_m(self) -> float:
        """The distance at worst: the unit may have moved away since its fix."""
        speed = self.row["speed_mps"] or (WALKING_MPS if self.row["kind"] in ON_FOOT else DRIVING_MPS)
        # Under half a minute the dot is where the unit is; after a quarter of an hour nobody knows any better.
        drift = speed * min(max(0.0, float(self.row["age_s"]) - 30), LOST_FIX_S)
        return float(self.row["distance_m"]) + float(self.row["accuracy_m"]) + drift

    @property
    def seconds(self) -> float:
        """The time to get there, estimated."""
        pace = FOOT_MPS if self.row["kind"] in ON_FOOT else RESPONSE_MPS
        return self.reach_m * DETOUR / pace

    @property
    def missing(self) -> list[str]:
        return [skill for skill in self.needed if skill not in (self.row["skills"] or [])]

    @property
    def order(self) -> tuple[Any, ...]:
        """Fit first, then those that have all skills, then free before diverted, then by the time to get there."""
        return (bool(self.against), len(self.missing), self.is_diverted, self.seconds, self.row["callsign"])

    @property
    def is_diverted(self) -> bool:
        return self.row["job"] is not None or self.deployable == "divert"

    def as_json(self) -> dict[str, Any]:
        return {
            "unit_id": str(self.row["id"]),
            "callsign": self.row["callsign"],
            "pod": self.row["pod"],
            "kind": self.row["kind"],
            "status": self.row["status"],
            "distance_m": round(self.row["distance_m"]),
            "reach_m": round(self.reach_m),
            "eta_s": round(self.seconds),
            "reach": self.row["reach"] or "no_device",
            "heard_at": clock.iso(self.row["heard_at"]) if self.row["heard_at"] else None,
            "position_age_s": round(self.row["age_s"]),
            "skills": self.row["skills"] or [],
            "missing_skills": self.missing,
            "fit": not self.against,
            "divert": self.is_diverted,
            "reasons": [*self.against, *self.reasons],
        }


def rank(session: Session, incident_id: UUID, *, limit: int, skills: list[str] | None = None) -> dict[str, Any]:
    """The candidates for an incident. `skills` overrides those that its type asks for."""
    lists = codes.current(session)
    found = session.execute(text("SELECT grade, type FROM incidents WHERE id = :id"), {"id": incident_id}).one_or_none()
    if found is None:
        raise NotFound("There is no such incident.")
    grade, type_ = found
    needed = skills if skills is not None else (lists.get("types", type_) or {}).get("skills", [])
    near = _weighed(session, _NEAREST, incident_id, needed, grade, lists)
    fit = sorted((one for one in near if not one.against), key=lambda one: one.order)[:limit]
    left_out = _nearest_left_out(session, incident_id, near, fit, (needed, grade, lists))
    return {
        "needed_skills": needed,
        "candidates": [one.as_json() for one in fit],
        "excluded": left_out.as_json() if left_out else None,
    }


def _nearest_left_out(
    session: Session, incident_id: UUID, near: list[Candidate], fit: list[Candidate], how: Any
) -> Candidate | None:
    """The nearest unit that a dispatcher would ask about: why is it not on the list?"""
    out = [*(one for one in near if one.against), *_weighed(session, _LEFT_OUT, incident_id, *how)]
    out = [one for one in out if one.against and not one.row["is_on_it"]]
    nearest = min(out, key=lambda one: one.row["distance_m"], default=None)
    if nearest and fit and nearest.row["distance_m"] > max(one.row["distance_m"] for one in fit):
        return None
    return nearest


def _weighed(
    session: Session, query: Any, incident_id: UUID, needed: list[str], grade: str, lists: codes.Codes
) -> list[Candidate]:
    rows = session.execute(query, {"id": incident_id, "now": clock.now(), "scan": SCAN}).mappings()
    return [_weigh(Candidate(row, needed, grade, _deployable(lists, row["status"]), lists)) for row in rows]


def _deployable(lists: codes.Codes, status: str) -> str:
    entry = lists.get("statuses", status)
    return str(entry["deployable"]) if entry else "no"


def _weigh(one: Candidate) -> Candidate:
    _weigh_status(one)
    _weigh_skills(one)
    _weigh_position(one)
    _weigh_reach(one)
    one.reasons.append("Crew of 1." if one.row["crew_size"] == 1 else f"Crew of {one.row['crew_size']}.")
    if one.row["pod"] != one.row["incident_pod"]:
        one.reasons.append(f"From {one.row['pod']}.")
    return one


def _weigh_status(one: Candidate) -> None:
    label = one.lists.label("statuses", one.row["status"])
    if one.row["is_on_it"]:
        one.against.append("On this incident already.")
    if one.row["has_emergency"]:
        one.against.append("Has called for help.")
    if one.deployable == "no":
        one.against.append(f"Not available: {one.row['status']} {label}.")
    elif one.deployable == "immediate" and one.grade != "I":
        one.against.append(f"{label}: only for an Immediate.")
    elif one.row["job"]:
        one.reasons.append(f"{label}, on {one.row['job']}: would be diverted.")
    else:
        one.reasons.append(f"{label} for {_span(one.row['status_age_s'])}.")


def _weigh_skills(one: Candidate) -> None:
    if one.missing:
        one.reasons.append(
            "Lacks " + ", ".join(one.lists.label("skills", skill).lower() for skill in one.missing) + "."
        )
    elif one.needed:
        one.reasons.append("Has " + ", ".join(one.lists.label("skills", skill).lower() for skill in one.needed) + ".")


def _weigh_position(one: Candidate) -> None:
    age = float(one.row["age_s"])
    if age > LOST_FIX_S:
        one.against.append(f"Last position {_span(age)} old: call by radio first.")
    else:
        old = " and old" if age > OLD_FIX_S else ""
        one.reasons.append(
            f"Position {_span(age)} old{old}, within {round(one.reach_m - float(one.row['distance_m']))} m."
        )


REACH_WORDS = {
    "contact_lost": "Contact lost",
    "push_dead": "App put away and no push proven",
    "no_device": "No device heard this duty",
}


def _weigh_reach(one: Candidate) -> None:
    """Whether a tasking would reach them is said before the dispatcher picks. A silent unit is called by voice first."""
    row = one.row
    silent = f" for {_span((clock.now() - row['heard_at']).total_seconds())}" if row["heard_at"] else ""
    if row["reach"] == "reachable":
        return
    if row["voice_at"]:
        one.reasons.append(f"Devices silent{silent}; heard by voice at {clock.london_time(row['voice_at'])}.")
    elif row["reach"] == "asleep":
        one.reasons.append(f"App asleep{silent}: woken by push, proven at {clock.london_time(row['proven_at'])}.")
    elif row["is_offered"]:
        one.reasons.append(f"{REACH_WORDS[row['reach']]}{silent}.")
    else:
        one.against.append(f"{REACH_WORDS[row['reach'] or 'no_device']}{silent}: confirm by voice first.")


def _span(seconds: Any) -> str:
    whole = max(0, round(float(seconds)))
    if whole < 90:
        return f"{whole} s"
    return f"{whole // 60} min" if whole < 5400 else f"{whole // 3600} h {whole % 3600 // 60} min"
