"""What is told of officers: their restrictions and their skills."""

from __future__ import annotations

from marshmallow import fields

from api.fields import Open


class KindOfRestriction(Open):
    code, label, excludes = (fields.String(required=True) for _ in range(3))


class RestrictionRow(Open):
    id, pay_number, officer, pod, restriction, label, set_by, set_at, from_on = (
        fields.String(required=True) for _ in range(9)
    )
    until_on = fields.String(required=True, allow_none=True)
    holds_today = fields.Boolean(required=True)


class Restrictions(Open):
    """Those that hold and those that are still to come; and the kinds that there are."""

    kinds = fields.List(fields.Nested(KindOfRestriction), required=True)
    items = fields.List(fields.Nested(RestrictionRow), required=True)


class KindOfSkill(Open):
    code, label, group = (fields.String(required=True) for _ in range(3))


class HeldSkill(Open):
    skill, label = fields.String(required=True), fields.String(required=True)
    valid_until = fields.String(required=True, allow_none=True)
    live = fields.Boolean(required=True)


class EndingSkill(HeldSkill):
    pay_number, officer, pod = (fields.String(required=True) for _ in range(3))


class Skills(Open):
    """What there is to be trained for, and whose training runs out within 60 days or has within the last year."""

    kinds = fields.List(fields.Nested(KindOfSkill), required=True)
    ending = fields.List(fields.Nested(EndingSkill), required=True)


class TrainedOfficer(Open):
    pay_number, officer, pod = (fields.String(required=True) for _ in range(3))
    skills = fields.List(fields.Nested(HeldSkill), required=True)


class Trained(Open):
    items = fields.List(fields.Nested(TrainedOfficer), required=True)
