"""What a fresh database needs: code lists, areas and pods; in demo mode also made-up people, units and places."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from api import clock
from api.actors import SYSTEM
from api.auth import passwords
from api.codes import service as codes
from api.db import Database
from api.exercise import faces, history, record
from api.exercise import roads as made_up_roads
from api.exercise.people import (
    CONTROL,
    DEMO_ACCOUNTS,
    UNITS_IN_A_BCU,
    DemoAccount,
    crew_of,
    kind_of,
    living_callsigns,
    made_up_id,
)
from api.exercise.places import BCUS, bcus, boroughs
from api.fixes import service as fixes
from api.nominals import groups
from api.officers.models import Officer, OfficerRole, OfficerSkill, Pod
from api.roads import service as roads
from api.units.models import Unit, Vehicle
from geo import queries


def run(database: Database, *, demo: bool) -> Iterator[str]:
    """Put in what is missing and say what was put in. A second run changes nothing."""
    with database.transaction(SYSTEM) as session:
        # Nobody waits for it, and the outlines of all boroughs take their time on a busy machine.
        session.execute(text("SET LOCAL statement_timeout = 0"))
        session.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
        if loaded := codes.load(session, codes.met_default()):
            yield f"{len(loaded)} code lists"
        if groups.load(session):
            yield "names that stand for one another"
        fixes.make_days(session, clock.now().date())
        if session.execute(text("SELECT count(*) FROM pods")).scalar_one() == 0:
            _areas(session)
            yield "12 BCUs and 33 boroughs"
        if demo and session.execute(text("SELECT count(*) FROM officers WHERE is_made_up")).scalar_one() == 0:
            _people(session)
            _units(session)
            _crews(session)
            yield "made-up officers, units and vehicles"
            history.make_up(session)
            yield "made-up roads, and a made-up history of places"
        if demo and (names := _newcomers(session)):
            yield f"made-up accounts that came with this version: {', '.join(names)}"
        if demo and roads.current(session) is None:
            roads.replace(session, made_up_roads.drivable())
            yield "made-up roads to drive on"
        if demo and session.execute(text("SELECT count(*) FROM record_sources")).scalar_one() == 0:
            record.make_up(session)
            yield "a made-up record: people, homes, vehicles, phones and what links them"
        yield from faces.make_up(session, demo=demo)


def _areas(session: Session) -> None:
    queries.store_areas(session, "borough", ((name, name, outline) for name, outline in boroughs().items()))
    queries.store_areas(session, "pod", ((code, BCUS[code][0], outline) for code, outline in bcus().items()))
    for code, outline in bcus().items():
        middle = outline.representative_point()
        session.add(Pod(code=code, name=BCUS[code][0], lon=round(middle.x, 5), lat=round(middle.y, 5)))


def _people(session: Session) -> None:
    for account in DEMO_ACCOUNTS:
        _person(session, account, passwords.hashed(account.password))
    _person(session, CONTROL, None)


def _newcomers(session: Session) -> list[str]:
    """Accounts of the exercise that a database of an earlier version does not have."""
    known = set(session.execute(text("SELECT pay_number FROM officers")).scalars())
    fresh = [account for account in DEMO_ACCOUNTS if account.pay_number not in known]
    for account in fresh:
        _person(session, account, passwords.hashed(account.password))
    return [account.pay_number for account in fresh]


def _person(session: Session, account: DemoAccount, password_hash: str | None) -> None:
    officer = Officer(
        id=made_up_id(account.pay_number),
        pay_number=account.pay_number,
        name=account.name,
        rank=account.rank,
        shoulder_number=account.shoulder_number,
        pod=account.pod,
        password_hash=password_hash,
        is_made_up=True,
    )
    session.add(officer)
    session.flush()
    session.add_all(OfficerRole(officer_id=officer.id, role=role) for role in account.roles)
    session.add_all(OfficerSkill(officer_id=officer.id, skill=skill) for skill in account.skills)


def _units(session: Session) -> None:
    now = clock.now() - timedelta(minutes=1)
    for code in BCUS:
        for number, kind in enumerate(("Response car", "Response car", "Van", "Area car"), start=1):
            session.execute(
                insert(Vehicle).values(
                    registration=f"EX{25 + number % 2} {code}{chr(64 + number)}", kind=kind, pod=code
                )
            )
        session.add_all(_unit(code, number, now) for number in range(1, UNITS_IN_A_BCU + 1))
    session.flush()


def _unit(code: str, number: int, now: datetime) -> Unit:
    callsign = f"{code}{number:02}"
    return Unit(
        id=made_up_id(callsign),
        callsign=callsign,
        pod=code,
        kind=kind_of(number),
        status="11",
        status_at=now,
        status_received_at=now,
        status_source="system",
    )


def _crews(session: Session) -> None:
    """Two made-up officers for each unit that lives by itself. They have no password: nobody signs in as them."""
    for callsign in living_callsigns():
        for account in crew_of(callsign):
            _person(session, account, None)
