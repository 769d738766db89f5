"""What comes in at the doors of a lookup. Terms come in the body, never in an address."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from api.fields import Flag, Strict, Words, code
from api.identifiers import whereabouts
from api.identifiers.faults import NotAnIdentifier
from api.records.models import KINDS

LONGEST = 120


class WithReason(Strict):
    """Why, and for which job. From a task the tasking says both."""

    reason = code(required=True, metadata={"description": "A code of the list lookup_reasons."})
    reason_text = Words(500, shortest=0, load_default="")
    tasking_id = fields.UUID(metadata={"description": "A tasking of one's own unit."})
    incident_id = fields.UUID(metadata={"description": "For the control room."})


class LookUpPeople(WithReason):
    name = Words(LONGEST, shortest=2)
    identifier = Words(
        40, shortest=4, metadata={"description": "PNC id, CRO or arrest summons number, in place of a name."}
    )
    born = Words(40, shortest=0, load_default="", metadata={"description": "12/03/1994, 1994, about 25, 20 to 30."})
    sex = fields.String(validate=validate.OneOf(["M", "F", ""]), load_default="")
    postcode = Words(10, shortest=0, load_default="")
    where = Words(
        40, shortest=0, load_default="", metadata={"description": "A borough, or the first half of a postcode."}
    )

    @validates_schema
    def has_a_term(self, data: dict[str, Any], **_: Any) -> None:
        if bool(data.get("name")) == bool(data.get("identifier")):
            raise ValidationError("Give a name or a number, one of them.", "name")
        if data.get("postcode"):
            try:
                data["postcode"] = whereabouts.postcode(data["postcode"])
            except NotAnIdentifier as fault:
                raise ValidationError(str(fault), "postcode") from fault


class LookUpVehicles(WithReason):
    plate = Words(20, shortest=2, metadata={"description": "? for one unknown sign, * for several."})
    vin = Words(20, shortest=17)
    looks = Words(60, shortest=0, load_default="", metadata={"description": "Colour, make or model in words."})

    @validates_schema
    def has_a_term(self, data: dict[str, Any], **_: Any) -> None:
        if bool(data.get("plate")) == bool(data.get("vin")):
            raise ValidationError("Give a plate or a VIN, one of them.", "plate")


class LookUpPhones(WithReason):
    number = Words(40, shortest=4, required=True)


class LookUpAddresses(WithReason):
    address = Words(LONGEST, shortest=2, required=True)


class LookUpWords(WithReason):
    # Of what is too short to look for the search itself says what to add.
    words = Words(200, required=True)


class LookUpCall(Strict):
    """The number and the place of a call that is being taken; one of them at least."""

    number = Words(40, shortest=4)
    address = Words(LONGEST, shortest=2)

    @validates_schema
    def has_a_term(self, data: dict[str, Any], **_: Any) -> None:
        if not data.get("number") and not data.get("address"):
            raise ValidationError("Give the number or the address.", "number")


class OpenRecord(WithReason):
    kind = fields.String(required=True, validate=validate.OneOf(sorted([*KINDS, "place"])))
    id = fields.UUID(required=True)


class AskForMore(Strict):
    words = Words(500, shortest=10, required=True, metadata={"description": "Why more searches are needed."})


class DecideMore(Strict):
    id = fields.UUID(required=True)
    allowed = Flag(required=True)
