"""`./run bench board`: a dispatcher's board of all London in a real browser, with as many moving units as are asked for.

It brings up a database and a server of its own, puts a made-up force on duty, moves it by the server's own walk of a fix
(every unit once in `--every` seconds), opens the board in headless Chromium at 1440 x 900 and lets the page itself count: frames
that were drawn, the gaps between them, how long the page's thread was held at once, and what came over its socket.
Chromium without a graphics card draws the map on the same two cores: the run says what the browser's processes used.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
import psycopg
from playwright.sync_api import Page, sync_playwright

from api.actors import SYSTEM
from api.db import Database, connect
from api.fixes.walk import Walk
from bench.database import bench_database
from bench.positions.write_path import BATCH, Fleet
from bench.processes import ROOT, Server, children, cpu_s
from bench.quiet import percentiles
from bench.world import World

# What the page counts by itself. A frame is one turn of requestAnimationFrame, which the browser gives when it can draw.
COUNT = """(seconds) => new Promise((done) => {
    const gaps = [], held = [];
    const watch = new PerformanceObserver((list) => held.push(...list.getEntries().map(({ duration }) => duration)));
    watch.observe({ entryTypes: ['longtask'] });
    const began = performance.now();
    let last = began;
    const frame = (at) => {
        gaps.push(at - last);
        last = at;
        if (at - began < seconds * 1000) return void requestAnimationFrame(frame);
        watch.disconnect();
        done({ gaps, held, took: (at - began) / 1000, heap: performance.memory.usedJSHeapSize / 1e6 });
    };
    requestAnimationFrame(frame);
})"""


@dataclass
class Heard:
    """What came over the page's socket."""

    frames: int = 0
    size: int = 0


def main() -> int:
    given = _asked()
    if given.move:
        return move(Path(given.move))
    cores, load = os.cpu_count(), os.getloadavg()[0]
    print(f"{cores} cores, load {load:.1f}, Python {platform.python_version()}; {given.units:,} units.", flush=True)
    folder = Path(tempfile.mkdtemp(prefix="bluelamp-bench-"))
    with ExitStack() as clean:
        clean.callback(shutil.rmtree, folder, ignore_errors=True)
        postgres = clean.enter_context(bench_database(folder))
        world = World(postgres.admin)
        world.people(given.units, 1)
        world.open_incidents(given.incidents)
        server = Server("server", "web,gateway,worker", folder, postgres.env)
        clean.callback(server.stop)
        server.start()
        told = {"database": postgres.env["APP_DATABASE_URL"], "admin": postgres.admin, "every": given.every}
        crews = [(crew.unit_id, crew.duty_id) for crew in world.crews]
        clean.enter_context(moving(folder, told | {"crews": crews}))
        return watch(server, world.controllers[0].token, given)


@contextmanager
def moving(folder: Path, told: dict[str, Any]) -> Iterator[None]:
    """A process of its own that moves everybody, so that the browser's driver waits for nothing."""
    path = folder / "move.json"
    path.write_bytes(orjson.dumps(told))
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.board", "--move", str(path)], cwd=ROOT, stdout=subprocess.PIPE
    )
    try:
        # The first round gives everybody a place; the browser opens when that is done.
        assert process.stdout
        process.stdout.readline()
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(10)


def move(path: Path) -> int:
    """The other process: batches of the server's own walk, evenly over the time."""
    told = orjson.loads(path.read_bytes())
    fleet = Fleet([(UUID(unit), UUID(duty)) for unit, duty in told["crews"]])
    database, walk = Database(connect(told["database"], 2)), Walk()
    rate = len(fleet.crews) / told["every"]

    def batch() -> None:
        with database.transaction(SYSTEM) as session:
            walk.take(session, fleet.batch())

    for _ in range(len(fleet.crews) // BATCH + 1):
        batch()
    # As it is where a force has worked for more than a minute: the database knows how large its tables are.
    with psycopg.connect(told["admin"], autocommit=True) as admin:
        admin.execute("ANALYZE")
    print("everybody has a place", flush=True)
    began, done = time.monotonic(), 0
    while True:
        due = int((time.monotonic() - began) * rate / BATCH)
        if done < due:
            batch()
            done += 1
        else:
            # The pace of the load itself, not a wait for something.
            time.sleep(0.02)


def watch(server: Server, token: str, given: argparse.Namespace) -> int:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ["CHROMIUM"], args=["--no-sandbox", "--enable-precise-memory-info"]
        )
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        origin = f"http://127.0.0.1:{server.port}"
        context.add_cookies([{"name": "bluelamp", "value": token, "url": origin}])
        context.add_init_script("localStorage.setItem('board.pods', 'all')")
        page, heard = context.new_page(), Heard()
        page.on("websocket", lambda socket: socket.on("framereceived", lambda data: _note(heard, data)))
        began = time.monotonic()
        page.goto(f"{origin}/board")
        page.get_by_role("region", name="Incidents and units on the map").locator("canvas").first.wait_for(
            timeout=120_000
        )
        lists = page.get_by_role("group", name="Lists")
        lists.get_by_role("button", name=re.compile(f"Units {given.units}")).wait_for(timeout=120_000)
        print(f"From opening to {given.units:,} units on the board: {time.monotonic() - began:.1f} s.\n", flush=True)
        page.wait_for_timeout(given.warm * 1000)
        print(
            "| the map shows | frames/s | gap p50 / p95 / p99, ms | thread held over 50 ms: share, p95, worst | browser, of one core |"
        )
        print("|---|---|---|---|---|", flush=True)
        rows = [
            _phase(page, name, given.seconds) for name in ("all of London", "twelve streets", "all of London, dragged")
        ]
        minutes = (time.monotonic() - began) / 60
        print(
            f"\nOver the socket: {heard.size / minutes / 1e6:.2f} MB and {heard.frames / minutes:.0f} frames a minute. ",
            end="",
        )
        print(f"Memory of the page's own objects: {rows[-1]['heap']:.0f} MB.")
        if given.picture:
            page.screenshot(path=given.picture)
        browser.close()
    return 0 if all(row["per_s"] >= given.least for row in rows) else 1


def _note(heard: Heard, data: str | bytes) -> None:
    heard.frames += 1
    heard.size += len(data)


def _phase(page: Page, name: str, seconds: float) -> dict[str, float]:
    box = page.get_by_role("region", name="Incidents and units on the map").locator("canvas").first.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    if name == "twelve streets":
        for _ in range(8):
            page.mouse.wheel(0, -400)
            page.wait_for_timeout(200)
    else:
        page.keyboard.press("z")
    page.wait_for_timeout(3000)
    used, began = _browser_cpu(), time.monotonic()
    if name.endswith("dragged"):
        page.evaluate(f"() => {{ globalThis.counted = ({COUNT})({seconds}); }}")
        _drag(page, x, y, seconds)
        found = page.evaluate("() => globalThis.counted")
    else:
        found = page.evaluate(COUNT, seconds)
    share = (_browser_cpu() - used) / (time.monotonic() - began)
    gaps, held = percentiles(found["gaps"]), sorted(found["held"])
    per_s = len(found["gaps"]) / found["took"]
    late = (
        f"{sum(held) / found['took'] / 10:.0f} %, {held[int(len(held) * 0.95)]:.0f}, {held[-1]:.0f} ms"
        if held
        else "none"
    )
    print(f"| {name} | {per_s:.0f} | {' / '.join(f'{ms:.0f}' for ms in gaps)} | {late} | {share:.0%} |", flush=True)
    return {"per_s": per_s, "heap": found["heap"]}


def _drag(page: Page, x: float, y: float, seconds: float) -> None:
    """To and fro, as somebody who looks for a place."""
    end = time.monotonic() + seconds
    page.mouse.down()
    turn = 0
    while time.monotonic() < end:
        turn += 1
        page.mouse.move(x + 120 * (turn % 2), y + 60 * (turn % 3), steps=15)
    page.mouse.up()


def _browser_cpu() -> float:
    """Seconds of processor of everything that the driver has started."""
    below, found = [os.getpid()], []
    while below:
        below = [child for pid in below for child in children(pid)]
        found += below
    return sum(cpu_s(pid) for pid in found if b"chrom" in _name(pid))


def _name(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./run bench board", description=__doc__)
    parser.add_argument("--units", type=int, default=12_000)
    parser.add_argument("--every", type=float, default=10.0, help="seconds between two fixes of one unit")
    parser.add_argument("--incidents", type=int, default=300)
    parser.add_argument("--seconds", type=float, default=20.0, help="of each phase")
    parser.add_argument("--warm", type=float, default=10.0, help="seconds before the first")
    parser.add_argument("--least", type=float, default=30.0, help="frames a second that must be reached")
    parser.add_argument("--picture", help="where to keep what the board looked like at the end")
    parser.add_argument("--move", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
