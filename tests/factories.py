"""Made-up people, units and incidents for tests. They come to be through the app's own commands wherever there is one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from api import clock
from api.actors import SYSTEM, Actor
from api.auth import service as auth
from api.commands.registry import KINDS
from api.commands.routes import carry_out
from api.db import Database
from api.devices.models import Device, PushSubscription
from api.fixes.fix import Fix
from api.fixes.walk import Walk
from api.officers.models import Officer, OfficerRole, OfficerSkill
from api.units.models import Unit

_POSTED = text("SELECT seq, kind, row_id, body FROM messages WHERE recipient = :feed ORDER BY seq")

ROW = {
    "unit_rows": "SELECT body FROM unit_rows WHERE id = :id",
    "incident_rows": "SELECT body FROM incident_rows WHERE id = :id",
    "tasking_rows": "SELECT body FROM tasking_rows WHERE id = :id",
    "card_rows": "SELECT body FROM card_rows WHERE id = :id",
    "emergency_rows": "SELECT body FROM emergency_rows WHERE id = :id",
    "position_rows": "SELECT body FROM position_rows WHERE unit_id = :id",
}

# Beyond the callsigns of the exercise, which end at 30; all of one length, so that none is the beginning of another.
numbers = count(701_001)

# Roman Road in Tower Hamlets, about a kilometre north of it, and Croydon.
HERE = (-0.0500, 51.5300)
NORTH = (-0.0500, 51.5390)
FAR = (-0.0872, 51.3553)


class Answer(dict[str, Any]):
    """The answer to a command."""

    @property
    def outcome(self) -> str:
        return str(self["outcome"])


class Made:
    """Makes what a test needs and gives commands in its name."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def person(
        self, *roles: str, pod: str = "CE", skills: tuple[str, ...] = ("response",), name: str = "Made Up"
    ) -> Actor:
        """An officer or somebody of the control room."""
        pay_number = f"P{next(numbers)}"
        officer = Officer(id=uuid4(), pay_number=pay_number, name=name, rank="PC", pod=pod, is_made_up=True)
        with self.database.transaction(SYSTEM) as session:
            session.add(officer)
            session.flush()
            session.add_all(OfficerRole(officer_id=officer.id, role=role) for role in roles)
            session.add_all(OfficerSkill(officer_id=officer.id, skill=skill) for skill in skills)
        return Actor(id=officer.id, label=f"PC {name}", roles=frozenset(roles), pod=pod, pay_number=pay_number)

    def officer(self, **more: Any) -> Actor:
        return self.person("officer", **more)

    def dispatcher(self, **more: Any) -> Actor:
        return self.person("dispatcher", **more)

    def supervisor(self, **more: Any) -> Actor:
        return self.person("dispatcher", "supervisor", **more)

    def unit(self, *, pod: str = "CE", kind: str = "response") -> UUID:
        """A unit that nobody has booked on."""
        then = clock.now() - timedelta(hours=1)
        unit = Unit(
            id=uuid4(),
            callsign=f"{pod}{next(numbers) % 100_000}",
            pod=pod,
            kind=kind,
            status_at=then,
            status_received_at=then,
            status_source="system",
        )
        with self.database.transaction(SYSTEM) as session:
            session.add(unit)
        return unit.id

    def crew(
        self,
        *,
        at: tuple[float, float] | None = HERE,
        status: str = "2",
        pod: str = "CE",
        has_device: bool = True,
        **more: Any,
    ) -> Actor:
        """An officer on duty with a unit of their own, at a place and in a status."""
        officer, unit_id, duty_id = self.officer(pod=pod, **more), self.unit(pod=pod), uuid4()
        device_id = uuid4() if has_device else None
        booking = {"duty_id": duty_id, "unit_id": unit_id, "skills": ["response", "taser"], "device_id": device_id}
        answer = self.give(officer, "book_on", **booking)
        assert answer.outcome == "done", answer
        crew = replace(officer, unit_id=unit_id, duty_id=duty_id)
        if at:
            self.fix(crew, at)
        if status != "1":
            assert self.give(crew, "set_status", status=status).outcome == "done"
        return crew

    def fix(self, crew: Actor, at: tuple[float, float], *, age_s: float = 0, **more: Any) -> None:
        assert crew.unit_id
        given = {"accuracy_m": 8.0, "speed_mps": None, "heading": None, "source": "handset", "officer_id": str(crew.id)}
        given |= more
        fix = Fix(
            unit_id=crew.unit_id,
            duty_id=crew.duty_id,
            lon=at[0],
            lat=at[1],
            fixed_at=clock.now() - timedelta(seconds=age_s),
            **given,
        )
        with self.database.transaction(SYSTEM) as session:
            # An old fix is of a duty that had begun by then: of no other is anything kept.
            session.execute(
                text("UPDATE duties SET started_at = LEAST(started_at, :at) WHERE id = :id"),
                {"at": fix.fixed_at, "id": crew.duty_id},
            )
            Walk().take(session, [fix])

    def make_covert(self, crew: Actor) -> None:
        """Their unit is seen by supervisors and itself from now on."""
        with self.database.transaction(SYSTEM) as session:
            session.execute(text("UPDATE units SET is_covert = true WHERE id = :id"), {"id": crew.unit_id})

    def device(self, crew: Actor) -> UUID:
        """A handset that was heard of on this duty."""
        at = clock.now()
        device = Device(id=uuid4(), officer_id=crew.id, duty_id=crew.duty_id, first_heard_at=at, heard_at=at)
        with self.database.transaction(SYSTEM) as session:
            session.add(device)
        return device.id

    def subscription(self, crew: Actor, *, is_proven: bool = True, **more: Any) -> PushSubscription:
        """A device of this crew that a push service can wake."""
        at = clock.now() - timedelta(minutes=1)
        given = {"endpoint": f"https://fcm.googleapis.com/fcm/send/{uuid4()}", "service": "google", **more}
        made = PushSubscription(
            id=uuid4(),
            device_id=given.pop("device_id", None) or self.device(crew),
            p256dh=given.pop("p256dh", b"p" * 65),
            auth=b"a" * 16,
            vapid_key=given.pop("vapid_key", "key"),
            created_at=at,
            renewed_at=given.pop("renewed_at", at),
            proven_at=at if is_proven else None,
            **given,
        )
        with self.database.transaction(SYSTEM) as session:
            session.add(made)
        return made

    def incident(self, dispatcher: Actor | None = None, *, at: tuple[float, float] = HERE, **more: Any) -> UUID:
        incident_id = more.pop("incident_id", uuid4())
        given = {
            "grade": "I",
            "type": "PH",
            "what": "Domestic, weapon mentioned",
            "address": "12 Made Up Road",
            "lon": at[0],
            "lat": at[1],
            **more,
        }
        answer = self.give(dispatcher or self.dispatcher(), "create_incident", incident_id=incident_id, **given)
        assert answer.outcome == "done", answer
        return incident_id

    def tasking(self, crew: Actor, incident_id: UUID, dispatcher: Actor | None = None, **more: Any) -> UUID:
        tasking_id = uuid4()
        given = {"tasking_id": tasking_id, "incident_id": incident_id, "unit_id": crew.unit_id, **more}
        answer = self.give(dispatcher or self.dispatcher(), "task_unit", **given)
        assert answer.outcome == "done", answer
        return tasking_id

    def give(self, actor: Actor, kind: str, *, late_s: float = 0, **body: Any) -> Answer:
        """Give a command, as if it happened `late_s` ago and came only now."""
        occurred_at = body.pop("occurred_at", datetime.now(UTC) - timedelta(seconds=late_s))
        raw = {
            "id": str(uuid4()),
            "occurred_at": clock.iso(occurred_at),
            **{key: plain(value) for key, value in body.items()},
        }
        loaded = KINDS[kind].schema().load(raw)
        return Answer(carry_out(self.database, actor, KINDS[kind], loaded))

    def row(self, view: str, row_id: UUID | None) -> dict[str, Any]:
        """A row as the wire has it now."""
        with self.database.transaction(SYSTEM) as session:
            found: dict[str, Any] = session.execute(text(ROW[view]), {"id": row_id}).scalar_one()
        return found

    def unit_row(self, crew: Actor) -> dict[str, Any]:
        return self.row("unit_rows", crew.unit_id)

    def log(self, incident_id: UUID) -> list[str]:
        with self.database.transaction(SYSTEM) as session:
            lines = session.execute(
                text("SELECT text FROM log_entries WHERE incident_id = :id ORDER BY number"), {"id": incident_id}
            )
            return list(lines.scalars())

    def messages(self, feed: str) -> list[dict[str, Any]]:
        """Everything that was posted to a feed."""
        with self.database.transaction(SYSTEM) as session:
            found = session.execute(
                text("SELECT seq, kind, row_id, body FROM messages WHERE recipient = :feed ORDER BY seq"),
                {"feed": feed},
            )
            return [dict(row) for row in found.mappings()]

    def client(self, app: Flask, actor: Actor | None) -> FlaskClient:
        """A browser in which somebody is signed in; nobody for None."""
        client = app.test_client()
        if actor:
            assert isinstance(actor.id, UUID)
            with self.database.transaction(SYSTEM) as session:
                token, _ = auth.open_session(session, actor.id, hours=1)
            client.set_cookie("bluelamp", token)
        return client


def plain(value: Any) -> Any:
    """A value as JSON would carry it."""
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return clock.iso(value)
    return value
