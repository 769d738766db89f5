"""What comes in at the doors of reports. Incident, place, officer, unit and time are not asked: the server has them."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from api.fields import CommandBody, Flag, Strict, Words, code
from api.records.models import KINDS, SUBJECTS

MARKED = ("nominal", "vehicle", "address", "place")
FACT_OR_OPINION = ("fact", "opinion")


class ReportBody(CommandBody):
    report_id = fields.UUID(required=True)
    incident_id = fields.UUID(required=True)


class RequestMarker(ReportBody):
    """A warning on a record, or on the place of the incident (`record_kind` is `place`; then without `record_id`)."""

    record_kind = fields.String(required=True, validate=validate.OneOf(MARKED))
    record_id = fields.UUID(load_default=None, allow_none=True)
    code = code(required=True, metadata={"description": "Of `warning_signals`; of `marker_categories` for a place."})
    grounds = Words(500, required=True)
    evidence = Words(1000, required=True)
    fact_or_opinion = fields.String(required=True, validate=validate.OneOf(FACT_OR_OPINION))
    review_on = fields.Date(required=True)

    @validates_schema
    def names_a_record_or_the_place(self, data: dict[str, Any], **_: Any) -> None:
        if (data["record_kind"] == "place") != (data["record_id"] is None):
            raise ValidationError("Name the record that the warning is on; the place itself has none.", "record_id")


class Subject(Strict):
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    id = fields.UUID(required=True)


class ReportIntelligence(ReportBody):
    """3x5x2 (domain reference 1.7): how reliable the source, how well known the matter, and who may be told."""

    source = code(required=True, metadata={"description": "A code of `intel_sources`, 1 to 3."})
    assessment = code(required=True, metadata={"description": "A code of `intel_assessments`, A to E."})
    handling = code(required=True, metadata={"description": "A code of `intel_handlings`, P or C."})
    conditions = Words(500, shortest=0, load_default="")
    text = Words(4000, required=True, metadata={"description": "Sanitised: nothing in it tells who the source is."})
    provenance = Words(
        1000,
        required=True,
        metadata={"description": "How it came to be known. Read where it is decided, and nowhere else."},
    )
    subjects = fields.List(fields.Nested(Subject), validate=validate.Length(max=20), load_default=list)


class ReferSafeguarding(ReportBody):
    """Somebody who must be kept safe: out of the record, or in words (one of the two)."""

    about = code(required=True, metadata={"description": "A code of `safeguarding_kinds`."})
    record_id = fields.UUID(load_default=None, allow_none=True, metadata={"description": "A person of the record."})
    person = Words(200, shortest=0, load_default="")
    concern = code(required=True, metadata={"description": "A code of `safeguarding_concerns`."})
    concern_text = Words(2000, required=True)
    consent = code(required=True, metadata={"description": "A code of `safeguarding_consents`."})
    consent_text = Words(500, shortest=0, load_default="")
    voice = Words(
        2000, shortest=0, load_default="", metadata={"description": "What the child says, does, and how it is."}
    )
    immediate_risk = Flag(required=True)
    actions = Words(
        1000, shortest=0, load_default="", metadata={"description": "What was done against an immediate risk."}
    )

    @validates_schema
    def names_one_person(self, data: dict[str, Any], **_: Any) -> None:
        if (data["record_id"] is None) == (data["person"] == ""):
            raise ValidationError("Name the person: out of the record, or in words.", "person")


class ApproveMarker(CommandBody):
    """As the reviewer words it: what the crews will read."""

    report_id = fields.UUID(required=True)
    text = Words(500, required=True)
    fact_or_opinion = fields.String(required=True, validate=validate.OneOf(FACT_OR_OPINION))
    review_on = fields.Date(required=True)


class RefuseReport(CommandBody):
    report_id = fields.UUID(required=True)
    reason = Words(500, required=True)


class ToldAs(Strict):
    """As what a person is told of (DPA 2018 s.38(3))."""

    id = fields.UUID(required=True)
    category = fields.String(required=True, validate=validate.OneOf(SUBJECTS))


class Pair(Strict):
    from_id = fields.UUID(required=True)
    to_id = fields.UUID(required=True)


class TakeReport(CommandBody):
    """`people` and `links` are for intelligence: those whom it names become linked with it, and with one another where it says so."""

    report_id = fields.UUID(required=True)
    note = Words(500, shortest=0, load_default="")
    people = fields.List(fields.Nested(ToldAs), validate=validate.Length(max=20), load_default=list)
    links = fields.List(fields.Nested(Pair), validate=validate.Length(max=40), load_default=list)


class WithdrawMarker(CommandBody):
    """The warning that an approved request has become."""

    report_id = fields.UUID(required=True)
    reason = Words(500, shortest=5, required=True)


class CorrectMarker(CommandBody):
    report_id = fields.UUID(required=True)
    text = Words(500, required=True)
    fact_or_opinion = fields.String(required=True, validate=validate.OneOf(FACT_OR_OPINION))
    review_on = fields.Date(required=True)
    reason = Words(500, shortest=5, required=True)


class ReportList(Strict):
    state = fields.String(load_default="waiting", validate=validate.OneOf(["waiting", "decided"]))
