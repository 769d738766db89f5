"""What the auditor asks by. Terms come in the body: whom somebody looked at is no part of an address."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from api.audit.states import KINDS
from api.fields import Instant, Strict, Words

# PostgreSQL's bigint, and so the largest row there can be.
LARGEST = 2**63 - 1


class Page(Strict):
    before = fields.Integer(load_default=None, allow_none=True, strict=True, validate=validate.Range(1, LARGEST))
    limit = fields.Integer(load_default=50, strict=True, validate=validate.Range(1, 200))


class ReadAudit(Page):
    officer = Words(80, shortest=0, load_default="", metadata={"description": "Part of a name, or a whole pay number."})
    subject = Words(120, shortest=0, load_default="", metadata={"description": "Part of what was looked at or typed."})
    incident = Words(20, shortest=0, load_default="", metadata={"description": "The CAD reference in the reason."})
    kind = fields.String(load_default="", validate=validate.OneOf(["", *KINDS]))
    since = Instant(load_default=None, allow_none=True, is_any=True)
    until = Instant(load_default=None, allow_none=True, is_any=True)

    @validates_schema
    def is_a_span(self, data: dict[str, Any], **_: Any) -> None:
        if data.get("since") and data.get("until") and data["since"] >= data["until"]:
            raise ValidationError("The end must come after the beginning.", "until")


class OwnAudit(Page):
    # In an address numbers are text.
    before = fields.Integer(load_default=None, validate=validate.Range(1, LARGEST))
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))
