"""Trails as they are told: to who looks, and to the crew."""

from __future__ import annotations

from marshmallow import fields

from api.fields import Open


class TrailLine(Open):
    """One device as it measured. `one_in_s`: it told so much that one fix in so many seconds is shown."""

    source, officer = fields.String(required=True), fields.String(required=True, allow_none=True)
    fixes = fields.Integer(required=True)
    one_in_s = fields.Integer(required=True, allow_none=True)


class TrailArea(Open):
    """`seen_at`: of a stay that goes on, when the unit was measured last."""

    kind, name, entered_at = (fields.String(required=True) for _ in range(3))
    left_at, seen_at = (fields.String(required=True, allow_none=True) for _ in range(2))


class Trail(Open):
    """`points`: `[lon, lat, fixed_at, accuracy_m, source, flag, line, placed]`, oldest first. `line`: a place in `lines`, best first."""

    unit_id, callsign, since, until, reason = (fields.String(required=True) for _ in range(5))
    lines = fields.List(fields.Nested(TrailLine), required=True)
    points = fields.List(fields.List(fields.Raw()), required=True)
    areas = fields.List(fields.Nested(TrailArea), required=True)


class TracksNow(Open):
    source, label, fixed_at = (fields.String(required=True) for _ in range(3))


class Tracked(Open):
    """`sources`: what told of the unit in the last two minutes. Off duty there is none."""

    on_duty = fields.Boolean(required=True)
    callsign = fields.String(required=True, allow_none=True)
    sources = fields.List(fields.Nested(TracksNow), required=True)


class KeptFor(Open):
    source, label = fields.String(required=True), fields.String(required=True)
    days = fields.Integer(required=True)


class TrailLookRow(Open):
    at, kind, looker, callsign, since, until, reason = (fields.String(required=True) for _ in range(7))


class OwnTrail(Open):
    """`looks`: newest first, each with the stretch that the asking officer was part of. `kind`: trail or replay."""

    tracked = fields.Nested(Tracked, required=True)
    keep = fields.List(fields.Nested(KeptFor), required=True)
    looks = fields.List(fields.Nested(TrailLookRow), required=True)
