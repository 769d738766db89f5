"""Some thousand handsets in one process: connected, watching, beating, and sending fixes that they remember when acknowledged.

Driven by lines on its input (`connect`, `beat`, `fix`, `hush`, `end`); answers with lines of JSON. Lean on purpose: whatever
it burns, the server does not get.
"""

from __future__ import annotations

from gevent import monkey

monkey.patch_all()

import gc  # noqa: E402
import os  # noqa: E402
import random  # noqa: E402
import struct  # noqa: E402
import sys  # noqa: E402
import time  # noqa: E402
from array import array  # noqa: E402
from contextlib import suppress  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402
from uuid import uuid4  # noqa: E402

import gevent  # noqa: E402
import orjson  # noqa: E402
from gevent.fileobject import FileObject  # noqa: E402

from bench.frames import Link, Refused  # noqa: E402
from bench.processes import raise_descriptors  # noqa: E402
from bench.rig import source  # noqa: E402

BEAT_EVERY_S = 5.0
PACE_S = 0.02


class Handset:
    """One device that moves."""

    def __init__(self, fleet: Fleet, number: int, token: str) -> None:
        self.fleet, self.number, self.token = fleet, number, token
        self.link = Link(lambda *_: None)
        self.device = str(uuid4())
        self.lon, self.lat = random.uniform(-0.4, 0.2), random.uniform(51.4, 51.6)
        self.is_up = False

    def live(self) -> None:
        while not self.fleet.is_over:
            try:
                ports = self.fleet.ports
                self.link.connect(ports[self.number % len(ports)], f"bluelamp={self.token}", source(self.number), 30.0)
                self.link.emit("watch", {"device_id": self.device, "kind": "handset", "visible": True}, self._watched)
                self.link.run()
            except (OSError, Refused, ValueError) as error:
                self.fleet.lost += self.is_up
                if os.environ.get("BENCH_LOGS"):
                    print(time.strftime("%H:%M:%S"), self.number, self.is_up, error, file=sys.stderr, flush=True)
            self.is_up = False
            self.link.close()
            gevent.sleep(random.uniform(0.5, 3.0))

    def _watched(self, answer: Any) -> None:
        self.is_up = bool(answer and answer.get("ok"))

    def beat(self) -> None:
        if self.is_up:
            self._say("heartbeat", {"device_id": self.device, "visible": True}, self._beaten)

    def _beaten(self, _: Any) -> None:
        self.fleet.beats += 1

    def fix(self) -> None:
        if not self.is_up:
            self.fleet.not_sent += 1
            return
        self.lon += random.gauss(0, 0.0006)
        self.lat += random.gauss(0, 0.0004)
        at, began = int(time.time() * 1000), time.monotonic()
        stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(at // 1000)) + f".{at % 1000:03d}Z"
        one = {
            "lon": round(self.lon, 6),
            "lat": round(self.lat, 6),
            "accuracy_m": 8.0,
            "speed_mps": 6.0,
            "heading": 90.0,
        }
        self.fleet.sent += 1
        self._say(
            "fixes", {"fixes": [{**one, "fixed_at": stamp}]}, lambda answer: self._acknowledged(at, began, answer)
        )

    def _acknowledged(self, at: int, began: float, answer: Any) -> None:
        if answer and answer.get("ok") and answer.get("stored") == 1:
            self.fleet.acked.append(self.number)
            self.fleet.acked.append(at)
            self.fleet.ack_ms.append((time.monotonic() - began) * 1000)
        else:
            self.fleet.refused += 1

    def _say(self, name: str, payload: Any, answered: Any) -> None:
        try:
            self.link.emit(name, payload, answered)
        except OSError:
            self.is_up = False


class Fleet:
    """All handsets of this process."""

    def __init__(self, told: dict[str, Any]) -> None:
        self.ports, self.every = told["ports"], told["every"]
        self.handsets = [Handset(self, number, token) for number, token in told["crews"]]
        self.acked, self.ack_ms = array("q"), array("d")
        self.sent = self.refused = self.not_sent = self.beats = self.lost = 0
        self.is_over = False
        self._driving: dict[str, Any] = {}

    def connect(self, per_s: float) -> None:
        for handset in self.handsets:
            gevent.spawn(handset.live)
            gevent.sleep(1.0 / per_s)

    def drive(self, act: str, every_s: float) -> None:
        """Everybody in turn, evenly over so many seconds, again and again."""
        self._driving[act] = gevent.spawn(self._drive, act, every_s)

    def _drive(self, act: str, every_s: float) -> None:
        began, count, rate = time.monotonic(), 0, len(self.handsets) / every_s
        while True:
            due = int((time.monotonic() - began) * rate)
            for number in range(count, due):
                getattr(self.handsets[number % len(self.handsets)], act)()
            count = due
            gevent.sleep(PACE_S)

    def hush(self, act: str) -> None:
        self._driving.pop(act).kill()

    def told(self) -> dict[str, Any]:
        return {
            "up": sum(handset.is_up for handset in self.handsets),
            "sent": self.sent,
            "acked": len(self.acked) // 2,
            "refused": self.refused,
            "not_sent": self.not_sent,
            "beats": self.beats,
            "lost": self.lost,
            "cpu_s": sum(os.times()[:2]),
        }


def main() -> None:
    raise_descriptors()
    told = orjson.loads(Path(sys.argv[1]).read_bytes())
    fleet = Fleet(told)
    gc.collect()
    gc.freeze()
    gc.disable()
    # An unpatched read would hold up every handset.
    for line in FileObject(sys.stdin, close=False):
        word, *more = str(line).split()
        if word == "connect":
            gevent.spawn(fleet.connect, float(more[0]))
        elif word in {"beat", "fix"}:
            fleet.drive(word, BEAT_EVERY_S if word == "beat" else fleet.every)
        elif word == "hush":
            fleet.hush(more[0])
        elif word == "end":
            fleet.is_over = True
            with Path(sys.argv[1]).with_suffix(".acked").open("wb") as out:
                out.write(struct.pack("<q", len(fleet.acked)))
                fleet.acked.tofile(out)
                fleet.ack_ms.tofile(out)
            print(orjson.dumps(fleet.told()).decode(), flush=True)
            break
        print(orjson.dumps(fleet.told()).decode(), flush=True)
    with suppress(BaseException):
        os._exit(0)


if __name__ == "__main__":
    main()
