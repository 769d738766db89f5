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


LOOSE = """
import gevent
from api import vital
vital.end_without_memory()
def work(): raise {error}
gevent.spawn(work)
gevent.sleep(0.5)
print("lives")
"""


@pytest.mark.parametrize(("error", "code", "said"), [("MemoryError", 70, b""), ("ValueError", 0, b"lives\n")])
def test_memory_that_is_missing_where_nobody_catches_it_ends_the_process(error: str, code: int, said: bytes) -> None:
    """Found by `ulimit -v`: a gateway lived on that let nobody in any more."""
    ended = subprocess.run(
        [sys.executable, "-c", LOOSE.format(error=error)], capture_output=True, timeout=25, check=False
    )
    assert (ended.returncode, ended.stdout) == (code, said)
