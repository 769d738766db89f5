"""Do the boards tell the truth? Compares the snapshot and the feeds with a recount of the record, row by row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson
from sqlalchemy import text
from sqlalchemy.orm import Session

from api.actors import SYSTEM
from api.board import service
from api.db import Database
from api.officers import service as officers
from api.outbox import boards

_UNITS = f"""
    SELECT u.callsign FROM unit_rows r JOIN units u ON u.id = r.id JOIN LATERAL (SELECT body FROM messages m
        WHERE m.recipient = {boards.PREFIX} || u.pod AND m.kind = 'unit.changed' AND m.row_id = u.id::text
        ORDER BY seq DESC LIMIT 1) m ON true WHERE m.body <> r.body
"""  # noqa: S608  our own words
# A new grade or place reaches the crew on its card; the board knows it from the incident. A step of the server's clock moves what
# waits, and so since when a change is unread; nobody is told of that.
_UNTOLD = "'{brief_revision,unread_since}'::text[]"
_TASKINGS = f"""
    SELECT t.id FROM tasking_rows r JOIN taskings t ON t.id = r.id JOIN incidents i ON i.id = t.incident_id
    JOIN units u ON u.id = t.unit_id JOIN LATERAL (SELECT body FROM messages m
        WHERE m.recipient = {boards.PREFIX_OF_TASKING} || i.pod AND m.kind = 'tasking.changed' AND m.row_id = t.id::text
        ORDER BY seq DESC LIMIT 1) m ON true WHERE m.body - {_UNTOLD} <> r.body - {_UNTOLD}
"""  # noqa: S608  our own words

# Each finds rows that must not be; what it selects names them.
RULES: tuple[tuple[str, str], ...] = (
    (
        "feed {0} is numbered to {1} but holds {2} messages from {3}",
        "SELECT r.name, r.last_seq, count(m.seq), min(m.seq) FROM recipients r LEFT JOIN messages m ON m.recipient"
        " = r.name GROUP BY r.name, r.last_seq"
        " HAVING count(m.seq) <> r.last_seq - COALESCE(min(m.seq), r.last_seq + 1) + 1",
    ),
    (
        "the newest message on unit {0} is not the unit as it is",
        _UNITS,
    ),
    (
        "the newest message on incident {0} is not the incident as it is",
        "SELECT cad_reference(i.cad_number, i.cad_date) FROM incident_rows r JOIN incidents i ON i.id = r.id JOIN"
        " LATERAL (SELECT body FROM messages m"
        " WHERE m.recipient = 'board:' || i.pod AND m.kind = 'incident.changed' AND m.row_id = i.id::text ORDER BY"
        " seq DESC LIMIT 1) m ON true WHERE m.body <> r.body",
    ),
    (
        "the newest message on tasking {0} is not the tasking as it is",
        _TASKINGS,
    ),
    (
        "unit {0} stands at {1} but its last applied status is {2}",
        "SELECT u.callsign, u.status, s.code FROM units u JOIN LATERAL (SELECT code FROM statuses s WHERE s.unit_id = u.id AND s.is_applied"
        " ORDER BY received_at DESC, occurred_at DESC LIMIT 1) s ON true WHERE s.code <> u.status",
    ),
    (
        "incident {0} says that it has {1} log entries but has {2}",
        "SELECT cad_reference(i.cad_number, i.cad_date), i.log_count, count(l.id) FROM incidents i LEFT JOIN"
        " log_entries l ON l.incident_id = i.id"
        " GROUP BY i.id HAVING count(l.id) <> i.log_count",
    ),
    (
        "the CAD numbers of {0} end at {1} but there are {2}",
        "SELECT c.local_date, c.last_number, count(i.id) FROM cad_counters c LEFT JOIN incidents i ON i.cad_date = c.local_date"
        " GROUP BY c.local_date, c.last_number HAVING count(i.id) <> c.last_number",
    ),
    (
        "incident {0} has an arrival at {1} that no unit made",
        "SELECT cad_reference(i.cad_number, i.cad_date), i.arrived_at FROM incidents i WHERE i.arrived_at IS NOT NULL"
        " AND i.arrived_at IS DISTINCT FROM (SELECT min(t.at_scene_at) FROM taskings t WHERE t.incident_id = i.id)"
        # A covert unit stops no clock while it is one.
        " AND i.arrived_at IS DISTINCT FROM (SELECT min(t.at_scene_at) FROM taskings t"
        " WHERE t.incident_id = i.id AND NOT t.is_covert)",
    ),
    (
        "unit {0} is off duty and still tasked",
        "SELECT u.callsign FROM units u JOIN taskings t ON t.unit_id = u.id AND t.ended_at IS NULL WHERE u.duty_id IS NULL",
    ),
)

_RECOUNT: dict[str, str] = {
    "units": "SELECT count(*) FROM units WHERE duty_id IS NOT NULL",
    "incidents": "SELECT count(*) FROM incidents WHERE state <> 'closed'",
    "taskings": "SELECT count(*) FROM taskings WHERE ended_at IS NULL",
    "emergencies": "SELECT count(*) FROM emergencies WHERE closed_at IS NULL",
}


def run(database: Database) -> Iterator[str]:
    """Every disagreement as a sentence; none when all agree. Reads one state of the database throughout."""
    with database.transaction(SYSTEM, isolation="REPEATABLE READ") as session:
        yield from _snapshot_faults(session)
        for sentence, rule in RULES:
            for row in session.execute(text(rule)):
                yield sentence.format(*row)


def _snapshot_faults(session: Session) -> Iterator[str]:
    snapshot: dict[str, Any] = orjson.loads(
        service.snapshot(session, [pod.code for pod in officers.pods(session)], sees_covert=True)
    )
    shown = {
        "units": sum(unit["duty_id"] is not None for unit in snapshot["units"]),
        "incidents": sum(incident["state"] != "closed" for incident in snapshot["incidents"]),
        "taskings": sum(tasking["ended_at"] is None for tasking in snapshot["taskings"]),
        "emergencies": len(snapshot["emergencies"]),
    }
    for name, recount in _RECOUNT.items():
        counted = session.execute(text(recount)).scalar_one()
        if counted != shown[name]:
            yield f"the board shows {shown[name]} {name}, a recount finds {counted}"
