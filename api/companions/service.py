"""Companions: a key is made for one officer or one vehicle, and withdrawn. Who crews what right now says whose place it is."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from api import clock
from api.actors import SYSTEM, Actor
from api.audit import service as audit
from api.audit import states
from api.companions.models import PROTOCOLS
from api.db import Database, act_as, run
from api.errors import Invalid, NotFound
from api.fixes.parse import Sender

# A key is looked up again after this: a withdrawn one is dead within it, and so is one whose crew has booked off.
BELIEVED_FOR_S = 3.0
REMEMBERED = 20_000
HEARD_EVERY_S = 30.0

_MAKE = """
    INSERT INTO companions (id, key_hash, protocol, label, officer_id, vehicle, made_by, made_at)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
"""
_LIST = """
    SELECT c.id::text, c.protocol, c.label, o.rank || ' ' || o.name || ' ' || o.pay_number, c.vehicle, u.callsign, c.made_by, c.made_at,
        c.withdrawn_by, c.withdrawn_at, c.heard_at, c.outcome
    FROM companions c LEFT JOIN officers o ON o.id = c.officer_id
    LEFT JOIN crew m ON m.officer_id = c.officer_id AND m.left_at IS NULL
    LEFT JOIN duties d ON d.ended_at IS NULL AND (d.id = m.duty_id OR d.vehicle = c.vehicle) LEFT JOIN units u ON u.id = d.unit_id
    ORDER BY c.withdrawn_at IS NOT NULL, c.made_at DESC LIMIT 500
"""
_RESOLVE = """
    SELECT c.id, c.protocol, c.vehicle IS NOT NULL, COALESCE(c.officer_id::text, ''), d.unit_id, d.id
    FROM companions c LEFT JOIN crew m ON m.officer_id = c.officer_id AND m.left_at IS NULL
    LEFT JOIN duties d ON d.ended_at IS NULL AND (d.id = m.duty_id OR d.vehicle = c.vehicle)
    WHERE c.key_hash = %s AND c.withdrawn_at IS NULL ORDER BY d.started_at DESC LIMIT 1
"""
_COLUMNS = (
    "id",
    "protocol",
    "label",
    "officer",
    "vehicle",
    "unit",
    "made_by",
    "made_at",
    "withdrawn_by",
    "withdrawn_at",
    "heard_at",
    "outcome",
)


@dataclass(frozen=True)
class Bound:
    """What a key stands for right now. `sender` is None while nobody is on duty with it: then nothing is kept."""

    id: UUID
    protocol: str
    is_vehicle: bool
    sender: Sender | None

    @property
    def source(self) -> str:
        """A radio is a radio in a car too; anything else that is fixed to a vehicle tells the vehicle's place."""
        if self.protocol == "lip":
            return "radio"
        return "vehicle" if self.is_vehicle else "companion"


def make(session: Session, body: dict[str, Any]) -> tuple[UUID, str]:
    """A new companion and its key, which is told once. Raises Invalid for an officer or a vehicle that is not there."""
    giver: Actor = session.info["actor"]
    whose = body["pay_number"] or body["vehicle"]
    audit.note(session, action="make companion", subject=f"{body['protocol']} of {whose}", kind=states.COLLECTION)
    act_as(session, SYSTEM)
    officer_id, vehicle = _officer(session, body["pay_number"]), _vehicle(session, body["vehicle"])
    companion_id, key = uuid4(), secrets.token_urlsafe(18)
    made = (body["protocol"], body["label"], officer_id, vehicle, giver.label, clock.now())
    run(session, _MAKE, (companion_id, _hash(key), *made))
    return companion_id, key


def _officer(session: Session, pay_number: str | None) -> UUID | None:
    if not pay_number:
        return None
    found = run(
        session, "SELECT id FROM officers WHERE pay_number = %s AND is_active", (pay_number.upper(),)
    ).fetchone()
    if found is None:
        raise Invalid("There is no officer with this pay number.", details={"pay_number": ["A letter and six digits."]})
    officer_id: UUID = found[0]
    return officer_id


def _vehicle(session: Session, registration: str | None) -> str | None:
    if not registration:
        return None
    plain = "SELECT registration FROM vehicles WHERE replace(registration, ' ', '') = %s"
    found = run(session, plain, (registration.upper().replace(" ", ""),)).fetchone()
    if found is None:
        raise Invalid("The force has no such vehicle.", details={"vehicle": ["The registration of one of ours."]})
    return str(found[0])


def withdraw(session: Session, companion_id: UUID) -> None:
    """From now on, and within three seconds everywhere, its key opens nothing. Raises NotFound."""
    giver: Actor = session.info["actor"]
    audit.note(session, action="withdraw companion", subject=str(companion_id), kind=states.ALTERATION)
    act_as(session, SYSTEM)
    gone = run(
        session,
        "UPDATE companions SET withdrawn_by = %s, withdrawn_at = %s WHERE id = %s AND withdrawn_at IS NULL",
        (giver.label, clock.now(), companion_id),
    )
    if not gone.rowcount:
        raise NotFound("There is no such companion, or it is withdrawn already.")


def listed(session: Session) -> list[dict[str, Any]]:
    """All of them, those in use first."""
    act_as(session, SYSTEM)
    rows = [dict(zip(_COLUMNS, row, strict=True)) for row in run(session, _LIST).fetchall()]
    for row in rows:
        row["protocol_name"] = PROTOCOLS[row["protocol"]]
        row.update({name: clock.iso(row[name]) for name in ("made_at", "withdrawn_at", "heard_at") if row[name]})
    return rows


def _hash(key: str) -> bytes:
    return hashlib.sha256(key.strip().encode(errors="replace")).digest()


# The vehicle's crew is that of the duty for which its key spoke: a red button must not name whoever had the car last week.
_OFFICER = """
    SELECT o.id, o.rank || ' ' || o.name, o.pod, o.pay_number FROM companions c
    LEFT JOIN crew m ON m.duty_id = %s AND m.left_at IS NULL AND c.vehicle IS NOT NULL
    JOIN officers o ON o.id = COALESCE(c.officer_id, m.officer_id) WHERE c.id = %s ORDER BY m.joined_at, o.pay_number LIMIT 1
"""


def officer_of(session: Session, bound: Bound) -> Actor | None:
    """Whoever holds it: its officer, or the first of the vehicle's crew; None for a vehicle that nobody has."""
    unit_id, duty_id = (bound.sender.unit_id, bound.sender.duty_id) if bound.sender else (None, None)
    row = run(session, _OFFICER, (duty_id, bound.id)).fetchone()
    if row is None:
        return None
    officer_id, label, pod, pay_number = row
    return Actor(officer_id, label, frozenset({"officer"}), pod, pay_number, unit_id, duty_id)


class Keys:
    """Keys that this process has looked up, for a few seconds each."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._known: OrderedDict[bytes, tuple[Bound | None, float]] = OrderedDict()
        self._heard: dict[UUID, tuple[str, float]] = {}

    def bound(self, key: str, protocol: str) -> Bound | None:
        """What it stands for; None for a key that is none, is withdrawn, or belongs to another protocol."""
        hashed, now = _hash(key), time.monotonic()
        found, at = self._known.get(hashed, (None, -BELIEVED_FOR_S))
        if now - at >= BELIEVED_FOR_S:
            found = self._look_up(hashed)
            self._known[hashed] = (found, now)
            self._known.move_to_end(hashed)
            if len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        return found if found and found.protocol == protocol else None

    def _look_up(self, hashed: bytes) -> Bound | None:
        with self.database.transaction(SYSTEM) as session:
            row = run(session, _RESOLVE, (hashed,)).fetchone()
        if row is None:
            return None
        companion_id, protocol, is_vehicle, officer_id, unit_id, duty_id = row
        sender = Sender(unit_id, duty_id, officer_id, companion_id) if unit_id else None
        return Bound(companion_id, protocol, is_vehicle, sender)

    def note(self, bound: Bound, outcome: str) -> None:
        """What came of it, for whoever looks after it: at once when it changes, else now and then."""
        before, at = self._heard.get(bound.id, ("", 0.0))
        now = time.monotonic()
        if outcome == before and now - at < HEARD_EVERY_S:
            return
        self._heard[bound.id] = (outcome, now)
        with self.database.transaction(SYSTEM) as session:
            run(
                session,
                "UPDATE companions SET heard_at = %s, outcome = %s WHERE id = %s",
                (clock.now(), outcome, bound.id),
            )
