"""Reading incidents: lists with filters, one with its log, and those that may be the same thing."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from api import clock
from api.errors import Invalid, NotFound
from api.incidents import states

_PAGE = """
    SELECT jsonb_build_object('items', COALESCE(jsonb_agg(p.body ORDER BY p.opened_at DESC, p.id DESC), '[]'),
        'next', CASE WHEN count(*) = :limit THEN (array_agg(iso(p.opened_at) || '_' || p.id ORDER BY p.opened_at, p.id))[1] END)::text
    FROM (SELECT r.body, i.opened_at, i.id FROM incidents i JOIN incident_rows r ON r.id = i.id
          WHERE (CAST(:pod AS text) IS NULL OR i.pod = :pod) AND (CAST(:state AS text) IS NULL OR i.state = :state)
            AND (CAST(:grade AS text) IS NULL OR i.grade = :grade)
            AND (CAST(:words AS text) IS NULL OR i.what ILIKE :words OR i.address ILIKE :words)
            AND (CAST(:number AS integer) IS NULL OR i.cad_number = :number) AND (CAST(:day AS date) IS NULL OR i.cad_date = :day)
            AND (CAST(:before AS timestamptz) IS NULL OR (date_trunc('milliseconds', i.opened_at), i.id) < (:before,
                CAST(:before_id AS uuid)))
          ORDER BY i.opened_at DESC, i.id DESC LIMIT :limit) p
"""

_ONE = """
    WITH visible AS (
        SELECT t.id, u.callsign FROM taskings t JOIN units u ON u.id = t.unit_id
        WHERE t.incident_id = :id AND (:covert OR NOT (t.is_covert OR u.is_covert))
    )
    SELECT jsonb_build_object('incident', i.body,
        'taskings', COALESCE((SELECT jsonb_agg(t.body ORDER BY t.id) FROM tasking_rows t
            WHERE t.incident_id = :id AND t.id IN (SELECT id FROM visible)), '[]'),
        'receipts', COALESCE((SELECT jsonb_agg(jsonb_build_object('tasking_id', v.id, 'callsign', v.callsign,
                'brief_revision', r.brief_revision, 'device_id', r.device_id, 'kind', COALESCE(d.kind, 'handset'),
                'officer', COALESCE(o.rank || ' ' || o.name, ''), 'rung', r.rung, 'channel', r.channel, 'at', iso(r.received_at))
                ORDER BY r.received_at, r.device_id, r.rung)
            FROM visible v JOIN receipts r ON r.tasking_id = v.id LEFT JOIN devices d ON d.id = r.device_id
            LEFT JOIN officers o ON o.id = d.officer_id), '[]'),
        'log', COALESCE((SELECT jsonb_agg(l.body ORDER BY l.number) FROM log_rows l WHERE l.incident_id = i.id), '[]'),
        'thrive', thrive_of(i.id),
        'caller_number', (SELECT caller_number FROM incidents n WHERE n.id = i.id))
    FROM incident_rows i WHERE i.id = :id
"""

_NEAR = """
    SELECT r.body, ST_Distance(i.place, here) AS distance_m, EXTRACT(epoch FROM :now - i.opened_at) / 60 AS minutes,
           greatest(similarity(i.what, :what), similarity(i.address, :address) * 0.8) AS words
    FROM incidents_near(:lon, :lat, :near_m) i JOIN incident_rows r ON r.id = i.id,
         (SELECT ST_Transform(ST_SetSRID(ST_MakePoint(:lon, :lat), 4326), 27700) AS here) point
    WHERE i.opened_at > :since AND i.duplicate_of IS NULL
"""


def page(session: Session, query: dict[str, Any]) -> str:
    """A page of incidents, newest first, as JSON text. `q` is a CAD reference or words. Raises Invalid for a foreign cursor."""
    number, day, words = _asked(query["q"])
    before, before_id = _cursor(query["cursor"])
    params = {key: query[key] for key in ("pod", "state", "grade", "limit")}
    params |= {"number": number, "day": day, "words": words, "before": before, "before_id": before_id}
    return str(session.execute(text(_PAGE), params).scalar_one())


def _asked(q: str | None) -> tuple[int | None, Any, str | None]:
    if not q:
        return None, None, None
    if reference := states.parse_cad(q):
        return reference[0], reference[1], None
    escaped = q.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return None, None, f"%{escaped}%"


def _cursor(given: str | None) -> tuple[datetime | None, UUID | None]:
    if not given:
        return None, None
    try:
        at, _, id_ = given.partition("_")
        return datetime.fromisoformat(at), UUID(id_)
    except ValueError:
        raise Invalid(
            "This cursor was not made here.", details={"cursor": ["This cursor was not made here."]}
        ) from None


def one(session: Session, incident_id: UUID) -> dict[str, Any]:
    """An incident with its taskings, as far as the actor may see them, and its whole log. Raises NotFound."""
    covert = session.info["actor"].sees_covert
    found = session.execute(text(_ONE), {"id": incident_id, "covert": covert}).scalar()
    if found is None:
        raise NotFound("There is no such incident.")
    whole: dict[str, Any] = found
    return whole


def similar(session: Session, lon: float, lat: float, what: str, address: str) -> list[dict[str, Any]]:
    """Open or recent incidents that may be the same thing, likeliest first, each with why."""
    now = clock.now()
    params = {"lon": lon, "lat": lat, "what": what, "address": address, "now": now, "near_m": states.NEAR_M}
    rows = session.execute(text(_NEAR), params | {"since": now - _WINDOW}).mappings()
    found = [_judged(dict(row)) for row in rows]
    return sorted((one for one in found if one["score"] >= states.LIKELY), key=lambda one: -one["score"])[:5]


_WINDOW = clock.minutes(states.NEAR_MINUTES)


def _judged(row: dict[str, Any]) -> dict[str, Any]:
    distance, minutes, words = float(row["distance_m"]), float(row["minutes"]), float(row["words"])
    why = [f"{round(distance)} m away", f"{round(minutes)} min ago"]
    if words > 0.3:
        why.append("told in like words")
    return {
        "incident": row["body"],
        "distance_m": round(distance),
        "minutes": round(minutes),
        "score": states.likeness(distance, minutes, words),
        "why": ", ".join(why),
    }
