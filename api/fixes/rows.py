"""The row of a position on the wire, as the view `position_rows` makes it (docs/messages.md, section 5)."""

from __future__ import annotations

from marshmallow import fields

from api.fields import Open, maybe_number, number, word


class MemberApart(Open):
    """One of a crew who is away from where the unit is."""

    officer, lon, lat, fixed_at, accuracy_m, source, distance_m = (
        word(),
        number(),
        number(),
        word(),
        number(),
        word(),
        number(),
    )


class Position(Open):
    unit_id, lon, lat, fixed_at, received_at = word(), number(), number(), word(), word()
    accuracy_m, speed_mps, heading, source = number(), maybe_number(), maybe_number(), word()
    battery = fields.Integer(required=True, allow_none=True)
    members = fields.List(fields.Nested(MemberApart), required=True)
