"""A force of handsets, their fixes, and boards that watch: what is acknowledged is in the database, how late a board is, what it costs."""

from __future__ import annotations

import argparse
import resource
import struct
import subprocess
import sys
import time
from array import array
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any

import gevent
import orjson
import psycopg

from bench.database import Postgres
from bench.frames import Link, Refused
from bench.processes import ROOT, Server
from bench.quiet import percentiles
from bench.world import Person, World

# A socket takes one descriptor in the gateway and one here; some are for everything else.
IN_GATEWAY, IN_GENERATOR, SPARE = 1, 1, 1_000
# A median of forty taskings swings by a fifth by itself.
BASELINE_S, WARM_S = 60.0, 15.0
INCIDENTS = 1_000


class Board:
    """One controller's screen: it notes how old each position is when its frame comes."""

    def __init__(self, person: Person, port: int, pods: Any) -> None:
        self.person, self.port, self.pods = person, port, pods
        self.link = Link(self._hear)
        self.late_ms: list[float] = []
        self.rows = self.frames = 0
        self.is_listening = False

    def live(self) -> None:
        while True:
            try:
                self.link.connect(self.port, f"bluelamp={self.person.token}")
                self.link.emit("watch", {"pods": self.pods})
                self.link.run()
            except (OSError, Refused, ValueError):
                self.link.close()
            gevent.sleep(1.0)

    def _hear(self, name: str, payload: Any, at: float) -> None:
        if name != "positions":
            return
        self.frames += 1
        self.rows += len(payload["positions"])
        if self.is_listening:
            self.late_ms += [(at - _seconds(row[3])) * 1000 for row in payload["positions"]]


def _seconds(stamp: str) -> float:
    # All within one day: the day's start is read once.
    hours, minutes, seconds = stamp[11:13], stamp[14:16], stamp[17:23]
    day = _DAYS.setdefault(stamp[:10], float(_midnight(stamp[:10])))
    return day + int(hours) * 3600 + int(minutes) * 60 + float(seconds)


_DAYS: dict[str, float] = {}


def _midnight(day: str) -> float:
    return datetime.fromisoformat(f"{day}T00:00:00+00:00").timestamp()


class Spoken:
    """Another process of this bench, which answers each line with a line of JSON."""

    def __init__(self, module: str, told_in: Path, told: dict[str, Any]) -> None:
        self.path = told_in
        self.path.write_bytes(orjson.dumps(told))
        self.process = subprocess.Popen(
            [sys.executable, "-m", module, str(self.path)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def say(self, words: str) -> dict[str, Any]:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(words + "\n")
        self.process.stdin.flush()
        found: dict[str, Any] = orjson.loads(self.process.stdout.readline())
        return found


class Generator(Spoken):
    """One process with its share of the handsets."""

    def __init__(self, folder: Path, number: int, told: dict[str, Any]) -> None:
        super().__init__("bench.positions.generator", folder / f"generator-{number}.json", told)

    def acked(self) -> tuple[array[int], array[float]]:
        data = self.path.with_suffix(".acked").read_bytes()
        count = struct.unpack_from("<q", data)[0]
        numbers, waits = array("q"), array("d")
        numbers.frombytes(data[8 : 8 + 8 * count])
        waits.frombytes(data[8 + 8 * count :])
        return numbers, waits


class Run:
    """The processes of one run."""

    def __init__(self, postgres: Postgres, world: World, folder: Path, given: argparse.Namespace) -> None:
        self.postgres, self.world, self.given = postgres, world, given
        most, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        count = given.gateways or -(-given.handsets * IN_GATEWAY // (most - SPARE))
        self.gateways = [Server(f"gateway {n + 1}", "gateway", folder, postgres.env) for n in range(count)]
        crews = list(enumerate(crew.token for crew in world.crews[: given.handsets]))
        makers = -(-given.handsets * IN_GENERATOR // min(most - SPARE, 6_000))
        told = {"ports": [one.port for one in self.gateways], "every": given.every}
        self.generators = [Generator(folder, n, told | {"crews": crews[n::makers]}) for n in range(makers)]
        self.web = Server("web", "web", folder, postgres.env)
        self.boards = [
            Board(person, self.gateways[n % count].port, [person.pod] if n % 10 else "all")
            for n, person in enumerate(world.controllers)
        ]

    def dispatcher(self, folder: Path) -> Spoken:
        """Who tasks these crews, beside everything else."""
        told = {
            "web": self.web.port,
            "gateway": self.gateways[0].port,
            "token": self.world.controllers[0].token,
            "units": [crew.unit_id for crew in self.world.crews[: self.given.handsets]],
            "incidents": self.world.open_incidents(INCIDENTS),
        }
        return Spoken("bench.positions.dispatcher", folder / "dispatcher.json", told)

    def all(self, words: str) -> dict[str, float]:
        told = [generator.say(words) for generator in self.generators]
        return {name: sum(one[name] for one in told) for name in told[0]}

    def cpu(self) -> dict[str, float]:
        told = self.all("say")
        return {
            "gateways": sum(one.cpu_s() for one in self.gateways),
            "web, for the taskings": self.web.cpu_s(),
            "PostgreSQL": self.postgres.cpu_s(),
            "generators": told["cpu_s"],
            "boards and bench": time.process_time(),
        }

    def memory_mb(self) -> float:
        return sum(one.rss_mb() for one in self.gateways)

    def phase(self, seconds: float) -> dict[str, float]:
        """CPU seconds a second of each, over so many seconds."""
        before, began = self.cpu(), time.monotonic()
        gevent.sleep(seconds)
        after, took = self.cpu(), time.monotonic() - began
        return {name: (after[name] - before[name]) / took for name in after}


def report(postgres: Postgres, world: World, folder: Path, given: argparse.Namespace) -> bool:
    with ExitStack() as clean:
        run = Run(postgres, world, folder, given)
        clean.callback(lambda: [generator.process.kill() for generator in run.generators])
        for server in (*run.gateways, run.web):
            clean.callback(server.stop)
            server.start()
        return _report(run, folder, clean)


def _report(run: Run, folder: Path, clean: ExitStack) -> bool:
    given, empty_mb = run.given, run.memory_mb()
    began = time.monotonic()
    run.all(f"connect {given.connect / len(run.generators)}")
    boards = [gevent.spawn(board.live) for board in run.boards]
    while run.all("say")["up"] < given.handsets and time.monotonic() - began < 90 + given.handsets / given.connect:
        gevent.sleep(1.0)
    up, took = run.all("say")["up"], time.monotonic() - began
    per_handset_kb = (run.memory_mb() - empty_mb) * 1000 / max(1, up)
    print(
        f"\n{up:,.0f} of {given.handsets:,} handsets connected in {took:.0f} s, {len(run.gateways)} gateways, {len(run.boards)} boards."
    )
    if not given.no_beats:
        run.all("beat")
    dispatcher = run.dispatcher(folder)
    clean.callback(dispatcher.process.kill)
    gevent.sleep(5.0)
    dispatcher.say("times")
    idle = run.phase(BASELINE_S)
    quiet = dispatcher.say("times")
    run.all("fix")
    gevent.sleep(WARM_S)
    for board in run.boards:
        board.is_listening = True
    dispatcher.say("times")
    before = run.all("say")
    loaded = run.phase(given.minutes * 60)
    after = run.all("say")
    busy = dispatcher.say("times")
    dispatcher.process.kill()
    for board in run.boards:
        board.is_listening = False
    run.all("hush fix")
    gevent.sleep(6.0)
    last = run.all("end")
    gevent.killall(boards)
    numbers, waits = array("q"), array("d")
    for generator in run.generators:
        some, times = generator.acked()
        numbers += some
        waits += times
    missing = _missing(run, numbers)
    print(
        f"\nTasking asked for -> answered, and -> frame on a board, median ms: {_taskings(quiet)} before the fixes,"
        f" {_taskings(busy)} with them; must: at most 20 % more."
    )
    return _print(run, idle, loaded, (before, after, last), waits, (missing, per_handset_kb))


def _taskings(times: dict[str, float]) -> str:
    return f"{times['answered_ms']:.1f} and {times['held_ms']:.1f} ({times['count']})"


def _ms(figures: tuple[float, ...]) -> str:
    return " / ".join(f"{one:,.0f}" for one in figures)


def _missing(run: Run, acked: array[int]) -> int:
    """Acknowledged fixes that are not in the database: must be none."""
    units = [crew.unit_id for crew in run.world.crews]
    with psycopg.connect(run.postgres.admin) as connection:
        connection.execute("CREATE TEMPORARY TABLE acked (unit_id uuid, at_ms bigint)")
        with connection.cursor().copy("COPY acked FROM STDIN") as copy:
            for place in range(0, len(acked), 2):
                copy.write_row((units[acked[place]], acked[place + 1]))
        row = connection.execute(
            "SELECT count(*) FROM acked a LEFT JOIN"
            " (SELECT unit_id, round(extract(epoch FROM fixed_at) * 1000)::bigint AS at_ms FROM fixes) f"
            " USING (unit_id, at_ms) WHERE f.unit_id IS NULL"
        ).fetchone()
    assert row
    return int(row[0])


def _print(
    run: Run,
    idle: dict[str, float],
    loaded: dict[str, float],
    told: tuple[dict[str, float], ...],
    waits: array[float],
    found: tuple[int, float],
) -> bool:
    missing, kb = found
    before, after, last = told
    rate = (after["acked"] - before["acked"]) / (run.given.minutes * 60)
    late = percentiles([ms for board in run.boards for ms in board.late_ms])
    acks = percentiles(list(waits))
    print(
        f"\n{rate:,.0f} fixes/s acknowledged for {run.given.minutes:g} min; sent {last['sent']:,.0f}, acknowledged {last['acked']:,.0f},"
    )
    print(
        f"refused {last['refused']:,.0f}, not sent for want of a link {last['not_sent']:,.0f}, links lost {last['lost']:,.0f}."
    )
    print(f"Acknowledged and not in the database: {missing}.")
    print(
        f"Fix to board, p50 / p95 / p99 ms (all rows of all boards): {_ms(late)}. Fix to acknowledgement: {_ms(acks)}."
    )
    print(f"Memory of a connected handset in the gateway: {kb:.0f} KB.\n")
    print("| CPU, cores | before the fixes | with them | for each fix, us |\n|---|---|---|---|")
    for name, cores in loaded.items():
        extra = (cores - idle[name]) / max(rate, 1) * 1e6
        print(f"| {name} | {idle[name]:.3f} | {cores:.3f} | {extra:.0f} |")
    server = sum(loaded[name] - idle[name] for name in ("gateways", "PostgreSQL")) / max(rate, 1) * 1e3
    print(f"\nServer for each fix: {server:.2f} ms of CPU (must: 0.4).")
    return missing == 0 and rate >= 0.95 * run.given.handsets / run.given.every and late[1] <= 800
