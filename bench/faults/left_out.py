"""Faults that cannot be made real here, with the reason."""

BROWSER = "a browser's own business: tests/journeys/browser does it in a real one"

LEFT_OUT = {
    "F08": ("disk full", "needs a small volume of its own for the database's files"),
    "F11": ("failover to a standby", "needs a second cluster and somebody who promotes it: an operator's set-up"),
    "F21": ("DNS failure, bad certificate", BROWSER),
    "F39": ("subscription lost on the device", BROWSER),
    "F40": ("IndexedDB full", BROWSER),
    "F41": ("browser killed mid-write", BROWSER),
    "F42": ("old client, new server", f"{BROWSER}; unknown kinds and fields are passed over by tests/contract"),
    "F43": ("broken service worker", BROWSER),
    "F45": ("a message that crashes the client", BROWSER),
    "F50": ("twelve hours", "`./run bench delivery --minutes 720`"),
}
