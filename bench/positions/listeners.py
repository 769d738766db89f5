"""Some thousand sockets in one process that only listen, and count the frames of a feed that come.

Arguments: a port, how many, a token, what to watch (JSON) and how many come in a second. Each line on its input is answered with
how many are connected, how many frames have come, and how long the last frame was.
"""

from __future__ import annotations

from gevent import monkey

monkey.patch_all()

import gc  # noqa: E402
import sys  # noqa: E402
from typing import Any  # noqa: E402

import gevent  # noqa: E402
import orjson  # noqa: E402
from gevent.fileobject import FileObject  # noqa: E402

from bench.frames import Link, Refused  # noqa: E402
from bench.processes import raise_descriptors  # noqa: E402
from bench.rig import source  # noqa: E402


class Listener(Link):
    """One of them."""

    frames = size = up = lost = 0

    def __init__(self) -> None:
        super().__init__(lambda *_: None)

    def live(self, number: int) -> None:
        _, port, _, token, watch, _ = sys.argv
        try:
            self.connect(int(port), f"bluelamp={token}", source(number), 60.0)
            if watch:
                self.emit("watch", orjson.loads(watch), self._watched)
            else:
                Listener.up += 1
            self.run()
        except (OSError, Refused):
            Listener.lost += 1

    def _watched(self, answer: Any) -> None:
        Listener.up += bool(answer and answer.get("ok"))

    def _take(self, packet: bytes, at: float) -> None:
        if packet.startswith(b'42["feed"'):
            # Not parsed: this process shares the machine with whom it measures.
            Listener.frames += 1
            Listener.size = len(packet)
        elif not packet.startswith(b"42"):
            super()._take(packet, at)


def main() -> None:
    raise_descriptors()
    gc.freeze()
    gc.disable()

    def connect() -> None:
        for number in range(int(sys.argv[2])):
            gevent.spawn(Listener().live, number)
            gevent.sleep(1 / float(sys.argv[5]))

    gevent.spawn(connect)
    for _ in FileObject(sys.stdin, close=False):
        print(
            orjson.dumps(
                {"up": Listener.up, "lost": Listener.lost, "frames": Listener.frames, "size": Listener.size}
            ).decode(),
            flush=True,
        )


if __name__ == "__main__":
    main()
