"""What comes in at the doors of devices."""

from __future__ import annotations

from marshmallow import fields

from api.fields import CommandBody


class SettleAhead(CommandBody):
    ahead_id = fields.UUID(required=True)
