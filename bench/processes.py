"""What is measured and broken: the server's processes by role, a Redis, and how much of the processor each has used."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from bench.net import free_port
from deploy.ground.tether import tether

PATIENCE_S = 60
ROOT = Path(__file__).resolve().parents[1]
TICKS = os.sysconf("SC_CLK_TCK")


class Process:
    """One program that can be killed, frozen and brought back."""

    def __init__(self, name: str, command: list[str], log: Path, env: dict[str, str] | None = None) -> None:
        self.name, self.command, self.log, self.env = name, command, log, env or {}
        self._running: subprocess.Popen[bytes] | None = None
        # What it was started with beside its own settings: a fault's, until it is started again without.
        self.more: dict[str, str] = {}

    @property
    def pid(self) -> int:
        return self._running.pid if self._running else 0

    def start(self, **more: str) -> None:
        self.more = more
        self._running = self._started(**more)

    def _started(self, **more: str) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as out:
            return subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=os.environ | self.env | more,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                preexec_fn=tether(signal.SIGKILL),  # noqa: PLW1509  (there are no threads here)
            )

    def send(self, sign: signal.Signals) -> None:
        if self.is_up():
            assert self._running
            self._running.send_signal(sign)

    def kill(self) -> None:
        """As if the power went."""
        self.send(signal.SIGKILL)
        if self._running:
            self._running.wait()

    def stop(self) -> None:
        self.send(signal.SIGCONT)
        self.send(signal.SIGTERM)
        try:
            if self._running:
                self._running.wait(5)
        except subprocess.TimeoutExpired:
            self.kill()

    def is_up(self) -> bool:
        return self._running is not None and self._running.poll() is None

    def cpu_s(self) -> float:
        return cpu_s(self.pid)

    def rss_mb(self) -> float:
        try:
            pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        except (OSError, IndexError):
            return 0.0
        return pages * resource.getpagesize() / 1e6


class Server(Process):
    """`wsgi.py` in one or more roles, with a second one that stands by for its port if that is wanted."""

    def __init__(
        self,
        name: str,
        roles: str,
        folder: Path,
        env: dict[str, str],
        port: int | None = None,
        *,
        has_spare: bool = False,
    ) -> None:
        self.port, self.has_spare = port or free_port(), has_spare
        self._spare: subprocess.Popen[bytes] | None = None
        # How often the one that stood by had to serve.
        self.taken_over = 0
        settings = {
            "BLUELAMP_ROLES": roles,
            "PORT": str(self.port),
            "BLUELAMP_DEMO": "1",
            "BLUELAMP_EXERCISE": "0",
            "BLUELAMP_SHOW_FAULTS": "1",
            "BLUELAMP_STANDBY": "1" if has_spare else "0",
        }
        super().__init__(name, [sys.executable, "wsgi.py"], folder / f"{name}.log", env | settings)

    def start(self, **more: str) -> None:
        """The one that serves, if it does not, and the one that stands by."""
        if not self.is_up():
            super().start(**more)
        self.wait_until_ready()
        if self.has_spare:
            self._spare = self._started(**more)

    def is_up(self) -> bool:
        """Where the one that served has died, the one that stood by serves."""
        if not super().is_up() and self._spare:
            self._running, self._spare = self._spare, None
            self.taken_over += 1
        return super().is_up()

    def stop(self) -> None:
        """Both: first the one that waits, so that it does not serve in between."""
        if self._spare:
            self._spare.kill()
            self._spare.wait()
            self._spare = None
        super().stop()

    def wait_until_ready(self) -> None:
        end = time.monotonic() + PATIENCE_S
        while not self.is_ready():
            if self.more and not self.is_up():
                # It was told to kill itself, and under load it found an occasion before we found it ready.
                return
            if not self.is_up() or time.monotonic() > end:
                raise RuntimeError(f"{self.name} did not come up: {self.log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.05)

    def is_ready(self, path: str = "/api/ready") -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False


def cpu_s(pid: int, *, with_children: bool = False) -> float:
    """Seconds of processor that a process has used, and the children that it has buried."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return sum(int(field) for field in fields[11 : 15 if with_children else 13]) / TICKS


def children(pid: int) -> list[int]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1]) == pid:
                found.append(int(folder.name))
        except (OSError, IndexError, ValueError):
            continue
    return found


def raise_descriptors() -> int:
    """As many descriptors as the machine allows; a device takes two here and one in the server."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return most
