"""What comes in at the doors of emergencies."""

from __future__ import annotations

from marshmallow import fields, validate

from api.fields import CommandBody, Place, Words


class RaiseEmergency(CommandBody):
    emergency_id = fields.UUID(required=True)
    place = fields.Nested(Place, load_default=None, allow_none=True)


class AcknowledgeEmergency(CommandBody):
    emergency_id = fields.UUID(required=True)


class CloseEmergency(CommandBody):
    emergency_id = fields.UUID(required=True)
    outcome = fields.String(required=True, validate=validate.OneOf(["genuine", "accidental", "test", "equipment"]))
    note = Words(500, shortest=0, load_default="")
