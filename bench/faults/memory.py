"""No more memory, for each process in turn: the limit is put where the process stands, so that it can grow no further."""

from __future__ import annotations

import contextlib
import os
import random
import resource
import signal
import socket
import time
from dataclasses import dataclass, field
from pathlib import Path

import gevent

from bench.faults import Outcome, codes, fault, under_load
from bench.faults.database import other_errors
from bench.faults.processes import RESTART_S
from bench.processes import Server, children
from bench.rig import Rig, until

UNLIMITED = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
# What it may still take: less than one answer of the board needs.
ROOM = 64 * 1024


def limit(pid: int) -> None:
    """`ulimit -v` for a process that runs already."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[0])
    most = pages * resource.getpagesize() + ROOM
    resource.prlimit(pid, resource.RLIMIT_AS, (most, resource.RLIM_INFINITY))


def unlimit(pid: int) -> None:
    resource.prlimit(pid, resource.RLIMIT_AS, UNLIMITED)


@dataclass
class Back:
    """How long after each blow a command was answered (as F01), and everybody linked (as F02); seconds."""

    answered: list[float] = field(default_factory=list)
    linked: list[float] = field(default_factory=list)

    def wait(self, rig: Rig, *, since: float = 0.0) -> None:
        """Until both are so. `since` are seconds that went by already."""
        began = time.monotonic() - since
        asked = rig.handsets[0].command("set_status", status="2")
        until(lambda: asked.answered_at is not None, 150, "commands are answered again")
        self.answered.append(time.monotonic() - began)
        until(lambda: all(device.is_linked or device.stays_away for device in rig.devices), 150, "everybody is linked")
        self.linked.append(time.monotonic() - began)


@fault(
    "F49",
    "no memory left for web, gateway, worker and PostgreSQL in turn",
    "as F01, F02: 0/0/0; commands answered again <= 10 s, everybody linked again <= 15 s",
)
def no_memory(rig: Rig, seconds: float) -> Outcome:
    """A quarter of the time for each. What dies is started again after a second, as systemd would.

    `ulimit -v` ends nothing: it refuses memory, and a process may limp on. The kernel's own end of it is the SIGKILL after that.
    """
    each = max(6.0, seconds / 4)
    said: list[str] = []
    back = Back()

    def inject() -> None:
        servers = (rig.webs[0], rig.gateways[0], rig.workers[0])
        said.extend(f"{server.name} {starve(rig, server, each, back)}" for server in servers)
        starve_postgres(rig, each)
        back.wait(rig)

    outcome = under_load(rig, seconds, inject, within_s=90)
    outcome.note("; ".join(said)).must(not other_errors(rig), f"answers {codes(rig)}")
    floor = RESTART_S + max(rig.start_s.values())
    # Of each of web, gateway and worker one that had no memory and one that was killed, then PostgreSQL.
    outcome.note(f"answered again after {_seconds(back.answered)} s, linked after {_seconds(back.linked)} s")
    outcome.within(max(back.answered), 10, floor, "commands answered again after at most")
    return outcome.within(max(back.linked), 15, floor, "everybody linked again after at most")


def _seconds(times: list[float]) -> str:
    return ", ".join(f"{one:.1f}" for one in times)


def starve(rig: Rig, server: Server, seconds: float, back: Back) -> str:
    """Hold it where it stands while strangers come whose connections want memory; then kill it. Returns what became of it."""
    ends: list[float] = []
    supervisor = gevent.spawn(keep_up, server, ends)
    before, end = refusals(server), time.monotonic() + seconds
    limit(server.pid)
    strangers: list[socket.socket] = []
    # Once it has ended itself and was started again there is no limit any more.
    while time.monotonic() < end and not ends:
        strangers += come(server.port, 100)
        gevent.sleep(0.2)
    for stranger in strangers:
        stranger.close()
    with contextlib.suppress(OSError):
        unlimit(server.pid)
    back.wait(rig)
    # Nobody misses a worker for a while: it may only just be starting again.
    until(lambda: server.is_up() and server.is_ready(), 60, f"{server.name} is up")
    ended_itself = len(ends)
    # What the kernel does in the end.
    server.send(signal.SIGKILL)
    gevent.sleep(0.5)
    back.wait(rig, since=0.5)
    until(lambda: server.is_up() and server.is_ready(), 60, f"{server.name} is up again")
    supervisor.kill()
    return f"was refused memory {refusals(server) - before} times and ended itself {ended_itself} times"


def keep_up(server: Server, ends: list[float]) -> None:
    """A supervisor: whatever ended is started again after a second."""
    while True:
        before = server.taken_over
        gevent.sleep(0.1)
        if not server.is_up() or server.taken_over > before:
            ends.append(time.monotonic())
            gevent.sleep(RESTART_S)
            # It may be killed while it starts: then it is started once more.
            with contextlib.suppress(RuntimeError):
                server.start()


def refusals(server: Server) -> int:
    return server.log.read_text(errors="replace").count("MemoryError")


def come(port: int, count: int) -> list[socket.socket]:
    """Strangers who say half a request and wait."""
    found = []
    with contextlib.suppress(OSError):
        for number in range(count):
            address = (f"127.8.{random.randrange(250)}.{1 + number % 250}", 0)
            line = socket.create_connection(("127.0.0.1", port), timeout=2, source_address=address)
            line.sendall(b"GET /api/health HTTP/1.1\r\nX-Long: " + b"x" * 4_000)
            found.append(line)
    return found


def starve_postgres(rig: Rig, seconds: float) -> None:
    """No more memory for its processes; then one of them is killed, and all begin anew out of the log."""
    starved = [rig.postgres.pid, *children(rig.postgres.pid)]
    for pid in starved:
        with contextlib.suppress(OSError):
            limit(pid)
    gevent.sleep(seconds)
    for pid in starved:
        with contextlib.suppress(OSError):
            unlimit(pid)
    found = rig.postgres.rows("SELECT pid FROM pg_stat_activity WHERE application_name = 'bluelamp' LIMIT 1")
    os.kill(found[0][0], signal.SIGKILL)
    rig.postgres.wait_until_it_answers()
