"""Made-up people act through the same commands as real ones: the exercise has no door of its own."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import structlog
from sqlalchemy import text

from api import clock
from api.actors import SYSTEM, Actor
from api.commands.registry import KINDS, Kind
from api.commands.routes import carry_out
from api.db import Database
from api.exercise.people import CONTROL, DemoAccount, crew_of, made_up_id
from api.fields import CommandBody
from api.incidents import log
from api.incidents import service as incidents

log_line = structlog.get_logger()


def controller() -> Actor:
    return Actor(
        id=made_up_id(CONTROL.pay_number), label=CONTROL.name, roles=frozenset({"dispatcher"}), pod=CONTROL.pod
    )


def driver(callsign: str, unit_id: UUID, duty_id: UUID | None) -> Actor:
    """The officer of a living unit who holds the handset."""
    account: DemoAccount = crew_of(callsign)[0]
    return Actor(
        id=made_up_id(account.pay_number),
        label=f"{account.rank} {account.name}",
        roles=frozenset({"officer"}),
        pod=account.pod,
        pay_number=account.pay_number,
        unit_id=unit_id if duty_id else None,
        duty_id=duty_id,
    )


def act(database: Database, actor: Actor, kind: str, **body: Any) -> dict[str, Any]:
    """Give a command and return its answer. A refusal is an answer: somebody else was faster."""
    return _carry_out(database, actor, KINDS[kind], body)


def call_in(database: Database, **body: Any) -> dict[str, Any]:
    """A made-up call becomes an incident, as if a call handler had typed it."""
    return _carry_out(database, controller(), _CALL, body)


# Somebody of the made-up record with a warning, so that the cards of an exercise have something to say.
_WARNED = text("""
    SELECT m.record_id FROM record_markers m WHERE m.is_exercise AND m.record_kind = 'nominal' AND m.withdrawn_at IS NULL
    ORDER BY EXISTS (SELECT FROM links l WHERE l.from_id = m.record_id AND l.to_id = CAST(:home AS uuid)) DESC, random() LIMIT 1
""")


def name_somebody(database: Database, incident_id: UUID, role: str, home: UUID | None = None) -> None:
    """As a call handler does who has asked the caller for a name: somebody of this home, where one has a warning."""
    with database.transaction(SYSTEM) as session:
        record_id = session.execute(_WARNED, {"home": home}).scalar()
    if record_id:
        named = {"record_kind": "nominal", "record_id": record_id, "role": role}
        act(database, controller(), "name_record", incident_id=incident_id, **named)


def _carry_out(database: Database, actor: Actor, kind: Kind, body: dict[str, Any]) -> dict[str, Any]:
    whole = {"id": uuid4(), "occurred_at": clock.now(), **_defaults(kind), **body}
    answer = carry_out(database, actor, kind, whole)
    if answer["outcome"] == "refused":
        log_line.info("exercise refused", kind=kind.name, code=answer["code"])
    return answer


def _defaults(kind: Kind) -> dict[str, Any]:
    """What the schema would fill in at the door."""
    fields = kind.schema().load_fields
    made = {name: field.load_default for name, field in fields.items() if not field.required}
    given = {name: value() if callable(value) else value for name, value in made.items()}
    return {name: value for name, value in given.items() if not str(value).startswith("<marshmallow")}


def _open_exercise_call(session: Any, order: Any) -> dict[str, Any]:
    incident = incidents.open_incident(session, order, source=order.body.get("source", "exercise"), is_exercise=True)
    log.add(session, incident, f"“{order.body['first_words']}”", kind="first_words", source="call")
    incidents.announce(session, incident)
    return {"cad": incidents.reference(incident), "pod": incident.pod}


def _nobody(_: Actor) -> None:
    """Not a door: only the exercise calls it."""


_CALL = Kind("create_incident", CommandBody, _nobody, _open_exercise_call)
