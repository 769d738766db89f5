"""What a device gives to be woken by, and what it is told of it."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode
from binascii import Error as NotBase64
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from marshmallow import ValidationError, fields, validate

from api.fields import CommandBody, Open, Strict, Words

AUTH_BYTES, POINT_BYTES = 16, 65


class UrlBytes(fields.Field[bytes]):
    """Bytes in URL letters, without padding, as browsers write keys."""

    def __init__(self, length: int, **more: Any) -> None:
        letters = -(-length * 4 // 3)
        self.letters = re.compile(rf"[\w-]{{{letters}}}=*", re.ASCII)
        self.length = length
        super().__init__(metadata={"type": "string", "pattern": rf"^[A-Za-z0-9_-]{{{letters}}}$"}, **more)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bytes:  # noqa: ARG002  as the library calls it
        if not isinstance(value, str) or not self.letters.fullmatch(value):
            raise ValidationError("This is not a key of a browser.")
        try:
            found = urlsafe_b64decode(value.rstrip("=") + "==")
        except NotBase64 as error:
            raise ValidationError("This is not a key of a browser.") from error
        if len(found) != self.length:
            raise ValidationError("This is not a key of a browser.")
        return found


class Point(UrlBytes):
    """A public key that lies on the curve P-256."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bytes:
        point = super()._deserialize(value, attr, data, **kwargs)
        try:
            ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        except ValueError as error:
            raise ValidationError("This key does not lie on the curve.") from error
        return point


class BrowserKeys(Strict):
    p256dh = Point(POINT_BYTES, required=True)
    auth = UrlBytes(AUTH_BYTES, required=True)


class Subscription(Strict):
    endpoint = fields.String(required=True, validate=validate.Length(1, 4_000))
    keys = fields.Nested(BrowserKeys, required=True)
    vapid_key = Words(
        100, required=True, metadata={"description": "The server's key that the browser subscribed with."}
    )
    kind = fields.String(load_default="handset", validate=validate.OneOf(["handset", "terminal"]))


class Held(Open):
    """What the server has of a device's subscription. The endpoint itself never leaves the server again."""

    endpoint_hash = fields.String(required=True, metadata={"description": "SHA-256 of the endpoint, in hexadecimal."})
    vapid_key = fields.String(required=True)
    renewed_at = fields.String(required=True)
    proven_at = fields.String(required=True, allow_none=True)
    failed_at = fields.String(required=True, allow_none=True)
    failure = fields.String(required=True, allow_none=True)
    test_sent_at = fields.String(
        required=True, allow_none=True, metadata={"description": "When the last test was asked for."}
    )
    test_outcome = fields.String(
        required=True,
        allow_none=True,
        metadata={
            "description": "What the push service made of it: `accepted`, or why not. Null while it is on its way."
        },
    )


class Alerts(Open):
    vapid_key = fields.String(
        required=True, allow_none=True, metadata={"description": "The key to subscribe with; null: no pushes here."}
    )
    held = fields.Nested(Held, required=True, allow_none=True)
    retired_reason = fields.String(
        required=True, allow_none=True, metadata={"description": "Why the last subscription ended, if none is held."}
    )


class SettleAhead(CommandBody):
    ahead_id = fields.UUID(required=True)


class Rung(Strict):
    rung = fields.String(required=True, validate=validate.OneOf(["shown", "pressed"]))
