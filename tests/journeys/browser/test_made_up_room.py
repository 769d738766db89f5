"""The board's own journeys, before a control room that is made up in the browser: keys, dead feeds, and axe in three themes.

They are TypeScript (`pwa/tests/journeys`) and know nothing of the server. Here they run beside Python's, and their words are
shown when they fail.
"""

from __future__ import annotations

import subprocess
import sys

import pytest

from api.config import PROJECT


@pytest.mark.browser
@pytest.mark.timeout(2400)
def test_the_board_keeps_its_promises_before_a_made_up_control_room() -> None:
    # Through the ground, which knows where Node is on a machine that has none of its own.
    journeys = subprocess.run(
        [sys.executable, "-m", "deploy.ground", "npm", "run", "journeys"],
        cwd=PROJECT,
        text=True,
        capture_output=True,
        check=False,
    )
    assert journeys.returncode == 0, journeys.stdout + journeys.stderr
