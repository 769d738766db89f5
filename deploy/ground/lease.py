"""Using the private database for as long as a command runs."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.ground import locks
from deploy.ground.cluster import Cluster
from deploy.ground.steps import step
from deploy.ground.trouble import Trouble

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def use(cluster: Cluster, place: Path) -> Iterator[int]:
    """Have the database up inside the block. Gives the descriptor for children that need it as long as they live."""
    users = enter(cluster, place)
    try:
        yield users
    finally:
        os.close(users)
        wait_while_stopping(place)


def enter(cluster: Cluster, place: Path) -> int:
    with locks.alone(place / "start.lock"):
        # While a keeper is stopping the server he holds this lock alone, and we wait until he has finished.
        users = locks.hold(place / "users.lock", shared=True)
        assert users is not None  # noqa: S101  (a lock that is waited for is got)
        try:
            if not locks.is_held(place / "keeper.lock"):
                start(cluster, place)
            # Whoever started it may have been stopped before it was furnished.
            cluster.furnish()
        except BaseException:
            os.close(users)
            raise
        return users


def start(cluster: Cluster, place: Path) -> None:
    with step("Database" if cluster.mark.exists() else "New database"):
        cluster.prepare()
        spawn_keeper(cluster, place)
        cluster.furnish()


def spawn_keeper(cluster: Cluster, place: Path) -> None:
    # In a session of its own: Ctrl-C is meant for us, and the database goes down in good order after us.
    keeper = subprocess.Popen(
        [sys.executable, "-m", "deploy.ground.keeper", place, cluster.to_json()],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert keeper.stdout is not None  # noqa: S101  (asked for above)
    with keeper.stdout:
        said = keeper.stdout.readline().strip()
        if said != "ready":
            raise Trouble((said + "\n" + keeper.stdout.read()).strip() or "The database did not start.")


def wait_while_stopping(place: Path) -> None:
    """Come back when the database is down, unless others go on using it."""
    time.sleep(0.05)
    if place.exists() and (users := locks.hold(place / "users.lock", shared=True)):
        os.close(users)
