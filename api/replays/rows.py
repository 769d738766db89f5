"""A replay as it goes out, built by PostgreSQL (docs/messages.md, section 17)."""

from __future__ import annotations

from marshmallow import fields

from api.fields import Open


class Replay(Open):
    """Times are tenths of a second after `since`; they may be negative. `sources`: what the last number of a fix points into."""

    since, until, about, reason = (fields.String(required=True) for _ in range(4))
    ground = fields.List(fields.Float(), required=True)
    sources = fields.List(fields.String(), required=True)
    units = fields.List(fields.Dict(), required=True)
    incidents = fields.List(fields.Dict(), required=True)
    taskings = fields.List(fields.Dict(), required=True)
    log = fields.List(fields.Dict(), required=True)


class Area(Open):
    kind, code, name = (fields.String(required=True) for _ in range(3))


class Areas(Open):
    items = fields.List(fields.Nested(Area), required=True)
