"""A lock lives as long as its holder, and no longer."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from deploy.ground import locks, server
from deploy.ground.clone import Clone
from deploy.ground.trouble import Trouble

HOLD_FOREVER = """
import sys
from pathlib import Path
from typing import Any
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


def test_a_folder_that_others_take_away_meanwhile_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was there when it was asked for, and gone when it was looked at."""
    place, made = tmp_path / "locks", Path.mkdir
    gone = [FileExistsError(place), FileNotFoundError(place)]

    def mkdir(path: Path, *more: Any, **how: Any) -> None:
        if gone:
            raise gone.pop()
        made(path, *more, **how)

    monkeypatch.setattr(Path, "mkdir", mkdir)
    descriptor = locks.hold(place / "users.lock")
    assert descriptor is not None
    os.close(descriptor)
    assert gone == []


def test_a_folder_that_can_never_be_made_is_no_endless_wait(tmp_path: Path) -> None:
    (tmp_path / "locks").write_text("a file")
    with pytest.raises(FileExistsError):
        locks.hold(tmp_path / "locks" / "users.lock")
