"""One frame to ten thousand sockets: what it costs the gateway for each of them, beside websockets on gevent and nothing else."""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from uuid import uuid4

import orjson
import psycopg

from bench.database import Postgres
from bench.net import free_port
from bench.processes import ROOT, Server
from bench.wire import Wire
from bench.world import Person, World

FRAMES, SETTLE_S = 20, 8.0


class Talker:
    """A process that answers lines on its input with lines."""

    def __init__(self, *words: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", *words], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def say(self, words: str) -> str:
        assert self.process.stdin
        self.process.stdin.write(words + "\n")
        self.process.stdin.flush()
        return self.hear()

    def hear(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline()


class Listeners(Talker):
    """Those who listen."""

    def __init__(self, port: int, count: int, token: str, watch: dict[str, Any] | None, per_s: float) -> None:
        told = orjson.dumps(watch).decode() if watch else ""
        super().__init__("bench.positions.listeners", str(port), str(count), token, told, str(per_s))
        self.count = count

    def told(self) -> dict[str, int]:
        found: dict[str, int] = orjson.loads(self.say("say"))
        return found

    def wait_until(self, name: str, least: int, patience_s: float) -> dict[str, int]:
        end = time.monotonic() + patience_s
        while (told := self.told())[name] < least and time.monotonic() < end:
            time.sleep(0.2)
        return told


def report(postgres: Postgres, world: World, folder: Path, given: argparse.Namespace) -> bool:
    with ExitStack() as clean:
        ours, size = _ours(postgres, world, folder, given, clean)
    with ExitStack() as clean:
        bare = _bare(given, size, clean)
    print(f"Ours for each recipient {ours:.1f} us, bare {bare:.1f} us: {ours / bare:.2f} times (must: at most 1.5).")
    return ours <= 1.5 * bare


def _ours(
    postgres: Postgres, world: World, folder: Path, given: argparse.Namespace, clean: ExitStack
) -> tuple[float, int]:
    """CPU of the gateway for each recipient of a frame, in us, and how long the frames were."""
    web, gateway = (Server(role, role, folder, postgres.env) for role in ("web", "gateway"))
    for server in (web, gateway):
        clean.callback(server.stop)
        server.start()
    controller = world.controllers[0]
    empty_mb, began, cpu = gateway.rss_mb(), time.monotonic(), gateway.cpu_s()
    watch = {"pods": [controller.pod]}
    listeners = Listeners(gateway.port, given.sockets, controller.token, watch, given.connect)
    clean.callback(listeners.process.kill)
    up = listeners.wait_until("up", given.sockets, 60 + 2 * given.sockets / given.connect)["up"]
    took, cpu = time.monotonic() - began, gateway.cpu_s() - cpu
    print(
        f"\n{up:,} of {given.sockets:,} sockets connected and watching in {took:.0f} s: {cpu / up * 1e3:.2f} ms of the gateway's CPU"
        f" and {(gateway.rss_mb() - empty_mb) * 1000 / up:.0f} KB each."
    )
    time.sleep(SETTLE_S)
    idle = _idle(gateway)
    took, cpu, told = _say(web, gateway, controller, _incident(world, controller.pod), listeners)
    print(
        f"{told['frames']:,} frames of {told['size']:,} bytes came; the last {took:.1f} s after the first was asked for."
    )
    return (cpu - idle * took) / told["frames"] * 1e6, told["size"]


def _incident(world: World, pod: str) -> str:
    incident = world.open_incidents(1)[0]
    with psycopg.connect(world.url) as connection:
        connection.execute("UPDATE incidents SET pod = %s WHERE id = %s", (pod, incident))
    return incident


def _idle(gateway: Server) -> float:
    """Cores that the gateway uses while nothing is said: it pings whoever is silent, and tells each board that its feed lives."""
    began, cpu = time.monotonic(), gateway.cpu_s()
    time.sleep(16.0)
    idle = (gateway.cpu_s() - cpu) / (time.monotonic() - began)
    print(f"Meanwhile it uses {idle:.2f} of a core.")
    return idle


def _say(
    web: Server, gateway: Server, controller: Person, incident: str, listeners: Listeners
) -> tuple[float, float, dict[str, int]]:
    wire = Wire(web.port, controller.token, lambda _: None)
    began, cpu = time.monotonic(), gateway.cpu_s()
    for number in range(FRAMES):
        wire.give("add_log", entry_id=str(uuid4()), incident_id=incident, text=f"Made up, line {number}.")
        time.sleep(0.5)
    told = listeners.wait_until("frames", FRAMES * listeners.count, 60)
    return time.monotonic() - began, gateway.cpu_s() - cpu, told


def _bare(given: argparse.Namespace, size: int, clean: ExitStack) -> float:
    port = free_port()
    bare = Talker("bench.positions.bare", str(port))
    clean.callback(bare.process.kill)
    bare.hear()
    listeners = Listeners(port, given.sockets, "", None, 4 * given.connect)
    clean.callback(listeners.process.kill)
    listeners.wait_until("up", given.sockets, 60 + given.sockets / given.connect)
    cpu, held = bare.say(f"send {FRAMES} {size}").split()
    listeners.wait_until("frames", FRAMES * int(held), 60)
    return float(cpu) / FRAMES / int(held) * 1e6
