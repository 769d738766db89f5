"""The rows of the audit on the wire, with its seals, its alerts and the records that are watched (docs/messages.md, section 12)."""

from __future__ import annotations

from marshmallow import fields

from api.fields import Open, count, flag, maybe_word, word


class OwnAuditRow(Open):
    """`line`: the record in words, where it is there and not restricted; the job or the unit. `sealed`: under a seal by now."""

    at, actor, kind, action, subject = word(), word(), word(), word(), word()
    pay_number, callsign, line, reason, sealed = maybe_word(), maybe_word(), maybe_word(), word(), flag()


class AuditRow(OwnAuditRow):
    """With its number, which the rows of one person do not tell: gaps would count what is not told."""

    id = count()


class OwnAudit(Open):
    """Newest first. `next`: ask for what is before it.

    `of_me`: who looked back at one's own screens within 30 days, `line` the incident. On the first page only.
    """

    items = fields.List(fields.Nested(OwnAuditRow), required=True)
    next = fields.Integer(required=True, allow_none=True)
    of_me = fields.List(fields.Nested(OwnAuditRow), required=True)


class AuditCheckRow(Open):
    """`fault`: a sentence, empty when all was whole. `all`: every seal was looked at, and not the newest only."""

    checked_at, seals, rows, all_, fault = (
        word(),
        count(),
        count(),
        fields.Boolean(required=True, data_key="all"),
        word(),
    )


class AuditSealsState(Open):
    number, sealed_at = count(), maybe_word()
    last_check = fields.Nested(AuditCheckRow, required=True, allow_none=True)
    last_whole_check = fields.Nested(AuditCheckRow, required=True, allow_none=True)


class AuditPage(Open):
    """Newest first. `next`: ask for what is before it."""

    items = fields.List(fields.Nested(AuditRow), required=True)
    next = fields.Integer(required=True, allow_none=True)
    seals = fields.Nested(AuditSealsState, required=True)


class AuditAlertRow(Open):
    """What stood out: by which rule, who, how often, in words. `line`: the record, where it is there and not restricted.

    Of a restricted one `owner`, as its source names them, and `reference`, its number there.
    """

    id, rule, label, words, actor, subject = count(), word(), word(), word(), word(), word()
    count_ = fields.Integer(required=True, data_key="count")
    pay_number, line, note = maybe_word(), maybe_word(), word()
    owner, reference = maybe_word(), maybe_word()
    first_at, last_at, raised_at = word(), word(), word()
    seen_by, seen_at, settled_by, settled_at = maybe_word(), maybe_word(), maybe_word(), maybe_word()


class AuditAlerts(Open):
    items = fields.List(fields.Nested(AuditAlertRow), required=True)
    next = fields.Integer(required=True, allow_none=True)
    open = count()


class WatchedRecordRow(Open):
    id, record_kind, record_id, relation, note = word(), word(), word(), word(), word()
    line, officer, pay_number, entered_by, entered_at = maybe_word(), maybe_word(), maybe_word(), word(), word()


class WatchedRecords(Open):
    items = fields.List(fields.Nested(WatchedRecordRow), required=True)


class SearchAllowanceRow(Open):
    role = word()
    searches_an_hour, opened_in_ten_minutes, without_a_job_an_hour = count(), count(), count()


class SearchAllowances(Open):
    version = count()
    items = fields.List(fields.Nested(SearchAllowanceRow), required=True)
