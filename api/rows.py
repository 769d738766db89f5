"""The rows on the wire as documents: the views of migration 0013 make them, this says what is in them (docs/messages.md, section 5)."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from api.fields import Open


def word(**more: Any) -> fields.String:
    return fields.String(required=True, **more)


def maybe_word(**more: Any) -> fields.String:
    return fields.String(required=True, allow_none=True, **more)


def number(**more: Any) -> fields.Float:
    return fields.Float(required=True, **more)


def maybe_number(**more: Any) -> fields.Float:
    return fields.Float(required=True, allow_none=True, **more)


def count(**more: Any) -> fields.Integer:
    return fields.Integer(required=True, **more)


def words() -> fields.List[str]:
    return fields.List(fields.String(), required=True)


def flag() -> fields.Boolean:
    return fields.Boolean(required=True)


class CrewMember(Open):
    officer_id, name, rank, shoulder_number = word(), word(), word(), maybe_word()


class Unit(Open):
    id, revision, callsign, pod, kind, duty_id = word(), count(), word(), word(), word(), maybe_word()
    crew = fields.List(fields.Nested(CrewMember), required=True)
    skills, vehicle = words(), maybe_word()
    status, status_at, status_received_at, status_source, odd = word(), word(), word(), word(), flag()
    incident_id, emergency_id, covert = maybe_word(), maybe_word(), flag()


class MemberApart(Open):
    """One of a crew who is away from where the unit is."""

    officer, lon, lat, fixed_at, accuracy_m, source, distance_m = (
        word(),
        number(),
        number(),
        word(),
        number(),
        word(),
        number(),
    )


class Position(Open):
    unit_id, lon, lat, fixed_at, received_at = word(), number(), number(), word(), word()
    accuracy_m, speed_mps, heading, source = number(), maybe_number(), maybe_number(), word()
    battery = fields.Integer(required=True, allow_none=True)
    members = fields.List(fields.Nested(MemberApart), required=True)


class Incident(Open):
    id, revision, cad, grade, type, what, address = word(), count(), word(), word(), word(), word(), word()
    lon, lat, pod, state, qualifiers = number(), number(), word(), word(), words()
    opened_at, graded_at, attend_by, arrived_at = word(), word(), maybe_word(), maybe_word()
    resulted_at, closed_at, result, result_text = maybe_word(), maybe_word(), maybe_word(), maybe_word()
    duplicate_of, source, exercise, brief_revision, log_count = maybe_word(), word(), flag(), count(), count()


class LogEntry(Open):
    id, incident_id, number, kind, text, author = word(), word(), count(), word(), word(), word()
    source, occurred_at, received_at, refers_to = word(), word(), word(), maybe_word()


class Thrive(Open):
    """One assessment of an incident, by the call handler or by an officer at the scene. `levels` and `texts` by part."""

    id, incident_id, role, version = word(), word(), word(), count()
    levels, texts = (fields.Dict(keys=fields.String(), values=fields.String(), required=True) for _ in range(2))
    author, author_id, callsign, assessed_at, received_at = word(), word(), maybe_word(), word(), word()


class RiskSubject(Open):
    """Whom or what a warning of the record is about; `how` says why it is on this card."""

    kind, id, line, how = word(), word(), word(), word()


class ChecklistItem(Open):
    """`state`: `known`, `nothing` (looked for and not found) or `unchecked`."""

    code, label, state, text = word(), word(), word(), word()


class RiskItem(Open):
    kind, category, severity, title, text = word(), word(), word(), word(), word()
    count, last_on, source, distance_m = count(), maybe_word(), word(), maybe_number()
    review_on, historic, marker_id = maybe_word(), flag(), maybe_word()
    opinion, entered_by = flag(), maybe_word()
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


class DeviceLadder(Open):
    """`rungs`: when each rung was reached, by `rung:channel`, as `delivered:socket`."""

    device_id, kind, officer = word(), word(), word()
    rungs = fields.Dict(keys=fields.String(), values=fields.String(), required=True)


class TaskingOfCrew(Open):
    """What a crew is told of a tasking: what people did."""

    id, revision, incident_id, unit_id, duty_id, callsign = word(), count(), word(), word(), word(), word()
    state, note, assigned_by, assigned_at = word(), word(), word(), word()
    seen_at, read_at = maybe_word(), maybe_word()
    read_brief_revision, brief_revision = fields.Integer(required=True, allow_none=True), count()
    acknowledged_at, en_route_at, at_scene_at, ended_at, end_reason = (
        maybe_word(),
        maybe_word(),
        maybe_word(),
        maybe_word(),
        maybe_word(),
    )


class Tasking(TaskingOfCrew):
    """And what the boards are told beside it: what machines reported, and whether somebody must do something."""

    sent_at, delivered_at, shown_at = maybe_word(), maybe_word(), maybe_word()
    alarm, alarmed_at, alarm_acknowledged_by, alarm_acknowledged_at = (
        maybe_word(),
        maybe_word(),
        maybe_word(),
        maybe_word(),
    )
    devices = fields.List(fields.Nested(DeviceLadder), required=True)


class Ahead(Open):
    """A device that holds more than the restored database."""

    id, revision, device_id, officer, missing, noticed_at = word(), count(), word(), word(), count(), word()
    settled_at, settled_by = maybe_word(), maybe_word()


class OtherCrew(Open):
    callsign, crew = word(), words()


class Card(TaskingOfCrew):
    incident = fields.Nested(Incident, required=True)
    risk = fields.Nested(Risk, required=True)
    others = words()
    crews = fields.List(fields.Nested(OtherCrew))
    log = fields.List(fields.Nested(LogEntry))
    thrive = fields.List(fields.Nested(Thrive))


class DeviceOfCrew(Open):
    device_id, kind, officer = word(), word(), word()


class ToldMessage(Open):
    seq, kind, words, posted_at, stored_at = count(), word(), word(), word(), maybe_word()
    channel, was_there = maybe_word(), flag()


class TakenReceipt(Open):
    rung, channel, brief_revision, occurred_at, received_at = word(), word(), count(), word(), word()
    was_there = flag()


class Screen(Open):
    """One officer's screen at one instant. `was_there`: by then."""

    tasking_id, cad, callsign, assigned_at, ended_at = word(), word(), word(), word(), maybe_word()
    device_id, at, through, stored_at, unit_status = maybe_word(), word(), count(), maybe_word(), maybe_word()
    devices = fields.List(fields.Nested(DeviceOfCrew), required=True)
    card = fields.Nested(Card, required=True, allow_none=True)
    messages = fields.List(fields.Nested(ToldMessage), required=True)
    receipts = fields.List(fields.Nested(TakenReceipt), required=True)


class TaskingListed(Open):
    id, callsign, state, assigned_at, ended_at = word(), word(), word(), word(), maybe_word()


class TaskingList(Open):
    items = fields.List(fields.Nested(TaskingListed), required=True)


class Emergency(Open):
    id, revision, unit_id, duty_id, callsign, pod = word(), count(), maybe_word(), maybe_word(), word(), word()
    officer, raised_at, received_at = word(), word(), word()
    lon, lat, fixed_at, accuracy_m, source = maybe_number(), maybe_number(), maybe_word(), maybe_number(), maybe_word()
    incident_id, acknowledged_by, acknowledged_at = maybe_word(), maybe_word(), maybe_word()
    closed_by, closed_at, outcome, note = maybe_word(), maybe_word(), maybe_word(), word()


class Outline(Open):
    """GeoJSON, WGS 84: polygons, each of rings, each of `[lon, lat]`."""

    type = word()
    coordinates = fields.List(fields.List(fields.List(fields.List(fields.Float()))), required=True)


class Zone(Open):
    """A hazard area or an event zone. `outline` is two metres exact."""

    id, revision, kind, name, note = word(), count(), word(), word(), word()
    from_at, until_at, made_by, made_at = word(), maybe_word(), word(), word()
    ended_by, ended_at, outline = maybe_word(), maybe_word(), fields.Nested(Outline, required=True)


class ZoneTold(Zone):
    """A zone of which this crew was told. `why`: `incident`, `way` or `here`."""

    zone_id, why, incident_id, told_at = word(), word(), maybe_word(), word()


class Person(Open):
    id, pay_number, name, rank, shoulder_number, roles, pod = (
        word(),
        word(),
        word(),
        word(),
        maybe_word(),
        words(),
        word(),
    )


class SignedInAs(Open):
    officer = fields.Nested(Person, required=True)
    demo, expires_at = flag(), word()


class DeviceKey(Open):
    key = word()


class DemoAccount(Open):
    pay_number, password, name, role, pod = word(), word(), word(), word(), word()


class Duty(Open):
    id, unit_id, callsign, started_at, skills, vehicle = word(), word(), word(), word(), words(), maybe_word()
    dropped_skills = fields.List(fields.Dict(), required=True)


class Confirmation(Open):
    command_id, kind, asked, occurred_at, body = word(), word(), word(), word(), fields.Dict(required=True)


class Report(Open):
    """What an officer has sent from the street, and what became of it. `subjects`: lines of the record that the reader may see."""

    id, revision, kind, officer_id, officer, callsign = word(), count(), word(), word(), word(), word()
    incident_id, cad, about, urgent, subjects = word(), word(), word(), flag(), words()
    state, sent_at, received_at = word(), word(), word()
    decided_by, decided_at, reason = maybe_word(), maybe_word(), maybe_word()


class ReportList(Open):
    """`waiting`: how many wait for a decision, also when others are listed."""

    items = fields.List(fields.Nested(Report), required=True)
    waiting = count()


class ReportsWaiting(Open):
    """How many wait for a decision, and how many of them tell of an immediate risk."""

    waiting, urgent = count(), count()


class JobsLeft(Open):
    items = fields.List(fields.Nested(Card), required=True)


class Handset(Open):
    epoch, server_time, codes_version = word(), word(), word()
    officer = fields.Nested(Person, required=True)
    feed, through = maybe_word(), count()
    duty = fields.Nested(Duty, required=True, allow_none=True)
    unit = fields.Nested(Unit, required=True, allow_none=True)
    position = fields.Nested(Position, required=True, allow_none=True)
    cards = fields.List(fields.Nested(Card), required=True)
    emergency = fields.Nested(Emergency, required=True, allow_none=True)
    reports = fields.List(fields.Nested(Report), required=True)
    confirmations = fields.List(fields.Nested(Confirmation), required=True)
    zones = fields.List(fields.Nested(ZoneTold))


class Colleague(Open):
    """Where another unit is. `same_job`: tasked to one of one's own incidents."""

    unit_id, callsign, kind, status, lon, lat = word(), word(), word(), word(), number(), number()
    fixed_at, accuracy_m, speed_mps, heading = word(), number(), maybe_number(), maybe_number()
    source, same_job = word(), flag()


class Around(Open):
    at = word()
    units = fields.List(fields.Nested(Colleague), required=True)


class Board(Open):
    epoch, server_time, pods = word(), word(), words()
    feeds = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    units = fields.List(fields.Nested(Unit), required=True)
    positions = fields.List(fields.Nested(Position), required=True)
    incidents = fields.List(fields.Nested(Incident), required=True)
    taskings = fields.List(fields.Nested(Tasking), required=True)
    thrive = fields.List(fields.Nested(Thrive), required=True)
    emergencies = fields.List(fields.Nested(Emergency), required=True)
    presence = fields.List(
        fields.List(fields.Raw()),
        required=True,
        metadata={"description": "[unit_id, state, heard_at, proven_at, voice_at, is_offered]"},
    )
    ahead = fields.List(fields.Nested(Ahead), required=True)
    zones = fields.List(fields.Nested(Zone))


class Message(Open):
    seq, kind, at, body = count(), word(), word(), fields.Dict(required=True)


class FeedPage(Open):
    epoch, feed, through, more = word(), word(), count(), flag()
    messages = fields.List(fields.Nested(Message), required=True)


class IncidentPage(Open):
    items = fields.List(fields.Nested(Incident), required=True)
    next = maybe_word()


class WholeIncident(Open):
    incident = fields.Nested(Incident, required=True)
    taskings = fields.List(fields.Nested(Tasking), required=True)
    log = fields.List(fields.Nested(LogEntry), required=True)
    thrive = fields.List(fields.Nested(Thrive), required=True)
    risk = fields.Nested(Risk, required=True)
    caller_number = maybe_word()


class LikeIncident(Open):
    incident = fields.Nested(Incident, required=True)
    distance_m, minutes, score, why = number(), number(), number(), word()


class LikeIncidents(Open):
    items = fields.List(fields.Nested(LikeIncident), required=True)


class Arrival(Open):
    """A range, and by what: `road` or `straight`. `words`: `4 to 7 min`."""

    low_s, likely_s, high_s, by, words = number(), number(), number(), word(), word()


class Penalty(Open):
    code, seconds, words = word(), number(), word()


class Candidate(Open):
    """`counts_s` is the order: the arrival at worst and the penalties. `sendable`: only the role is not filled."""

    unit_id, callsign, pod, kind, status = word(), word(), word(), word(), word()
    distance_m, reach_m, counts_s, position_age_s, crew_size = number(), number(), number(), number(), count()
    arrival = fields.Nested(Arrival, required=True)
    penalties = fields.List(fields.Nested(Penalty), required=True)
    skills, missing_skills, fit, sendable, divert, reasons = words(), words(), flag(), flag(), flag(), words()
    reach, heard_at = word(), maybe_word()


class CardRole(Open):
    """A place on a run card. `going` and `proposed` are callsigns; `shortfall` is a sentence, or empty."""

    role, label, count, within_min, missing, shortfall = word(), word(), count(), count(), count(), word()
    going, proposed = words(), words()


class Told(Open):
    code, label, is_told = word(), word(), flag()


class Proposed(Open):
    """One unit of the set that would fulfil the card, and for which roles."""

    unit_id, callsign, arrival, divert, roles = word(), word(), word(), flag(), words()


class CardOfIncident(Open):
    labels = words()
    roles = fields.List(fields.Nested(CardRole), required=True)
    tell = fields.List(fields.Nested(Told), required=True)
    proposed = fields.List(fields.Nested(Proposed), required=True)


class Ranking(Open):
    needed_skills, needed_crew, needed, by, by_words = words(), count(), word(), word(), word()
    candidates = fields.List(fields.Nested(Candidate), required=True)
    excluded = fields.List(fields.Nested(Candidate), required=True)
    card = fields.Nested(CardOfIncident, required=True)


class UnitPage(Open):
    items = fields.List(fields.Nested(Unit), required=True)
    next = maybe_word()


class UnitChoice(Open):
    id, callsign, pod, kind, on_duty, crew = word(), word(), word(), word(), flag(), words()


class VehicleChoice(Open):
    registration, kind, pod = word(), word(), word()


class SkillChoice(Open):
    skill, label, live, reason = word(), word(), flag(), word()


class EquipmentChoice(Open):
    code, label = word(), word()


class Choices(Open):
    units = fields.List(fields.Nested(UnitChoice), required=True)
    vehicles = fields.List(fields.Nested(VehicleChoice), required=True)
    skills = fields.List(fields.Nested(SkillChoice), required=True)
    equipment = fields.List(fields.Nested(EquipmentChoice), required=True)


class FoundPlace(Open):
    text, lon, lat, kind, pod = word(), number(), number(), word(), maybe_word()


class FoundPlaces(Open):
    items = fields.List(fields.Nested(FoundPlace), required=True)


class Marker(Open):
    id, category, text, source, address = word(), word(), word(), word(), word()
    review_on, entered_by, entered_at, radius_m, lon, lat = word(), word(), word(), number(), number(), number()


class Markers(Open):
    items = fields.List(fields.Nested(Marker), required=True)


class Warned(Open):
    code, label, severity, historic = word(), word(), word(), flag()


class LookedUpItem(Open):
    """The minimum of a record, and in words why it was found."""

    kind, id, band, title, detail = word(), word(), word(), word(), maybe_word()
    why, source, changed_on, classification, exercise = words(), word(), word(), word(), flag()
    markers = fields.List(fields.Nested(Warned), required=True)
    reports = fields.List(fields.Nested(Warned), required=True)


class LookedThrough(Open):
    source, records, newest_on, counted_at = word(), count(), word(), word()


class HowSearched(Open):
    how = words()
    sources = fields.List(fields.Nested(LookedThrough), required=True)


class LookedUp(Open):
    items = fields.List(fields.Nested(LookedUpItem), required=True)
    ask, nothing_found, message = word(), flag(), word()
    searched = fields.Nested(HowSearched, required=True)


class RecordIdentifier(Open):
    kind, value, valid = word(), word(), flag()


class RecordMarkerRow(Warned):
    text, source, force, fact_or_opinion, added_on, review_on = word(), word(), word(), word(), word(), word()
    # Which of the joined records it stands on.
    record_id = word()


class RecordLink(Open):
    role, kind, id, line, direction = word(), word(), word(), word(), word()
    subject_category, provenance, fact_or_opinion = maybe_word(), word(), word()
    confidence = fields.Integer(required=True, allow_none=True)
    source, classification, handling, valid_from, valid_to = word(), word(), word(), maybe_word(), maybe_word()
    markers = fields.List(fields.Nested(Warned), required=True)


class RecordBetween(Open):
    kind, id = word(), word()


class FurtherLink(Open):
    """The second step out; `via` is the record of the first."""

    role, kind, id, line, direction = word(), word(), word(), word(), word()
    source, classification, valid_to = word(), word(), maybe_word()
    via = fields.Nested(RecordBetween, required=True)
    markers = fields.List(fields.Nested(Warned), required=True)


class GoldenRecord(Open):
    """One source's record of the person whose card this is. `line`: name and birth; `facts`: what else it says, each `[label, words]`."""

    id, source, line, changed_on = word(), word(), word(), word()
    facts = fields.List(fields.List(fields.String()), required=True)


class PossibleOther(Open):
    """`why`: why it is not joined. `reasons`: what agrees and what does not, in words."""

    id, line, source, why, reasons = word(), word(), word(), word(), words()
    held_apart = fields.Boolean(required=True)


class GoldenCard(Open):
    records = fields.List(fields.Nested(GoldenRecord), required=True)
    others = fields.List(fields.Nested(PossibleOther), required=True)


class OpenedRecord(Open):
    """`golden`: of a person only. `fields` holds the columns of the kind (docs/messages.md, section 11)."""

    kind, id, fields_ = word(), word(), fields.Dict(required=True, data_key="fields")
    identifiers = fields.List(fields.Nested(RecordIdentifier), required=True)
    markers = fields.List(fields.Nested(RecordMarkerRow), required=True)
    links = fields.List(fields.Nested(RecordLink), required=True)
    further = fields.List(fields.Nested(FurtherLink), required=True)
    golden = fields.Nested(GoldenCard, required=True, allow_none=True)
    restricted_until = fields.String(metadata={"description": "Only for a restricted record that a key has opened."})


class ReportSubject(Open):
    kind, id, line = word(), word(), word()
    markers = fields.List(fields.Nested(Warned), required=True)


class MadeMarker(Open):
    id, text, fact_or_opinion, review_on, entered_by, entered_at = word(), word(), word(), word(), word(), word()
    withdrawn_by, withdrawn_at, withdrawn_reason = maybe_word(), maybe_word(), maybe_word()


class WholeReport(Open):
    """`body` by kind, as its command brought it (docs/messages.md, section 14)."""

    report = fields.Nested(Report, required=True)
    body = fields.Dict(required=True)
    what, address, pod = word(), word(), word()
    subjects = fields.List(fields.Nested(ReportSubject), required=True)
    # The warning that it has become, newest words first.
    marker = fields.List(fields.Nested(MadeMarker), required=True)


class RestrictedKeyGiven(Open):
    key = word()


class RestrictedKeyRow(Open):
    """A key that was given. Which record it is to is not said."""

    id, officer, pay_number, given_at, reason, expires_at = word(), word(), word(), word(), word(), word()
    opened_at, opened_reason, ends_at, reads = maybe_word(), word(), maybe_word(), count()


class RestrictedKeys(Open):
    items = fields.List(fields.Nested(RestrictedKeyRow), required=True)


class DisclosureSubject(Open):
    kind, id, title, detail = word(), word(), word(), word()


class DisclosureSubjects(Open):
    items = fields.List(fields.Nested(DisclosureSubject), required=True)


class DisclosureItem(Open):
    """One fact. `out`: taken out whole; `reasons`: why it, or pieces of it, went; `was`: what may be put back; `locked`: never."""

    key, section, label, at, text, marking, was = word(), word(), word(), word(), word(), word(), word()
    out, locked, reasons = flag(), flag(), words()


class DisclosurePreview(Open):
    line, marking, shown, removed = word(), word(), count(), count()
    items = fields.List(fields.Nested(DisclosureItem), required=True)


class DisclosureMade(Open):
    """`json` and `html` are the two files; `digest` the SHA-256 of the first."""

    number, digest, html = word(), word(), word()
    json = word()


class DisclosureRow(Open):
    id, purpose, subject, recipient, reference, marking = word(), word(), word(), word(), word(), word()
    shown, removed, digest, made_by, made_at = count(), count(), word(), word(), word()


class Disclosures(Open):
    items = fields.List(fields.Nested(DisclosureRow), required=True)


class LinkedOfCall(Open):
    role, kind, id, line, classification, valid_to = word(), word(), word(), word(), word(), maybe_word()
    markers = fields.List(fields.Nested(Warned), required=True)


class KnownItem(LookedUpItem):
    linked = fields.List(fields.Nested(LinkedOfCall), required=True)


class KnownPart(Open):
    items = fields.List(fields.Nested(KnownItem), required=True)
    ask, searched = word(), words()


class KnownOfCall(Open):
    number = fields.Nested(KnownPart, required=True, allow_none=True)
    place = fields.Nested(KnownPart, required=True, allow_none=True)


class OwnAuditRow(Open):
    """`line`: the record in words, where it is there and not restricted. `sealed`: under a seal by now."""

    id, at, actor, kind, action, subject = count(), word(), word(), word(), word(), word()
    pay_number, callsign, line, reason, sealed = maybe_word(), maybe_word(), maybe_word(), word(), flag()


class OwnAuditPage(Open):
    """Newest first. `next`: ask for what is before it."""

    items = fields.List(fields.Nested(OwnAuditRow), required=True)
    next = fields.Integer(required=True, allow_none=True)


class OwnAudit(OwnAuditPage):
    """`of_me`: who looked back at one's own screens within 30 days, `line` the incident. On the first page only."""

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


class AuditPage(OwnAuditPage):
    seals = fields.Nested(AuditSealsState, required=True)


class AuditAlertRow(Open):
    """What stood out: by which rule, who, how often, in words. `line`: the record, where it is there and not restricted."""

    id, rule, label, words, actor, subject = count(), word(), word(), word(), word(), word()
    count_ = fields.Integer(required=True, data_key="count")
    pay_number, line, note = maybe_word(), maybe_word(), word()
    first_at, last_at, raised_at = word(), word(), word()
    seen_by, seen_at, settled_by, settled_at = maybe_word(), maybe_word(), maybe_word(), maybe_word()


class AuditAlerts(Open):
    items = fields.List(fields.Nested(AuditAlertRow), required=True)
    next = fields.Integer(required=True, allow_none=True)
    open = count()


class LookupAllowanceRow(Open):
    """Somebody asked for more searches than the budget. `allowed` is null until a supervisor has decided."""

    id, officer, pay_number, callsign, asked_at, words = word(), word(), word(), maybe_word(), word(), word()
    decided_by, decided_at = maybe_word(), maybe_word()
    allowed = fields.Boolean(required=True, allow_none=True)


class LookupAllowances(Open):
    items = fields.List(fields.Nested(LookupAllowanceRow), required=True)


class WatchedRecordRow(Open):
    id, record_kind, record_id, relation, note = word(), word(), word(), word(), word()
    line, officer, pay_number, entered_by, entered_at = maybe_word(), maybe_word(), maybe_word(), word(), word()


class WatchedRecords(Open):
    items = fields.List(fields.Nested(WatchedRecordRow), required=True)


class WaitingRecord(Open):
    id, line, source = word(), word(), word()


class WaitingPair(Open):
    """`kind`: unsure, twins, numbers, no_birth, large, between; `why` says it in a sentence."""

    one, other = fields.Nested(WaitingRecord, required=True), fields.Nested(WaitingRecord, required=True)
    why, kind = word(), word()


class NominalsWaiting(Open):
    """`count` of all pairs that need a person; `waiting`: records that are still to be compared."""

    items = fields.List(fields.Nested(WaitingPair), required=True)
    count, waiting = fields.Integer(required=True), fields.Integer(required=True)


class ReviewedMarker(Warned):
    text, source = word(), word()


class ReviewedRecord(Open):
    id, golden_id, source, changed_on, given_names, family_name = word(), word(), word(), word(), word(), word()
    aliases, born_on, age, sex, postcode, description = words(), maybe_word(), maybe_word(), word(), word(), word()
    classification, exercise = word(), fields.Boolean(required=True)
    identifiers = fields.List(fields.Nested(RecordIdentifier), required=True)
    markers = fields.List(fields.Nested(ReviewedMarker), required=True)


class MatchReason(Open):
    """`speaks`: *speaks strongly for it*, and so on: the weight of the comparison in words."""

    about, words, speaks = word(), word(), word()


class ReviewedPair(Open):
    state, why, overall = word(), word(), word()
    reasons = fields.List(fields.Nested(MatchReason), required=True)


class GoldenDecision(Open):
    one_id, other_id, verdict, by, at, reason = word(), word(), word(), word(), word(), word()


class GoldenStep(Open):
    """`before` and `after`: how many records stood together, largest cluster first."""

    id, act, at, by, reason, undone_at = word(), word(), word(), word(), word(), maybe_word()
    can_undo = fields.Boolean(required=True)
    before, after = (fields.List(fields.Integer(), required=True) for _ in range(2))


class NominalsSideBySide(Open):
    records = fields.List(fields.Nested(ReviewedRecord), required=True)
    together = fields.Boolean(required=True)
    pair = fields.Nested(ReviewedPair, required=True, allow_none=True)
    decisions = fields.List(fields.Nested(GoldenDecision), required=True)
    steps = fields.List(fields.Nested(GoldenStep), required=True)


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
    marker_categories = fields.List(fields.Nested(Severe), required=True)
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


class Health(Open):
    alive = fields.Boolean()


class Readiness(Open):
    ready, database, migration = flag(), word(), word()
