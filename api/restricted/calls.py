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

_RECORDS = "SELECT kind, record_id, how FROM restricted_of_call(%s, %s, %s, %s)"


def note(session: Session, incident_id: UUID, cad: str, *, house: bool = True, number: bool = True) -> None:
    """Write down each restricted record that the call `cad` is at the house of, or comes from the number of."""
    asked = (incident_id, clock.london_date(clock.now()), house, number)
    for kind, record_id, how in run(session, _RECORDS, asked).fetchall():
        reason = f"The call {cad} is {how}"
        audit.note(session, action="restricted record called", subject=f"{kind} {record_id}", reason=reason)
