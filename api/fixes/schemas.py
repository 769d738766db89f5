"""Fixes as documents. What comes in is read by hand (`parse`), item by item; these say what it is and what is answered."""

from __future__ import annotations

from marshmallow import fields, validate

from api.fields import Open, Strict


class FixesIn(Strict):
    device_id = fields.UUID(load_default=None, allow_none=True)
    fixes = fields.List(
        fields.Raw(),
        required=True,
        validate=validate.Length(1, 500),
        metadata={
            "description": "`{lon, lat, accuracy_m, fixed_at, speed_mps?, heading?, battery?, source?}`; source: handset or vehicle."
        },
    )


class NotAFix(Open):
    index, why = fields.Integer(required=True), fields.String(required=True)


class FixesTaken(Open):
    """`stored` are on the disk. `off_duty` were of no duty and are nowhere. `refused` are no fixes."""

    stored, off_duty = fields.Integer(required=True), fields.Integer(required=True)
    refused = fields.List(fields.Nested(NotAFix), required=True)


class Stay(Open):
    kind, name, entered_at = (fields.String(required=True) for _ in range(3))
    left_at = fields.String(required=True, allow_none=True)


class Stays(Open):
    items = fields.List(fields.Nested(Stay), required=True)


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


class SetKeeping(Strict):
    keep_days = fields.Integer(required=True, allow_none=True, strict=True, validate=validate.Range(1, 3660))
