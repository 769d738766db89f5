"""`./run bench nearest`: who is closest and fit among 12,000, straight and by road: how long it takes, and whether it is right."""

from __future__ import annotations

import argparse
import http.client
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import event

from api import settings_for_services
from api.actors import SYSTEM
from api.config import Config
from api.db import Database, connect
from api.exercise import roads as made_up
from api.roads import service as roads
from api.taskings import candidates
from bench.database import bench_database
from bench.nearest import brute, force
from bench.nearest.brute import Roads
from bench.processes import Server
from bench.quiet import percentiles
from bench.world import World

FIRST = 10
# The two systems of places differ by a few parts in ten thousand, and a fix grows older between the two looks.
FORGIVEN = 1.005, 3.0


class Statements:
    """How long the database was waited for, beginning to end, within one ranking."""

    def __init__(self, database: Database) -> None:
        self.spent_s, self.count, self._began = 0.0, 0, 0.0
        event.listen(database.engine, "before_cursor_execute", self._begin)
        event.listen(database.engine, "after_cursor_execute", self._end)

    def _begin(self, *_: Any) -> None:
        self._began = time.perf_counter()

    def _end(self, *_: Any) -> None:
        self.spent_s += time.perf_counter() - self._began
        self.count += 1


def main() -> None:
    given = _asked()
    print(
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {time.strftime('%d %B %Y %H:%M UTC', time.gmtime())};"
        f" {given.units:,} units, {given.incidents} incidents"
    )
    folder = Path(tempfile.mkdtemp(prefix="bluelamp-bench-"))
    with ExitStack() as clean:
        clean.callback(shutil.rmtree, folder, ignore_errors=True)
        postgres = clean.enter_context(bench_database(folder))
        world = World(postgres.admin)
        force.muster(world, given.units, given.incidents)
        app = postgres.env["APP_DATABASE_URL"]
        config = Config(database_url=app, app_database_url=app)
        database = Database(connect(app, 3), settings_for_services(config))
        web = Server("web", "web", folder, postgres.env)
        web.start()
        clean.callback(web.stop)
        is_good = True
        print("| | by | p50 ms | p95 ms | p99 ms | must p95 |\n|---|---|---|---|---|---|")
        for by in ("straight", "road"):
            if by == "road":
                _lay(database)
                _wait_for_roads(world, web)
            is_good &= _measure(by, world, database, web)
        is_good &= _agree(world, database, None, given.judged)
        is_good &= _agree(world, database, Roads.read(postgres.admin), given.judged)
    sys.exit(0 if is_good else 1)


def _lay(database: Database) -> None:
    with database.transaction(SYSTEM) as session:
        roads.replace(session, made_up.drivable())
    roads.keep(database)


def _wait_for_roads(world: World, web: Server) -> None:
    """The server looks for another network by itself."""
    until = time.monotonic() + 60
    while next(_through_http(world, web, world.incidents[:1], warm=0))[1]["by"] != "road":
        assert time.monotonic() < until, "the server did not take the roads up"
        time.sleep(1)


def _measure(by: str, world: World, database: Database, web: Server) -> bool:
    force.refresh(world.url)
    look, rank, asked = _in_database(world.incidents, database)
    force.refresh(world.url)
    answers = list(_through_http(world, web, world.incidents))
    # Some incidents of the box lie outside of London, on no road of the exercise.
    told = sum(answer["by"] == by for _, answer in answers)
    assert told > len(answers) / 2, f"not {by}"
    good = _tell("the nearest fit, in the database", by, look, 25 if by == "straight" else None)
    good &= _tell(f"the ranking with its run card, in the database ({median(asked):.0f} statements)", by, rank, None)
    good &= _tell(
        "the ranking with its run card, through HTTP",
        f"{by} ({told} of {len(answers)})",
        [ms for ms, _ in answers],
        60 if by == "straight" else 300,
    )
    return good


def _tell(what: str, by: str, took: list[float], must: float | None) -> bool:
    p50, p95, p99 = percentiles(took)
    held = must is None or p95 <= must
    verdict = "" if must is None else f"{must:.0f}: {'held' if held else '**not held**'}"
    print(f"| {what} | {by} | {p50:.1f} | {p95:.1f} | {p99:.1f} | {verdict} |", flush=True)
    return held


def _in_database(incidents: list[str], database: Database) -> tuple[list[float], list[float], list[float]]:
    """For each incident: the first look, the whole ranking, and how many statements that was."""
    statements = Statements(database)
    look, rank, asked = [], [], []

    def spent(incident: str, work: Callable[[Any, UUID], Any]) -> float:
        with database.transaction(SYSTEM) as session:
            statements.spent_s, statements.count = 0.0, 0
            work(session, UUID(incident))
        return statements.spent_s * 1000

    def first_look(session: Any, incident: UUID) -> None:
        found = candidates.Field.of(session, incident)
        assert found.nearest[0]

    for incident in incidents[:20]:
        spent(incident, lambda session, one: candidates.rank(session, one, limit=FIRST))
    for incident in incidents:
        look.append(spent(incident, first_look))
        rank.append(spent(incident, lambda session, one: candidates.rank(session, one, limit=FIRST)))
        asked.append(float(statements.count))
    return look, rank, asked


def _through_http(
    world: World, web: Server, incidents: list[str], warm: int = 20
) -> Iterator[tuple[float, dict[str, Any]]]:
    with _line(web.port) as line:
        headers = {"Cookie": f"bluelamp={world.controllers[0].token}"}
        for number, incident in enumerate([*incidents[:warm], *incidents]):
            began = time.perf_counter()
            line.request("GET", f"/api/incidents/{incident}/candidates?limit={FIRST}", headers=headers)
            answer = line.getresponse()
            body = answer.read()
            took = (time.perf_counter() - began) * 1000
            assert answer.status == 200, body
            if number >= warm:
                yield took, orjson.loads(body)


@contextmanager
def _line(port: int) -> Iterator[http.client.HTTPConnection]:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        yield line
    finally:
        line.close()


def _agree(world: World, database: Database, network: Roads | None, how_many: int) -> bool:
    """Against brute force: is somebody on the list who should not be, or somebody missing who should?"""
    force.refresh(world.url)
    if network is None:
        roads.forget()
    else:
        roads.keep(database)
    wrong = order = looked = 0
    for incident in world.incidents[:how_many]:
        with database.transaction(SYSTEM) as session:
            ranked = candidates.rank(session, UUID(incident), limit=FIRST)
        oracle = brute.judged(world.url, incident, ranked["needed_skills"], ranked["needed_crew"], network)
        listed = [one["unit_id"] for one in ranked["candidates"]]
        marks = [oracle.get(unit, float("inf")) for unit in listed]
        last = sorted(oracle.values())[: len(listed)][-1]
        wrong += sum(mark > last * FORGIVEN[0] + FORGIVEN[1] for mark in marks) + abs(
            len(listed) - min(FIRST, len(oracle))
        )
        order += sum(one > other * FORGIVEN[0] + FORGIVEN[1] for one, other in pairwise(marks))
        looked += len(listed)
    by = "by road" if network else "in a straight line"
    print(
        f"Against brute force {by}: {looked} members of {how_many} lists, {wrong} wrong, {order} out of order.",
        flush=True,
    )
    return wrong == 0 and order == 0


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./run bench nearest", description=__doc__)
    parser.add_argument("--units", type=int, default=12_000)
    parser.add_argument("--incidents", type=int, default=200)
    parser.add_argument("--judged", type=int, default=40, help="incidents that are compared with brute force")
    return parser.parse_args()


if __name__ == "__main__":
    main()
