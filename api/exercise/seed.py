"""What a fresh database needs: code lists, areas and pods; in demo mode also made-up people, units and places."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from shapely.geometry import MultiPolygon
from shapely.ops import unary_union
from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from api import clock
from api.actors import SYSTEM
from api.auth import passwords
from api.codes import service as codes
from api.config import PROJECT
from api.db import Database
from api.exercise.people import DEMO_ACCOUNTS, DemoAccount, made_up_id
from api.fixes import service as fixes
from api.officers.models import Officer, OfficerRole, OfficerSkill, Pod
from api.units.models import Unit, Vehicle
from geo import queries, topology

BOROUGHS = PROJECT / "geo" / "data" / "london_boroughs.topo.json"

# The twelve BCUs with their boroughs (domain reference 7.4). The City of London is a force of its own.
BCUS: dict[str, tuple[str, tuple[str, ...]]] = {
    "AS": ("Central South", ("Lambeth", "Southwark")),
    "AW": ("Central West", ("Westminster", "Kensington and Chelsea", "Hammersmith and Fulham")),
    "CE": ("Central East", ("Hackney", "Tower Hamlets")),
    "CN": ("Central North", ("Camden", "Islington")),
    "EA": ("East Area", ("Barking and Dagenham", "Havering", "Redbridge")),
    "NA": ("North Area", ("Enfield", "Haringey")),
    "NE": ("North East", ("Newham", "Waltham Forest")),
    "NW": ("North West", ("Barnet", "Brent", "Harrow")),
    "SE": ("South East", ("Bexley", "Greenwich", "Lewisham")),
    "SN": ("South Area", ("Bromley", "Croydon", "Sutton")),
    "SW": ("South West", ("Kingston upon Thames", "Merton", "Richmond upon Thames", "Wandsworth")),
    "WA": ("West Area", ("Ealing", "Hillingdon", "Hounslow")),
}


def run(database: Database, *, demo: bool) -> Iterator[str]:
    """Put in what is missing and say what was put in. A second run changes nothing."""
    with database.transaction(SYSTEM) as session:
        if loaded := codes.load(session, codes.met_default()):
            yield f"{len(loaded)} code lists"
        fixes.make_days(session, clock.now().date())
        if session.execute(text("SELECT count(*) FROM pods")).scalar_one() == 0:
            _areas(session)
            yield "12 BCUs and 33 boroughs"
        if demo and session.execute(text("SELECT count(*) FROM officers WHERE is_made_up")).scalar_one() == 0:
            _people(session)
            _units(session)
            yield "made-up officers, units and vehicles"


def _areas(session: Session) -> None:
    boroughs = topology.areas(json.loads(BOROUGHS.read_text()), "boroughs")
    queries.store_areas(session, "borough", ((name, name, outline) for name, outline in boroughs.items()))
    outlines = {code: _joined([boroughs[name] for name in names]) for code, (_, names) in BCUS.items()}
    queries.store_areas(session, "pod", ((code, BCUS[code][0], outline) for code, outline in outlines.items()))
    for code, outline in outlines.items():
        middle = outline.representative_point()
        session.add(Pod(code=code, name=BCUS[code][0], lon=round(middle.x, 5), lat=round(middle.y, 5)))


def _joined(outlines: list[MultiPolygon]) -> MultiPolygon:
    whole: Any = unary_union(outlines)
    return whole if isinstance(whole, MultiPolygon) else MultiPolygon([whole])


def _people(session: Session) -> None:
    for account in DEMO_ACCOUNTS:
        _person(session, account, passwords.hashed(account.password))


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
        session.execute(insert(Vehicle).values(registration=f"EX26 {code}A", kind="Response car", pod=code))
        for number in range(1, 31):
            callsign = f"{code}{number}"
            kind = "response" if number <= 20 else "foot"
            session.add(
                Unit(
                    id=made_up_id(callsign),
                    callsign=callsign,
                    pod=code,
                    kind=kind,
                    status="11",
                    status_at=now,
                    status_received_at=now,
                    status_source="system",
                )
            )
