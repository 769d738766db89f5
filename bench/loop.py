"""How long the loop takes: from the dispatcher's tasking to the handset, and from the officer's status to the board.

Start the server (`./run`), then `./run bench loop`. 200 made-up handsets and a board that watches all of London connect over
real sockets; then units are tasked and set statuses, one after the other and in bursts. The floor is measured in the same
run: the same client asking `/api/health`, and a bare commit on the same database.
"""

from __future__ import annotations

from gevent import monkey

monkey.patch_all()

import os  # noqa: E402
import platform  # noqa: E402
import random  # noqa: E402
import time  # noqa: E402
from collections.abc import Callable  # noqa: E402
from datetime import timedelta  # noqa: E402
from statistics import quantiles  # noqa: E402
from typing import Any  # noqa: E402
from uuid import UUID, uuid4  # noqa: E402

import gevent  # noqa: E402
import psycopg  # noqa: E402
from gevent.event import AsyncResult  # noqa: E402

from api import clock, settings_for_services  # noqa: E402
from api.actors import SYSTEM  # noqa: E402
from api.auth import service as auth  # noqa: E402
from api.config import from_environment  # noqa: E402
from api.db import Database, connect  # noqa: E402
from api.officers.models import Officer, OfficerRole  # noqa: E402
from api.units.models import Unit  # noqa: E402
from bench.wire import Wire  # noqa: E402

HANDSETS, ROUNDS, BURST = 200, 100, 20
PODS = ("AS", "AW", "CE", "CN", "EA", "NA", "NE", "NW", "SE", "SN", "SW", "WA")
HERE = (-0.05, 51.53)


class Device:
    """A made-up crew or controller, and what they wait for."""

    def __init__(self, port: int, token: str, unit_id: UUID | None) -> None:
        self.wire = Wire(port, token, self._hear)
        self.unit_id = unit_id
        self._waiting: dict[tuple[str, str], AsyncResult[float]] = {}

    def _hear(self, frame: dict[str, Any]) -> None:
        now = time.perf_counter()
        for message in frame["messages"]:
            found = self._waiting.pop((message["kind"], message["body"].get("id", "")), None)
            if found:
                found.set(now)

    def expect(self, kind: str, row_id: Any) -> AsyncResult[float]:
        found: AsyncResult[float] = AsyncResult()
        self._waiting[(kind, str(row_id))] = found
        return found


def main() -> None:
    config = from_environment()
    database = Database(connect(config.app_database_url, 5), settings_for_services(config))
    crews, controller = people(database, config.port)
    controller.wire.connect({"pods": "all"})
    book_on(crews)
    incidents = [open_incident(controller) for _ in range(BURST)]
    print(
        f"{os.cpu_count()} cores, Python {platform.python_version()}, {len(crews)} handsets, 1 board,"
        f" {sum(one.wire.again for one in [*crews, controller])} links made anew"
    )
    tell("floor: GET /api/health", measure_floor(controller))
    tell("floor: one row committed", measure_commit(config.app_database_url))
    tell(
        "tasking asked for -> frame on the handset, one at a time",
        [task(controller, one, random.choice(incidents)) for one in picks(crews)],
    )
    tell(
        "tasking asked for -> frame on the handset, 20 at once",
        in_bursts(crews, lambda one: task(controller, one, random.choice(incidents))),
    )
    tell("status tapped -> frame on the board, one at a time", [status(one, controller) for one in picks(crews)])
    tell("status tapped -> frame on the board, 20 at once", in_bursts(crews, lambda one: status(one, controller)))
    for one in crews:
        one.wire.give("book_off")
        one.wire.close()
    for incident in incidents:
        controller.wire.give("close_incident", incident_id=incident, result="no_police")


def open_incident(controller: Device) -> str:
    incident = str(uuid4())
    place = {"address": "Exercise", "lon": HERE[0], "lat": HERE[1]}
    controller.wire.give("create_incident", incident_id=incident, grade="S", type="PG", what="Benchmark", **place)
    return incident


def people(database: Database, port: int, handsets: int = HANDSETS) -> tuple[list[Device], Device]:
    """Made-up crews with units of their own, and a controller, each with a session."""
    run = random.randint(1000, 9999)
    then = clock.now() - timedelta(hours=1)
    made: list[tuple[str, UUID | None]] = []
    with database.transaction(SYSTEM) as session:
        for number in range(handsets + 1):
            pod = PODS[number % len(PODS)]
            officer = Officer(
                id=uuid4(),
                pay_number=f"Z{(run * 211 + number) % 1_000_000:06}",
                name="Benchmark",
                rank="PC",
                pod=pod,
                is_made_up=True,
            )
            session.add(officer)
            session.flush()
            session.add(OfficerRole(officer_id=officer.id, role="officer" if number else "dispatcher"))
            unit_id = uuid4() if number else None
            if unit_id:
                times = {"status_at": then, "status_received_at": then, "status_source": "system"}
                session.add(Unit(id=unit_id, callsign=f"{pod}B{run}{number}", pod=pod, kind="response", **times))
            made.append((auth.open_session(session, officer.id, 1)[0], unit_id))
    devices = [Device(port, token, unit_id) for token, unit_id in made]
    return devices[1:], devices[0]


def book_on(crews: list[Device]) -> None:
    for one in crews:
        one.wire.give("book_on", duty_id=str(uuid4()), unit_id=str(one.unit_id))
        one.wire.give("set_status", status="2")
        one.wire.connect({"device_id": str(uuid4())})


def picks(crews: list[Device]) -> list[Device]:
    return [random.choice(crews) for _ in range(ROUNDS)]


def task(controller: Device, one: Device, incident: str) -> float:
    """Task a unit and take it off again. Milliseconds until the handset holds the frame."""
    tasking = str(uuid4())
    heard, began = one.expect("tasking.assigned", tasking), time.perf_counter()
    controller.wire.give("task_unit", tasking_id=tasking, incident_id=incident, unit_id=str(one.unit_id), override=True)
    took = (heard.get(timeout=30) - began) * 1000
    controller.wire.give("withdraw_tasking", tasking_id=tasking, reason="not_needed")
    return took


def status(one: Device, controller: Device) -> float:
    """Set a status. Milliseconds until the board holds the frame."""
    heard, began = controller.expect("unit.changed", one.unit_id), time.perf_counter()
    one.wire.give("set_status", status=random.choice(["2", "3"]))
    return (heard.get(timeout=30) - began) * 1000


def in_bursts(crews: list[Device], act: Callable[[Device], float]) -> list[float]:
    took: list[float] = []
    for _ in range(ROUNDS // BURST):
        jobs = [gevent.spawn(act, one) for one in random.sample(crews, BURST)]
        gevent.joinall(jobs, raise_error=True)
        took += [job.value for job in jobs]
    return took


def measure_floor(client: Device) -> list[float]:
    took = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        client.wire.get("/api/health")
        took.append((time.perf_counter() - began) * 1000)
    return took


def measure_commit(url: str) -> list[float]:
    took = []
    with psycopg.connect(url) as connection:
        connection.execute("SELECT set_config('app.actor', 'bench', false), set_config('app.scope', 'system', false)")
        connection.commit()
        for _ in range(ROUNDS):
            began = time.perf_counter()
            connection.execute(
                "INSERT INTO audit (at, actor_id, actor, kind, action, subject, reason, request_id)"
                " VALUES (now(), 'bench', 'bench', 'alteration', 'bench', '', '', '')"
            )
            connection.commit()
            took.append((time.perf_counter() - began) * 1000)
    return took


def tell(what: str, took: list[float]) -> None:
    cuts = quantiles(took, n=100)
    print(f"| {what} | {len(took)} | {cuts[49]:.1f} | {cuts[94]:.1f} | {cuts[98]:.1f} |", flush=True)


if __name__ == "__main__":
    main()
