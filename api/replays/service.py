"""Replays: what units, taskings and logs did on some ground and in some time, out of the record, for whoever oversees and says why.

The look is written down before anything is read, and every crew that is shown finds it on its own page (trails).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy.orm import Session

from api import clock
from api.audit import service as audit
from api.db import run
from api.errors import Invalid, NotFound
from api.fixes.fix import SOURCES
from api.replays import record
from api.replays.schemas import LONGEST_OF_AREA, LONGEST_OF_INCIDENT
from api.trails import reasons
from api.trails import service as trails

BEFORE_INCIDENT, AFTER_INCIDENT = timedelta(minutes=5), timedelta(minutes=10)


@dataclass(frozen=True)
class Scene:
    """What a replay is about: in words, in the audit, on the ground (EWKB, metres), and when."""

    about: str
    subject: str
    ground: bytes
    since: datetime
    until: datetime
    incident_id: UUID | None = None


def show(session: Session, asked: dict[str, Any]) -> bytes:
    """The replay as JSON. Raises NotFound for no such incident or area, Invalid for no reason, or for more than one answer holds."""
    reason = reasons.given(session, asked["reason"], asked["words"])
    scene = _scene(session, asked)
    _refuse_long(scene)
    stretch = trails.stretch(scene.since, scene.until)
    audit.note(session, action="view replay", subject=scene.subject, reason=f"{scene.about}, {stretch}; {reason}")
    params = _paced(session, scene, _params(session, scene))
    units, ids, counts = run(session, record.UNITS, params).fetchall()[0]
    incidents, taskings, log = run(session, record.REST, params).fetchall()[0]
    trails.note(
        session, "replay", dict(zip(ids, counts, strict=True)), scene.since, scene.until, f"{scene.about}; {reason}"
    )
    head = {"since": clock.iso(scene.since), "until": clock.iso(scene.until), "about": scene.about, "reason": reason}
    parts = {"units": units, "incidents": incidents, "taskings": taskings, "log": log}
    told = {name: orjson.Fragment(text) for name, text in parts.items()}
    return orjson.dumps({**head, "ground": _bounds(session, scene), "sources": list(SOURCES), **told})


def _scene(session: Session, asked: dict[str, Any]) -> Scene:
    if asked["cad"]:
        return _of_incident(session, asked)
    if asked["area"]:
        area = asked["area"]
        found = run(session, record.AREA, (area["kind"], area["code"])).fetchone()
        if found is None:
            raise NotFound("There is no such area.")
        return Scene(found[0], f"area {area['kind']}:{area['code']}", found[1], asked["since"], asked["until"])
    ground = run(session, record.BOX, tuple(asked["box"])).fetchall()[0][0]
    corners = ", ".join(f"{degrees:.3f}" for degrees in asked["box"])
    return Scene("A part of the map", f"map {corners}", ground, asked["since"], asked["until"])


def _of_incident(session: Session, asked: dict[str, Any]) -> Scene:
    found = run(session, record.INCIDENT.format(near=record.NEAR_M), (asked["cad"].upper(),)).fetchone()
    if found is None:
        raise NotFound("There is no incident with this reference.")
    incident_id, cad, opened, closed, ground = found
    since = asked["since"] or opened - BEFORE_INCIDENT
    until = asked["until"] or min(clock.now(), closed + AFTER_INCIDENT, since + LONGEST_OF_INCIDENT)
    return Scene(f"Incident {cad}", f"incident {incident_id}", ground, since, until, incident_id)


def _refuse_long(scene: Scene) -> None:
    most = LONGEST_OF_INCIDENT if scene.incident_id else LONGEST_OF_AREA
    if scene.until <= scene.since:
        raise Invalid(details={"until": ["The end must come after the beginning."]})
    if scene.until - scene.since > most:
        hours = most.seconds // 3600
        what = "an incident" if scene.incident_id else "an area"
        raise Invalid(
            f"A replay of {what} spans {hours} hours at most. Choose a shorter time.", details={"until": ["Too long."]}
        )


def _params(session: Session, scene: Scene) -> dict[str, Any]:
    early = scene.since - timedelta(seconds=record.BEFORE_S)
    params = {"since": scene.since, "until": scene.until, "early": early, "ground": scene.ground}
    params |= {"sources": list(SOURCES), "most": record.MOST_FIXES}
    if scene.incident_id:
        return params | {"incidents": [scene.incident_id]}
    return params | {"incidents": [row[0] for row in run(session, record.INCIDENTS_OF_GROUND, params).fetchall()]}


def _paced(session: Session, scene: Scene, params: dict[str, Any]) -> dict[str, Any]:
    """So fine as one answer holds. Where it holds not even the coarsest, what to narrow is said in minutes: somebody can type that."""
    hours = (scene.until - scene.since).total_seconds() / 3600
    for pace in record.PACES_S[0 if hours <= 1 else 1 if hours <= LONGEST_OF_AREA.seconds / 3600 else 2 :]:
        if run(session, record.COUNT, {**params, "pace": pace}).fetchall()[0][0] <= record.MOST_FIXES:
            return {**params, "pace": pace}
    half = max(1, int(hours * 30))
    raise Invalid(
        f"That holds more than {record.MOST_FIXES:,} positions. Choose {half} minutes or less, or a smaller area.",
        details={"until": ["Too much for one replay."]},
    )


def _bounds(session: Session, scene: Scene) -> list[float]:
    sql = """SELECT ST_XMin(b), ST_YMin(b), ST_XMax(b), ST_YMax(b)
        FROM (SELECT ST_Transform(ST_GeomFromEWKB(%s), 4326) AS b) found"""
    return [float(one) for one in run(session, sql, (scene.ground,)).fetchall()[0]]


def areas(session: Session) -> list[dict[str, str]]:
    """What a replay may be asked for by name, BCUs first."""
    rows = run(session, "SELECT kind, code, name FROM areas WHERE kind IN ('borough', 'pod') ORDER BY kind DESC, name")
    return [{"kind": kind, "code": code, "name": name} for kind, code, name in rows.fetchall()]
