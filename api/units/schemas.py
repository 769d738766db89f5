"""What comes in at the doors of units."""

from __future__ import annotations

from marshmallow import fields, validate

from api.fields import CommandBody, Flag, Place, Strict, Words, code


class BookOn(CommandBody):
    duty_id = fields.UUID(required=True)
    unit_id = fields.UUID(required=True)
    crew = fields.List(
        Words(10),
        load_default=list,
        validate=validate.Length(max=20),
        metadata={"description": "Pay numbers beside one's own."},
    )
    vehicle = Words(20, load_default=None, allow_none=True)
    skills = fields.List(code(), load_default=list, validate=validate.Length(max=40))
    device_id = fields.UUID(load_default=None, allow_none=True)
    equipment = fields.List(
        code(),
        load_default=None,
        allow_none=True,
        validate=validate.Length(max=20),
        metadata={"description": "What the crew has booked out. Left out: not said."},
    )
    confirmed = Flag(
        load_default=False, metadata={"description": "A vehicle that another crew has booked out is taken over."}
    )


class BookOff(CommandBody):
    unit_id = fields.UUID(load_default=None, allow_none=True, metadata={"description": "Control room only."})


class ConfirmContact(CommandBody):
    unit_id = fields.UUID(required=True)


class SetStatus(CommandBody):
    status = code(required=True)
    unit_id = fields.UUID(
        load_default=None, allow_none=True, metadata={"description": "Control room only: a status given by voice."}
    )
    tasking_id = fields.UUID(load_default=None, allow_none=True)
    confirmed = Flag(load_default=False)
    place = fields.Nested(Place, load_default=None, allow_none=True)


class UnitList(Strict):
    pod = code(load_default=None)
    status = code(load_default=None)
    cursor = Words(80, load_default="")
    limit = fields.Integer(load_default=100, validate=validate.Range(1, 500))


class EquipmentOf(Strict):
    callsign = Words(12, required=True)


class CorrectEquipment(EquipmentOf):
    equipment = fields.List(code(), required=True, validate=validate.Length(max=20))
