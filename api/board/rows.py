"""The snapshot of a board: the rows of everything that the pods it watches show (docs/messages.md, section 6)."""

from __future__ import annotations

from marshmallow import fields

from api.devices.rows import Ahead
from api.emergencies.rows import Emergency
from api.fields import Open, word, words
from api.fixes.rows import Position
from api.incidents.rows import Incident
from api.notices.rows import Notice
from api.taskings.rows import Call, Tasking
from api.thrive.rows import Thrive
from api.units.rows import Unit
from api.zones.rows import Zone


class Board(Open):
    epoch, server_time, pods = word(), word(), words()
    feeds = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    units = fields.List(fields.Nested(Unit), required=True)
    positions = fields.List(fields.Nested(Position), required=True)
    incidents = fields.List(fields.Nested(Incident), required=True)
    taskings = fields.List(fields.Nested(Tasking), required=True)
    thrive = fields.List(fields.Nested(Thrive), required=True)
    emergencies = fields.List(fields.Nested(Emergency), required=True)
    calls = fields.List(fields.Nested(Call), required=True)
    presence = fields.List(
        fields.List(fields.Raw()),
        required=True,
        metadata={"description": "[unit_id, state, heard_at, proven_at, voice_at, is_offered]"},
    )
    ahead = fields.List(fields.Nested(Ahead), required=True)
    zones = fields.List(fields.Nested(Zone))
    notices = fields.List(fields.Nested(Notice))


class Positions(Open):
    server_time = word()
    positions = fields.List(fields.Nested(Position), required=True)
