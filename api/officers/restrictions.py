"""What officers may not be sent to for now: a hard filter of the recommendation (recuperative or adjusted duties).

It follows from somebody's health, so it is one word out of a list, never a cause, and only those see the list who keep it.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from api import clock
from api.actors import Actor
from api.audit import service as audit
from api.audit import states
from api.codes import service as codes
from api.db import run
from api.errors import Invalid, NotFound
from api.officers import bars, service
from api.units import skills as on_duty

# No force has so many at once; what is beyond is found by the pay number in the audit.
MOST = 2_000

_LIST = """
    SELECT r.id::text, o.pay_number, o.rank || ' ' || o.name, o.pod, r.restriction, r.set_by, r.set_at, r.from_on, r.until_on
    FROM officer_restrictions r JOIN officers o ON o.id = r.officer_id
    WHERE r.ended_at IS NULL AND COALESCE(r.until_on, 'infinity') >= %s ORDER BY o.name, o.pay_number, r.from_on LIMIT %s
"""
_SAME = """
    SELECT from_on, until_on FROM officer_restrictions WHERE officer_id = %s AND restriction = %s AND ended_at IS NULL
        AND from_on <= COALESCE(%s, 'infinity'::date) AND COALESCE(until_on, 'infinity') >= %s LIMIT 1
"""
_SET = """
    INSERT INTO officer_restrictions (id, officer_id, restriction, from_on, until_on, set_by, set_at) VALUES (%s, %s, %s, %s, %s, %s, %s)
"""
_END = """
    UPDATE officer_restrictions r SET ended_by = %s, ended_at = %s FROM officers o
    WHERE r.id = %s AND r.ended_at IS NULL AND o.id = r.officer_id RETURNING o.id, o.pay_number, r.restriction
"""


def listed(session: Session) -> list[dict[str, Any]]:
    """Those that hold today and those still to come, by name."""
    today, lists = clock.london_date(clock.now()), codes.current(session)
    return [_row(row, today, lists) for row in run(session, _LIST, (today, MOST)).fetchall()]


def kinds(session: Session) -> list[dict[str, str]]:
    """What there is to choose from, in the order of the list, and what each takes away."""
    lists = codes.current(session)
    return [
        {"code": entry["code"], "label": entry["label"], "excludes": bars.excludes(entry, lists.label)}
        for entry in lists.lists.get("restrictions", [])
    ]


def _row(row: Any, today: date, lists: codes.Codes) -> dict[str, Any]:
    id_, pay_number, officer, pod, restriction, set_by, set_at, from_on, until_on = row
    return {
        "id": id_,
        "pay_number": pay_number,
        "officer": officer,
        "pod": pod,
        "restriction": restriction,
        "label": lists.label("restrictions", restriction),
        "set_by": set_by,
        "set_at": clock.iso(set_at),
        "from_on": from_on.isoformat(),
        "until_on": until_on.isoformat() if until_on else None,
        "holds_today": from_on <= today,
    }


def restrict(session: Session, body: dict[str, Any]) -> None:
    """Somebody is not sent to some things from a day until a day. Raises Invalid."""
    actor: Actor = session.info["actor"]
    officer_id, code = service.serving(session, body["pay_number"]), body["restriction"]
    if code not in codes.current(session).known("restrictions"):
        raise Invalid(details={"restriction": ["There is no such restriction in the code list."]})
    _check_days(session, officer_id, code, body["from_on"], body["until_on"])
    until = f" until {body['until_on']}" if body["until_on"] else ""
    subject, why = f"officer {body['pay_number'].upper()}", f"{code} from {body['from_on']}{until}"
    audit.note(session, action="restrict officer", subject=subject, reason=why, kind=states.ALTERATION)
    days = (body["from_on"], body["until_on"])
    run(session, _SET, (uuid4(), officer_id, code, *days, actor.label, clock.now()))
    on_duty.count_again(session, [officer_id])


def _check_days(session: Session, officer_id: UUID, code: str, from_on: date, until_on: date | None) -> None:
    if until_on and until_on < from_on:
        raise Invalid(details={"until_on": ["It ends before it begins."]})
    if until_on and until_on < clock.london_date(clock.now()):
        raise Invalid(details={"until_on": ["This day is over."]})
    if held := run(session, _SAME, (officer_id, code, until_on, from_on)).fetchone():
        until = f" to {held[1]:%d/%m/%Y}" if held[1] else " on"
        raise Invalid(
            details={"restriction": [f"They have it already, from {held[0]:%d/%m/%Y}{until}. End that first."]}
        )


def end(session: Session, restriction_id: UUID) -> None:
    """They may be sent to everything again. Raises NotFound."""
    actor: Actor = session.info["actor"]
    ended = run(session, _END, (actor.label, clock.now(), restriction_id)).fetchone()
    if ended is None:
        raise NotFound("There is no such restriction, or it has been ended already.")
    officer_id, pay_number, code = ended
    audit.note(session, action="end restriction", subject=f"officer {pay_number}", reason=code, kind=states.ALTERATION)
    on_duty.count_again(session, [officer_id])
