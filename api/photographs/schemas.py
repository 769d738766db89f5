"""What comes in for a photograph: which. Why, says the look that opened the card."""

from __future__ import annotations

from marshmallow import fields

from api.fields import Strict


class ViewPhotograph(Strict):
    id = fields.UUID(required=True)
