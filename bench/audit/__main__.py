"""`./run bench audit`: audited lookups a second with and without the sealer, and the verifier over millions of sealed rows.

Parts by name: lookups, verifier. `--load` only fills the verifier's database, which is kept; that need not be alone on the machine.
"""

from __future__ import annotations

import argparse
import os
import platform

from bench.audit import looking, rows, verifying


def main() -> None:
    asked = _arguments()
    print(f"{os.cpu_count()} cores, {platform.machine()}, load average {os.getloadavg()[0]:.1f}", flush=True)
    if asked.load:
        with rows.kept(asked.rows, fresh=asked.fresh):
            return
    parts = asked.parts or ["lookups", "verifier"]
    if "lookups" in parts:
        looking.run(rounds=asked.rounds, seconds=asked.seconds, clients=asked.clients)
    if "verifier" in parts:
        verifying.run(asked.rows, fresh=asked.fresh)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./run bench audit", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="lookups | verifier")
    parser.add_argument(
        "--rounds", type=int, default=12, help="of lookups: sealed, not sealed and without an audit row in turns"
    )
    parser.add_argument("--seconds", type=int, default=5, help="how long each lasts")
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--rows", type=int, default=10_000_000, help="of the audit that is verified")
    parser.add_argument("--fresh", action="store_true", help="fill the verifier's database anew")
    parser.add_argument("--load", action="store_true", help="only fill it")
    return parser.parse_args()


if __name__ == "__main__":
    main()
