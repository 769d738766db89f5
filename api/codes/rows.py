"""The rows of the code lists on the wire, and all lists together (docs/messages.md, section 8)."""

from __future__ import annotations

from marshmallow import fields

from api.fields import Open, count, flag, maybe_number, number, word, words


class Code(Open):
    code, label, rank = word(), word(), count()


class Grade(Code):
    target_s, national, meaning = fields.Integer(required=True, allow_none=True), word(), word()


class Status(Code):
    national_label, kind, deployable, settable = word(), word(), word(), flag()


class IncidentType(Code):
    theme, grade, skills, words = word(), word(), words(), word()


class Severe(Code):
    severity = word()


class MarkerCategory(Severe):
    """`marking`: only of what tells of nobody, as asbestos: OFFICIAL. All others are OFFICIAL-SENSITIVE."""

    marking = fields.String()


class Skill(Code):
    group = word()


class Worded(Code):
    """`needs_text`: choosing it takes a few words as well."""

    needs_text = flag()


class SafeguardingKind(Code):
    """`needs_voice`: what the child says is asked for."""

    needs_voice = flag()


class LookupReason(Code):
    needs_incident, needs_text = flag(), flag()


class Pod(Open):
    code, name, lon, lat = word(), word(), number(), number()


class ContactLine(Code):
    """A line of a pod that a crew may ring. `made_up`: out of the range that Ofcom keeps for drama."""

    pod, phone, made_up = word(), word(), flag()


class UnitKind(Code):
    """`road_factor`: of the speed of a road's class; null where it does not drive. `drift_mps`: how fast its disc grows."""

    straight_kph, road_factor, drift_mps = number(), maybe_number(), number()


class RoadClass(Code):
    """A highway tag of OpenStreetMap and the speed of a response car on it."""

    kph = number()


class RankingRule(Code):
    """`seconds` are counted on top of the arrival; `percent` is how good an estimate is."""

    seconds, percent = fields.Float(), fields.Float()


class RunCardRole(Open):
    role, label, count, skills, equipment, kinds, crew, within_min, shared = (
        word(),
        word(),
        count(),
        words(),
        words(),
        words(),
        count(),
        count(),
        flag(),
    )


class RunCard(Code):
    """What should go to a type, or on top of it where a qualifier is set. `tell` names who is told."""

    type, qualifier, grades, tell = word(), word(), words(), words()
    roles = fields.List(fields.Nested(RunCardRole), required=True)


class Equipment(Code):
    skill = word()


class Restriction(Code):
    """`bars`: the types that a crew with it is not sent to; `*` is all. `when`: `alone` or `driving`; `between`: two times of day.

    `skills` of the officer do not count while it holds.
    """

    bars, between, skills = words(), words(), words()
    when = word()


class Lists(Open):
    version = word()
    grades = fields.List(fields.Nested(Grade), required=True)
    statuses = fields.List(fields.Nested(Status), required=True)
    moves = fields.Dict(keys=fields.String(), values=words(), required=True)
    types = fields.List(fields.Nested(IncidentType), required=True)
    results = fields.List(fields.Nested(Code), required=True)
    skills = fields.List(fields.Nested(Skill), required=True)
    decline_reasons = fields.List(fields.Nested(Code), required=True)
    withdraw_reasons = fields.List(fields.Nested(Code), required=True)
    emergency_outcomes = fields.List(fields.Nested(Code), required=True)
    qualifiers = fields.List(fields.Nested(Severe), required=True)
    marker_categories = fields.List(fields.Nested(MarkerCategory), required=True)
    event_categories = fields.List(fields.Nested(Severe), required=True)
    contacts = fields.List(fields.Nested(ContactLine), required=True)
    lookup_reasons = fields.List(fields.Nested(LookupReason))
    trail_reasons = fields.List(fields.Nested(Worded))
    thrive_levels = fields.List(fields.Nested(Worded))
    intel_sources = fields.List(fields.Nested(Code))
    intel_assessments = fields.List(fields.Nested(Code))
    intel_handlings = fields.List(fields.Nested(Worded))
    safeguarding_kinds = fields.List(fields.Nested(SafeguardingKind))
    safeguarding_concerns = fields.List(fields.Nested(Code))
    safeguarding_consents = fields.List(fields.Nested(Worded))
    warning_signals = fields.List(fields.Nested(Severe))
    vehicle_reports = fields.List(fields.Nested(Severe))
    unit_kinds = fields.List(fields.Nested(UnitKind))
    road_classes = fields.List(fields.Nested(RoadClass))
    ranking_rules = fields.List(fields.Nested(RankingRule))
    run_cards = fields.List(fields.Nested(RunCard))
    told = fields.List(fields.Nested(Code))
    equipment = fields.List(fields.Nested(Equipment))
    restrictions = fields.List(fields.Nested(Restriction))
    pods = fields.List(fields.Nested(Pod), required=True)


class DangerWords(Open):
    code, label, words = word(), word(), words()


class WordsChanged(Open):
    """Another version of a list: `note` says by whom, `said` which words came and went."""

    at, note, said = word(), word(), word()


class WordList(Open):
    list, version = word(), count()
    rows = fields.List(fields.Nested(DangerWords), required=True)
    changes = fields.List(fields.Nested(WordsChanged), required=True)


class WordLists(Open):
    items = fields.List(fields.Nested(WordList), required=True)
