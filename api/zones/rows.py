"""The rows of zones on the wire, as the views `zone_rows` and `zone_telling_rows` make them (docs/messages.md, section 5)."""

from __future__ import annotations

from marshmallow import fields

from api.fields import Open, count, maybe_word, word


class Outline(Open):
    """GeoJSON, WGS 84: polygons, each of rings, each of `[lon, lat]`."""

    type = word()
    coordinates = fields.List(fields.List(fields.List(fields.List(fields.Float()))), required=True)


class Zone(Open):
    """A hazard area or an event zone. `outline` is two metres exact."""

    id, revision, kind, name, note = word(), count(), word(), word(), word()
    from_at, until_at, made_by, made_at = word(), maybe_word(), word(), word()
    ended_by, ended_at, outline = maybe_word(), maybe_word(), fields.Nested(Outline, required=True)


class ZoneTold(Zone):
    """A zone of which this crew was told. `why`: `incident`, `way` or `here`."""

    zone_id, why, incident_id, told_at = word(), word(), maybe_word(), word()
