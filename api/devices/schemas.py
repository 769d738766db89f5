"""What a device gives to be woken by."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode
from binascii import Error as NotBase64
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from marshmallow import ValidationError, fields, validate

from api.fields import CommandBody, Strict, Words

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


class SettleAhead(CommandBody):
    ahead_id = fields.UUID(required=True)


class Rung(Strict):
    rung = fields.String(required=True, validate=validate.OneOf(["shown", "pressed"]))
