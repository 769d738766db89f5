"""What is told of devices: one that is ahead of the database, as the view `ahead_rows` makes it, and a subscription (docs/messages.md)."""

from __future__ import annotations

from marshmallow import fields

from api.fields import Open, count, maybe_word, word


class Ahead(Open):
    """A device that holds more than the restored database."""

    id, revision, device_id, officer, missing, noticed_at = word(), count(), word(), word(), count(), word()
    settled_at, settled_by = maybe_word(), maybe_word()


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
    proof_lasts_s = fields.Integer(
        required=True,
        metadata={"description": "For so long after `proven_at` the control room believes in this device's alerts."},
    )
    held = fields.Nested(Held, required=True, allow_none=True)
    retired_reason = fields.String(
        required=True, allow_none=True, metadata={"description": "Why the last subscription ended, if none is held."}
    )


class Alerted(Open):
    """A device on which the officer has alerts. `heard_at`: when it last said anything."""

    device_id, kind, since, heard_at, proven_at = word(), word(), word(), word(), maybe_word()


class AlertedDevices(Open):
    items = fields.List(fields.Nested(Alerted), required=True)
