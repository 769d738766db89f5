"""`./run bench faults`: break everything in turn and judge what came of it. bench/README.md says what each fault does."""

from __future__ import annotations

from gevent import monkey

monkey.patch_all()

import argparse  # noqa: E402
import os  # noqa: E402
import sys  # noqa: E402

from bench import planted  # noqa: E402
from bench.faults.left_out import LEFT_OUT  # noqa: E402
from bench.faults.turns import FAULTS, HEAD, attempt  # noqa: E402
from bench.rig import Size, rig  # noqa: E402


def main() -> int:
    given = arguments()
    wanted = given.only.split(",") if given.only else sorted(FAULTS)
    unknown = [name for name in wanted if name not in FAULTS and name not in LEFT_OUT]
    if unknown:
        sys.exit(f"There is no {', '.join(unknown)}; there are {', '.join(sorted(FAULTS))}.")
    print(
        f"{given.devices} handsets, {given.boards} boards, {given.taskings:g} taskings/s, {given.statuses:g} statuses/s, "
        f"{given.seconds:g} s each; {os.cpu_count()} cores, load average {os.getloadavg()[0]:.1f}\n",
        flush=True,
    )
    failed = 0
    with rig(Size.asked(given)) as made:
        made.connect()
        made.measure_quiet(12.0)
        print(f"Floor, the load without a fault: {made.quiet}; processes start in {told(made.start_s)}.\n")
        print(HEAD, flush=True)
        for name in [name for name in wanted if name in FAULTS]:
            failed += not attempt(made, FAULTS[name], given.seconds)
        made.measure_quiet(5.0)
        found = planted.found_when_planted(made.history())
    for name, (what, why) in sorted(LEFT_OUT.items()):
        if not given.only or name in wanted:
            print(f"| {name} | {what} | | {why} | not run |")
    print(f"\n{planted.told(found)}")
    return 1 if failed or not all(found.values()) else 0


def told(start_s: dict[str, float]) -> str:
    return ", ".join(f"{role} {seconds:.1f} s" for role, seconds in start_s.items())


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./run bench faults", description=__doc__)
    parser.add_argument("--only", default="", help="F01,F06 ... instead of all")
    parser.add_argument("--seconds", type=float, default=30.0, help="of load for each fault")
    parser.add_argument("--devices", type=int, default=200)
    parser.add_argument("--boards", type=int, default=13)
    parser.add_argument("--taskings", type=float, default=5.0, help="a second")
    parser.add_argument("--statuses", type=float, default=10.0, help="a second")
    parser.add_argument("--fixes", type=float, default=25.0, help="a second")
    parser.add_argument("--gateways", type=int, default=1, help="processes that hold sockets")
    parser.add_argument(
        "--no-spares", dest="has_spares", action="store_false", help="nobody stands by for a web or a gateway that dies"
    )
    return parser.parse_args()


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
