"""Who we are to a push service: a signed word of RFC 8292, made once an hour for each key and origin.

The claims are made fresh for each origin: one made out to Google, sent to Mozilla, is refused.
"""

from __future__ import annotations

import time
from base64 import urlsafe_b64encode

import orjson
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from api.outbox.keys import VapidKey

# A day is the most that services take; half of it leaves room for a clock that is wrong.
GOOD_FOR_S, RENEWED_AFTER_S = 12 * 3_600, 3_600


class Signatures:
    """`Authorization` headers, kept for an hour."""

    def __init__(self, subject: str) -> None:
        self.subject = subject
        self._kept: dict[tuple[str, str], tuple[float, str]] = {}

    def header(self, key: VapidKey, origin: str) -> str:
        made_at, header = self._kept.get((key.public, origin), (0.0, ""))
        now = time.time()
        if not 0 <= now - made_at < RENEWED_AFTER_S:
            header = f"vapid t={token(key, origin, self.subject, now)}, k={key.public}"
            self._kept[(key.public, origin)] = (now, header)
        return header


def token(key: VapidKey, origin: str, subject: str, now: float) -> str:
    """A JWT, signed with ES256."""
    head = _letters(orjson.dumps({"typ": "JWT", "alg": "ES256"}))
    claims = _letters(orjson.dumps({"aud": origin, "exp": int(now) + GOOD_FOR_S, "sub": subject}))
    signed = f"{head}.{claims}"
    r, s = decode_dss_signature(key.private.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
    return f"{signed}.{_letters(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"


def _letters(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")
