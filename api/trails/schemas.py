"""Trails as documents: what is asked, and what the crew is told."""

from __future__ import annotations

from marshmallow import fields, validate

from api.fields import Open, Strict, Words, code

LONGEST_MIN = 12 * 60


class ShowTrail(Strict):
    unit_id = fields.UUID(required=True)
    minutes = fields.Integer(load_default=30, strict=True, validate=validate.Range(5, LONGEST_MIN))
    reason = code(required=True, metadata={"description": "A code of `trail_reasons`."})
    words = Words(200, shortest=0, load_default="")


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
