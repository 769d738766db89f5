"""`./run bench positions`: the write path beside its floor, a force of connected handsets with boards that watch it, one frame to
ten thousand sockets beside its floor, and a shift that signs in."""

from __future__ import annotations

from gevent import monkey

monkey.patch_all()

import argparse  # noqa: E402
import os  # noqa: E402
import shutil  # noqa: E402
import sys  # noqa: E402
import tempfile  # noqa: E402
import time  # noqa: E402
from contextlib import ExitStack  # noqa: E402
from pathlib import Path  # noqa: E402
from uuid import UUID  # noqa: E402

from bench.database import bench_database  # noqa: E402
from bench.positions import fan_out, live, shift_change, write_path  # noqa: E402
from bench.processes import raise_descriptors  # noqa: E402
from bench.world import World  # noqa: E402


def main() -> None:
    given = _asked()
    raise_descriptors()
    print(
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {time.strftime('%d %B %Y %H:%M UTC', time.gmtime())}"
    )
    folder = Path(tempfile.mkdtemp(prefix="bluelamp-bench-"))
    is_good = True
    with ExitStack() as clean:
        clean.callback(shutil.rmtree, folder, ignore_errors=True)
        if kept := os.environ.get("BENCH_LOGS"):
            clean.callback(shutil.copytree, folder, kept, dirs_exist_ok=True)
        postgres = clean.enter_context(bench_database(folder))
        world = World(postgres.admin)
        # Those who listen to one frame, and those who sign in, need no more than a few.
        crews = max(given.handsets, *given.units) if given.part in {"write", "live", "all"} else given.sign_ins
        world.people(crews, given.boards)
        if given.part in {"write", "all"}:
            units = [(UUID(crew.unit_id), UUID(crew.duty_id)) for crew in world.crews]
            is_good &= write_path.report(postgres, units, given.units)
        if given.part in {"live", "all"}:
            is_good &= live.report(postgres, world, folder, given)
        if given.part in {"fan", "all"}:
            is_good &= fan_out.report(postgres, world, folder, given)
        if given.part in {"shift", "all"}:
            is_good &= shift_change.report(postgres, world, folder, given)
    sys.exit(0 if is_good else 1)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./run bench positions", description=__doc__)
    parser.add_argument("--part", choices=["write", "live", "fan", "shift", "all"], default="all")
    parser.add_argument("--units", type=int, nargs="+", default=[1_000, 4_000, 12_000], help="sizes of the write path")
    parser.add_argument("--handsets", type=int, default=12_000)
    parser.add_argument("--boards", type=int, default=20)
    parser.add_argument("--every", type=float, default=10.0, help="seconds between two fixes of one handset")
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--connect", type=float, default=100.0, help="handsets that come in a second, at the beginning")
    parser.add_argument("--gateways", type=int, default=0, help="0: as many as descriptors demand")
    parser.add_argument("--sockets", type=int, default=10_000, help="who listen to the frame that is sent to all")
    parser.add_argument("--sign-ins", type=int, default=400, help="officers of the shift that signs in")
    parser.add_argument("--no-beats", action="store_true", help="handsets without heartbeats: the fixes alone")
    return parser.parse_args()


if __name__ == "__main__":
    main()
