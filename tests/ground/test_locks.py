"""A lock lives as long as its holder, and no longer."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.ground import locks, server
from deploy.ground.clone import Clone
from deploy.ground.trouble import Trouble

HOLD_FOREVER = """
import sys
from pathlib import Path
from deploy.ground import locks
locks.hold(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def test_a_killed_holder_leaves_no_lock_behind(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD_FOREVER, tmp_path / "a.lock"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        assert locks.is_held(tmp_path / "a.lock")
        holder.kill()
        holder.wait()
    assert not locks.is_held(tmp_path / "a.lock")


def test_several_may_share_but_only_one_has_it_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.lock"
    first, second = locks.hold(path, shared=True), locks.hold(path, shared=True, wait=False)
    assert second is not None
    assert locks.hold(path, wait=False) is None
    for one in (first, second):
        os.close(one or 0)
    with locks.alone(path):
        assert locks.is_held(path)


def test_the_second_run_in_one_clone_is_told_of_the_first(tmp_path: Path) -> None:
    clone = Clone(tmp_path, tmp_path / ".data")
    told = rf"already running in this folder: pid {os.getpid()}, at http://localhost:8123"
    with (
        server.only_one(clone, "http://localhost:8123"),
        pytest.raises(Trouble, match=told),
        server.only_one(clone, ""),
    ):
        pass


def test_two_clones_do_not_meet(tmp_path: Path) -> None:
    one, other = (Clone(tmp_path / name, tmp_path / name / ".data") for name in ("one", "other"))
    assert one.mark != other.mark
    with server.only_one(one, ""), server.only_one(other, ""):
        pass
