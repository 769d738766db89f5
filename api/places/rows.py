"""The risk card of a place on the wire, and the places and place markers that were found (docs/messages.md, sections 5 and 8)."""

from __future__ import annotations

from marshmallow import fields

from api.fields import Open, count, flag, maybe_number, maybe_word, number, word


class RiskSubject(Open):
    """Whom or what a warning of the record is about; `how` says why it is on this card."""

    kind, id, line, how = word(), word(), word(), word()


class ChecklistItem(Open):
    """`state`: `known`, `nothing` (looked for and not found) or `unchecked`. `by`: who was told it, and when.

    `version`: how often it was answered; null where nobody is asked.
    """

    code, label, state, text, by = word(), word(), word(), word(), maybe_word()
    version = fields.Integer(required=True, allow_none=True)


class RiskItem(Open):
    kind, category, severity, title, text = word(), word(), word(), word(), word()
    count, last_on, source, distance_m = count(), maybe_word(), word(), maybe_number()
    review_on, historic, marker_id = maybe_word(), flag(), maybe_word()
    opinion, entered_by = flag(), maybe_word()
    # Of this very house by its address, of another one, or null where only distance tells.
    at_door = fields.Boolean(required=True, allow_none=True)
    marking = fields.String(metadata={"description": "Of a warning on a place; OFFICIAL where it tells of nobody."})
    subject = fields.Nested(RiskSubject, required=True, allow_none=True)


class Older(Open):
    count, newest_on, text = count(), word(), word()


class Searched(Open):
    source, rows, imported_at = word(), count(), maybe_word()
    # `from` is a keyword, so these two are named by their keys.
    since = fields.String(required=True, data_key="from")
    until = fields.String(required=True, data_key="to")


class Risk(Open):
    made_at, revision, radius_m, months = word(), count(), count(), count()
    items = fields.List(fields.Nested(RiskItem), required=True)
    older = fields.Nested(Older, required=True, allow_none=True)
    searched = fields.List(fields.Nested(Searched), required=True)
    nothing_found, failed, left_out = flag(), flag(), count()
    # Only of an incident: a place that somebody asks about has no crew on its way.
    checklist = fields.List(fields.Nested(ChecklistItem))
    # Those of the record whom the card knows, also without a warning.
    known = fields.List(fields.Nested(RiskSubject))


class FoundPlace(Open):
    text, lon, lat, kind, pod = word(), number(), number(), word(), maybe_word()


class FoundPlaces(Open):
    items = fields.List(fields.Nested(FoundPlace), required=True)


class Disagreement(Open):
    words = maybe_word()


class Marker(Open):
    id, category, text, source, address = word(), word(), word(), word(), word()
    review_on, entered_by, entered_at, radius_m, lon, lat = word(), word(), word(), number(), number(), number()


class Markers(Open):
    items = fields.List(fields.Nested(Marker), required=True)
