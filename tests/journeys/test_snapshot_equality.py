"""Old snapshot plus messages equals new snapshot: for every command in the app, on the board and on the handset."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest
from sqlalchemy import text

from api import clock
from api.actors import SYSTEM, Actor
from api.board import service as board
from api.commands.registry import KINDS
from api.devices import ahead
from api.handset import service as handset
from api.nominals import linking
from api.outbox import feeds
from api.taskings.models import Tasking
from api.thrive.rules import PARTS
from api.units import guests
from tests.factories import HERE, NORTH, Made
from tests.records import marker, nominal

PODS = ["CE", "NE"]
Act = Callable[[], None]

TABLES = {
    "unit.changed": "units",
    "incident.changed": "incidents",
    "tasking.changed": "taskings",
    "emergency.changed": "emergencies",
    "call.changed": "calls",
    "device.ahead": "ahead",
    "thrive.added": "thrive",
    "zone.changed": "zones",
    "notice.changed": "notices",
}
# What is only ever added to counts its versions; everything else its revisions.
VERSION = {"thrive": "version"}


class World:
    """Two crews of two pods, an incident with a tasking, and people of the control room."""

    def __init__(self, made: Made) -> None:
        self.made = made
        self.dispatcher, self.supervisor = made.dispatcher(), made.supervisor()
        self.crew, self.other = made.crew(at=NORTH), made.crew(at=HERE, pod="NE")
        self.incident = made.incident(self.dispatcher)
        self.second = made.incident(self.dispatcher, at=NORTH, what="Noise in the park", type="AB", grade="E")
        self.tasking = made.tasking(self.crew, self.incident, self.dispatcher)

    def give(self, actor: Actor, kind: str, **body: Any) -> None:
        answer = self.made.give(actor, kind, **body)
        assert answer.outcome == "done", answer


def _assess(world: World) -> Act:
    """The officer assesses what the call handler has assessed before."""
    levels = dict.fromkeys(PARTS, "medium")
    asked = {"incident_id": world.incident, **levels}
    world.give(world.dispatcher, "assess_thrive", assessment_id=uuid4(), **asked)
    return lambda: world.give(world.crew, "assess_thrive", assessment_id=uuid4(), **{**asked, "threat": "standard"})


def _request_marker(world: World, by: Actor) -> UUID:
    """Somebody of the record whom the call names, and the request for a warning on them. The id of the report."""
    person, report_id = nominal(world.made.database, "Nadia", "Osei"), uuid4()
    asked = {"incident_id": world.incident, "record_kind": "nominal", "record_id": person}
    world.give(world.dispatcher, "name_record", role="suspect", **asked)
    said = {"code": "VI", "grounds": "Struck out at officers", "evidence": "Body-worn video", "fact_or_opinion": "fact"}
    review_on = str(clock.london_date(clock.now()) + timedelta(days=90))
    world.give(by, "request_marker", report_id=report_id, review_on=review_on, **said, **asked)
    return report_id


def _approve_marker(world: World) -> Act:
    report_id = _request_marker(world, world.crew)
    said = {"text": "Struck out", "fact_or_opinion": "fact"}
    review_on = str(clock.london_date(clock.now()) + timedelta(days=60))
    return lambda: world.give(world.supervisor, "approve_marker", report_id=report_id, review_on=review_on, **said)


def _report_intelligence(world: World) -> UUID:
    report_id = uuid4()
    said = {
        "source": "2",
        "assessment": "C",
        "handling": "P",
        "text": "Deals from the stairwell",
        "provenance": "A neighbour",
    }
    world.give(world.crew, "report_intelligence", report_id=report_id, incident_id=world.incident, **said)
    return report_id


def _refer_safeguarding(world: World) -> None:
    said = {
        "about": "adult",
        "person": "Old man in flat 2",
        "concern": "neglect",
        "concern_text": "No food",
        "consent": "given",
    }
    asked = {"report_id": uuid4(), "incident_id": world.incident, "immediate_risk": True, "actions": "Ambulance called"}
    world.give(world.crew, "refer_safeguarding", **asked, **said)


def _take_report(world: World) -> Act:
    report_id = _report_intelligence(world)
    return lambda: world.give(world.supervisor, "take_report", report_id=report_id)


def _refuse_report(world: World) -> Act:
    report_id = _request_marker(world, world.crew)
    return lambda: world.give(world.supervisor, "refuse_report", report_id=report_id, reason="Not enough")


def _free_incident(world: World) -> Any:
    return world.made.incident(world.dispatcher, what="Something else altogether", type="CG", grade="E")


def _book_on(world: World, officer: Actor, unit_id: UUID) -> Act:
    return lambda: world.give(officer, "book_on", duty_id=uuid4(), unit_id=unit_id)


def _of_emergency(world: World, kind: str, **body: Any) -> Act:
    emergency_id = uuid4()
    world.give(world.crew, "raise_emergency", emergency_id=emergency_id)
    return lambda: world.give(world.dispatcher, kind, emergency_id=emergency_id, **body)


def _enter_marker(world: World, marker_id: UUID) -> None:
    review_on = str(clock.london_date(clock.now()) + timedelta(days=90))
    given = {"category": "weapons", "text": "Knives", "source": "Report", "review_on": review_on}
    world.give(world.supervisor, "enter_place_marker", marker_id=marker_id, lon=HERE[0], lat=HERE[1], **given)


def _approved(world: World) -> UUID:
    report_id = _request_marker(world, world.crew)
    said = {
        "text": "Struck out",
        "fact_or_opinion": "fact",
        "review_on": str(clock.london_date(clock.now()) + timedelta(days=60)),
    }
    world.give(world.supervisor, "approve_marker", report_id=report_id, **said)
    return report_id


def _withdraw_made(world: World) -> Act:
    report_id = _approved(world)
    return lambda: world.give(world.supervisor, "withdraw_marker", report_id=report_id, reason="It was his brother")


def _correct_made(world: World) -> Act:
    report_id = _approved(world)
    said = {
        "text": "Shouted",
        "fact_or_opinion": "opinion",
        "review_on": str(clock.london_date(clock.now()) + timedelta(days=30)),
    }
    return lambda: world.give(world.supervisor, "correct_marker", report_id=report_id, reason="Seen on video", **said)


def _withdraw_marker(world: World, marker_id: UUID) -> Act:
    _enter_marker(world, marker_id)
    return lambda: world.give(world.supervisor, "withdraw_place_marker", marker_id=marker_id, reason="Moved away")


def _acknowledge_alarm(world: World) -> Act:
    with world.made.database.transaction(SYSTEM) as session:
        session.get_one(Tasking, world.tasking).alarm = "voice"
    return lambda: world.give(world.dispatcher, "acknowledge_alarm", tasking_id=world.tasking)


def _tell_by_voice(world: World) -> Act:
    world.give(world.crew, "accept_tasking", tasking_id=world.tasking)
    return lambda: world.give(world.dispatcher, "tell_by_voice", tasking_id=world.tasking, brief_revision=1)


def _tell_end_by_voice(world: World) -> Act:
    world.give(world.crew, "accept_tasking", tasking_id=world.tasking)
    world.give(world.dispatcher, "withdraw_tasking", tasking_id=world.tasking, reason="closer")
    return lambda: world.give(world.dispatcher, "tell_end_by_voice", tasking_id=world.tasking)


def _settle_ahead(world: World) -> Act:
    with world.made.database.transaction(SYSTEM) as session:
        epoch = UUID(feeds.epoch(session))
        for crew in (world.crew, world.other):
            ahead.compare(session, [ahead.Holding(uuid4(), "PC Made Up", crew.feed, epoch, 9_999)])
    row, _ = board_now(world.made)["ahead"]
    return lambda: world.give(world.dispatcher, "settle_ahead", ahead_id=row["id"])


def _name_record(world: World) -> Act:
    person = nominal(world.made.database, "Nadia", "Osei")
    marker(world.made.database, person, "VI")
    asked = {"incident_id": world.incident, "record_kind": "nominal", "record_id": person, "role": "suspect"}
    return lambda: world.give(world.dispatcher, "name_record", **asked)


def _unname_record(world: World) -> Act:
    person = nominal(world.made.database, "Nadia", "Osei")
    asked = {"incident_id": world.incident, "record_id": person}
    world.give(world.dispatcher, "name_record", record_kind="nominal", role="suspect", **asked)
    return lambda: world.give(world.dispatcher, "unname_record", reason="Somebody else", **asked)


def _two_records(world: World) -> dict[str, Any]:
    """Somebody whom the call names, and a record with a warning that is of the same person as far as a computer can tell."""
    of_one = {"postcode": "E1 1AA", "sex": "F"}
    named, warned = (nominal(world.made.database, "Ashling", "Quillfeather", **of_one) for _ in range(2))
    marker(world.made.database, warned, "VI")
    asked = {"incident_id": world.incident, "record_kind": "nominal", "record_id": named, "role": "suspect"}
    world.give(world.dispatcher, "name_record", **asked)
    return {"one_id": named, "other_id": warned, "reason": "One passport"}


def _merge(world: World) -> Act:
    asked = _two_records(world)
    return lambda: world.give(world.supervisor, "merge_nominals", **asked)


def _split(world: World) -> Act:
    asked = _two_records(world)
    while linking.work(world.made.database):
        pass
    return lambda: world.give(world.supervisor, "split_nominals", **asked)


def _undo_golden(world: World) -> Act:
    _merge(world)()
    with world.made.database.transaction(SYSTEM) as session:
        (act_id,) = session.execute(text("SELECT id FROM golden_acts WHERE act = 'merge'")).scalars()
    return lambda: world.give(world.supervisor, "undo_golden", act_id=act_id, reason="Two people after all")


def _make_zone(world: World) -> UUID:
    """Round the incident of the crew, who is there as well."""
    zone_id = uuid4()
    given = {
        "zone_kind": "hazard",
        "name": "Scaffolding",
        "note": "Collapse risk",
        "radius_m": 80,
        "lon": HERE[0],
        "lat": HERE[1],
    }
    world.give(world.supervisor, "make_zone", zone_id=zone_id, **given)
    return zone_id


def _end_zone(world: World) -> Act:
    zone_id = _make_zone(world)
    return lambda: world.give(world.supervisor, "end_zone", zone_id=zone_id, reason="Made safe")


def _send_notice(world: World) -> UUID:
    notice_id = uuid4()
    said = {"text": "Scaffolding is loose in Mare Street", "is_urgent": True, "units": [world.crew.unit_id]}
    world.give(world.dispatcher, "send_notice", notice_id=notice_id, incident_id=world.incident, **said)
    return notice_id


def _of_notice(world: World, actor: Actor, kind: str, **body: Any) -> Act:
    _send_notice(world)
    (notice,) = board_now(world.made)["notices"]
    return lambda: world.give(actor, kind, telling_id=notice["id"], **body)


def _acknowledge_notice(world: World) -> Act:
    act = _of_notice(world, world.dispatcher, "acknowledge_notice")
    with world.made.database.transaction(SYSTEM) as session:
        session.execute(text("UPDATE notice_tellings SET alarm = 'voice'"))
    return act


def _withdraw_notice(world: World) -> Act:
    notice_id = _send_notice(world)
    return lambda: world.give(world.dispatcher, "withdraw_notice", notice_id=notice_id, reason="It is tied up")


# For each command: what must be there before, and how it is given.
STEPS: dict[str, Callable[[World], Act]] = {
    "book_on": lambda w: _book_on(w, w.made.officer(), w.made.unit()),
    "book_off": lambda w: lambda: w.give(w.other, "book_off"),
    "set_status": lambda w: lambda: w.give(w.crew, "set_status", status="6", tasking_id=w.tasking),
    "accept_tasking": lambda w: lambda: w.give(w.crew, "accept_tasking", tasking_id=w.tasking),
    "decline_tasking": lambda w: lambda: w.give(w.crew, "decline_tasking", tasking_id=w.tasking, reason="prisoner"),
    "mark_shown": lambda w: lambda: w.give(
        w.crew, "mark_shown", tasking_id=w.tasking, brief_revision=1, device_id=uuid4(),
    ),
    "tell_by_voice": _tell_by_voice,
    "tell_end_by_voice": _tell_end_by_voice,
    "answer_by_voice": lambda w: lambda: w.give(w.dispatcher, "answer_by_voice", tasking_id=w.tasking),
    "acknowledge_alarm": _acknowledge_alarm,
    "confirm_contact": lambda w: lambda: w.give(w.dispatcher, "confirm_contact", unit_id=w.crew.unit_id),
    "settle_ahead": _settle_ahead,
    "mark_seen": lambda w: lambda: w.give(w.crew, "mark_seen", tasking_id=w.tasking),
    "mark_read": lambda w: lambda: w.give(w.crew, "mark_read", tasking_id=w.tasking, brief_revision=1),
    "add_log": lambda w: lambda: w.give(w.crew, "add_log", entry_id=uuid4(), incident_id=w.incident, text="Area searched"),
    "result_incident": lambda w: lambda: w.give(w.crew, "result_incident", tasking_id=w.tasking, result="words"),
    "come_upon_incident": lambda w: lambda: w.give(
        w.other, "come_upon_incident", incident_id=uuid4(), tasking_id=uuid4(), type="CA", what="Fight", address="Here",
        lon=HERE[0], lat=HERE[1],
    ),
    "raise_emergency": lambda w: lambda: w.give(w.crew, "raise_emergency", emergency_id=uuid4()),
    "create_incident": lambda w: lambda: w.give(
        w.dispatcher, "create_incident", incident_id=uuid4(), grade="S", type="CF", what="Shoplifter", address="Here",
        lon=HERE[0], lat=HERE[1],
    ),
    "grade_incident": lambda w: lambda: w.give(w.dispatcher, "grade_incident", incident_id=w.incident, grade="S", reason="Calm"),
    "move_incident": lambda w: lambda: w.give(
        w.dispatcher, "move_incident", incident_id=w.incident, lon=NORTH[0], lat=NORTH[1], address="There", reason="Rang back",
    ),
    "describe_incident": lambda w: lambda: w.give(
        w.dispatcher, "describe_incident", incident_id=w.incident, type="PH", what="Domestic, calm", qualifiers=["alcohol"],
    ),
    "answer_checklist": lambda w: lambda: w.give(
        w.dispatcher, "answer_checklist", answer_id=uuid4(), incident_id=w.incident, point="weapons", state="known", text="A knife",
    ),
    "assess_thrive": _assess,
    "request_marker": lambda w: lambda: _request_marker(w, w.crew),
    "approve_marker": _approve_marker,
    "report_intelligence": lambda w: lambda: _report_intelligence(w),
    "refer_safeguarding": lambda w: lambda: _refer_safeguarding(w),
    "take_report": _take_report,
    "refuse_report": _refuse_report,
    "withdraw_marker": _withdraw_made,
    "correct_marker": _correct_made,
    "name_record": _name_record,
    "unname_record": _unname_record,
    "merge_nominals": _merge,
    "split_nominals": _split,
    "undo_golden": _undo_golden,
    "hand_over_incident": lambda w: lambda: w.give(w.dispatcher, "hand_over_incident", incident_id=w.incident, pod="NE"),
    "close_incident": lambda w: lambda: w.give(w.dispatcher, "close_incident", incident_id=w.second, result="no_police"),
    "mark_duplicate": lambda w: lambda: w.give(w.dispatcher, "mark_duplicate", incident_id=w.second, duplicate_of=w.incident),
    "reopen_incident": lambda w: (
        w.give(w.dispatcher, "close_incident", incident_id=w.second, result="words"),
        lambda: w.give(w.dispatcher, "reopen_incident", incident_id=w.second, reason="Rang again"),
    )[1],
    "task_unit": lambda w: lambda: w.give(
        w.dispatcher, "task_unit", tasking_id=uuid4(), incident_id=w.incident, unit_id=w.other.unit_id,
    ),
    "withdraw_tasking": lambda w: lambda: w.give(w.dispatcher, "withdraw_tasking", tasking_id=w.tasking, reason="closer"),
    "acknowledge_emergency": lambda w: _of_emergency(w, "acknowledge_emergency"),
    "close_emergency": lambda w: _of_emergency(w, "close_emergency", outcome="test"),
    "enter_place_marker": lambda w: lambda: _enter_marker(w, uuid4()),
    "make_zone": lambda w: lambda: _make_zone(w),
    "end_zone": _end_zone,
    "withdraw_place_marker": lambda w: _withdraw_marker(w, uuid4()),
    "send_notice": lambda w: lambda: _send_notice(w),
    "mark_notice_shown": lambda w: _of_notice(w, w.crew, "mark_notice_shown", device_id=uuid4()),
    "read_notice": lambda w: _of_notice(w, w.crew, "read_notice", device_id=uuid4()),
    "acknowledge_notice": _acknowledge_notice,
    "withdraw_notice": _withdraw_notice,
}  # fmt: skip


def test_every_command_has_its_step() -> None:
    assert set(STEPS) == set(KINDS)


@pytest.mark.parametrize("kind", sorted(STEPS))
def test_old_board_plus_messages_is_the_new_board(made: Made, kind: str) -> None:
    world = World(made)
    act = STEPS[kind](world)
    before = board_now(made)
    act()
    assert tables(played_on_board(made, before)) == tables(board_now(made))


@pytest.mark.parametrize("kind", sorted(STEPS))
def test_old_handset_plus_messages_is_the_new_handset(made: Made, kind: str) -> None:
    world = World(made)
    act = STEPS[kind](world)
    before = handset_now(made, world.crew)
    act()
    assert cards(played_on_handset(made, before)) == cards(handset_now(made, world.crew))


@pytest.mark.parametrize(
    "kind", ["accept_tasking", "answer_by_voice", "decline_tasking", "withdraw_tasking", "grade_incident", "mark_read"]
)
def test_old_board_plus_messages_is_the_new_board_also_of_what_another_pod_is_called_for(made: Made, kind: str) -> None:
    world = World(made)
    act = STEPS[kind](world)
    _call_a_supervisor(world)
    before = board_now(made, ["SN"])
    assert [one["id"] for one in before["calls"]] == [str(world.tasking)]
    act()
    assert tables(played_on_board(made, before)) == tables(board_now(made, ["SN"]))


def _call_a_supervisor(world: World) -> None:
    with world.made.database.transaction(SYSTEM) as session:
        session.execute(
            text("UPDATE taskings SET alarm = 'supervisor', alarmed_at = now() WHERE id = :id"), {"id": world.tasking}
        )


# What crosses a border, which no command says: the unit that goes onto another pod's ground, what it does there, and that it is gone.
HOME, OVER = (-0.0200, 51.5320), (-0.0160, 51.5320)


def _goes(world: World, where: tuple[float, float]) -> None:
    world.made.fix(world.crew, where)
    guests.work(world.made.database)


def _leaves(world: World) -> None:
    _goes(world, HOME)
    with world.made.database.transaction(SYSTEM) as session:
        session.execute(text("UPDATE area_stays SET left_at = left_at - interval '2 minutes'"))
    guests.work(world.made.database)


def _is_sent(world: World) -> None:
    world.tasking = world.made.tasking(world.crew, world.made.incident(world.dispatcher, at=OVER), world.dispatcher)


def _is_withdrawn(world: World) -> None:
    world.give(world.dispatcher, "withdraw_tasking", tasking_id=world.tasking, reason="not_needed")


def _is_handed_over(world: World) -> None:
    incident = world.made.incident(world.dispatcher, at=HOME)
    world.made.tasking(world.crew, incident, world.dispatcher)
    world.give(world.dispatcher, "hand_over_incident", incident_id=incident, pod="NE")


CROSSINGS: dict[str, list[Callable[[World], None]]] = {
    "comes": [lambda w: _goes(w, OVER)],
    "comes and does something": [lambda w: _goes(w, OVER), lambda w: w.give(w.crew, "set_status", status="8")],
    "comes and goes": [lambda w: _goes(w, OVER), _leaves],
    "comes and books off": [lambda w: _goes(w, OVER), lambda w: w.give(w.crew, "book_off")],
    "is sent for": [_is_sent],
    "is handed over with its job": [_is_handed_over],
    "is sent for, and is withdrawn": [_is_sent, _is_withdrawn],
}


@pytest.mark.parametrize("what", sorted(CROSSINGS))
@pytest.mark.parametrize("pods", [["NE"], ["CE"], ["CE", "NE"]])
def test_old_board_plus_messages_is_the_new_board_also_of_guests(made: Made, what: str, pods: list[str]) -> None:
    world = World(made)
    world.crew = made.crew(at=None)
    made.fix(world.crew, HOME, age_s=40)
    for act in CROSSINGS[what]:
        before = board_now(made, pods)
        act(world)
        guests.work(made.database)
        assert of_pods(played_on_board(made, before), pods) == of_pods(board_now(made, pods), pods)


def of_pods(snapshot: dict[str, Any], pods: list[str]) -> dict[str, Any]:
    """What a board of these pods shows: of another pod's units those that are its guests, as each says itself."""
    shown = tables(snapshot)
    shown["units"] = {
        key: row for key, row in shown["units"].items() if row["pod"] in pods or set(row["guest_in"]) & set(pods)
    }
    return shown


def board_now(made: Made, pods: Sequence[str] = PODS) -> dict[str, Any]:
    with made.database.transaction(SYSTEM) as session:
        snapshot: dict[str, Any] = orjson.loads(board.snapshot(session, list(pods), sees_covert=False))
    return snapshot


def handset_now(made: Made, crew: Actor) -> dict[str, Any]:
    with made.database.transaction(SYSTEM) as session:
        return orjson.loads(orjson.dumps(handset.snapshot(session, crew)))


def played_on_board(made: Made, before: dict[str, Any]) -> dict[str, Any]:
    """What a board does with its feeds, read in any order: the row with the highest revision holds."""
    after = {name: {row["id"]: row for row in before[name]} for name in TABLES.values()}
    news = [m for feed, through in before["feeds"].items() for m in made.messages(feed) if m["seq"] > through]
    for message in reversed(news):
        if table := TABLES.get(message["kind"]):
            held, counted = after[table].get(message["body"]["id"]), VERSION.get(table, "revision")
            if held is None or held[counted] <= message["body"][counted]:
                after[table][message["body"]["id"]] = message["body"]
    return {name: list(rows.values()) for name, rows in after.items()}


def played_on_handset(made: Made, before: dict[str, Any]) -> dict[str, Any]:
    """What a handset does with its feed, in order."""
    after = {**before, "cards": {card["id"]: card for card in before["cards"]}}
    for message in made.messages(before["feed"])[before["through"] :]:
        PLAY[message["kind"]](after, message["body"])
    after["cards"] = [card for card in after["cards"].values() if card["ended_at"] is None]
    return after


def _cards_of(after: dict[str, Any], incident_id: str) -> list[dict[str, Any]]:
    return [card for card in after["cards"].values() if card["incident_id"] == incident_id]


def _replace_incident(after: dict[str, Any], body: dict[str, Any]) -> None:
    for card in _cards_of(after, body["id"]):
        card["incident"] = body


def _append_to_log(after: dict[str, Any], body: dict[str, Any]) -> None:
    for card in _cards_of(after, body["incident_id"]):
        card["log"].append(body)


def _append_thrive(after: dict[str, Any], body: dict[str, Any]) -> None:
    for card in _cards_of(after, body["incident_id"]):
        card["thrive"].append(body)


def _put_report(after: dict[str, Any], body: dict[str, Any]) -> None:
    after["reports"] = [body, *(one for one in after["reports"] if one["id"] != body["id"])]


def _put_zone(after: dict[str, Any], body: dict[str, Any]) -> None:
    rest = [one for one in after["zones"] if one["id"] != body["id"]]
    after["zones"] = rest if body["ended_at"] else [*rest, body]


def _put_notice(after: dict[str, Any], body: dict[str, Any]) -> None:
    rest = [one for one in after["notices"] if one["id"] != body["id"]]
    after["notices"] = rest if body["ended_at"] else [*rest, body]


PLAY: dict[str, Callable[[dict[str, Any], dict[str, Any]], None]] = {
    "unit.changed": lambda after, body: after.update(unit=body),
    "tasking.assigned": lambda after, body: after["cards"].update({body["id"]: body}),
    "tasking.changed": lambda after, body: after["cards"].setdefault(body["id"], {}).update(body),
    "incident.changed": _replace_incident,
    "log.added": _append_to_log,
    "thrive.added": _append_thrive,
    "report.changed": _put_report,
    "zone.told": _put_zone,
    "notice.told": _put_notice,
    "emergency.changed": lambda after, body: after.update(emergency=None if body["closed_at"] else body),
}


def tables(snapshot: dict[str, Any]) -> dict[str, Any]:
    """What a board shows, without what only the order of a list or an ended call for help would tell apart."""
    shown = {name: {row["id"]: row for row in snapshot[name]} for name in TABLES.values()}
    shown["emergencies"] = {key: row for key, row in shown["emergencies"].items() if row["closed_at"] is None}
    shown["calls"] = {key: row for key, row in shown["calls"].items() if row["alarm"] == "supervisor"}
    shown["zones"] = {key: row for key, row in shown["zones"].items() if row["ended_at"] is None}
    shown["ahead"] = {key: row for key, row in shown["ahead"].items() if row["settled_at"] is None}
    return shown


def cards(snapshot: dict[str, Any]) -> dict[str, Any]:
    held = sorted(snapshot["cards"], key=lambda card: card["id"])
    told = {name: snapshot[name] for name in ("unit", "emergency", "reports", "zones")}
    return {"cards": held, **told}
