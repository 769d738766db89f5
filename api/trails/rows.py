"""Trails as they are told: to who looks, and to the crew."""

from __future__ import annotations

from marshmallow import fields

from api.fields import Open


class Trail(Open):
    """`points`: `[lon, lat, fixed_at, accuracy_m, source, flag]`, oldest first. `cut_before`: there was more before this."""

    unit_id, callsign, since, until, reason = (fields.String(required=True) for _ in range(5))
    cut_before = fields.String(required=True, allow_none=True)
    points = fields.List(fields.List(fields.Raw()), required=True)


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
