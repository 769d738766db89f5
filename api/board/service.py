"""The board's snapshot: the last numbers first, then everything that the watched pods show."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import orjson
from sqlalchemy import text
from sqlalchemy.orm import Session

from api import clock
from api.devices import service as devices
from api.errors import Invalid
from api.officers import service as officers
from api.outbox import boards, feeds

# All of London at the peak is ten megabytes: no board may stay empty because a busy database needs longer than any other answer may.
PATIENCE_MS = 10_000
# What has just ended stays in sight for a while: somebody will ask about it.
KEPT = timedelta(hours=1)


def _list(view: str, which: str) -> str:
    """A JSON list of rows, as text: a jsonb of ten megabytes would be made only to be written out."""
    return f"(SELECT '[' || COALESCE(string_agg(r.body::text, ','), '') || ']' FROM {view} r WHERE {which})"  # noqa: S608  our own views


# Nobody else's board has the taskings of a covert unit, whatever incident they are of.
_TASKINGS = """r.incident_id IN (SELECT id FROM shown)
    AND (:covert OR (r.unit_id NOT IN (SELECT id FROM units WHERE is_covert) AND r.id NOT IN (SELECT id FROM taskings WHERE is_covert)))"""

_AHEAD = """r.settled_at IS NULL AND r.id IN (SELECT id FROM devices_ahead WHERE is_believed)
    AND (:covert OR NOT EXISTS (SELECT FROM devices_ahead a JOIN duties d ON 'duty:' || d.id = a.recipient
        JOIN units u ON u.id = d.unit_id WHERE a.id = r.id AND u.is_covert))"""

# What is not read yet is in sight however old it is.
_NOTICES = """r.id IN (SELECT id FROM notice_tellings WHERE told_at > :since
    UNION ALL SELECT id FROM notice_tellings WHERE read_at IS NULL AND ended_at IS NULL)
    AND (:covert OR r.unit_id NOT IN (SELECT id FROM units WHERE is_covert))
    AND (r.unit_id IN (SELECT id FROM crewed) OR EXISTS (SELECT FROM notices n LEFT JOIN incidents i ON i.id = n.incident_id
        WHERE n.id = r.notice_id AND (n.pod = ANY(:pods) OR i.pod = ANY(:pods))))"""

# A supervisor is called, whatever pod it is of.
_CALLS = """r.id IN (SELECT id FROM taskings WHERE alarm = 'supervisor' AND (:covert OR NOT is_covert))
    AND (:covert OR r.unit_id NOT IN (SELECT id FROM units WHERE is_covert))"""

_SEEN = """
    WITH unaware AS MATERIALIZED (
        -- Jobs of which a crew does not know that it was taken off: it may be at the door, however long ago the job was closed.
        SELECT t.incident_id AS id FROM escalations e JOIN taskings t ON t.id = e.tasking_id
        WHERE e.brief_revision = 0 AND (e.ended_at IS NULL OR e.outcome = 'all steps done')
    ), shown AS MATERIALIZED (
        SELECT i.id FROM incidents i
        WHERE (i.state <> 'closed' OR i.closed_at > :since OR i.id IN (SELECT id FROM unaware))
          AND (i.pod = ANY(:pods) OR EXISTS (SELECT FROM taskings t JOIN units u ON u.id = t.unit_id
              WHERE t.incident_id = i.id AND u.pod = ANY(:pods) AND (:covert OR NOT (u.is_covert OR t.is_covert))))
    ), crewed AS MATERIALIZED (
        SELECT u.id FROM units u
        WHERE (u.duty_id IS NOT NULL OR u.status_received_at > :since) AND (:covert OR NOT u.is_covert)
          AND (u.pod = ANY(:pods) OR EXISTS (SELECT FROM taskings t WHERE t.unit_id = u.id AND t.incident_id IN (SELECT id FROM shown)
              AND (:covert OR NOT t.is_covert)))
    ), told AS MATERIALIZED (
        SELECT id FROM crewed
        -- Guests: of another pod, on the ground of one of these.
        UNION SELECT u.id FROM units u
            WHERE u.guest_in <> '{}' AND u.guest_in && CAST(:pods AS text[]) AND (:covert OR NOT u.is_covert)
    )
"""
_POSITIONS = f"""{_SEEN}
    SELECT '"positions":' || {_list("position_rows", "r.unit_id IN (SELECT id FROM told)")}
"""  # noqa: S608  our own views
_SHOWN = f"""{_SEEN}
    SELECT '"units":' || {_list("unit_rows", "r.id IN (SELECT id FROM told)")}
        || ',"positions":' || {_list("position_rows", "r.unit_id IN (SELECT id FROM told)")}
        || ',"incidents":' || {_list("incident_rows", "r.id IN (SELECT id FROM shown)")}
        || ',"taskings":' || {_list("tasking_rows", _TASKINGS)}
        || ',"thrive":' || {_list("thrive_rows", "r.incident_id IN (SELECT id FROM shown)")}
        || ',"emergencies":' || {_list("emergency_rows", "r.closed_at IS NULL")}
        || ',"calls":' || {_list("call_rows", _CALLS)}
        || ',"ahead":' || {_list("ahead_rows", _AHEAD)}
        || ',"notices":' || {_list("notice_rows", _NOTICES)}
        || ',"zones":' || {_list("zone_rows", "r.ended_at IS NULL")}
"""  # noqa: S608  our own views


def pods_named(session: Session, given: str) -> list[str]:
    """The pods of `CE,NE` or `all`. Raises Invalid for one that does not exist."""
    known = [pod.code for pod in officers.pods(session)]
    wanted = known if given == "all" else sorted({code.strip().upper() for code in given.split(",") if code.strip()})
    unknown = [code for code in wanted if code not in known]
    if unknown or not wanted:
        raise Invalid(details={"pods": [f"There is no pod {', '.join(unknown) or 'named'}."]})
    return wanted


def snapshot(session: Session, pods: list[str], *, sees_covert: bool) -> str:
    """Everything that a board shows, as JSON text; covert units only where they may be seen."""
    names = boards.followed(pods, sees_covert=sees_covert)
    # The numbers are read before the data, so a message that slips in between is read twice, and never missed.
    last = feeds.last_seqs(session, names)
    now = clock.now()
    head: dict[str, Any] = {"epoch": feeds.epoch(session), "server_time": clock.iso(now), "pods": pods, "feeds": last}
    head["presence"] = [row for rows in devices.reach_by_board(session, names).values() for row in rows]
    return _with_rows(session, head, _SHOWN, {"pods": pods, "since": now - KEPT, "covert": sees_covert})


def positions(session: Session, pods: list[str], *, sees_covert: bool) -> str:
    """Where all are whom a board shows, as JSON text. Positions are in no feed, so a board whose line was down reads them again."""
    now = clock.now()
    asked = {"pods": pods, "since": now - KEPT, "covert": sees_covert}
    return _with_rows(session, {"server_time": clock.iso(now)}, _POSITIONS, asked)


def _with_rows(session: Session, head: dict[str, Any], sql: str, asked: dict[str, Any]) -> str:
    session.execute(text(f"SET LOCAL statement_timeout = {PATIENCE_MS}"))
    return f"{orjson.dumps(head).decode()[:-1]},{session.execute(text(sql), asked).scalar_one()}}}"
