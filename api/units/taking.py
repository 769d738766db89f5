"""Two crews who want one thing: a callsign, a person, a vehicle. Who comes second is told so in a sentence, or asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.audit import service as audit
from api.audit import states as acts
from api.commands.service import Order
from api.db import UPDATED, run
from api.errors import NeedsConfirmation, Refused
from api.officers.models import Officer
from api.units import service
from api.units.models import CrewMember, Unit

# Notices stand above units in the house: they ask to be told, so that the crew who had the vehicle reads of it.
TakenListener = Callable[[Session, Unit, str, str], None]
_taken_listeners: list[TakenListener] = []


def when_vehicle_is_taken(listener: TakenListener) -> None:
    """Called with the unit that had it, the vehicle, and the callsign of who has it now: empty for a covert one."""
    _taken_listeners.append(listener)


def refuse_busy(session: Session, crew: Sequence[Officer], own: str) -> None:
    """Nobody is on two duties. Each is held until the commit, so that of two who book them at once the second sees the first's.

    Raises Refused with a sentence for whoever books on, whose pay number is `own`.
    """
    which = select(Officer.id).where(Officer.id.in_([member.id for member in crew])).order_by(Officer.id)
    session.execute(which.with_for_update(key_share=True))
    for member in crew:
        _refuse_busy(session, member, is_self=member.pay_number == own)


def _refuse_busy(session: Session, member: Officer, *, is_self: bool) -> None:
    found = session.execute(
        select(Unit.callsign, Unit.is_covert)
        .join(CrewMember, CrewMember.duty_id == Unit.duty_id)
        .where(CrewMember.officer_id == member.id, CrewMember.left_at.is_(None))
    ).first()
    if found:
        who = "You are" if is_self else f"{member.rank} {member.name} is"
        # Who is on a covert unit is nobody else's to know.
        where = f" with {found.callsign}" if is_self or not found.is_covert else ""
        raise Refused("already_on_duty", f"{who} booked on{where}. Book off there first.")


def refuse_taken(session: Session, unit: Unit) -> None:
    """A unit, which the caller holds, has one crew. Raises Refused."""
    if unit.duty_id is None:
        return
    if unit.is_covert:
        raise Refused("unit_taken", f"{unit.callsign} is crewed already.")
    names = session.scalars(
        select(Officer.rank + " " + Officer.name)
        .join(CrewMember, CrewMember.officer_id == Officer.id)
        .where(CrewMember.duty_id == unit.duty_id)
    )
    raise Refused("unit_taken", f"{unit.callsign} is crewed by {', '.join(names) or 'somebody else'} already.")


_HOLDER = "SELECT id, unit_id FROM duties WHERE vehicle = %s AND ended_at IS NULL"


def take_vehicle(session: Session, unit: Unit, order: Order) -> str | None:
    """The vehicle that is booked out; None for who goes on foot. Whoever had it on an open duty has it no more, and is told.

    Raises NeedsConfirmation where another duty has it: its tracker and its red button would speak for two crews.
    """
    vehicle: str | None = order.body.get("vehicle")
    if not vehicle:
        return None
    # By its mark: a vehicle that is in no list can be booked out too. Held until the commit.
    run(session, "SELECT pg_advisory_xact_lock(hashtext('vehicle'), hashtext(%s))", (vehicle,))
    if held := run(session, _HOLDER, (vehicle,)).fetchone():
        _take_over(session, vehicle, held, unit, order)
    return vehicle


def _take_over(session: Session, vehicle: str, held: tuple[UUID, UUID], by: Unit, order: Order) -> None:
    duty_id, unit_id = held
    holder = session.get_one(Unit, unit_id, with_for_update=UPDATED, populate_existing=True)
    if holder.duty_id != duty_id:
        # They booked off while we came to their unit: nobody has it any more.
        return
    if not order.body["confirmed"]:
        # The form still stands there, and asks by itself: nothing waits for an answer when it is left.
        raise NeedsConfirmation("vehicle_taken", _question(vehicle, holder), waits=False)
    run(session, "UPDATE duties SET vehicle = NULL WHERE id = %s", (duty_id,))
    subject = f"unit_id:{unit_id} duty_id:{duty_id}"
    audit.note(session, action="take vehicle over", subject=subject, reason=vehicle, kind=acts.ALTERATION)
    service.announce(session, holder)
    for listener in _taken_listeners:
        listener(session, holder, vehicle, "" if by.is_covert else by.callsign)


def _question(vehicle: str, holder: Unit) -> str:
    # That there is a covert unit, and what it drives, is nobody else's to know.
    who = "another crew" if holder.is_covert else holder.callsign
    return f"{vehicle} is booked out to {who}. Take it over? They are told that they have it no more."
