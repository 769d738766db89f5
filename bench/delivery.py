"""`./run bench delivery`: from the commit of a message to its frame on the device, with as many devices as are asked for.

It brings up a database and server processes of its own (web, gateway, worker), connects made-up handsets and boards over real
websockets, drives taskings and statuses for some minutes, lets everybody catch up, and judges the history.
"""

from __future__ import annotations

from gevent import monkey

monkey.patch_all()

import argparse  # noqa: E402
import gc  # noqa: E402
import os  # noqa: E402
import platform  # noqa: E402
import sys  # noqa: E402
import time  # noqa: E402

from bench.rig import Rig, Size, percentiles, rig  # noqa: E402


def main() -> int:
    given = arguments()
    size = Size(
        devices=given.devices,
        boards=given.boards,
        taskings=given.taskings,
        statuses=given.statuses,
        fixes=given.fixes,
        webs=given.webs,
        gateways=given.gateways,
        incidents=given.incidents,
    )
    with rig(size) as made:
        made.connect()
        gc.freeze()
        made.begin_round()
        before, began = made.cpu(), time.monotonic()
        made.drive(given.minutes * 60)
        took = time.monotonic() - began
        used = {name: (cpu - before[name]) / took for name, cpu in made.cpu().items()}
        settled = made.settle(120)
        return tell(made, used, settled)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./run bench delivery", description=__doc__)
    parser.add_argument("--devices", type=int, default=2000)
    parser.add_argument("--boards", type=int, default=13, help="one for each pod, then one for all of London")
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--taskings", type=float, default=20.0, help="a second")
    parser.add_argument("--statuses", type=float, default=40.0, help="a second")
    parser.add_argument("--fixes", type=float, default=100.0, help="a second")
    parser.add_argument("--webs", type=int, default=1, help="processes that answer HTTP")
    parser.add_argument("--gateways", type=int, default=1, help="processes that hold sockets")
    parser.add_argument("--incidents", type=int, default=2000, help="open at the same time")
    return parser.parse_args()


def tell(made: Rig, used: dict[str, float], settled: float | None) -> int:
    size, verdict = made.size, made.verdict()
    print(
        f"\n{os.cpu_count()} cores, Python {platform.python_version()}, load average {os.getloadavg()[0]:.1f};"
        f" {size.devices} handsets, {size.boards} boards; {made.load.done}, {made.load.not_driven} not driven\n"
    )
    print("| from the commit to the frame on the device, ms | n | p50 | p95 | p99 |\n|---|---|---|---|---|")
    row("tasking on its handset", frames(made.handsets, "tasking.assigned"))
    row("unit on the boards", frames(made.boards, "unit.changed"))
    row("tasking on the boards", frames(made.boards, "tasking.changed"))
    print("\n| asked until answered, ms | n | p50 | p95 | p99 |\n|---|---|---|---|---|")
    for kind in ("task_unit", "accept_tasking", "set_status"):
        row(kind, answered(made, kind))
    print("\n| process | of one core |\n|---|---|")
    for name, share in used.items():
        print(f"| {name} | {share:.0%} |")
    print(
        f"\n| memory | MB |\n|---|---|\n{''.join(f'| {one.name} | {one.rss_mb():.0f} |{chr(10)}' for one in made.servers)}"
    )
    print(f"Everybody holds everything {'never' if settled is None else f'{settled:.1f} s'} after the last command.")
    print(f"Checker: {verdict}")
    for example in verdict.examples():
        print(f"  {example}")
    return 0 if verdict.is_clean and settled is not None else 1


def frames(devices: list[object], kind: str) -> list[float]:
    return [ms for device in devices for name, ms in device.seen.frames if name == kind]  # type: ignore[attr-defined]  # handsets or boards


def answered(made: Rig, kind: str) -> list[float]:
    return [
        (asked.answered_at - asked.made_at) * 1000
        for device in made.devices
        for asked in device.seen.asked
        if asked.kind == kind and asked.answered_at
    ]


def row(what: str, values: list[float]) -> None:
    p50, p95, p99 = percentiles(values)
    print(f"| {what} | {len(values)} | {p50:.0f} | {p95:.0f} | {p99:.0f} |", flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
