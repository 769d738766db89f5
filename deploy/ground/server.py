"""The app's own process: one for each clone, started, waited for, and ended with us."""

import contextlib
import http.client
import json
import os
import signal
import ssl
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

from deploy.ground import locks
from deploy.ground.clone import Clone
from deploy.ground.programs import surroundings
from deploy.ground.tether import tether
from deploy.ground.trouble import Trouble

READY_WITHIN_S = 60
STOP_WITHIN_S = 10

Process: TypeAlias = "subprocess.Popen[bytes]"


@contextmanager
def only_one(clone: Clone, url: str) -> Iterator[None]:
    """What the one that runs says of itself stands in the lock file, for `stop` and for whoever comes second."""
    held = locks.hold(lock(clone), wait=False)
    if held is None:
        other = about(clone)
        raise Trouble(f"Bluelamp is already running in this folder: pid {other['pid']}, at {other['url']}")
    try:
        os.ftruncate(held, 0)
        os.write(held, json.dumps({"pid": os.getpid(), "url": url}).encode())
        yield
    finally:
        os.close(held)


def lock(clone: Clone) -> Path:
    return clone.data / "locks" / "run.lock"


def about(clone: Clone) -> dict[str, str]:
    """Who is running here; question marks in the moment before it has said so."""
    with contextlib.suppress(OSError, ValueError, KeyError):
        told = json.loads(lock(clone).read_text())
        return {"pid": str(told["pid"]), "url": str(told["url"])}
    return {"pid": "?", "url": "?"}


def log(clone: Clone) -> Path:
    return clone.data / "server.log"


@contextmanager
def serving(clone: Clone, env: Mapping[str, str], descriptors: list[int], *, show_log: bool) -> Iterator[Process]:
    """The server inside the block. It holds the database's lock itself, so that the database outlives it."""
    out = None if show_log else log(clone).open("ab")
    try:
        process = subprocess.Popen(
            [clone.python, "wsgi.py"],
            cwd=clone.root,
            env=surroundings(env),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            # A session of its own, so that Ctrl-C reaches us alone and we end it in order.
            start_new_session=True,
            preexec_fn=tether(signal.SIGTERM),  # noqa: PLW1509  (there are no threads here)
            pass_fds=descriptors,
        )
    finally:
        if out:
            out.close()
    try:
        yield process
    finally:
        end(process)


def end(process: Process) -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(STOP_WITHIN_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_until_ready(clone: Clone, process: Process, url: str) -> None:
    give_up_at = time.monotonic() + READY_WITHIN_S
    direct = opener()
    while not answers(direct, f"{url}/api/ready"):
        if process.poll() is not None:
            raise ended(clone, process)
        if time.monotonic() > give_up_at:
            raise Trouble(f"The server is not ready after {READY_WITHIN_S} s; its log says why: {log(clone)}")
        time.sleep(0.05)


def opener() -> urllib.request.OpenerDirector:
    """For asking our own server: past any proxy, and whatever its certificate says."""
    trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    trusting.check_hostname = False
    trusting.verify_mode = ssl.CERT_NONE
    return urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=trusting))


def answers(direct: urllib.request.OpenerDirector, url: str) -> bool:
    try:
        with direct.open(url, timeout=2) as response:
            return bool(response.status == 200)
    except (OSError, http.client.HTTPException):
        return False


def ended(clone: Clone, process: Process) -> Trouble:
    try:
        last = log(clone).read_text(errors="replace").splitlines()[-12:]
    except OSError:
        last = []
    words = "".join(f"\n  {line}" for line in last)
    return Trouble(f"The server ended by itself with code {process.returncode}. Its last words:{words}")
