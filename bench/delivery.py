"""`./run bench delivery [--faults]`: from the commit of a message to its frame on the device, with as many devices as are asked for.

It brings up a database and server processes of its own (web, gateway, worker), connects made-up handsets and boards over real
websockets, drives taskings and statuses for some minutes, lets everybody catch up, and judges the history. With `--faults` the
faults that fit into a turn are injected one after the other while the load goes on: one run, one history, one verdict.
"""

from __future__ import annotations

from gevent import monkey

monkey.patch_all()

import argparse  # noqa: E402
import gc  # noqa: E402
import itertools  # noqa: E402
import os  # noqa: E402
import platform  # noqa: E402
import sys  # noqa: E402
import time  # noqa: E402
from collections.abc import Sequence  # noqa: E402

import gevent  # noqa: E402
from gevent.event import Event  # noqa: E402

from bench import planted  # noqa: E402
from bench.device import Device  # noqa: E402
from bench.faults import unsettled  # noqa: E402
from bench.faults.turns import FAULTS, HEAD, attempt  # noqa: E402
from bench.rig import Rig, Size, percentiles, rig  # noqa: E402

# What is under way when the load ends takes ten seconds; what was shed is asked again until then.
SETTLED_WITHIN_S = 120.0
# Those that fit into a turn, the gravest first. The others take longer by their nature, or need a quiet system or a new history.
TURNS = (
    *("F01", "F02", "F03", "F04", "F06", "F07", "F18", "F19", "F16", "F17", "F14", "F13", "F15", "F09", "F32", "F47"),
    *("F46", "F20", "F22", "F23", "F05", "F33", "F38", "F36", "F48", "F24", "F25", "F27", "F28", "F29", "F44", "F10"),
    *("F49", "F31", "F37"),
)


def main() -> int:
    given = arguments()
    with rig(Size.asked(given)) as made:
        made.connect()
        gc.freeze()
        if given.faults:
            made.measure_quiet(15.0)
            print(f"Floor, the load without a fault: {made.quiet}.\n", flush=True)
        made.begin_round()
        before, began = made.cpu(), time.monotonic()
        is_right = (
            drive_with_faults(made, given.minutes * 60, given.turn, given.only.split(",")) if given.faults else True
        )
        if not given.faults:
            made.drive(given.minutes * 60)
        took = time.monotonic() - began
        used = {name: max(0.0, cpu - before[name]) / took for name, cpu in made.cpu().items()}
        settled = made.settle(SETTLED_WITHIN_S)
        return max(tell(made, used, settled), 0 if is_right else 1)


def drive_with_faults(made: Rig, seconds: float, turn_s: float, wanted: Sequence[str]) -> bool:
    """The load goes on while the faults have their turns, again and again until the time is up. False when a turn failed."""
    print(HEAD, flush=True)
    made.is_one_run, is_over = True, Event()
    driving = gevent.spawn(made.drive, seconds, is_over.is_set)
    # It goes by the rates that it finds when it begins, and a fault may change them.
    gevent.sleep(0)
    end, is_right, turns = time.monotonic() + seconds, True, 0
    for name in itertools.cycle(wanted):
        if time.monotonic() > end:
            break
        is_right &= attempt(made, FAULTS[name], turn_s)
        turns += 1
        calm_s = made.calm()
        print(
            f"| | | | {'not calm after 90 s' if calm_s is None else f'calm again after {calm_s:.0f} s'} | |", flush=True
        )
    is_over.set()
    driving.join()
    print(f"\n{turns} turns; not reached: {', '.join(wanted[turns:]) or 'none'}.")
    return is_right


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
    parser.add_argument(
        "--no-spares", dest="has_spares", action="store_false", help="nobody stands by for a web or a gateway that dies"
    )
    parser.add_argument("--incidents", type=int, default=2000, help="open at the same time")
    parser.add_argument("--faults", action="store_true", help="inject faults in turn while the load goes on")
    parser.add_argument("--only", default=",".join(TURNS), help="F01,F06 ... in this order, with --faults")
    parser.add_argument("--turn", type=float, default=14.0, help="seconds of a fault's turn, at least")
    return parser.parse_args()


def tell(made: Rig, used: dict[str, float], settled: float | None) -> int:
    size, verdict = made.size, made.verdict()
    print(
        f"\n{os.cpu_count()} cores, Python {platform.python_version()}, load average {os.getloadavg()[0]:.1f};"
        f" {size.devices} handsets, {size.boards} boards; {made.load.all_done}, {made.load.not_driven} not driven\n"
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
    if settled is None:
        print("  " + "\n  ".join(unsettled(made)))
    print(f"Checker: {verdict}")
    for example in verdict.examples():
        print(f"  {example}")
    found = planted.found_when_planted(made.history())
    print(planted.told(found))
    return 0 if verdict.is_clean and settled is not None and all(found.values()) else 1


def frames(devices: Sequence[Device], kind: str) -> list[float]:
    return [ms for device in devices for name, ms in device.seen.all_frames if name == kind]


def answered(made: Rig, kind: str) -> list[float]:
    return [
        (asked.answered_at - asked.made_at) * 1000
        for device in made.devices
        for asked in device.seen.all_asked
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
