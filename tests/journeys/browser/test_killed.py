"""A browser that is killed while it writes. The long run is `./run bench killed`; here a few rounds of it."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from api.config import PROJECT
from tests.journeys.browser.server import free_port


@pytest.mark.browser
def test_what_a_killed_browser_leaves_on_the_disk_is_whole_and_opens() -> None:
    rounds = subprocess.run(
        [sys.executable, "-m", "deploy.ground", "npm", "run", "--silent", "killed"],
        cwd=PROJECT,
        env=os.environ | {"ROUNDS": "3", "PORT": str(free_port())},
        text=True,
        capture_output=True,
        check=False,
    )
    assert rounds.returncode == 0, rounds.stdout + rounds.stderr
    assert "0 half-applied, 0 lost, opened every time" in rounds.stdout
