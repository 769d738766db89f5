"""What is told of areas and their versions (docs/messages.md, section 15)."""

from __future__ import annotations

from marshmallow import fields

from api.fields import Open


class GroundVersion(Open):
    version = fields.String(required=True)


class AreaVersionRow(Open):
    number, count = (fields.Integer(required=True) for _ in range(2))
    file, by, at = (fields.String(required=True) for _ in range(3))


class KindOfArea(Open):
    """`is_fixed`: units belong to each of them, so a file changes outlines and names, and none comes or goes."""

    kind, label = (fields.String(required=True) for _ in range(2))
    is_fixed = fields.Boolean(required=True)
    count = fields.Integer(required=True)
    version = fields.Nested(AreaVersionRow, required=True, allow_none=True)


class KindsOfArea(Open):
    items = fields.List(fields.Nested(KindOfArea), required=True)


class AreaColumn(Open):
    name = fields.String(required=True)
    first = fields.List(fields.String(), required=True)


class AreaFault(Open):
    """`number` counts the areas of the file from 1; 0 is the file as a whole."""

    number = fields.Integer(required=True)
    name, why = (fields.String(required=True) for _ in range(2))


class AreaPlan(Open):
    """What a file would do, or has done. With any fault it does nothing."""

    count, faults_count = (fields.Integer(required=True) for _ in range(2))
    columns = fields.List(fields.Nested(AreaColumn), required=True)
    name_column = fields.String(required=True)
    new, changed, gone = (fields.List(fields.String(), required=True) for _ in range(3))
    same_count = fields.Integer(required=True)
    faults = fields.List(fields.Nested(AreaFault), required=True)
    is_taken = fields.Boolean(required=True)
