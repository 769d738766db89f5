"""What is told of fixes: a position, as the view `position_rows` makes it (docs/messages.md, section 5), what was taken, stays, sources."""

from __future__ import annotations

from marshmallow import fields

from api.fields import Open, maybe_number, maybe_word, number, word


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
    """`in_pod`: the BCU in whose borders it lies; null where it lies in none, as on a bridge."""

    unit_id, lon, lat, fixed_at, received_at = word(), number(), number(), word(), word()
    accuracy_m, speed_mps, heading, source = number(), maybe_number(), maybe_number(), word()
    battery = fields.Integer(required=True, allow_none=True)
    members = fields.List(fields.Nested(MemberApart), required=True)
    doubted_at, in_pod = maybe_word(), maybe_word()


class NotAFix(Open):
    index, why = fields.Integer(required=True), fields.String(required=True)


class FixesTaken(Open):
    """`stored` are on the disk. `off_duty` were of no duty and are nowhere. `refused` are no fixes."""

    stored, off_duty = fields.Integer(required=True), fields.Integer(required=True)
    refused = fields.List(fields.Nested(NotAFix), required=True)


class Stay(Open):
    """`seen_at`: when the unit was measured last, in it. Long ago, and it may have left."""

    kind, name, entered_at = (fields.String(required=True) for _ in range(3))
    left_at, seen_at = maybe_word(), maybe_word()


class Stays(Open):
    items = fields.List(fields.Nested(Stay), required=True)


class DeviceBattery(Open):
    """Of one device of a crew: `battery` in per cent, as it said with its last fix."""

    source, officer, fixed_at = (fields.String(required=True) for _ in range(3))
    battery = fields.Integer(required=True)


class Batteries(Open):
    """The emptiest first."""

    items = fields.List(fields.Nested(DeviceBattery), required=True)


class StayInZone(Open):
    zone_id, unit_id, callsign, entered_at = (fields.String(required=True) for _ in range(4))
    seen_at = maybe_word()


class StaysInZones(Open):
    """The first to enter first."""

    items = fields.List(fields.Nested(StayInZone), required=True)


class SourceRow(Open):
    """`trust`: of two sources that speak, the higher places the unit. `keep_days`: null where the setting says."""

    source, label = fields.String(required=True), fields.String(required=True)
    trust = fields.Integer(required=True)
    keep_days = fields.Integer(required=True, allow_none=True)
    changed_by, changed_at = (fields.String(required=True, allow_none=True) for _ in range(2))


class Sources(Open):
    """`default_days` is the setting KEEP_FIXES_DAYS."""

    items = fields.List(fields.Nested(SourceRow), required=True)
    default_days = fields.Integer(required=True)
