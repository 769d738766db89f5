"""What a handset is told: its snapshot, the cards of its taskings (the view `card_rows`), the colleagues around it.

And what it showed at one instant, for whoever looks back. docs/messages.md, sections 5, 6, 8 and 14.
"""

from __future__ import annotations

from marshmallow import fields

from api.auth.rows import Person
from api.commands.rows import Confirmation
from api.emergencies.rows import Emergency
from api.fields import Open, count, flag, maybe_number, maybe_word, number, word, words
from api.fixes.rows import Position
from api.incidents.rows import Incident, LogEntry
from api.notices.rows import NoticeOfCrew
from api.places.rows import Risk
from api.reports.rows import Report
from api.taskings.rows import TaskingOfCrew
from api.thrive.rows import Thrive
from api.units.rows import Duty, Unit
from api.zones.rows import ZoneTold


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
    """`since`: its first use on this duty. `rung`: how far it came with this tasking. Of one that is no longer kept there is neither
    kind nor officer."""

    device_id, kind, officer, since, rung = word(), maybe_word(), maybe_word(), word(), maybe_word()


class ToldMessage(Open):
    seq, kind, words, posted_at, stored_at = count(), word(), word(), word(), maybe_word()
    channel, was_there = maybe_word(), flag()


class TakenReceipt(Open):
    rung, channel, brief_revision, occurred_at, received_at = word(), word(), count(), word(), word()
    was_there = flag()


class Screen(Open):
    """One officer's screen at one instant. `was_there`: by then. Not `is_kept`: what was told to the crew, and when it was stored,
    is gone or not whole; the receipts are."""

    tasking_id, cad, callsign, assigned_at, ended_at = word(), word(), word(), word(), maybe_word()
    device_id, at, through, stored_at, unit_status = maybe_word(), word(), count(), maybe_word(), maybe_word()
    is_kept, unit_status_label = flag(), maybe_word()
    devices = fields.List(fields.Nested(DeviceOfCrew), required=True)
    card = fields.Nested(Card, required=True, allow_none=True)
    zones = fields.List(fields.Nested(ZoneTold), required=True)
    messages = fields.List(fields.Nested(ToldMessage), required=True)
    receipts = fields.List(fields.Nested(TakenReceipt), required=True)


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
    notices = fields.List(fields.Nested(NoticeOfCrew))


class Colleague(Open):
    """Where another unit is. `doubted_at`: since when what would have moved it is refused.

    `same_job`: tasked to one of one's own incidents."""

    unit_id, callsign, kind, status, lon, lat = word(), word(), word(), word(), number(), number()
    fixed_at, accuracy_m, speed_mps, heading = word(), number(), maybe_number(), maybe_number()
    source, doubted_at, same_job = word(), maybe_word(), flag()


class Around(Open):
    """`own`: where the control room believes the officer's own unit is, with those of its crew who are apart from it.

    `ground`: the version of the borders on the map (`/api/tiles/version`)."""

    at = word()
    own = fields.Nested(Position, required=True, allow_none=True)
    units = fields.List(fields.Nested(Colleague), required=True)
    ground = word()
