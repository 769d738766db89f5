"""What a tasking costs from the dispatcher's POST to the frame on the handset, as a ratio against a floor of the same run.

`./run bench tasking`. It starts two servers of its own on the same database: the floor (`bench.floor`: POST + INSERT + commit
+ emit) and ours (`wsgi.py`, without the exercise). Made-up crews are tasked one after the other, then twenty at once, in turns
with the floor, so that whatever else runs on the machine weighs on both. Counted is the CPU of the server process and of its
backends in PostgreSQL. The printed ratio is that of the CPU; performance.md asks for at most 2.5.
"""

from __future__ import annotations

from gevent import monkey

monkey.patch_all()

import http.client  # noqa: E402
import os  # noqa: E402
import platform  # noqa: E402
import random  # noqa: E402
import signal  # noqa: E402
import socket  # noqa: E402
import subprocess  # noqa: E402
import sys  # noqa: E402
import time  # noqa: E402
from collections.abc import Callable, Iterator  # noqa: E402
from contextlib import contextmanager, suppress  # noqa: E402
from statistics import median, quantiles  # noqa: E402
from uuid import uuid4  # noqa: E402

import gevent  # noqa: E402
import gevent.event  # noqa: E402
import orjson  # noqa: E402
import psycopg  # noqa: E402
import socketio  # noqa: E402

from api import settings_for_services  # noqa: E402
from api.config import Config, from_environment  # noqa: E402
from api.db import Database, connect  # noqa: E402
from bench import cpu, floor  # noqa: E402
from bench.cpu import Cost, Used  # noqa: E402
from bench.loop import HERE, Device, book_on, people  # noqa: E402

CREWS, TURNS, BURST = 100, 6, 20
# How long both servers are looked at while nobody asks them for anything.
QUIET_S = 10.0
OURS = ("bluelamp", "bluelamp wake-ups", "bluelamp postman")

# A card with its log and risk weighs about this much; the floor carries as many bytes.
WORDS = "x" * 1_000


class Floor:
    """The bare app: one socket, one kept connection."""

    def __init__(self, port: int, pid: int, pids: list[int]) -> None:
        self._port, self._pid, self._pids = port, pid, pids
        self._http = http.client.HTTPConnection("localhost", port)
        self._heard = gevent.event.Event()
        self._socket = socketio.Client(reconnection=False)
        self._socket.on("tasking", lambda _: self._heard.set())
        self._socket.connect(f"http://localhost:{port}", transports=["websocket"])
        self.unit_id = str(uuid4())
        self._socket.call("watch", self.unit_id)

    def used(self) -> Used:
        return cpu.of(self._pid, self._pids)

    def task(self) -> float:
        """One bare tasking. Milliseconds until its frame is here."""
        body = {"tasking_id": str(uuid4()), "unit_id": self.unit_id, "note": WORDS}
        self._heard.clear()
        began = time.perf_counter()
        self._http.request("POST", "/task", orjson.dumps(body), {"Content-Type": "application/json"})
        self._http.getresponse().read()
        self._heard.wait(10)
        return (time.perf_counter() - began) * 1000


class Ours:
    """Bluelamp with a board and made-up crews on duty, each with an incident of its own to be tasked to."""

    def __init__(self, config: Config, port: int, pid: int, pids: Callable[[], list[int]]) -> None:
        self._pid, self._pids = pid, pids
        database = Database(connect(config.app_database_url, 5), settings_for_services(config))
        crews, self.controller = people(database, port, CREWS)
        self.controller.wire.connect({"pods": "all"})
        book_on(crews)
        self.jobs = [(crew, open_incident(self.controller, number)) for number, crew in enumerate(crews)]

    def used(self) -> Used:
        return cpu.of(self._pid, self._pids())

    def task(self, crew: Device, incident: str) -> tuple[float, str]:
        """One tasking. Milliseconds until the handset holds its frame, and its id."""
        tasking = str(uuid4())
        heard, began = crew.expect("tasking.assigned", tasking), time.perf_counter()
        self.controller.wire.give("task_unit", tasking_id=tasking, incident_id=incident, unit_id=str(crew.unit_id))
        return (heard.get(timeout=30) - began) * 1000, tasking

    def withdraw(self, taskings: list[str]) -> None:
        for tasking in taskings:
            self.controller.wire.give("withdraw_tasking", tasking_id=tasking, reason="not_needed")

    def tidy(self) -> None:
        for crew, incident in self.jobs:
            crew.wire.give("book_off")
            crew.wire.close()
            self.controller.wire.give("close_incident", incident_id=incident, result="no_police")


def main() -> None:
    config = from_environment()
    with psycopg.connect(config.database_url, autocommit=True) as owner:
        owner.execute("DROP TABLE IF EXISTS bench_floor")
        owner.execute("CREATE TABLE bench_floor (id uuid PRIMARY KEY, unit_id uuid, body jsonb)")
        owner.execute("GRANT INSERT ON bench_floor TO bluelamp_app")
        try:
            measure(config)
        finally:
            owner.execute("DROP TABLE bench_floor")


def measure(config: Config) -> None:
    with (
        psycopg.connect(config.app_database_url, autocommit=True) as looking,
        server("-m", "bench.floor") as (floor_port, floor_pid),
        server("wsgi.py") as (our_port, our_pid),
    ):
        bare = Floor(floor_port, floor_pid, cpu.backends(looking, (floor.NAME,)))
        ours = Ours(config, our_port, our_pid, lambda: cpu.backends(looking, OURS))
        warm_up(bare, ours)
        tell(*in_turns(bare, ours), ours)
        tell_quiet(ours)
        tell_bursts(in_bursts(ours))
        ours.tidy()


@contextmanager
def server(*program: str) -> Iterator[tuple[int, int]]:
    """A server of ours on a free port, for as long as the block lasts: its port and its process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    env = {**os.environ, "PORT": str(port), "HOST": "127.0.0.1", "BLUELAMP_EXERCISE": "0", "BLUELAMP_ORIGINS": ""}
    process = subprocess.Popen([sys.executable, *program], env=env, stdout=subprocess.DEVNULL)
    try:
        wait_for(port, process)
        yield port, process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(10)


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    give_up_at = time.monotonic() + 30
    while time.monotonic() < give_up_at and process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise RuntimeError(f"{process.args} does not serve.")


def open_incident(controller: Device, number: int) -> str:
    incident = str(uuid4())
    # A grid of 50 m, so that the places and their histories differ.
    place = {"address": "Exercise", "lon": HERE[0] + number % 10 * 7e-4, "lat": HERE[1] + number // 10 * 4.5e-4}
    controller.wire.give("create_incident", incident_id=incident, grade="S", type="PG", what="Benchmark", **place)
    return incident


def warm_up(bare: Floor, ours: Ours) -> None:
    """Both have prepared their statements before anything is counted."""
    for _ in range(100):
        bare.task()
    for _ in range(2):
        ours.withdraw([ours.task(*job)[1] for job in ours.jobs])


def in_turns(bare: Floor, ours: Ours) -> tuple[list[tuple[Cost, Cost]], list[float], list[float]]:
    """A stretch of the floor, a stretch of ours, and again: the cost of each, and the times of all."""
    costs, bare_ms, ours_ms = [], [], []
    for _ in range(TURNS):
        before = bare.used()
        bare_ms += [bare.task() for _ in range(CREWS)]
        bare_cost = bare.used().since(before)
        before, taskings = ours.used(), []
        for job in ours.jobs:
            took, tasking = ours.task(*job)
            ours_ms.append(took)
            taskings.append(tasking)
        costs.append((bare_cost, ours.used().since(before)))
        ours.withdraw(taskings)
    return costs, bare_ms, ours_ms


def in_bursts(ours: Ours) -> list[tuple[list[float], Cost]]:
    bursts = []
    for _ in range(TURNS):
        before = ours.used()
        asked = [gevent.spawn(ours.task, *job) for job in random.sample(ours.jobs, BURST)]
        gevent.joinall(asked, raise_error=True)
        bursts.append(([one.value[0] for one in asked], ours.used().since(before)))
        ours.withdraw([one.value[1] for one in asked])
    return bursts


def tell(costs: list[tuple[Cost, Cost]], bare_ms: list[float], ours_ms: list[float], ours: Ours) -> None:
    load = " ".join(f"{one:.1f}" for one in os.getloadavg())
    print(
        f"{os.cpu_count()} cores, Python {platform.python_version()}, load {load}, {CREWS} handsets, 1 board,"
        f" {sum(one.wire.again for one in [ours.controller, *(crew for crew, _ in ours.jobs)])} links made anew"
    )
    print(
        "| One tasking, one at a time | server us | database us | together us | p50 ms | p95 ms |\n|---|---|---|---|---|---|"
    )
    tell_row("floor: POST + INSERT + commit + emit", [bare for bare, _ in costs], bare_ms)
    tell_row("ours: with session, guard, command, log, risk, outbox, audit", [own for _, own in costs], ours_ms)
    ratios = sorted(own.total_s / bare.total_s for bare, own in costs)
    print(f"Ratio: {median(ratios):.2f} (turns from {ratios[0]:.2f} to {ratios[-1]:.2f})", flush=True)


def tell_row(what: str, costs: list[Cost], took: list[float]) -> None:
    whole, count = sum(costs, Cost(0, 0)), len(took)
    figures = [round(seconds / count * 1e6) for seconds in (whole.server_s, whole.database_s, whole.total_s)]
    cuts = quantiles(took, n=20)
    print(f"| {what} | {' | '.join(map(str, figures))} | {cuts[9]:.1f} | {cuts[18]:.1f} |")


def tell_quiet(ours: Ours) -> None:
    """What goes by without any command is in the cost of each: more of it the longer one takes, and a busy machine makes it long."""
    before, began = ours.used(), time.monotonic()
    time.sleep(QUIET_S)
    goes_by = ours.used().since(before) * (1e3 / (time.monotonic() - began))
    print(
        f"Nobody asks: {goes_by.server_s:.1f} + {goes_by.database_s:.1f} ms of CPU in a second, that is so many us in each"
        " ms that a tasking takes.",
        flush=True,
    )


def tell_bursts(bursts: list[tuple[list[float], Cost]]) -> None:
    last = sorted(max(took) for took, _ in bursts)
    each = sum(cost.total_s for _, cost in bursts) / len(bursts) / BURST * 1e6
    print(
        f"{BURST} at once: the last handset after {median(last):.0f} ms (bursts from {last[0]:.0f} to {last[-1]:.0f}),"
        f" {each:.0f} us each",
        flush=True,
    )


if __name__ == "__main__":
    main()
