"""The rows of taskings on the wire, as the views `crew_tasking_rows` and `tasking_rows` make them, and the ranked candidates.

docs/messages.md, sections 5 and 8. The card that a crew gets, and what its screen showed, are the handset's (api/handset/rows.py).
"""

from __future__ import annotations

from marshmallow import fields

from api.fields import Open, count, flag, maybe_number, maybe_word, number, word, words


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


class TakenOff(Open):
    """Whether a crew that the control room took off knows it. `by`: `received`, `told by voice`, `off duty`; null while it does not."""

    heard_at, by = maybe_word(), maybe_word()


class Tasking(TaskingOfCrew):
    """And what the boards are told beside it: what machines reported, and whether somebody must do something.

    `sent_at`, `delivered_at` and `shown_at` are of the brief that holds now; of a tasking that is over, of the first.
    `has_older_brief`: a device has an older brief and none has this one.
    `told_brief_revision`, `told_at`, `told_by`: what a controller told them by voice. That is not read.
    `unread_since`: when the first of the changes was made that the crew has not read.
    `taken_off`: null where nobody waits for that, also of a crew that never had the tasking.
    """

    sent_at, delivered_at, shown_at, unread_since = maybe_word(), maybe_word(), maybe_word(), maybe_word()
    has_older_brief = flag()
    told_brief_revision = fields.Integer(required=True, allow_none=True)
    told_at, told_by = maybe_word(), maybe_word()
    taken_off = fields.Nested(TakenOff, required=True, allow_none=True)
    alarm, alarmed_at, alarm_acknowledged_by, alarm_acknowledged_at = (
        maybe_word(),
        maybe_word(),
        maybe_word(),
        maybe_word(),
    )
    devices = fields.List(fields.Nested(DeviceLadder), required=True)


class Call(Open):
    """A tasking for which a supervisor is called, and its job, as every board is told: nothing of it that machines report."""

    id, revision, unit_id, callsign, pod, state = word(), count(), word(), word(), word(), word()
    assigned_at, ended_at, alarm, alarmed_at = word(), maybe_word(), maybe_word(), maybe_word()
    alarm_acknowledged_by, alarm_acknowledged_at = maybe_word(), maybe_word()
    incident_id, cad, grade, what, address, lon, lat = word(), word(), word(), word(), word(), number(), number()


class TaskingListed(Open):
    id, callsign, state, assigned_at, ended_at = word(), word(), word(), word(), maybe_word()


class TaskingList(Open):
    items = fields.List(fields.Nested(TaskingListed), required=True)


class Arrival(Open):
    """A range, and by what: `road` or `straight`. `words`: `4 to 7 min`."""

    low_s, likely_s, high_s, by, words = number(), number(), number(), word(), word()


class OtherGoing(Open):
    """Another unit on the same job. `arrival` is null for who is there, has not set off, or is nobody knows where."""

    unit_id, callsign, state, en_route_at, at_scene_at = word(), word(), word(), maybe_word(), maybe_word()
    arrival = fields.Nested(Arrival, required=True, allow_none=True)
    position_age_s = fields.Integer(required=True, allow_none=True)


class OthersGoing(Open):
    """`by_words`: by what times are reckoned."""

    at, by_words = word(), word()
    items = fields.List(fields.Nested(OtherGoing), required=True)


class Penalty(Open):
    code, seconds, words = word(), number(), word()


class Candidate(Open):
    """`counts_s` is the order: the arrival at worst and the penalties. `sendable`: only the role is not filled.

    Distance, arrival, order and age are null for one that is left out because no place of it is known on this duty.
    `call_first`: its devices are silent.
    """

    unit_id, callsign, pod, kind, status = word(), word(), word(), word(), word()
    distance_m, reach_m, counts_s, position_age_s = maybe_number(), maybe_number(), maybe_number(), maybe_number()
    crew_size = count()
    arrival = fields.Nested(Arrival, required=True, allow_none=True)
    penalties = fields.List(fields.Nested(Penalty), required=True)
    skills, missing_skills, fit, sendable, divert, reasons = words(), words(), flag(), flag(), flag(), words()
    call_first = flag()
    reach, heard_at = word(), maybe_word()


class CardRole(Open):
    """A place on a run card. `going` and `proposed` are callsigns; `shortfall` is a sentence, or empty.

    `unsaid`: of whom of them nobody said whether the equipment is booked out, in sentences.
    """

    role, label, count, within_min, missing, shortfall = word(), word(), count(), count(), count(), word()
    going, proposed, unsaid = words(), words(), words()


class Told(Open):
    code, label, is_told = word(), word(), flag()


class Proposed(Open):
    """One unit of the set that would fulfil the card, and for which roles."""

    unit_id, callsign, arrival, divert, roles, unsaid = word(), word(), word(), flag(), words(), words()


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


class CovertUnits(Open):
    """Callsigns."""

    callsigns = fields.List(fields.String(), required=True)


class EscalationStep(Open):
    grade, plan, after_s, action, unless = word(), word(), count(), word(), word()


class EscalationGrade(Open):
    code, label, target_s = word(), word(), fields.Integer(required=True, allow_none=True)


class EscalationWord(Open):
    code, label = word(), word()


class EscalationTable(Open):
    """What is done while nobody answers, and what there is to choose from."""

    version = count()
    grades = fields.List(fields.Nested(EscalationGrade), required=True)
    actions = fields.List(fields.Nested(EscalationWord), required=True)
    waited_for = fields.List(fields.Nested(EscalationWord), required=True)
    items = fields.List(fields.Nested(EscalationStep), required=True)
