"""The handset's cold start with no network: from opening the app to a tasking that can be read, at six times CPU slowdown.

`./run bench cold_start`. Chromium, the built pages and a made-up control room of the front end's tests, which is gone when
the clock starts. Each run is a fresh page in a browser that has the worker and the store; what is timed is the browser's own
time from navigation to the frame in which grade, risk, log and contacts stand. Node and Chromium come with `./test --install`.
"""

from __future__ import annotations

import subprocess
import sys

from api.config import PROJECT


def main() -> None:
    """Run it where Node is, also on a machine that has none of its own."""
    npm = [sys.executable, "-m", "deploy.ground", "npm", "run", "--silent", "cold-start"]
    run = subprocess.run(npm, cwd=PROJECT, check=False)
    sys.exit(run.returncode)


if __name__ == "__main__":
    main()
