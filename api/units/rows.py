"""The rows of units on the wire, as the view `unit_rows` makes them; a duty; and what an officer who books on can choose from.

docs/messages.md, sections 5, 6 and 8.
"""

from __future__ import annotations

from marshmallow import fields

from api.fields import Open, count, flag, maybe_word, word, words


class CrewMember(Open):
    officer_id, name, rank, shoulder_number = word(), word(), word(), maybe_word()


class Unit(Open):
    """`guest_in`: the pods whose boards are told of it because it stands on their ground, stood there within the last minute, or is
    on a job of theirs."""

    id, revision, callsign, pod, kind, duty_id = word(), count(), word(), word(), word(), maybe_word()
    crew = fields.List(fields.Nested(CrewMember), required=True)
    skills, vehicle = words(), maybe_word()
    status, status_at, status_received_at, status_source, odd = word(), word(), word(), word(), flag()
    incident_id, emergency_id, covert, guest_in = maybe_word(), maybe_word(), flag(), words()


class Duty(Open):
    id, unit_id, callsign, started_at, skills, vehicle = word(), word(), word(), word(), words(), maybe_word()
    dropped_skills = fields.List(fields.Dict(), required=True)


class UnitPage(Open):
    items = fields.List(fields.Nested(Unit), required=True)
    next = maybe_word()


class UnitChoice(Open):
    id, callsign, pod, kind, on_duty, crew = word(), word(), word(), word(), flag(), words()


class VehicleChoice(Open):
    """`callsign`: of the unit that has it booked out now."""

    registration, kind, pod, callsign = word(), word(), word(), maybe_word()


class SkillChoice(Open):
    skill, label, live, reason = word(), word(), flag(), word()


class EquipmentChoice(Open):
    code, label = word(), word()


class Choices(Open):
    units = fields.List(fields.Nested(UnitChoice), required=True)
    vehicles = fields.List(fields.Nested(VehicleChoice), required=True)
    skills = fields.List(fields.Nested(SkillChoice), required=True)
    equipment = fields.List(fields.Nested(EquipmentChoice), required=True)


class KindOfEquipment(Open):
    code, label = fields.String(required=True), fields.String(required=True)


class BookedOut(Open):
    """`equipment`: the codes of what is booked out; null: nobody said."""

    callsign = fields.String(required=True)
    equipment = fields.List(fields.String(), required=True, allow_none=True)
    kinds = fields.List(fields.Nested(KindOfEquipment), required=True)
