"""What thousands of devices say at once is looked up by its key, each word by itself, and not compared each with each.

PostgreSQL plans a statement once for all and takes each list that it is given for ten rows long. A list joined with another list
by such a plan is a loop in a loop: 5,300 heartbeats took 355 ms of every second and a half.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import text

from api import clock
from api.actors import SYSTEM
from api.devices import service as devices
from tests.factories import Made

MANY = 40


def compared_in_vain(made: Made, statement: str, types: str, *given: Any) -> int:
    """How many pairs of rows the lasting plan of a statement compares that do not belong together."""
    prepared = f"PREPARE many ({types}) AS {statement}"
    words = sql.SQL("EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE many ({})").format(
        sql.SQL(", ").join(sql.Literal(one) for one in given)
    )
    with made.database.transaction(SYSTEM) as session:
        driver: psycopg.Connection[Any] = session.info["driver"]
        # The plan that is taken where the tables are large: each row by its key. While a table is small, or was when it was
        # last counted, walking through all of its keys is cheaper, once they have been laid out in memory.
        for way in ("enable_hashjoin", "enable_mergejoin", "enable_seqscan", "enable_material"):
            driver.execute(f"SET LOCAL {way} = off".encode())
        driver.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        driver.execute(prepared.encode())
        ((plan,),) = driver.execute(words).fetchall()
        driver.execute("DEALLOCATE many")
    return sum(node.get("Rows Removed by Join Filter", 0) * node["Actual Loops"] for node in nodes(plan[0]["Plan"]))


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", []):
        yield from nodes(below)


@pytest.fixture
def known(made: Made) -> list[UUID]:
    """Devices of a crew, all heard of before."""
    crew, ids = made.crew(), [uuid4() for _ in range(MANY)]
    with made.database.transaction(SYSTEM) as session:
        session.execute(
            text(
                "INSERT INTO devices (id, officer_id, duty_id, first_heard_at, heard_at)"
                " SELECT id, :officer, :duty, :at, :at FROM unnest(CAST(:ids AS uuid[])) AS d (id)"
            ),
            {"ids": ids, "officer": crew.id, "duty": crew.duty_id, "at": clock.now()},
        )
    return ids


def test_many_heartbeats(made: Made, known: list[UUID]) -> None:
    statement = devices._HEAR
    names = ("%(ids)b", "%(times)b", "%(visible)b", "%(now)s", "%(gateway)s", "%(lately)s")
    for place, name in enumerate(names, start=1):
        statement = statement.replace(name, f"${place}")
    types = "uuid[], double precision[], boolean[], timestamptz, uuid, interval"
    now = clock.now()
    said = (known, [now.timestamp()] * MANY, [True] * MANY, now, devices.ANY_GATEWAY, devices.SAID_LATELY)
    assert compared_in_vain(made, statement, types, *said) < MANY
