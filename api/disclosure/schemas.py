"""What is asked of a disclosure: of whom, for whom, under what, and what a person changes of what the rules made."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from api.disclosure.rules import ACCESS, PURPOSES
from api.fields import Flag, Strict, Words

SHORTEST_REASON, SHORTEST_WORD = 10, 3


class Asked(Strict):
    """`reference`: the number of the request or the case."""

    purpose = fields.String(required=True, validate=validate.OneOf([*PURPOSES]))
    reference = Words(120, shortest=3, required=True)


class FindSubject(Asked):
    """By name, with or without a birth; or the CAD reference of an incident."""

    name = Words(80, shortest=0, load_default="")
    born = Words(20, shortest=0, load_default="")
    cad = Words(20, shortest=0, load_default="")

    @validates_schema
    def is_something(self, data: dict[str, Any], **_: Any) -> None:
        if not data.get("name") and not data.get("cad"):
            raise ValidationError("Enter a name or a CAD reference.", "name")


class Change(Strict):
    """Put an item back (`show`, with a reason), or take it out."""

    key = Words(200, required=True)
    show = Flag(required=True)
    reason = Words(500, shortest=0, load_default="")

    @validates_schema
    def is_reasoned(self, data: dict[str, Any], **_: Any) -> None:
        if data.get("show") and len(data.get("reason", "")) < SHORTEST_REASON:
            raise ValidationError("Say why this is handed out although a rule took it out.", "reason")


class PreviewDisclosure(Asked):
    """`words`: cut out wherever they stand."""

    subject_kind = fields.String(required=True, validate=validate.OneOf(["nominal", "incident"]))
    subject_id = fields.UUID(required=True)
    changes = fields.List(fields.Nested(Change), load_default=list, validate=validate.Length(max=200))
    words = fields.List(Words(80, shortest=SHORTEST_WORD), load_default=list, validate=validate.Length(max=50))

    @validates_schema
    def is_of_the_person(self, data: dict[str, Any], **_: Any) -> None:
        if data.get("purpose") == ACCESS and data.get("subject_kind") == "incident":
            raise ValidationError(
                "A person asks for their own data: choose the person, not the incident.", "subject_kind"
            )


class ExportDisclosure(PreviewDisclosure):
    recipient = Words(200, shortest=3, required=True)
