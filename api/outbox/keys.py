"""The keys by which push services know us (VAPID, RFC 8292), out of a file that only the server may read.

The newest key is the one that devices subscribe with. Older ones stay, because a subscription works with the key that it was
made with and with no other; `./run vapid rotate` puts a new one in front.
"""

from __future__ import annotations

import json
import os
from base64 import urlsafe_b64encode
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from api import clock


@dataclass(frozen=True)
class VapidKey:
    """One private key on P-256, as its number."""

    number: int

    @cached_property
    def private(self) -> ec.EllipticCurvePrivateKey:
        return ec.derive_private_key(self.number, ec.SECP256R1())

    @cached_property
    def public(self) -> str:
        """The 65 bytes of the point in URL letters: what a browser is given, and how the key is named everywhere."""
        point = self.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return urlsafe_b64encode(point).decode().rstrip("=")

    @cached_property
    def receipt_secret(self) -> bytes:
        """What receipt addresses are signed with."""
        derive = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"bluelamp receipts")
        return derive.derive(self.number.to_bytes(32, "big"))


@dataclass(frozen=True)
class Keyring:
    """All keys, the newest first. Without any there are no pushes."""

    keys: tuple[VapidKey, ...] = ()

    @property
    def current(self) -> VapidKey | None:
        return self.keys[0] if self.keys else None

    @property
    def receipt_secrets(self) -> Sequence[bytes]:
        return [key.receipt_secret for key in self.keys]

    def named(self, public: str) -> VapidKey | None:
        return next((key for key in self.keys if key.public == public), None)


def _name(key: dict[str, str]) -> str:
    return VapidKey(int(key["private"], 16)).public


_read: dict[str, tuple[int, Keyring]] = {}


def ring(path: str) -> Keyring:
    """The keys of a file, read again when it has changed: a rotation needs no restart. An empty path holds none."""
    if not path:
        return Keyring()
    written = Path(path).stat().st_mtime_ns
    if path not in _read or _read[path][0] != written:
        found = json.loads(Path(path).read_text())["keys"]
        _read[path] = (written, Keyring(tuple(VapidKey(int(key["private"], 16)) for key in found)))
    return _read[path][1]


def rotate(path: str, in_use: Collection[str] | None = None) -> Keyring:
    """Put a new key in front; the first one makes the file. Whoever reads it meanwhile finds the old file or the new.

    Of the former keys the last stays, and those `in_use`, by their public names; None keeps all.
    """
    before = json.loads(Path(path).read_text())["keys"] if Path(path).exists() else []
    before = [key for place, key in enumerate(before) if place == 0 or in_use is None or _name(key) in in_use]
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    fresh = {"made_at": clock.iso(clock.now()), "private": f"{number:064x}"}
    part = Path(f"{path}.part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump({"keys": [fresh, *before]}, file, indent=1)
    part.replace(path)
    return ring(path)
