"""What comes in at the doors of notices."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from api.fields import CommandBody, Flag, Words

# So many crews are named one by one; more are a pod.
MOST_NAMED = 60


class SendNotice(CommandBody):
    """To the units that are named, or to whoever is on duty in these pods, or to the crews on the incident."""

    notice_id = fields.UUID(required=True)
    text = Words(500, required=True)
    is_urgent = Flag(load_default=False)
    units = fields.List(fields.UUID(), load_default=list, validate=validate.Length(0, MOST_NAMED))
    pods = fields.List(Words(8), load_default=list, validate=validate.Length(0, 40))
    incident_id = fields.UUID(load_default=None, allow_none=True)

    @validates_schema
    def names_somebody(self, data: dict[str, Any], **_: Any) -> None:
        if not (data.get("units") or data.get("pods") or data.get("incident_id")):
            raise ValidationError("Say to whom: units, pods, or the crews on an incident.", "units")


class OfNotice(CommandBody):
    """About a notice as one crew was told of it."""

    telling_id = fields.UUID(required=True)


class ReadNotice(OfNotice):
    device_id = fields.UUID(load_default=None, allow_none=True)


class WithdrawNotice(CommandBody):
    notice_id = fields.UUID(required=True)
    reason = Words(200, required=True)
