"""What a lookup finds: the items of a search, a record opened whole, what is known of a call; and who asked for more searches.

docs/messages.md, sections 11 and 12.
"""

from __future__ import annotations

from marshmallow import fields

from api.fields import Open, count, flag, maybe_word, word, words
from api.nominals.rows import GoldenCard
from api.photographs.rows import PhotographRow
from api.records.rows import FurtherLink, RecordIdentifier, RecordLink, RecordMarkerRow, Warned


class LookedUpItem(Open):
    """The minimum of a record, and in words why it was found."""

    kind, id, band, title, detail = word(), word(), word(), word(), maybe_word()
    why, source, changed_on, classification, exercise = words(), word(), word(), word(), flag()
    markers = fields.List(fields.Nested(Warned), required=True)
    reports = fields.List(fields.Nested(Warned), required=True)


class LookedThrough(Open):
    """`records` and the days are null for what people enter here."""

    source, newest_on, counted_at = word(), maybe_word(), maybe_word()
    records = fields.Integer(required=True, allow_none=True)


class HowSearched(Open):
    how = words()
    sources = fields.List(fields.Nested(LookedThrough), required=True)


class LookedUp(Open):
    items = fields.List(fields.Nested(LookedUpItem), required=True)
    ask, nothing_found, message = word(), flag(), word()
    searched = fields.Nested(HowSearched, required=True)


class NamedIn(Open):
    """An incident that names the record: `type` in words, `cad` as everybody calls it."""

    cad, role, type, opened_at, closed = word(), word(), word(), word(), flag()


class OpenedRecord(Open):
    """`golden`: of a person only; `reports`: what is reported of a vehicle.

    `fields` holds the columns of the kind (docs/messages.md, section 11).
    """

    kind, id, fields_ = word(), word(), fields.Dict(required=True, data_key="fields")
    identifiers = fields.List(fields.Nested(RecordIdentifier), required=True)
    markers = fields.List(fields.Nested(RecordMarkerRow), required=True)
    reports = fields.List(fields.Nested(Warned), required=True)
    links = fields.List(fields.Nested(RecordLink), required=True)
    # How many more links there are than `links` tells: those that hold no longer and those without a warning go first.
    left_out = count()
    further = fields.List(fields.Nested(FurtherLink), required=True)
    golden = fields.Nested(GoldenCard, required=True, allow_none=True)
    named_in = fields.List(fields.Nested(NamedIn), required=True)
    photographs = fields.List(fields.Nested(PhotographRow), required=True)
    restricted_until = fields.String(metadata={"description": "Only for a restricted record that a key has opened."})
    restricted_for_s = fields.Integer(
        metadata={"description": "The same in seconds from now, for a device whose clock is wrong."}
    )


class LinkedOfCall(Open):
    role, kind, id, line, classification, valid_to = word(), word(), word(), word(), word(), maybe_word()
    markers = fields.List(fields.Nested(Warned), required=True)


class KnownItem(LookedUpItem):
    linked = fields.List(fields.Nested(LinkedOfCall), required=True)


class WarningOfPlace(Warned):
    """A warning on the house that was named, which stands on the place and on no record."""

    text, source, address, added_on, review_on, fact_or_opinion, marking = (word() for _ in range(7))


class KnownPart(Open):
    """`warnings`: of the place only."""

    warnings = fields.List(fields.Nested(WarningOfPlace), required=True)
    items = fields.List(fields.Nested(KnownItem), required=True)
    ask, searched = word(), words()


class KnownOfCall(Open):
    number = fields.Nested(KnownPart, required=True, allow_none=True)
    place = fields.Nested(KnownPart, required=True, allow_none=True)


class LookupAllowanceRow(Open):
    """Somebody asked for more searches than the budget. `allowed` is null until a supervisor has decided."""

    id, officer, pay_number, callsign, asked_at, words = word(), word(), word(), maybe_word(), word(), word()
    decided_by, decided_at = maybe_word(), maybe_word()
    allowed = fields.Boolean(required=True, allow_none=True)


class LookupAllowances(Open):
    items = fields.List(fields.Nested(LookupAllowanceRow), required=True)
