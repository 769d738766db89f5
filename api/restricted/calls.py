"""Calls that are about a restricted record: at a refuge, at the home of a witness, from their number.

Nobody in the control room and no crew is told. The record's owner is, out of the rows written here, because only they can judge
whether somebody must be rung, or whether a crew must be given a key.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from api import clock
from api.audit import service as audit
from api.db import run

# Of calls that go on: those of which the owner of one of these records has not heard yet. `records`: null for all.
_SINCE = """
    SELECT i.id, cad_reference(i.cad_number, i.cad_date), f.kind, f.record_id, f.how
    FROM unnest(%(jobs)s::uuid[]) AS j (id) JOIN incidents i ON i.id = j.id CROSS JOIN LATERAL (
        SELECT kind, record_id, how FROM restricted_of_call(j.id, %(today)s, true, true)
        UNION ALL SELECT n.kind, n.record_id, 'one that names it' FROM named_records n
        WHERE n.incident_id = j.id AND n.removed_at IS NULL AND restricted_owner(n.record_id) IS NOT NULL) f
    WHERE (%(records)s::uuid[] IS NULL OR f.record_id = ANY (%(records)s)) AND NOT EXISTS (SELECT FROM audit a
        WHERE substring(a.subject FROM '[0-9a-f-]{36}$') = f.record_id::text AND a.action LIKE 'restricted record %%'
            AND a.action = 'restricted record called'
            AND starts_with(a.reason, 'The call ' || cad_reference(i.cad_number, i.cad_date) || ' '))
    ORDER BY i.id, f.record_id
"""
_ABOUT = "SELECT DISTINCT p.id FROM unnest(%s::uuid[]) AS r (id) CROSS JOIN LATERAL jobs_perhaps_about(r.id) AS p (id) ORDER BY 1"
_OPEN = "SELECT id FROM incidents WHERE state <> 'closed' ORDER BY 1"
# All that go on are a thousand, and each takes some milliseconds: so many in one statement end before the database's patience does.
AT_ONCE = 50
_HIDDEN = "SELECT r.id FROM unnest(%s::uuid[]) AS r (id) WHERE restricted_owner(r.id) IS NOT NULL"

_RECORDS = "SELECT kind, record_id, how FROM restricted_of_call(%s, %s, %s, %s)"


def note(session: Session, incident_id: UUID, cad: str, *, house: bool = True, number: bool = True) -> None:
    """Write down each restricted record that the call `cad` is at the house of, or comes from the number of."""
    asked = (incident_id, clock.london_date(clock.now()), house, number)
    for kind, record_id, how in run(session, _RECORDS, asked).fetchall():
        reason = f"The call {cad} is {how}"
        audit.note(session, action="restricted record called", subject=f"{kind} {record_id}", reason=reason)


def note_since(session: Session, records: list[UUID] | None) -> None:
    """The same of calls that go on, for records that may have become restricted meanwhile: once for each call and record.

    By whoever looks, which is the system: nobody has taken such a call since. `records`: None where too many changed to name.
    """
    if records is not None:
        records = [row[0] for row in run(session, _HIDDEN, (records,)).fetchall()]
        if not records:
            return
    found = run(session, _ABOUT, (records,)) if records else run(session, _OPEN)
    jobs = [row[0] for row in found.fetchall()]
    for begin in range(0, len(jobs), AT_ONCE):
        _note_since(session, jobs[begin : begin + AT_ONCE], records)


def _note_since(session: Session, jobs: list[UUID], records: list[UUID] | None) -> None:
    asked = {"jobs": jobs, "records": records, "today": clock.london_date(clock.now())}
    told = set()
    for incident_id, cad, kind, record_id, how in run(session, _SINCE, asked).fetchall():
        if (incident_id, record_id) not in told:
            reason = f"The call {cad} is {how}"
            audit.note(session, action="restricted record called", subject=f"{kind} {record_id}", reason=reason)
        told.add((incident_id, record_id))
