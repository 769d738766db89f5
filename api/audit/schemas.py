"""What the auditor asks by. Terms come in the body: whom somebody looked at is no part of an address."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from api.audit.allowances import ROLES_WHO_SEARCH
from api.audit.states import KINDS
from api.fields import Instant, Strict, Words

# PostgreSQL's bigint, and so the largest row there can be.
LARGEST = 2**63 - 1
# What an export through the page may span; more is for `./run audit export`.
MOST_DAYS = 31
RECORD_KINDS = ["address", "nominal", "object", "organisation", "phone", "vehicle"]


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


class ListAlerts(Strict):
    state = fields.String(load_default="open", validate=validate.OneOf(["open", "settled"]))
    before = fields.Integer(load_default=None, allow_none=True, strict=True, validate=validate.Range(1, LARGEST))


class AnswerAlert(Strict):
    """Without a note it was seen; with one it is settled."""

    note = Words(1_000, shortest=5, load_default=None, allow_none=True)


class ExportAudit(Strict):
    """A disclosure: to whom and why is part of it."""

    since = Instant(required=True, is_any=True)
    until = Instant(required=True, is_any=True)
    recipient = Words(200, shortest=3, required=True)
    reason = Words(500, shortest=10, required=True)

    @validates_schema
    def is_a_bearable_span(self, data: dict[str, Any], **_: Any) -> None:
        if not timedelta(0) < data["until"] - data["since"] <= timedelta(days=MOST_DAYS):
            raise ValidationError(f"Choose a span of {MOST_DAYS} days at most.", "until")


class WatchRecord(Strict):
    """`pay_number`: whose declaration it is; none for the protected flag."""

    record_kind = fields.String(required=True, validate=validate.OneOf(RECORD_KINDS))
    record_id = fields.UUID(required=True)
    relation = fields.String(
        required=True, validate=validate.OneOf(["self", "family", "home", "associate", "protected"])
    )
    pay_number = Words(20, shortest=0, load_default="")
    note = Words(500, shortest=0, load_default="")

    @validates_schema
    def is_somebodys_or_protected(self, data: dict[str, Any], **_: Any) -> None:
        if (data["relation"] == "protected") == bool(data["pay_number"]):
            raise ValidationError("A declaration needs the officer; the protected flag has none.", "pay_number")


class EndWatch(Strict):
    id = fields.UUID(required=True)


class SearchAllowance(Strict):
    """How much is ordinary for one role. Above it an officer is stopped, and the auditor hears of it."""

    role = fields.String(required=True, validate=validate.OneOf(ROLES_WHO_SEARCH))
    searches_an_hour = fields.Integer(required=True, strict=True, validate=validate.Range(1, 10_000))
    opened_in_ten_minutes = fields.Integer(required=True, strict=True, validate=validate.Range(1, 10_000))
    without_a_job_an_hour = fields.Integer(required=True, strict=True, validate=validate.Range(1, 10_000))


class ChangeAllowances(Strict):
    """`version`: of the list that was changed. Each role once."""

    version = fields.Integer(required=True, strict=True)
    items = fields.List(fields.Nested(SearchAllowance), required=True, validate=validate.Length(equal=3))

    @validates_schema
    def names_each_role(self, data: dict[str, Any], **_: Any) -> None:
        if {one["role"] for one in data.get("items", [])} != set(ROLES_WHO_SEARCH):
            raise ValidationError("Give each role once.", "items")
