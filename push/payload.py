"""What a push says: *come*. The same length every time, and nothing that a stranger could read anything from.

The form is declarative (Safari shows it without any worker); `mutable` lets our own worker have it all the same, which is how
a receipt comes back. docs/messages.md section 10.
"""

from __future__ import annotations

import orjson

LENGTH = 256
# These lie on a lock screen.
BODIES = {
    "tasking": "Something needs you. Open to read it.",
    "changed": "Something has changed. Open to read it.",
    "message": "A message needs you. Open to read it.",
    "test": "This is a test. Your alerts work.",
    "renew": "Open Bluelamp, so that it can reach you.",
    "check": "Alerts reach this device. Nothing to do.",
}
# What nobody has to hear. A browser that gives us pushes at all wants each of them shown, so shown they are.
QUIET = frozenset({"check"})


def payload(reason: str, receipt: str, home: str) -> bytes:
    """JSON of exactly 256 bytes. `home` is where a tap leads: our own address, or `/` where that is too long."""
    for navigate in (home, "/"):
        said = orjson.dumps(_message(reason, receipt, navigate))
        if len(said) <= LENGTH:
            return said.ljust(LENGTH)
    raise AssertionError("a receipt and a sentence fit: a test sees to that")


def _message(reason: str, receipt: str, navigate: str) -> dict[str, object]:
    notification: dict[str, object] = {"title": "Bluelamp", "body": BODIES[reason], "navigate": navigate}
    if reason in QUIET:
        notification |= {"silent": True}
    return {"web_push": 8030, "mutable": True, "notification": notification | {"data": {"k": reason, "r": receipt}}}
