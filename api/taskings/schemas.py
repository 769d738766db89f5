"""What comes in at the doors of taskings."""

from __future__ import annotations

from marshmallow import fields, validate

from api.fields import CommandBody, Flag, Instant, Strict, Words, code


class TaskUnit(CommandBody):
    tasking_id = fields.UUID(required=True)
    incident_id = fields.UUID(required=True)
    unit_id = fields.UUID(required=True)
    note = Words(500, shortest=0, load_default="")
    override = Flag(load_default=False)


class ByReference(Strict):
    cad = Words(20, required=True, metadata={"description": "The CAD reference, `4521/22NOV26`."})


class AtMinute(Strict):
    at = Instant(load_default=None, is_any=True)
    device_id = fields.UUID(load_default=None)


class OfTasking(CommandBody):
    tasking_id = fields.UUID(required=True)


class OfBrief(OfTasking):
    """Of a tasking, and of that state of what the crew must know."""

    brief_revision = fields.Integer(required=True, strict=True, validate=validate.Range(1, 1_000_000))


class FromDevice(OfTasking):
    """What a crew says of a tasking, with the device that it said it on."""

    device_id = fields.UUID(load_default=None, allow_none=True)


class MarkShown(FromDevice):
    brief_revision = fields.Integer(required=True, strict=True, validate=validate.Range(1, 1_000_000))


class AcceptTasking(FromDevice):
    brief_revision = fields.Integer(
        load_default=None,
        allow_none=True,
        strict=True,
        validate=validate.Range(1, 1_000_000),
        metadata={
            "description": "The brief that was on the screen. Without it the newest that this device proved to have."
        },
    )


class DeclineTasking(FromDevice):
    reason = code(required=True)
    note = Words(500, shortest=0, load_default="")


class WithdrawTasking(OfTasking):
    reason = code(required=True)


class MarkRead(MarkShown):
    """The risk was confirmed."""


class ResultIncident(OfTasking):
    result = code(required=True)
    text = Words(2000, shortest=0, load_default="")


class SetCovert(Strict):
    callsign = Words(12, required=True)
    is_covert = Flag(required=True)


class NewStep(Strict):
    """What it does and what it waits for are judged with the table as a whole, so that each row is named that is wrong."""

    plan, action, unless = code(required=True), code(required=True), code(required=True)
    after_s = fields.Integer(required=True, strict=True)


class ChangeEscalation(Strict):
    """`version`: of the table that was changed."""

    grade = code(required=True)
    version = fields.Integer(required=True, strict=True)
    steps = fields.List(fields.Nested(NewStep), required=True, validate=validate.Length(max=50))
