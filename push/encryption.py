"""Sealing a push for one browser: RFC 8291 over RFC 8188, in one record.

Twelve lines on `cryptography` instead of pywebpush, which costs twice the time and brings aiohttp and requests along
(docs/decisions/0008-web-push.md). A test opens what this seals with http_ece.
"""

from __future__ import annotations

import hmac
import os
import struct

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE = ec.SECP256R1()
RECORD_BYTES = 4_096
LAST_RECORD = b"\x02"


def seal(plain: bytes, p256dh: bytes, auth: bytes) -> bytes:
    """The body of a push: header, our point, ciphertext. `p256dh` are the 65 bytes of the browser's point, `auth` its 16."""
    ours = ec.generate_private_key(CURVE)
    point = ours.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    shared = ours.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, p256dh))
    secret = _derive(hmac.digest(auth, shared, "sha256"), b"WebPush: info\0" + p256dh + point, 32)
    salt = os.urandom(16)
    extracted = hmac.digest(salt, secret, "sha256")
    key = _derive(extracted, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derive(extracted, b"Content-Encoding: nonce\0", 12)
    sealed = AESGCM(key).encrypt(nonce, plain + LAST_RECORD, None)
    return salt + struct.pack("!IB", RECORD_BYTES, len(point)) + point + sealed


def _derive(extracted: bytes, info: bytes, length: int) -> bytes:
    """HKDF's second half (RFC 5869), for up to 32 bytes."""
    return hmac.digest(extracted, info + b"\x01", "sha256")[:length]
