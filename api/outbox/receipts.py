"""The address of a receipt: signed, good for one push until it is too old, and telling nothing to whoever finds it.

A token is the push's id, the second at which it ends, and half an HMAC over both, in URL letters: 48 of them.
"""

from __future__ import annotations

import hmac
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Iterable
from datetime import UTC, datetime
from uuid import UUID

from api.errors import Problem

BODY, SEAL_BYTES, LETTERS = struct.Struct("!16sI"), 16, 48


class ReceiptRefused(Problem):
    """Forged, used before, somebody else's or too late: one answer for all, so that it tells nobody which."""

    status, code = 404, "receipt_refused"
    message = "This receipt is not known, was used before, or comes too late."


def token(secret: bytes, push_id: UUID, expires_at: datetime) -> str:
    body = BODY.pack(push_id.bytes, int(expires_at.timestamp()))
    return urlsafe_b64encode(body + _seal(secret, body)).decode()


def opened(secrets: Iterable[bytes], given: str, at: datetime) -> UUID:
    """The push that a token is for. Raises ReceiptRefused for what none of our secrets signed, and for what is too old."""
    body, seal = _parts(given)
    if not any(hmac.compare_digest(_seal(secret, body), seal) for secret in secrets):
        raise ReceiptRefused
    push_id, ends = BODY.unpack(body)
    if datetime.fromtimestamp(ends, UTC) <= at:
        raise ReceiptRefused
    return UUID(bytes=push_id)


def _parts(given: str) -> tuple[bytes, bytes]:
    try:
        raw = urlsafe_b64decode(given.encode("ascii")) if len(given) == LETTERS else b""
    except (NotBase64, UnicodeEncodeError):
        raw = b""
    # One spelling only: the decoder passes over letters that it does not know.
    if len(raw) != BODY.size + SEAL_BYTES or urlsafe_b64encode(raw).decode() != given:
        raise ReceiptRefused
    return raw[: BODY.size], raw[BODY.size :]


def _seal(secret: bytes, body: bytes) -> bytes:
    return hmac.digest(secret, body, "sha256")[:SEAL_BYTES]
