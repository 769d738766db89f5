"""The browser is killed (SIGKILL) while it writes, many times: what lies on its disk is whole, and nothing kept is lost.

`./run bench killed`; `ROUNDS=20 ./run bench killed` for fewer than 200. Chromium, the built pages, and a made-up control room
that pours messages in while a hand taps (pwa/tests/bench/killed.mjs). Exit code 1 and a line for each thing that was not whole.
"""

from __future__ import annotations

import subprocess
import sys

from api.config import PROJECT


def main() -> None:
    """Run it where Node is, also on a machine that has none of its own."""
    npm = [sys.executable, "-m", "deploy.ground", "npm", "run", "--silent", "killed"]
    run = subprocess.run(npm, cwd=PROJECT, check=False)
    sys.exit(run.returncode)


if __name__ == "__main__":
    main()
