"""What comes in at the doors of incidents."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, validate

from api.fields import AtPlace, CommandBody, Strict, Words, code
from api.identifiers import phones
from api.identifiers.faults import NotAnIdentifier
from api.places.points import ANSWERS, POINTS


class PhoneNumber(Words):
    """A number that can be rung, written as one (E.164)."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> str:
        try:
            return phones.phone(super()._deserialize(value, attr, data, **more))
        except NotAnIdentifier as fault:
            raise ValidationError(str(fault)) from fault


def qualifiers(**more: Any) -> fields.List[str]:
    return fields.List(code(), validate=validate.Length(max=20), **more)


class CreateIncident(CommandBody, AtPlace):
    incident_id = fields.UUID(required=True)
    grade = code(required=True)
    type = code(required=True)
    what = Words(200, required=True)
    address = Words(200, required=True)
    qualifiers = qualifiers(load_default=list)
    first_words = Words(2000, load_default=None, allow_none=True)
    caller_number = PhoneNumber(40, load_default=None, allow_none=True)
    pod = code(load_default=None, allow_none=True)
    duplicate_of = fields.UUID(load_default=None, allow_none=True)


class ComeUponIncident(CommandBody, AtPlace):
    incident_id = fields.UUID(required=True)
    tasking_id = fields.UUID(required=True)
    type = code(required=True)
    what = Words(200, required=True)
    address = Words(200, required=True)


class GradeIncident(CommandBody):
    incident_id = fields.UUID(required=True)
    grade = code(required=True)
    reason = Words(500, required=True)


class MoveIncident(CommandBody, AtPlace):
    incident_id = fields.UUID(required=True)
    address = Words(200, required=True)
    reason = Words(500, required=True)


class DescribeIncident(CommandBody):
    incident_id = fields.UUID(required=True)
    type = code(required=True)
    what = Words(200, required=True)
    qualifiers = qualifiers(required=True)


class HandOverIncident(CommandBody):
    incident_id = fields.UUID(required=True)
    pod = code(required=True)
    note = Words(500, shortest=0, load_default="")


class AddLog(CommandBody):
    entry_id = fields.UUID(required=True)
    incident_id = fields.UUID(required=True)
    text = Words(2000, required=True)
    source = fields.String(
        load_default=None, allow_none=True, validate=validate.OneOf(["call", "control", "radio", "partner"])
    )
    refers_to = fields.UUID(load_default=None, allow_none=True)


class CloseIncident(CommandBody):
    incident_id = fields.UUID(required=True)
    result = code(required=True)
    text = Words(2000, shortest=0, load_default="")


class MarkDuplicate(CommandBody):
    incident_id = fields.UUID(required=True)
    duplicate_of = fields.UUID(required=True)


class ReopenIncident(CommandBody):
    incident_id = fields.UUID(required=True)
    reason = Words(500, required=True)


class IncidentList(Strict):
    pod = code(load_default=None)
    state = fields.String(load_default=None, validate=validate.OneOf(["open", "resulted", "closed"]))
    grade = code(load_default=None)
    q = Words(80, load_default=None)
    cursor = Words(80, load_default=None)
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))


class Similar(AtPlace):
    what = Words(200, shortest=0, load_default="")
    address = Words(200, shortest=0, load_default="")


class CandidateList(Strict):
    limit = fields.Integer(load_default=10, validate=validate.Range(1, 50))
    skills = Words(200, load_default="")


class NameRecord(CommandBody):
    incident_id = fields.UUID(required=True)
    record_kind = fields.String(required=True, validate=validate.OneOf(["nominal", "vehicle", "address"]))
    record_id = fields.UUID(required=True)
    role = fields.String(
        required=True, validate=validate.OneOf(["caller", "victim", "suspect", "witness", "resident", "other"])
    )


class UnnameRecord(CommandBody):
    incident_id = fields.UUID(required=True)
    record_id = fields.UUID(required=True)
    reason = Words(300, required=True)


class AnswerChecklist(CommandBody):
    """`known` wants words; `nothing`: asked, and there is none; `unchecked` takes an answer back."""

    answer_id = fields.UUID(required=True)
    incident_id = fields.UUID(required=True)
    point = fields.String(
        required=True, validate=validate.OneOf([code for code, one in POINTS.items() if one.is_asked])
    )
    state = fields.String(required=True, validate=validate.OneOf(ANSWERS))
    text = Words(200, shortest=0, load_default="")
