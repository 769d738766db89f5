"""No more memory, for each process in turn: the limit is put where the process stands, so that it can grow no further."""

from __future__ import annotations

import resource
import time
from pathlib import Path

import gevent

from bench.faults import Outcome, codes, fault, under_load
from bench.faults.database import other_errors
from bench.faults.processes import RESTART_S
from bench.processes import Server, children
from bench.rig import Rig, percentiles, until

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


@fault(
    "F49", "no memory left for web, gateway, worker and PostgreSQL in turn", "as F01, F02: 0/0/0; served again <= 10 s"
)
def no_memory(rig: Rig, seconds: float) -> Outcome:
    """Each has a quarter of the time. A process that dies is started again after a second, as systemd would."""
    each = max(6.0, seconds / 4)
    said: list[str] = []
    back: list[float] = []

    def inject() -> None:
        for server in (rig.webs[0], rig.gateways[0], rig.workers[0]):
            deaths = starve(rig, server, each, back)
            said.append(f"{server.name} died {deaths} times")
        starve_postgres(rig, each)
        back.append(until_served(rig))

    outcome = under_load(rig, seconds, inject, within_s=90)
    outcome.note("; ".join(said)).must(not other_errors(rig), f"answers {codes(rig)}")
    floor = RESTART_S + max(rig.start_s.values())
    return outcome.within(percentiles(back)[1], 10, floor, "served again after at most")


def starve(rig: Rig, server: Server, seconds: float, back: list[float]) -> int:
    """Returns how often it died of it."""
    deaths, end = 0, time.monotonic() + seconds
    limit(server.pid)
    ask_for_much(rig)
    while time.monotonic() < end:
        gevent.sleep(0.2)
        if not server.is_up():
            deaths += 1
            died = time.monotonic()
            gevent.sleep(RESTART_S)
            server.start()
            back.append(time.monotonic() - died)
    unlimit(server.pid)
    back.append(until_served(rig))
    return deaths


def ask_for_much(rig: Rig) -> None:
    """All boards at once: what a process needs memory for."""
    for board in rig.boards:
        gevent.spawn(board._start_over)


def starve_postgres(rig: Rig, seconds: float) -> None:
    for pid in (rig.postgres.pid, *children(rig.postgres.pid)):
        try:
            limit(pid)
        except (OSError, ProcessLookupError):
            continue
    gevent.sleep(seconds)
    for pid in (rig.postgres.pid, *children(rig.postgres.pid)):
        try:
            unlimit(pid)
        except (OSError, ProcessLookupError):
            continue


def until_served(rig: Rig) -> float:
    """Seconds until a command is answered and everybody is linked."""
    began = time.monotonic()
    asked = rig.handsets[0].command("set_status", status="2")
    until(lambda: asked.answered_at is not None, 60, "commands are answered again")
    until(lambda: all(device.is_linked or device.stays_away for device in rig.devices), 60, "everybody is linked")
    return time.monotonic() - began
