"""Faults that cannot be made real here, with the reason."""

BROWSER = "needs a real browser: tests/journeys/browser"
PUSH = "needs the push sender and a made-up push service: tests of push/"

LEFT_OUT = {
    "F08": ("disk full", "needs a small volume of its own for the database's files"),
    "F11": ("failover to a standby", "needs a second cluster and somebody who promotes it: an operator's set-up"),
    "F21": ("DNS failure, bad certificate", BROWSER),
    "F33": ("push 404 / 410", PUSH),
    "F34": ("push 429", PUSH),
    "F35": ("push 5xx", PUSH),
    "F36": ("push hangs or drips", PUSH),
    "F38": ("push services unreachable", PUSH),
    "F39": ("subscription lost on the device", BROWSER),
    "F40": ("IndexedDB full", BROWSER),
    "F41": ("browser killed mid-write", BROWSER),
    "F42": ("old client, new server", "needs two builds; unknown kinds and fields are passed over by tests/contract"),
    "F43": ("broken service worker", BROWSER),
    "F45": ("a message that crashes the client", BROWSER),
    "F49": (
        "out of memory",
        "the kernel's kill is the SIGKILL of F01 and F02; a memory limit needs a cgroup that is ours",
    ),
    "F50": ("twelve hours", "`./run bench delivery --minutes 720`"),
}
