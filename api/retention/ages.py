"""What goes by its age alone: counted first, taken away in small pieces, each piece with a row of the audit in its transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from api import clock
from api.actors import SYSTEM
from api.audit import service as audit
from api.audit import states
from api.codes import service as codes
from api.db import Database, run
from api.retention import rules
from api.retention.rules import Sweep

# So many rows at a time: nobody who works waits for a lock of the run.
PIECE = 2_000
EVERY_S = 3600.0

# An incident waits for as long as somebody named in it is held, or of a group that is kept for longer, by any record of that person;
# and while it is held itself.
_INCIDENTS = """
    SELECT i.id, cad_reference(i.cad_number, i.cad_date) FROM incidents i WHERE i.state = 'closed' AND i.closed_at < %(before)s
        AND NOT EXISTS (SELECT FROM units u WHERE u.incident_id = i.id)
        AND NOT EXISTS (SELECT FROM taskings t WHERE t.incident_id = i.id AND t.ended_at IS NULL)
        AND NOT EXISTS (SELECT FROM named_records n WHERE n.incident_id = i.id AND n.removed_at IS NULL AND (
            -- By arrays: joined to the members, the policies of the tables would let no index be asked.
            EXISTS (SELECT FROM nominals r WHERE r.id = ANY (ARRAY(SELECT member FROM of_one_person(ARRAY[n.record_id])))
                AND r.retention_group <= 2)
            OR EXISTS (SELECT FROM vehicle_records r WHERE r.id = n.record_id AND r.retention_group <= 2)
            OR EXISTS (SELECT FROM addresses r WHERE r.id = n.record_id AND r.retention_group <= 2)
            OR EXISTS (SELECT FROM unnest(ARRAY(SELECT member FROM of_one_person(ARRAY[n.record_id]))) AS o (id)
                WHERE (SELECT d.decision FROM retention_decisions d WHERE d.record_id = o.id ORDER BY d.decided_at DESC, d.id LIMIT 1)
                    = 'hold')))
        AND (SELECT d.decision FROM retention_decisions d WHERE d.record_id = i.id ORDER BY d.decided_at DESC, d.id LIMIT 1)
            IS DISTINCT FROM 'hold'
    ORDER BY i.closed_at, i.id LIMIT %(most)s
"""
_DUTIES = """
    SELECT count(*) FROM duties d WHERE d.ended_at < %(before)s AND NOT EXISTS (SELECT FROM taskings t WHERE t.duty_id = d.id)
        AND NOT EXISTS (SELECT FROM reports r WHERE r.duty_id = d.id) AND NOT EXISTS (SELECT FROM emergencies e WHERE e.duty_id = d.id)
"""


def days(session: Session, rule: str) -> int:
    """For how many days a rule keeps: as the code list says, and never shorter than the law or the wire allows."""
    entry = codes.current(session).get("retention_rules", rule) or {"days": 0}
    return max(int(entry["days"]), rules.SHORTEST_DAYS.get(rule, 1))


def before(session: Session, rule: str) -> datetime:
    """What is older than this is past its time."""
    return clock.now() - timedelta(days=days(session, rule))


def counts(session: Session) -> list[tuple[str, str, int]]:
    """`(rule, table, how many rows)` that a run would take away, for the dry run. It changes nothing."""
    run(session, "SET LOCAL statement_timeout = 0")
    incident = {"before": before(session, rules.INCIDENT), "most": None}
    found = [
        (rules.INCIDENT, "incidents", len(run(session, _INCIDENTS, incident).fetchall())),
        (rules.INCIDENT, "duties", int(run(session, _DUTIES, incident).fetchall()[0][0])),
    ]
    found += [(one.rule, one.table, _count(session, one)) for one in rules.SWEEPS]
    return [one for one in found if one[2]]


def _count(session: Session, sweep: Sweep) -> int:
    asked = f"SELECT count(*) FROM {sweep.table} t WHERE {sweep.past}"  # noqa: S608  our own names
    return int(run(session, asked, {"before": before(session, sweep.rule)}).fetchall()[0][0])


def erase_all(database: Database, by: str) -> dict[str, int]:
    """Every rule in turn, what belongs together first. Gives the rows of each table; what went with an incident is counted with it."""
    erased = {"incidents": erase_incidents(database, by), "duties": _erase_duties(database, by)}
    erased |= erase(database, {sweep.rule for sweep in rules.SWEEPS}, by)
    return {table: rows for table, rows in erased.items() if rows}


def sweep_by_itself(database: Database) -> None:
    """The worker's own run, over what needs nobody's judgement."""
    erase(database, rules.BY_ITSELF, "the server")


def erase(database: Database, which: Iterable[str], by: str) -> dict[str, int]:
    """Take away what is past the time of these rules. A second run finds nothing to do."""
    erased: dict[str, int] = {}
    for sweep in rules.SWEEPS:
        if sweep.rule in which:
            while rows := _erase_piece(database, sweep, by):
                erased[sweep.table] = erased.get(sweep.table, 0) + rows
    return erased


def _erase_piece(database: Database, sweep: Sweep, by: str) -> int:
    piece = f"SELECT t.ctid FROM {sweep.table} t WHERE {sweep.past} LIMIT {PIECE}"  # noqa: S608  our own names
    act = f"UPDATE {sweep.table} SET {sweep.empties} = NULL" if sweep.empties else f"DELETE FROM {sweep.table}"  # noqa: S608
    with database.transaction(SYSTEM) as session:
        run(session, "SET LOCAL statement_timeout = 0")
        rows, kept = _take(session, sweep, f"{act} WHERE ctid = ANY (ARRAY({piece}))")
        if rows:
            what = f"{sweep.empties} in {sweep.table}" if sweep.empties else sweep.table
            put_by = f", {kept} of them kept with their incidents" if kept else ""
            _note(session, f"erase {what}", f"{rows} rows{put_by}", sweep.rule, by)
    return rows


def _take(session: Session, sweep: Sweep, act: str) -> tuple[int, int]:
    """How many rows a piece took away, and how many of them were put by in the same statement."""
    told = {"before": before(session, sweep.rule)}
    if not sweep.keeps:
        return run(session, act, told).rowcount, 0
    both = f"WITH gone AS ({act} RETURNING *), kept AS ({sweep.keeps} RETURNING 1)"
    counted = "SELECT (SELECT count(*) FROM gone), (SELECT count(*) FROM kept)"
    rows, kept = run(session, f"{both} {counted}", told).fetchall()[0]
    return int(rows), int(kept)


def erase_incidents(database: Database, by: str) -> int:
    """Incidents past their time with everything that belongs to them, reports from the street and THRIVE too."""
    erased = 0
    while True:
        with database.transaction(SYSTEM) as session:
            run(session, "SET LOCAL statement_timeout = 0")
            limit = before(session, rules.INCIDENT)
            batch = run(session, _INCIDENTS, {"before": limit, "most": PIECE // 10}).fetchall()
            gone = sum(_erase_incident(session, one[0], one[1], limit, by) for one in batch)
        erased += gone
        # Somebody may have reopened one between the look and the lock: then the next run finds it or does not.
        if not gone:
            return erased


def _erase_incident(session: Session, incident_id: UUID, reference: str, limit: datetime, by: str) -> bool:
    if not run(session, "SELECT erase_incident(%s, %s)", (incident_id, limit)).fetchall()[0][0]:
        return False
    _note(session, "erase incident", f"incident {incident_id}", rules.INCIDENT, by, reference)
    return True


def _erase_duties(database: Database, by: str) -> int:
    erased = 0
    while True:
        with database.transaction(SYSTEM) as session:
            run(session, "SET LOCAL statement_timeout = 0")
            asked = (before(session, rules.INCIDENT), PIECE)
            gone = int(run(session, "SELECT erase_duties(%s, %s)", asked).fetchall()[0][0])
            if gone:
                _note(session, "erase duties", f"{gone} duties with their crews and statuses", rules.INCIDENT, by)
        if not gone:
            return erased
        erased += gone


def _note(session: Session, action: str, subject: str, rule: str, by: str, reference: str = "") -> None:
    told = f"Retention, {rule}, past {days(session, rule)} days"
    reason = "; ".join(part for part in (told, reference, f"run by {by}") if part)
    audit.note(session, action=action, subject=subject, reason=reason, kind=states.ERASURE)
