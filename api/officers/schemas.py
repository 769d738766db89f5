"""What comes in at the doors of officers."""

from __future__ import annotations

from marshmallow import fields

from api.fields import Strict, Words, code


class Restrict(Strict):
    """`until_on` is the last day of it; null: until it is ended."""

    pay_number = Words(10, required=True)
    restriction = code(required=True)
    from_on = fields.Date(required=True)
    until_on = fields.Date(load_default=None, allow_none=True)


class FindOfficer(Strict):
    who = Words(60, shortest=3, required=True, metadata={"description": "A pay number or a part of a name."})


class TakeSkill(Strict):
    pay_number = Words(10, required=True)
    skill = code(required=True)


class Certify(TakeSkill):
    """`valid_until` is the last day of it; null: without an end."""

    valid_until = fields.Date(load_default=None, allow_none=True)
