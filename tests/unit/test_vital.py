"""A process does not outlive the work without which it only seems to live."""

from __future__ import annotations

import subprocess
import sys

import pytest

ENDS = """
import gevent
from api import vital
def work(): {work}
vital.keep(work)
gevent.sleep(30)
"""


@pytest.mark.parametrize("work", ["raise MemoryError", "pass"])
def test_when_vital_work_ends_the_process_ends(work: str) -> None:
    ended = subprocess.run([sys.executable, "-c", ENDS.format(work=work)], capture_output=True, timeout=25, check=False)
    assert ended.returncode == 70
    assert b"vital work ended" in ended.stdout
