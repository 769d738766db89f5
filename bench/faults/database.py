"""The database dies, freezes, is cut off, is restored from yesterday, or has no connection left."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

import gevent

from api.db import connect
from bench.device import Device
from bench.faults import NotRun, Outcome, codes, fault, judged, under_load
from bench.net import DATABASE_PORT
from bench.rig import Rig, percentiles, until


def other_errors(rig: Rig) -> dict[int, int]:
    """Answers of the server's fault that are no honest 503."""
    return {status: count for status, count in codes(rig).items() if status >= 500 and status != 503}


def probe(
    devices: list[Device], path: str, took: list[tuple[int, float]], timeout: float = 20.0
) -> list[gevent.Greenlet]:
    """Everybody asks at once. `took` gets status and seconds of each; status 0 is no answer at all."""

    def ask(device: Device) -> None:
        began = time.monotonic()
        device.forget_lines()
        try:
            status = device.ask("GET", path, timeout=timeout)[0]
        except OSError:
            status = 0
        took.append((status, time.monotonic() - began))

    return [gevent.spawn(ask, device) for device in devices]


@fault(
    "F06", "PostgreSQL stopped -m immediate and started", "every 2xx write is there; errors only 503; writes <= 15 s"
)
def crash(rig: Rig, seconds: float) -> Outcome:
    first_write: list[float] = []

    def inject() -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end - 6:
            gevent.sleep(4)
            rig.postgres.crash()
            gevent.sleep(0.5)
            rig.postgres.start()
            rig.postgres.wait_until_it_answers()
            first_write.append(until_a_write(rig))

    outcome = under_load(rig, seconds, inject, within_s=90)
    outcome.must(not other_errors(rig), f"answers {codes(rig)}")
    return outcome.must(
        max(first_write) <= 15, f"{len(first_write)} crashes, first write at most {max(first_write):.1f} s later"
    )


def until_a_write(rig: Rig) -> float:
    """Seconds until a command is done again: one that nothing waits before, tried again and again."""
    handset = rig.handsets[0]
    asked = handset.make("set_status", status="2")
    began = time.monotonic()
    while asked.answered_at is None:
        handset.attempt(asked)
        gevent.sleep(0.1)
    return time.monotonic() - began


@fault("F07", "PostgreSQL frozen", "503 <= 3 s, no pile-up, 0/0/0")
def freeze(rig: Rig, seconds: float) -> Outcome:
    took: list[tuple[int, float]] = []

    def inject() -> None:
        gevent.sleep(3)
        rig.postgres.freeze()
        gevent.sleep(1)
        asking = probe([*rig.handsets, *rig.handsets[:100]], "/api/handset", took)
        gevent.sleep(max(5.0, seconds - 10))
        rig.postgres.thaw()
        gevent.joinall(asking, timeout=30)

    outcome = under_load(rig, seconds, inject)
    slowest = max((seconds for _, seconds in took), default=99.0)
    answers = {status: sum(1 for one, _ in took if one == status) for status, _ in took}
    outcome.must(set(answers) <= {503}, f"{len(took)} asked at once: {answers}")
    return outcome.within(slowest, 3.0, rig.quiet.ask_s, "slowest")


@fault("F09", "five connections, two hundred clients", "p99 <= 3 s or 503; taskings pass, 0 lost")
def exhaust(rig: Rig, seconds: float) -> Outcome:
    took: list[tuple[int, float]] = []

    def inject() -> None:
        end = time.monotonic() + seconds - 4
        while time.monotonic() < end:
            gevent.joinall(probe(rig.handsets[:200], "/api/handset", took), timeout=20)

    rig.again(rig.webs, POOL_SIZE="5")
    rig.calm()
    try:
        outcome = under_load(rig, seconds, inject)
    finally:
        rig.again(rig.webs)
    tasked = [
        asked.answered_at - asked.made_at
        for board in rig.boards
        for asked in board.seen.asked
        if asked.kind == "task_unit" and asked.answered_at
    ]
    p99 = percentiles([seconds for _, seconds in took])[2]
    unanswered = sum(status == 0 for status, _ in took)
    outcome.note(f"{sum(status == 503 for status, _ in took)} of {len(took)} told 503")
    outcome.must(not unanswered, f"{unanswered} unanswered")
    outcome.within(p99, 3.0, rig.quiet.ask_s, "p99")
    return outcome.within(percentiles(tasked)[1], 3.0, rig.quiet.answer_s, "task_unit p95")


@fault("F10", "a transaction left open by somebody", "feeds within 1 s of before; the session is ended <= 5 s")
def idle_in_transaction(rig: Rig, seconds: float) -> Outcome:
    ended: list[float] = []

    def inject() -> None:
        gevent.sleep(2)
        engine = connect(rig.postgres.env["APP_DATABASE_URL"], 1)
        line = engine.raw_connection()
        # The app's connections begin by their own word.
        line.cursor().execute("BEGIN; SELECT set_config('app.actor', 'bench', true), pg_current_xact_id()")
        began = time.monotonic()
        while rig.postgres.rows(
            "SELECT 1 FROM pg_stat_activity WHERE state = 'idle in transaction' AND pid = %s",
            line.driver_connection.info.backend_pid,
        ):
            gevent.sleep(0.1)
            if time.monotonic() - began > 20:
                break
        ended.append(time.monotonic() - began)
        engine.dispose(close=False)

    outcome = under_load(rig, seconds, inject)
    frames = [ms for handset in rig.handsets for kind, ms in handset.seen.frames if kind == "tasking.assigned"]
    floor = rig.quiet.frame_ms
    outcome.within(percentiles(frames)[1], floor + 1000, floor, "tasking to handset p95", "ms")
    # The server ends it after 5 s; it is seen by a question that takes its time too.
    return outcome.within(ended[0], 5.2, rig.quiet.answer_s, "session ended after")


@fault("F12", "restored from an older backup", "epoch changes; every device starts over")
def restore(rig: Rig, seconds: float) -> Outcome:
    if rig.is_one_run:
        raise NotRun("what was committed after the backup is gone by its nature: run by itself")
    folder = rig.postgres.cluster.folder
    backup = folder.with_name("backup")
    epoch = rig.postgres.rows("SELECT id::text FROM epochs ORDER BY began_at DESC LIMIT 1")[0][0]
    rig.postgres.stop()
    subprocess.run(["cp", "-a", str(folder), str(backup)], check=True)
    rig.postgres.start()
    rig.postgres.wait_until_it_answers()
    rig.restore()
    started = {device: dict(device.cursors) for device in rig.devices}
    rig.begin_round()
    rig.drive(min(seconds, 10.0))
    rig.settle()
    before = {device: dict(device.cursors) for device in rig.devices}
    rig.postgres.crash()
    put_back(folder, backup)
    rig.postgres.start()
    rig.postgres.wait_until_it_answers()
    rig.restore()
    until(lambda: all(device.epoch != epoch for device in rig.devices), 60, "every device has started over")
    settled = rig.settle()
    # What was lost with the newer data is lost for everybody; from here on nothing may be.
    rig.begin_round()
    rig.drive(5.0)
    rig.settle()
    now = rig.postgres.rows("SELECT id::text FROM epochs ORDER BY began_at DESC LIMIT 1")[0][0]
    ahead = sum(
        any(cursor > started.get(device, {}).get(feed, 0) for feed, cursor in held.items())
        for device, held in before.items()
        if device in rig.handsets
    )
    listed = rig.postgres.rows("SELECT count(DISTINCT device_id) FROM devices_ahead")[0][0]
    outcome = Outcome().note(f"{len(rig.devices)} devices")
    outcome.must(listed == ahead > 0, f"{ahead} handsets held more than the backup, {listed} listed on the boards")
    outcome.must(settled is not None, "all started over" if settled is not None else "not everybody started over")
    outcome.must(
        now != epoch,
        "the epoch is new"
        if now != epoch
        else "the epoch is still the old one: a restore needs a step that makes a new one",
    )
    return judged(outcome, rig.verdict())


def put_back(folder: Path, backup: Path) -> None:
    shutil.rmtree(folder)
    backup.rename(folder)


@fault("F18", "web, gateway and worker cut off from the database", "0 acknowledged and then lost")
def cut(rig: Rig, seconds: float) -> Outcome:
    if not (os.environ.get("BENCH_NETWORK") and rig.firewall.is_there):
        raise NotRun("needs root and iptables to cut a line")
    took: list[tuple[int, float]] = []

    def inject() -> None:
        gevent.sleep(3)
        rig.firewall.cut_port(DATABASE_PORT)
        gevent.sleep(1)
        asking = probe(rig.handsets[:100], "/api/handset", took)
        gevent.sleep(max(5.0, seconds - 12))
        rig.firewall.heal()
        gevent.joinall(asking, timeout=30)

    rig.again(rig.servers, **rig.postgres.by_network)
    rig.calm()
    try:
        outcome = under_load(rig, seconds, inject, within_s=90)
    finally:
        rig.again(rig.servers)
    slowest = max((seconds for _, seconds in took), default=99.0)
    outcome.must(not other_errors(rig), f"answers {codes(rig)}")
    return outcome.within(slowest, 3.0, rig.quiet.ask_s, "told within")
