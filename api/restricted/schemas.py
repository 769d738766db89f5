"""What comes in for a restricted record: the owner's reference with the officer it is for; the key with the reason."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from api.actors import ROLES
from api.audit.schemas import LARGEST
from api.fields import Instant, Strict, Words


class GiveKey(Strict):
    officer = Words(
        20, required=True, metadata={"description": "For whom: a pay number, or the callsign of one alone."}
    )
    source = Words(80, shortest=0, load_default="", metadata={"description": "The system that holds the record."})
    reference = Words(80, required=True, metadata={"description": "The record's number there, or its own id."})
    reason = Words(500, shortest=10, required=True)
    minutes = fields.Integer(load_default=15, strict=True, validate=validate.Range(1, 15))


class UseKey(Strict):
    key = Words(20, shortest=8, required=True)
    reason_text = Words(500, shortest=10, required=True)


class OwnerOfRecords(Strict):
    """`owner`: as its records name it. Roles, officers by pay number, or both."""

    owner = Words(200, shortest=2, required=True)
    roles = fields.List(fields.String(validate=validate.OneOf(ROLES)), required=True, validate=validate.Length(max=10))
    officers = fields.List(Words(20, shortest=2), required=True, validate=validate.Length(max=50))


class ChangeOwners(Strict):
    """`version`: of the list that was changed."""

    version = fields.Integer(required=True, strict=True)
    items = fields.List(fields.Nested(OwnerOfRecords), required=True, validate=validate.Length(max=200))


def _numbers(**more: Any) -> fields.List[Any]:
    number = fields.Integer(strict=True, validate=validate.Range(1, LARGEST))
    return fields.List(number, validate=validate.Length(max=500), **more)


class AskNear(Strict):
    """`before`: the rows before this one; `known`: those of the last ten minutes but these."""

    before = fields.Integer(required=True, allow_none=True, strict=True, validate=validate.Range(1, LARGEST))
    known = _numbers(load_default=None, allow_none=True)


class AskCalls(Strict):
    """`known`: the rows that the board shows already."""

    known = _numbers(required=True)


class SeeCalls(Strict):
    """`ids`: the rows that were shown."""

    ids = _numbers(required=True)


class SeeKey(Strict):
    """`until`: the `at` of the row that was shown."""

    id = fields.UUID(required=True)
    until = Instant(required=True)
