"""A made-up force in bulk: units on duty with a signed-in officer each, controllers, and open incidents. Straight into the tables."""

from __future__ import annotations

import hashlib
import random
import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

import psycopg

from api import clock

PODS = ("AS", "AW", "CE", "CN", "EA", "NA", "NE", "NW", "SE", "SN", "SW", "WA")
# Somewhere in London, in metres of EPSG:27700.
WEST, SOUTH, WIDE, HIGH = 512_000, 165_000, 35_000, 30_000


@dataclass(frozen=True)
class Person:
    """Somebody who is signed in, and the unit that they crew."""

    token: str
    pod: str
    unit_id: str = ""
    duty_id: str = ""


class World:
    """Who and what there is."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.crews: list[Person] = []
        self.controllers: list[Person] = []
        self.incidents: list[str] = []
        self._numbers = 0

    def people(self, crews: int, controllers: int) -> None:
        # Nothing is read back, so nobody waits for an answer to each of six statements for each of thousands.
        with psycopg.connect(self.url) as connection, connection.pipeline():
            for number in range(crews):
                self.crews.append(self._crew(connection, PODS[number % len(PODS)]))
            for number in range(controllers):
                officer = self._officer(connection, PODS[number % len(PODS)], "dispatcher")
                self.controllers.append(Person(self._token(connection, officer), PODS[number % len(PODS)]))

    def _officer(self, connection: psycopg.Connection, pod: str, role: str) -> str:
        self._numbers += 1
        officer = str(uuid4())
        connection.execute(
            "INSERT INTO officers (id, pay_number, name, rank, pod, is_made_up) VALUES (%s, %s, 'Made Up', 'PC', %s, true)",
            (officer, f"Z{self._numbers:06}", pod),
        )
        connection.execute("INSERT INTO officer_roles (officer_id, role) VALUES (%s, %s)", (officer, role))
        return officer

    def _token(self, connection: psycopg.Connection, officer: str) -> str:
        token, now = secrets.token_urlsafe(32), clock.now()
        connection.execute(
            "INSERT INTO sessions (id, token_hash, officer_id, created_at, expires_at) VALUES (%s, %s, %s, %s, %s)",
            (uuid4(), hashlib.sha256(token.encode()).digest(), officer, now, now + timedelta(hours=14)),
        )
        return token

    def _crew(self, connection: psycopg.Connection, pod: str) -> Person:
        officer = self._officer(connection, pod, "officer")
        unit, duty, then = str(uuid4()), str(uuid4()), clock.now() - timedelta(hours=1)
        connection.execute(
            "INSERT INTO units (id, callsign, pod, kind, status, status_at, status_received_at, status_source)"
            " VALUES (%s, %s, %s, 'response', '2', %s, %s, 'system')",
            (unit, f"{pod}B{self._numbers}", pod, then, then),
        )
        connection.execute("INSERT INTO duties (id, unit_id, started_at) VALUES (%s, %s, %s)", (duty, unit, then))
        connection.execute(
            "INSERT INTO crew (duty_id, officer_id, joined_at) VALUES (%s, %s, %s)", (duty, officer, then)
        )
        connection.execute("UPDATE units SET duty_id = %s WHERE id = %s", (duty, unit))
        return Person(self._token(connection, officer), pod, unit, duty)

    def open_incidents(self, count: int, grade: str = "S") -> list[str]:
        """As many as a force has open: a tasking goes to one of them."""
        made = [str(uuid4()) for _ in range(count)]
        now = clock.now()
        with psycopg.connect(self.url) as connection:
            for incident in made:
                self._numbers += 1
                x, y = WEST + random.random() * WIDE, SOUTH + random.random() * HIGH
                connection.execute(
                    "INSERT INTO incidents (id, cad_date, cad_number, grade, type, what, address, place, pod, state,"
                    " opened_at, graded_at, source, is_exercise) VALUES (%s, %s, %s, %s, 'PG', 'Made up', '1 Made Up Road',"
                    " ST_SetSRID(ST_MakePoint(%s, %s), 27700), %s, 'open', %s, %s, 'call', true)",
                    (incident, now.date(), 500_000 + self._numbers, grade, x, y, random.choice(PODS), now, now),
                )
        self.incidents += made
        return made
