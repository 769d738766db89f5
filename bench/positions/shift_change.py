"""A shift change: so many officers sign in with their passwords and connect. How many a second, and what each costs."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import gevent
import orjson
import psycopg
from gevent.pool import Pool

from api.auth import passwords
from bench.database import Postgres
from bench.processes import Server
from bench.quiet import percentiles
from bench.wire import Wire
from bench.world import World

AT_ONCE, AGAIN_S, PATIENCE_S = 32, 1.0, 240.0
PASSWORD = "made up for this run"  # noqa: S105  (of nobody)


def report(postgres: Postgres, world: World, folder: Path, given: argparse.Namespace) -> bool:
    pay_numbers = _give_passwords(world, given.sign_ins)
    web = Server("web", "web", folder, postgres.env)
    try:
        web.start()
        return _report(web, pay_numbers)
    finally:
        web.stop()


def _give_passwords(world: World, count: int) -> list[str]:
    with psycopg.connect(world.url) as connection:
        connection.execute("UPDATE officers SET password_hash = %s", (passwords.hashed(PASSWORD),))
        found = connection.execute("SELECT pay_number FROM officers ORDER BY pay_number LIMIT %s", (count,))
        return [pay_number for (pay_number,) in found]


def _report(web: Server, pay_numbers: list[str]) -> bool:
    waits: list[float] = []
    wires = [Wire(web.port, "", lambda _: None) for _ in range(AT_ONCE)]

    def sign_in(pay_number: str) -> None:
        wire, told = wires.pop(), orjson.dumps({"pay_number": pay_number, "password": PASSWORD})
        began = time.monotonic()
        # A server that is full says so, and the app asks again.
        while b'"pay_number"' not in wire.ask("POST", "/api/session", told):
            gevent.sleep(AGAIN_S)
        waits.append((time.monotonic() - began) * 1000)
        wires.append(wire)

    began, cpu = time.monotonic(), web.cpu_s()
    pool = Pool(AT_ONCE)
    with gevent.Timeout(PATIENCE_S, False):
        pool.map(sign_in, pay_numbers)
    done, took, cpu = len(waits), time.monotonic() - began, web.cpu_s() - cpu
    print(
        f"\n{done:,} of {len(pay_numbers):,} signed in, {AT_ONCE} at once: {done / took:.1f} a second, {cpu / done * 1e3:.0f} ms of"
        f" CPU each, answered in {percentiles(waits)} ms. 3,000 take {3_000 * took / done:.0f} s on this machine."
    )
    return done == len(pay_numbers)
