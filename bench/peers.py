"""`./run bench peers`: TAK clients that send their positions, to us and to other servers of this kind, in one run.

The same clients, the same Cursor on Target events over TCP, at the same pace, to each server in turn. Ours is brought up here, with
a database of its own and durable commits, and a board that watches. A peer is started by hand from its own package and named:

    ./run bench peers --peer taky=127.0.0.1:8087:4711 --peer OpenTAKServer=127.0.0.1:8088:5001,5002,900

as `NAME=HOST:PORT:PIDS`, where the processes (with all that they start) are those whose CPU counts: broker and database too.
A peer is watched by one more of its own clients, to which it passes on what the others say.
"""

from __future__ import annotations

from gevent import monkey

monkey.patch_all()

import argparse  # noqa: E402
import hashlib  # noqa: E402
import os  # noqa: E402
import platform  # noqa: E402
import re  # noqa: E402
import resource  # noqa: E402
import secrets  # noqa: E402
import shutil  # noqa: E402
import socket  # noqa: E402
import sys  # noqa: E402
import tempfile  # noqa: E402
import time  # noqa: E402
from collections.abc import Callable  # noqa: E402
from contextlib import ExitStack, suppress  # noqa: E402
from dataclasses import dataclass, field  # noqa: E402
from datetime import UTC, datetime  # noqa: E402
from pathlib import Path  # noqa: E402
from uuid import uuid4  # noqa: E402

import gevent  # noqa: E402
import psycopg  # noqa: E402

from bench.database import Postgres, bench_database  # noqa: E402
from bench.net import free_port  # noqa: E402
from bench.positions.live import Board  # noqa: E402
from bench.processes import Server, children, cpu_s, raise_descriptors  # noqa: E402
from bench.quiet import percentiles  # noqa: E402
from bench.world import World  # noqa: E402

EVENT = (
    '<event version="2.0" uid="{uid}" type="a-f-G-U-C" how="m-g" time="{at}" start="{at}" stale="{stale}">'
    '<point lat="{lat:.6f}" lon="{lon:.6f}" hae="0" ce="8" le="9999999"/>'
    '<detail><contact callsign="{callsign}" endpoint="*:-1:stcp"/><__group name="Cyan" role="Team Member"/>'
    '<track speed="6" course="90"/><status battery="80"/></detail></event>'
)
AUTH = '<auth><cot username="{name}" password="{key}" uid="{name}"/></auth>'
SENT_AT = re.compile(rb'uid="(BENCH[^"]*)"[^>]*? time="([^"]+)"|time="([^"]+)"[^>]*? uid="(BENCH[^"]*)"')
SETTLE_S = 3.0


@dataclass
class Found:
    """What one server did with it."""

    name: str
    sent: int = 0
    seen: int = 0
    stored: int | None = None
    late_ms: list[float] = field(default_factory=list)
    cpu: dict[str, float] = field(default_factory=dict)
    seconds: float = 0.0
    memory_kb: float = 0.0

    def row(self) -> str:
        p50, p95, p99 = percentiles(self.late_ms)
        # Of a peer that passed nothing on every event is counted as taken: that can only flatter it.
        taken = (self.seen or self.sent) if self.stored is None else self.stored
        each = sum(self.cpu.values()) / max(1, taken) * 1000
        parts = ", ".join(f"{name} {used / max(1, taken) * 1000:.2f}" for name, used in self.cpu.items())
        kept = "not asked" if self.stored is None else f"{self.stored:,} in the database"
        return (
            f"| {self.name} | {self.sent:,} | {self.seen:,} | {kept} | {p50:.0f} / {p95:.0f} / {p99:.0f} | {each:.2f} ({parts}) |"
            f" {taken / max(1e-9, sum(self.cpu.values())):,.0f} | {self.memory_kb:,.0f} |"
        )


class Client:
    """One TAK client: it says where it is, and reads what it is told."""

    def __init__(
        self, number: int, host: str, port: int, key: str = "", heard: Callable[[bytes], None] | None = None
    ) -> None:
        self.uid, self.key, self.heard = f"BENCH-{number}-{secrets.token_hex(4)}", key, heard
        self.callsign = f"B{number}"
        self.lon, self.lat = -0.1 + number * 1e-4, 51.5
        self.socket = socket.create_connection((host, port), 10)
        self.socket.settimeout(None)
        if key:
            self.socket.sendall(AUTH.format(name=self.uid, key=key).encode())
        self.reading = gevent.spawn(self._read)

    def _read(self) -> None:
        with suppress(OSError):
            while data := self.socket.recv(65_536):
                if self.heard:
                    self.heard(data)

    def tell(self) -> bool:
        self.lon += 0.00008
        at = time.time()
        words = EVENT.format(
            uid=self.uid, callsign=self.callsign, lat=self.lat, lon=self.lon, at=_iso(at), stale=_iso(at + 60)
        )
        try:
            self.socket.sendall(words.encode())
        except OSError:
            return False
        return True

    def close(self) -> None:
        self.reading.kill()
        self.socket.close()


def _iso(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def _at(stamp: str) -> float:
    return datetime.fromisoformat(stamp).timestamp()


class Watcher:
    """One more client of a peer: how late it hears what the others said."""

    def __init__(self) -> None:
        self.rest, self.late_ms = b"", list[float]()

    def hear(self, data: bytes) -> None:
        now = time.time()
        *whole, self.rest = (self.rest + data).split(b"</event>")
        for event in whole:
            if found := SENT_AT.search(event):
                self.late_ms.append((now - _at((found[2] or found[3]).decode())) * 1000)


def drive(clients: list[Client], every: float, seconds: float) -> int:
    """Everybody in turn, evenly. How many events went out."""
    began, done, sent = time.monotonic(), 0, 0
    while (elapsed := time.monotonic() - began) < seconds:
        due = int(elapsed * len(clients) / every)
        for number in range(done, due):
            sent += clients[number % len(clients)].tell()
        done = due
        gevent.sleep(0.01)
    return sent


def family(pids: list[int]) -> list[int]:
    """These processes and all that they have started."""
    found, below = set(pids), list(pids)
    while below:
        below = [child for pid in below for child in children(pid) if child not in found]
        found.update(below)
    return sorted(found)


def rss_kb(pids: list[int]) -> float:
    pages = 0
    for pid in pids:
        with suppress(OSError, IndexError):
            pages += int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e3


def ours(postgres: Postgres, world: World, folder: Path, given: argparse.Namespace) -> Found:
    port = free_port()
    server = Server("gateway", "gateway", folder, postgres.env | {"COT_PORT": str(port)})
    server.start()
    found, board = Found("Bluelamp"), Board(world.controllers[0], server.port, "all")
    watching = gevent.spawn(board.live)
    try:
        empty = rss_kb([server.pid])
        clients = [Client(number, "127.0.0.1", port, key) for number, key in enumerate(_keys(postgres, given.clients))]
        drive(clients, given.every, given.warm)
        before, stored = (server.cpu_s(), postgres.cpu_s()), _stored(postgres)
        board.is_listening, board.late_ms, began = True, [], time.monotonic()
        found.sent = drive(clients, given.every, given.seconds)
        gevent.sleep(SETTLE_S)
        found.cpu = {"gateway": server.cpu_s() - before[0], "PostgreSQL": postgres.cpu_s() - before[1]}
        found.seconds, found.stored = time.monotonic() - began, _stored(postgres) - stored
        found.late_ms, found.seen = board.late_ms, len(board.late_ms)
        found.memory_kb = (rss_kb([server.pid]) - empty) / given.clients
        for client in clients:
            client.close()
    finally:
        watching.kill()
        server.stop()
    return found


def _keys(postgres: Postgres, count: int) -> list[str]:
    """A key for each crew, as the page of companions makes them."""
    keys = []
    with psycopg.connect(postgres.admin) as connection:
        crews = connection.execute("SELECT officer_id FROM crew WHERE left_at IS NULL LIMIT %s", (count,)).fetchall()
        for (officer,) in crews:
            keys.append(secrets.token_urlsafe(18))
            connection.execute(
                "INSERT INTO companions (id, key_hash, protocol, label, officer_id, made_by, made_at)"
                " VALUES (%s, %s, 'cot', 'Made up', %s, 'bench', now())",
                (uuid4(), hashlib.sha256(keys[-1].encode()).digest(), officer),
            )
    return keys


def _stored(postgres: Postgres) -> int:
    return int(postgres.rows("SELECT count(*) FROM fixes")[0][0])


def peer(told: str, given: argparse.Namespace) -> Found:
    name, address = told.split("=", 1)
    host, port, pids = address.split(":")
    roots = [int(pid) for pid in pids.split(",")]
    found, watcher = Found(name), Watcher()
    empty = rss_kb(family(roots))
    watch = Client(999_999, host, int(port), heard=watcher.hear)
    clients = [Client(number, host, int(port)) for number in range(given.clients)]
    # Some start a process for each client, and lose what it says before that is up.
    gevent.sleep(given.opening)
    watch.tell()
    drive(clients, given.every, given.warm)
    gevent.sleep(SETTLE_S)
    counted = family(roots)
    before = {pid: cpu_s(pid) for pid in counted}
    watcher.late_ms, began = [], time.monotonic()
    found.sent = drive(clients, given.every, given.seconds)
    gevent.sleep(SETTLE_S)
    found.seconds = time.monotonic() - began
    found.cpu = {"all its processes": sum(cpu_s(pid) - before.get(pid, 0.0) for pid in family(roots))}
    found.late_ms, found.seen = watcher.late_ms, len(watcher.late_ms)
    found.memory_kb = (rss_kb(family(roots)) - empty) / (given.clients + 1)
    for client in [*clients, watch]:
        client.close()
    return found


def main() -> int:
    given = _asked()
    raise_descriptors()
    print(
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Python {platform.python_version()};"
        f" {given.clients} clients, one event each in {given.every:g} s, {given.seconds:g} s.\n"
    )
    print(
        "| server | events sent | seen by the watcher | kept | late, ms p50 / p95 / p99 | CPU, ms each | a CPU second | KB a client |"
    )
    print("|---|---|---|---|---|---|---|---|", flush=True)
    folder = Path(tempfile.mkdtemp(prefix="bluelamp-bench-"))
    with ExitStack() as clean:
        clean.callback(shutil.rmtree, folder, ignore_errors=True)
        postgres = clean.enter_context(bench_database(folder))
        world = World(postgres.admin)
        world.people(given.clients, 1)
        own = ours(postgres, world, folder, given)
        print(own.row(), flush=True)
        for told in given.peer:
            print(peer(told, given).row(), flush=True)
    return 0 if own.stored and own.stored >= 0.99 * own.sent else 1


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="./run bench peers", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--clients", type=int, default=20)
    parser.add_argument("--every", type=float, default=1.0, help="seconds between two events of one client")
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--opening", type=float, default=5.0, help="seconds that a peer gets for its clients to come")
    parser.add_argument("--warm", type=float, default=5.0)
    parser.add_argument("--peer", action="append", default=[], help="NAME=HOST:PORT:PID[,PID]")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
