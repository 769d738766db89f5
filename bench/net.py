"""A network of our own: whatever a bench sends, cuts or drops happens in a namespace that ends with the bench."""

from __future__ import annotations

import ctypes
import fcntl
import os
import socket
import struct
import subprocess

from deploy.ground import tools

CLONE_NEWNET, SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP = 0x40000000, 0x8913, 0x8914, 0x1

DATABASE_PORT, REDIS_PORT = 5432, 6379


def enter() -> bool:
    """Leave the machine's network. False where that is not allowed: then we stay on its loopback, and nothing can be cut."""
    if os.geteuid() != 0 or ctypes.CDLL(None).unshare(CLONE_NEWNET) != 0:
        return False
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as door:
        # struct ifreq: a name of 16 bytes, then flags.
        asked = struct.pack("16sh14x", b"lo", 0)
        flags = struct.unpack("16sh14x", fcntl.ioctl(door, SIOCGIFFLAGS, asked))[1]
        fcntl.ioctl(door, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", flags | IFF_UP))
    return True


class Firewall:
    """Cuts lines within our namespace, one direction at a time."""

    def __init__(self) -> None:
        self._iptables = tools.paths().get("IPTABLES", "")
        self._rules: list[list[str]] = []

    @property
    def is_there(self) -> bool:
        return bool(self._iptables) and self._call("-L", "-n") == 0

    def drop(self, *match: str) -> None:
        """Drop what matches, silently, as a dead line does: `drop("-p", "tcp", "--dport", "5432")`."""
        rule = ["INPUT", *match, "-j", "DROP"]
        if self._call("-I", *rule):
            raise RuntimeError(f"iptables refused {' '.join(rule)}")
        self._rules.append(rule)

    def cut_port(self, port: int) -> None:
        """Both directions of everything that has this port at one end."""
        self.drop("-p", "tcp", "--dport", str(port))
        self.drop("-p", "tcp", "--sport", str(port))

    def heal(self) -> None:
        while self._rules:
            self._call("-D", *self._rules.pop())

    def _call(self, *words: str) -> int:
        return subprocess.run([self._iptables, "-w", *words], capture_output=True, check=False).returncode


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])
