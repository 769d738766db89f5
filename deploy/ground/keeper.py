"""The process that the database hangs on.

Whoever uses the database holds `users.lock` shared. The keeper starts the server, then waits for that lock alone: it
gets it when the last user has gone, however he went, and stops the server. So `./run` and `./run import` share one
database without talking to each other, and not even `kill -9` leaves a server behind. If the keeper itself is killed,
the kernel stops the server.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

from deploy.ground import locks
from deploy.ground.cluster import Cluster
from deploy.ground.tether import tether
from deploy.ground.trouble import Trouble, last_words, meaning

START_WITHIN_S = 60
STOP_WITHIN_S = 30


class ServerEnded(Exception):
    """PostgreSQL has gone without being asked to."""


def main(place: str, cluster_json: str) -> int:
    """Started by lease.py with the folder of the locks; says `ready` or one sentence, then is silent."""
    cluster = Cluster.from_json(cluster_json)
    keeper = locks.hold(Path(place) / "keeper.lock")
    try:
        server = start(cluster)
    except Trouble as trouble:
        print(trouble, flush=True)
        return 1
    print("ready", flush=True)
    let_go_of_the_terminal()
    users = wait_for_the_last_user(Path(place) / "users.lock")
    stop(server)
    if cluster.throw_away:
        for folder in (cluster.folder.parent, Path(place)):
            shutil.rmtree(folder, ignore_errors=True)
    shutil.rmtree(cluster.socket, ignore_errors=True)
    # In this order: whoever gets in as the next user must already see that nobody keeps.
    for lock in (keeper, users):
        if lock is not None:
            os.close(lock)
    return 0


def start(cluster: Cluster) -> "subprocess.Popen[bytes]":
    rotate(cluster.log)
    # SIGINT is PostgreSQL's fast shutdown.
    with cluster.log.open("ab") as log:
        server = subprocess.Popen(
            cluster.server_command(),
            env=cluster.env(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=tether(signal.SIGINT),  # noqa: PLW1509  (there are no threads here)
            **cluster.account.start_options(),
        )
    wait_until_ready(cluster, server)
    return server


def wait_until_ready(cluster: Cluster, server: "subprocess.Popen[bytes]") -> None:
    """PostgreSQL writes its state into its pid file: no client is needed to see it."""
    give_up_at = time.monotonic() + START_WITHIN_S
    while not is_ready(cluster.folder / "postmaster.pid", server.pid):
        if server.poll() is not None or time.monotonic() > give_up_at:
            server.terminate()
            said = cluster.log.read_text(errors="replace")[-4000:]
            raise Trouble(
                meaning(said) or f"The database did not start: {last_words(said)}\n  (all of it: {cluster.log})"
            )
        time.sleep(0.02)


def is_ready(pid_file: Path, pid: int) -> bool:
    try:
        lines = pid_file.read_text().splitlines()
    except OSError:
        return False
    # A file that a killed server left behind names another pid.
    return len(lines) > 7 and lines[0] == str(pid) and lines[7].strip() == "ready"


def rotate(log: Path) -> None:
    if log.exists() and log.stat().st_size > 10_000_000:
        log.replace(log.with_suffix(".log.1"))


def let_go_of_the_terminal() -> None:
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(null, stream)


def wait_for_the_last_user(path: Path) -> int | None:
    """Block until nobody uses the database any more, or the server has ended, or we are asked to stop."""
    signal.signal(signal.SIGCHLD, server_ended)
    signal.signal(signal.SIGTERM, server_ended)
    try:
        users = locks.hold(path)
    except ServerEnded:
        users = None
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    return users


def server_ended(_signal: int, _frame: FrameType | None) -> None:
    raise ServerEnded


def stop(server: "subprocess.Popen[bytes]") -> None:
    """Fast shutdown: open transactions are rolled back, everything committed is on disk."""
    if server.poll() is None:
        server.send_signal(signal.SIGINT)
        try:
            server.wait(STOP_WITHIN_S)
        except subprocess.TimeoutExpired:
            server.kill()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
