"""Everything of a run in one place: database, server processes, devices; and the history of a round for the checker."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import gevent

from bench import net
from bench.checker import Verdict, judge
from bench.database import Postgres, bench_database, described
from bench.device import Board, Device, Doors, Handset
from bench.history import FeedSeen, Held, History
from bench.load import Load
from bench.processes import Process, Server, raise_descriptors
from bench.push_services import PushServices
from bench.quiet import Quiet, measure, percentiles
from bench.world import World
from deploy.ground import tools

# At a hundred commands a second, of which each takes tens of milliseconds.
MOST_WAITING_IN_CALM = 50


@dataclass
class Size:
    """How large a run is."""

    devices: int = 200
    boards: int = 13
    taskings: float = 5.0
    statuses: float = 10.0
    fixes: float = 25.0
    webs: int = 1
    gateways: int = 1
    # Whether a second process stands by for the port of each web and each gateway (deploy/examples).
    has_spares: bool = True
    incidents: int = 500
    pool: int = 20

    @classmethod
    def asked(cls, given: argparse.Namespace) -> Size:
        """The arguments that bear a size's name; the rest as it is."""
        return cls(**{one.name: getattr(given, one.name) for one in fields(cls) if hasattr(given, one.name)})


class Rig:
    """What a fault is done to."""

    def __init__(self, size: Size, postgres: Postgres, folder: Path) -> None:
        self.size, self.postgres, self.folder = size, postgres, folder
        self.firewall = net.Firewall()
        self.push = PushServices(folder)
        # As in earnest: the worker notes how far the database has come, outside of it.
        mark = {"HIGH_WATER_MARK": str(folder / "high-water")}
        # It carries the wake-ups between the processes, where there is one on this machine; else PostgreSQL does.
        self.redis = redis_server(folder)
        by_redis = {"REDIS_URL": f"redis://127.0.0.1:{net.REDIS_PORT}"} if self.redis else {}
        self.env = postgres.env | self.push.env | mark | by_redis | {"POOL_SIZE": str(size.pool)}
        self.webs = [self._server(f"web {n + 1}", "web") for n in range(size.webs)]
        self.gateways = [self._server(f"gateway {n + 1}", "gateway") for n in range(size.gateways)]
        self.workers = [Server("worker 1", "worker", folder, self.env)]
        self.world = World(postgres.admin)
        self.doors = Doors([one.port for one in self.webs], [one.port for one in self.gateways])
        self.handsets: list[Handset] = []
        self.boards: list[Board] = []
        self.load: Load
        # All faults are injected into one run: a round is then a chapter of one history.
        self.is_one_run = False
        # The same load without a fault, measured in the same run.
        self.quiet = Quiet()
        # Seconds that a process took to answer after its start, with nothing else going on, by role.
        self.start_s: dict[str, float] = {}
        self._began_at = 0.0
        self._greenlets: list[Any] = []

    def _server(self, name: str, role: str) -> Server:
        return Server(name, role, self.folder, self.env, has_spare=self.size.has_spares)

    @property
    def servers(self) -> list[Server]:
        return [*self.webs, *self.gateways, *self.workers]

    @property
    def devices(self) -> list[Device]:
        return [*self.handsets, *self.boards]

    def fullest_gateway(self) -> Server:
        """The one whose end most devices notice: after another one came back, nobody may be there."""
        held = Counter(device.gateway for device in self.devices if device.is_linked)
        return max(self.gateways, key=lambda gateway: held[gateway.port])

    def bring_up(self) -> None:
        if self.redis:
            self.redis.start()
        for server in self.servers:
            began = time.monotonic()
            server.start()
            self.start_s[server.name.split()[0]] = time.monotonic() - began
        self.world.people(self.size.devices, self.size.boards)
        self.world.open_incidents(self.size.incidents)
        self.handsets = [
            Handset(person, self.doors, source(number), f"handset {number + 1}")
            for number, person in enumerate(self.world.crews)
        ]
        self.boards = [
            Board(person, self.doors, "127.0.1.1", f"board {number + 1}")
            for number, person in enumerate(self.world.controllers)
        ]
        for number, board in enumerate(self.boards):
            board.pods = "all" if number == 12 else board.person.pod
        self.load = Load(self.handsets, self.boards, self.world.incidents)

    def connect(self, per_s: float = 150.0) -> None:
        """Everybody comes, so many a second."""
        for device in self.devices:
            self._greenlets += [gevent.spawn(device.live), gevent.spawn(device.beat)]
            gevent.sleep(1.0 / per_s)
        until(self._are_connected, 120, "everybody is connected")

    def _are_connected(self) -> bool:
        missing = sum(not (device.is_linked and device.epoch) for device in self.devices)
        if missing and os.environ.get("BENCH_LOGS"):
            print(f"{missing} of {len(self.devices)} are not connected yet", flush=True)
        return not missing

    def begin_round(self) -> None:
        """A new history from here on; in one run a new chapter of it, which begins to measure anew."""
        for device in self.devices:
            device.seen.begin_chapter()
        self.load.begin_chapter()
        if not self.is_one_run:
            self.begin_history()

    def begin_history(self) -> None:
        """What was before is no concern of the checker any more."""
        self._began_at = time.time()
        self.load.done_before, self.load.not_driven = dict.fromkeys(self.load.done, 0), 0
        for device in self.devices:
            device.seen.forget()
            for feed, cursor in device.cursors.items():
                device.seen.feeds[feed] = FeedSeen(start=cursor)

    def drive(self, seconds: float, is_over: Callable[[], bool] = lambda: True) -> None:
        """The load, for so many seconds and until something is over."""
        size = self.size
        self.load.run(seconds, taskings=size.taskings, statuses=size.statuses, fixes=size.fixes, is_over=is_over)

    @contextmanager
    def taken(self, count: int) -> Iterator[list[Handset]]:
        """Handsets that the load leaves alone for the block."""
        handsets: list[Handset] = []

        def take() -> bool:
            handsets.extend(self.load.take(count))
            return bool(handsets)

        until(take, 120, f"{count} handsets are idle")
        try:
            yield handsets
        finally:
            self.load.give_back(handsets)

    def measure_quiet(self, seconds: float) -> None:
        """The floor: the load without any fault."""
        self.quiet = measure(self, seconds)

    def settle(self, within_s: float = 60.0) -> float | None:
        """Seconds until every command is answered and every device holds everything; None when they do not."""
        began = time.monotonic()
        while time.monotonic() - began < within_s:
            # Taskings that are under way are still to be withdrawn. What is asked of the database comes last.
            if not self.under_way() and not any(device.pending for device in self.devices) and not self.behind():
                return time.monotonic() - began
            gevent.sleep(0.5)
        return None

    def calm(self, within_s: float = 90.0) -> float | None:
        """Seconds until everybody is connected and hardly a command waits, while the load goes on; None when that does not come.

        Whatever is broken next is to be blamed for itself alone.
        """
        began = time.monotonic()
        while time.monotonic() - began < within_s:
            if sum(device.pending for device in self.devices) < MOST_WAITING_IN_CALM and self._are_connected():
                return time.monotonic() - began
            gevent.sleep(0.2)
        return None

    def under_way(self) -> int:
        """Handsets whose tasking has not ended yet."""
        return len(self.handsets) - len(self.load.idle) - len(self.load.taken)

    def behind(self) -> list[tuple[str, str, int, int]]:
        """Devices that do not hold all of a feed: who, which, how far they are, how far it is."""
        last = dict(self.postgres.rows("SELECT name, last_seq FROM recipients"))
        return [
            (device.seen.name, feed, cursor, last[feed])
            for device in self.devices
            for feed, cursor in device.cursors.items()
            if cursor < last.get(feed, 0)
        ]

    def verdict(self) -> Verdict:
        return judge(self.history())

    def history(self) -> History:
        held = self._held()
        self._let_it_come(held)
        return History([device.seen for device in self.devices], held)

    def _let_it_come(self, held: Held, within_s: float = 10.0) -> None:
        """What was committed while the database was read is still on its way: it is lost where it does not come all the same."""
        last = {feed: max(messages) for feed, messages in held.messages.items() if messages}
        began = time.monotonic()
        while time.monotonic() - began < within_s:
            if all(
                seen.through >= last.get(feed, 0) for device in self.devices for feed, seen in device.seen.feeds.items()
            ):
                return
            gevent.sleep(0.1)

    def _held(self) -> Held:
        held = Held()
        starts = {feed: seen.start for device in self.devices for feed, seen in device.seen.feeds.items()}
        for feed, seq, kind in self.postgres.rows(
            # A message has its time before it has its number: the number decides.
            "SELECT recipient, seq, kind FROM messages WHERE at > to_timestamp(%s) - interval '120 s'",
            self._began_at,
        ):
            if seq > starts.get(feed, 0):
                held.messages.setdefault(feed, {})[seq] = kind
        asked = {one.id: (one, device) for device in self.devices for one in device.seen.all_asked}
        outcomes = self.postgres.rows(
            "SELECT id::text, outcome, extract(epoch FROM received_at - occurred_at)::float, body ->> 'status',"
            " COALESCE((body ->> 'confirmed')::boolean, false) FROM commands WHERE received_at > to_timestamp(%s) - interval '5 s'",
            self._began_at,
        )
        for command, outcome, age_s, status, is_confirmed in outcomes:
            held.commands[command] = outcome
            if status in ("2", "3"):
                held.stale.append((command, age_s, outcome, is_confirmed))
        statuses = self._counted(
            "SELECT unit_id::text || to_char(occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"') || code, count(*)"
            " FROM statuses WHERE received_at > to_timestamp(%s) - interval '5 s' GROUP BY 1"
        )
        taskings = self._counted(
            "SELECT id::text, count(*) FROM taskings WHERE assigned_at > to_timestamp(%s) - interval '5 s' GROUP BY 1"
        )
        for one, device in asked.values():
            if one.kind == "set_status" and one.outcome == "done":
                key = f"{device.person.unit_id}{one.body['occurred_at']}{one.body['status']}"
                held.effects[one.id] = statuses.get(key, 0)
            elif one.kind == "task_unit" and one.outcome == "done":
                held.effects[one.id] = taskings.get(one.body["tasking_id"], 0)
        return held

    def _counted(self, sql: str) -> dict[str, int]:
        return dict(self.postgres.rows(sql, self._began_at))

    def cpu(self) -> dict[str, float]:
        used = {server.name: server.cpu_s() for server in self.servers}
        return used | {"PostgreSQL": self.postgres.cpu_s(), "this bench": sum(os.times()[:2])}

    def restore(self) -> None:
        """Whatever a fault has left broken, everybody is up and connected again."""
        self.firewall.heal()
        self.postgres.bring_back()
        if self.redis:
            self.redis.send(signal.SIGCONT)
            if not self.redis.is_up():
                self.redis.start()
        self.doors.web[:] = [one.port for one in self.webs]
        self.doors.sockets[:] = [one.port for one in self.gateways]
        for device in self.devices:
            device.stays_away = False
            device.forget_lines()
        for server in self.servers:
            server.send(signal.SIGCONT)
            if server.more or not server.is_up():
                self.again([server])
        until(lambda: all(device.is_linked and device.epoch for device in self.devices), 120, "everybody is back")

    def again(self, servers: list[Server], **settings: str) -> None:
        """Restart some processes with other settings; empty ones go back to what they were."""
        for server in servers:
            server.stop()
            server.start(**settings)

    def take_down(self) -> None:
        gevent.killall(self._greenlets, block=False)
        self.firewall.heal()
        for process in [*self.servers, *([self.redis] if self.redis else [])]:
            process.stop()


def redis_server(folder: Path) -> Process | None:
    program = tools.paths().get("REDIS_SERVER")
    if not program:
        return None
    settings = ("--bind", "127.0.0.1", "--save", "", "--appendonly", "no")
    return Process("redis", [program, "--port", str(net.REDIS_PORT), *settings], folder / "redis.log")


def source(number: int) -> str:
    """An address of its own for each handset, so that the server sees many and a cut can take one."""
    return f"127.{1 + number // 62_500}.{1 + (number // 250) % 250}.{1 + number % 250}"


def until(holds: Any, within_s: float, what: str) -> float:
    """Wait for something; seconds that it took. Raises RuntimeError when it does not come."""
    began = time.monotonic()
    while not holds():
        if time.monotonic() - began > within_s:
            raise RuntimeError(f"After {within_s:.0f} s it is still not so that {what}.")
        gevent.sleep(0.1)
    return time.monotonic() - began


@contextmanager
def rig(size: Size) -> Iterator[Rig]:
    """A run from a fresh database to an empty folder, however it ends."""
    for wish in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(wish, _stop)
    raise_descriptors()
    folder = Path(tempfile.mkdtemp(prefix="bluelamp-bench-"))
    # A database that must be fetched is fetched before we leave the network.
    described(folder)
    if net.enter():
        os.environ["BENCH_NETWORK"] = "1"
    with ExitStack() as clean:
        clean.callback(shutil.rmtree, folder, ignore_errors=True)
        if kept := os.environ.get("BENCH_LOGS"):
            clean.callback(shutil.copytree, folder, kept, dirs_exist_ok=True)
        postgres = clean.enter_context(bench_database(folder))
        made = Rig(size, postgres, folder)
        clean.callback(made.take_down)
        made.bring_up()
        yield made


def _stop(*_: Any) -> None:
    """Whoever asks a second time does not interrupt the tidying up."""
    for wish in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(wish, signal.SIG_IGN)
    raise KeyboardInterrupt


__all__ = ["Process", "Rig", "Size", "percentiles", "rig", "until"]
