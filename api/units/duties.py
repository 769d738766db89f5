"""Book on and book off: a unit is crewed for a stretch of work."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import text, update
from sqlalchemy.orm import Session

from api import clock, columns
from api.codes import service as codes
from api.commands import service as commands
from api.commands.service import Order
from api.db import run
from api.devices import service as devices
from api.errors import Refused
from api.fixes import service as fixes
from api.officers import service as officers
from api.officers.models import Officer
from api.outbox import service as outbox
from api.units import service, states, taking
from api.units.models import CrewMember, Duty, Unit


def book_on(session: Session, order: Order) -> dict[str, Any]:
    """Start a duty with a crew. Skills that are not live today are left out, and the reason is shown.

    A vehicle that another duty has is asked about: `confirmed` takes it over.
    """
    unit = service.lock(session, order.body["unit_id"])
    _refuse_unknown_equipment(session, order.body.get("equipment"))
    crew = _crew(session, order)
    # After the people: whoever is on this very unit already, by another device, hears that it is they.
    taking.refuse_taken(session, unit)
    vehicle = taking.take_vehicle(session, unit, order)
    live, dropped = officers.live_skills(session, crew, order.body["skills"], clock.london_date(order.received_at))
    duty = Duty(
        id=order.body["duty_id"],
        unit_id=unit.id,
        vehicle=vehicle,
        skills=live,
        dropped_skills=dropped,
        equipment=order.body.get("equipment"),
        started_at=order.received_at,
    )
    session.add(duty)
    session.flush()
    session.add_all(CrewMember(duty_id=duty.id, officer_id=member.id, joined_at=order.received_at) for member in crew)
    unit.duty_id, unit.incident_id = duty.id, None
    # A booking that waited for signal starts the duty when we hear of it, so it is never older than the last status.
    service.move(session, unit, states.ON_DUTY, _heard_now(order))
    if device_id := order.body.get("device_id"):
        devices.meet(session, device_id, replace(order.actor, duty_id=duty.id))
    return {"duty_id": str(duty.id), "callsign": unit.callsign, "dropped_skills": dropped}


_OPEN_OF = """
    SELECT c.officer_id, c.duty_id FROM unnest(%(ids)b) AS k (id) JOIN crew c ON c.officer_id = k.id AND c.left_at IS NULL
    JOIN duties d ON d.id = c.duty_id AND d.ended_at IS NULL
"""


def open_of(session: Session, officer_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """The duty of each of these officers who is on one."""
    return dict(run(session, _OPEN_OF, {"ids": columns.uuids(list(officer_ids))}).fetchall())


def book_off(session: Session, order: Order) -> None:
    """End the duty. Refused while a tasking is open: somebody would wait for them."""
    unit = service.lock_own(session, order)
    if unit.duty_id is None:
        raise Refused("off_duty", f"{unit.callsign} is off duty already.")
    _refuse_while_tasked(session, unit)
    if unit.emergency_id:
        raise Refused("emergency_open", "The call for help is open. The control room closes it first.")
    _end_duty(session, unit, order)
    commands.settle(session, order.actor)


def _end_duty(session: Session, unit: Unit, order: Order) -> None:
    duty_id, now = unit.duty_id, order.received_at
    session.execute(update(Duty).where(Duty.id == duty_id).values(ended_at=now))
    session.execute(
        update(CrewMember).where(CrewMember.duty_id == duty_id, CrewMember.left_at.is_(None)).values(left_at=now)
    )
    outbox.post(
        session,
        [f"duty:{duty_id}"],
        "duty.ended",
        unit.id,
        body={"duty_id": str(duty_id), "at": clock.iso(now), "reason": "booked off"},
    )
    fixes.leave_all(session, unit.id, now)
    unit.duty_id = None
    service.move(session, unit, states.OFF_DUTY, _heard_now(order))


def _heard_now(order: Order) -> Order:
    return Order(order.actor, order.kind, order.id, order.body, order.received_at, order.received_at)


def _refuse_unknown_equipment(session: Session, booked: list[str] | None) -> None:
    known = {entry["code"] for entry in codes.current(session).lists.get("equipment", [])}
    if unknown := set(booked or []) - known:
        raise Refused("unknown_equipment", f"No equipment has the code {', '.join(sorted(unknown))}.")


def _crew(session: Session, order: Order) -> list[Officer]:
    wanted = {order.actor.pay_number, *(number.upper() for number in order.body["crew"])}
    found = officers.by_pay_numbers(session, wanted)
    if missing := wanted - {officer.pay_number for officer in found}:
        raise Refused("unknown_officer", f"No officer has the pay number {', '.join(sorted(missing))}.")
    taking.refuse_busy(session, found, order.actor.pay_number)
    return found


def _refuse_while_tasked(session: Session, unit: Unit) -> None:
    open_jobs = session.execute(
        text(
            "SELECT string_agg(cad_reference(i.cad_number, i.cad_date), ', ') FROM taskings t JOIN incidents i ON i.id = t.incident_id"
            " WHERE t.unit_id = :id AND t.ended_at IS NULL"
        ),
        {"id": unit.id},
    ).scalar()
    if open_jobs:
        raise Refused(
            "tasking_open", f"{unit.callsign} is still tasked to {open_jobs}. Finish it or have it withdrawn first."
        )


def choices(session: Session, officer_id: UUID | str, today: date) -> dict[str, Any]:
    """What an officer chooses from at book-on: callsigns and their crews of now, vehicles and who has them, their skills, equipment."""
    units = session.execute(
        text(
            "SELECT jsonb_build_object('id', u.id, 'callsign', u.callsign, 'pod', u.pod, 'kind', u.kind, 'on_duty',"
            " u.duty_id IS NOT NULL, 'crew', COALESCE("
            " (SELECT jsonb_agg(o.rank || ' ' || o.name) FROM crew c JOIN officers o ON o.id = c.officer_id WHERE"
            " c.duty_id = u.duty_id), '[]'))"
            " FROM units u JOIN officers me ON me.id = :me WHERE NOT u.is_covert"
            " ORDER BY u.pod <> me.pod, u.pod, length(u.callsign), u.callsign LIMIT 500"
        ),
        {"me": officer_id},
    )
    vehicles = session.execute(
        text(
            "SELECT jsonb_build_object('registration', v.registration, 'kind', v.kind, 'pod', v.pod, 'callsign', u.callsign)"
            " FROM vehicles v LEFT JOIN duties d ON d.vehicle = v.registration AND d.ended_at IS NULL"
            " LEFT JOIN units u ON u.id = d.unit_id AND NOT u.is_covert ORDER BY v.pod, v.registration LIMIT 500"
        )
    )
    return {
        "units": list(units.scalars()),
        "vehicles": list(vehicles.scalars()),
        "skills": officers.skills_of(session, UUID(str(officer_id)), today, codes.current(session)),
        "equipment": [
            {"code": entry["code"], "label": entry["label"]}
            for entry in codes.current(session).lists.get("equipment", [])
        ],
    }
