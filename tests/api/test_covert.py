"""Covert units (decision 23): on the boards of supervisors, on their own handset, and in nothing that anybody else is sent."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest
from sqlalchemy import text

from api import clock
from api.actors import SYSTEM, Actor
from api.board import check
from api.board import service as board
from api.devices.presence import PresenceNews
from api.fixes.jobs import PositionNews
from api.handset import around
from api.outbox.proofs import Proof
from api.taskings import candidates, receipts
from api.units import guests
from tests.factories import FAR, HERE, NORTH, Made

PODS = ["CE", "NE"]


class Night:
    """A covert unit and an open one of the neighbouring pod on one job, from the tasking to the end, and who watches."""

    def __init__(self, made: Made) -> None:
        self.made = made
        self.dispatcher, self.supervisor = made.dispatcher(), made.supervisor()
        self.open, self.covert = made.crew(), made.crew(pod="NE", at=NORTH)
        self.incident = made.incident(self.dispatcher)
        made.tasking(self.open, self.incident, self.dispatcher)
        self.callsign = str(made.unit_row(self.covert)["callsign"])

    def hide(self, *, is_covert: bool = True) -> int:
        asked = {"callsign": self.callsign.lower(), "is_covert": is_covert}
        return self.post(self.supervisor, asked)

    def post(self, who: Actor, asked: dict[str, Any]) -> int:
        return int(self.made.client(self.app, who).post("/api/covert-units", json=asked).status_code)

    app: Any = None

    def work(self) -> UUID:
        """Tasked, delivered, alarmed at, accepted, en route, at scene and free again."""
        made, crew = self.made, self.covert
        tasking = made.tasking(crew, self.incident, self.supervisor)
        with made.database.transaction(SYSTEM) as session:
            receipts.note(session, [Proof(tasking, 1, uuid4(), "delivered", "socket", clock.now())])
        assert made.give(crew, "accept_tasking", tasking_id=tasking).outcome == "done"
        for status in ("5", "6", "2"):
            assert made.give(crew, "set_status", status=status, tasking_id=tasking, confirmed=True).outcome == "done"
        return tasking

    def names(self, told: Any) -> bool:
        """Whether something that was told gives the unit away: by its callsign, its id or its duty."""
        words = told if isinstance(told, bytes) else orjson.dumps(told, default=str)
        return any(str(name).encode() in words for name in (self.callsign, self.covert.unit_id, self.covert.duty_id))


@pytest.fixture
def night(app: Any, made: Made) -> Night:
    night = Night(made)
    night.app = app
    return night


def told(made: Made, feeds: list[str]) -> list[dict[str, Any]]:
    return [message for feed in feeds for message in made.messages(feed)]


def snapshot(made: Made, *, sees_covert: bool) -> str:
    with made.database.transaction(SYSTEM) as session:
        return board.snapshot(session, PODS, sees_covert=sees_covert)


def test_no_message_to_another_board_or_crew_tells_of_a_covert_unit(night: Night, made: Made) -> None:
    assert night.hide() == 204
    others = ["board:CE", "board:NE", night.open.feed]
    before = len(told(made, others))
    tasking = night.work()
    since = told(made, others)[before:]
    assert not night.names(since)
    assert not [one for one in since if str(tasking) in str(one)]
    # Whoever may see it is told of all of it, also of the incident in another pod.
    kinds = [message["kind"] for message in made.messages("covert:NE")]
    assert {"unit.changed", "tasking.changed", "incident.changed"} <= set(kinds)


def test_nothing_of_the_incident_gives_it_away(night: Night, made: Made) -> None:
    assert night.hide() == 204
    before, log = made.row("incident_rows", night.incident), made.log(night.incident)
    night.work()
    # Neither a line, nor an arrival, nor a revision.
    assert made.row("incident_rows", night.incident) == before
    assert made.log(night.incident) == log
    closed = made.give(night.dispatcher, "close_incident", incident_id=night.incident, result="words")
    assert night.callsign not in str(closed)


def test_the_snapshot_has_it_for_those_who_may_see_it_only(night: Night, made: Made) -> None:
    assert night.hide() == 204
    tasking = made.tasking(night.covert, night.incident, night.supervisor)
    unseen, seen = snapshot(made, sees_covert=False), snapshot(made, sees_covert=True)
    assert not night.names(unseen.encode())
    assert str(tasking) not in unseen
    assert "covert:NE" not in unseen
    assert night.callsign in seen
    assert str(tasking) in seen
    unit = next(unit for unit in orjson.loads(seen)["units"] if unit["callsign"] == night.callsign)
    assert unit["covert"] is True
    for who, shown in ((night.dispatcher, False), (night.supervisor, True)):
        assert night.names(made.client(night.app, who).get("/api/board").data) is shown


def test_no_door_tells_a_dispatcher_or_another_crew_of_it(night: Night, made: Made) -> None:
    assert night.hide() == 204
    tasking = made.tasking(night.covert, night.incident, night.supervisor)
    with made.database.transaction(SYSTEM) as session:
        receipts.note(session, [Proof(tasking, 1, uuid4(), "delivered", "socket", clock.now())])
    dispatcher, supervisor = made.client(night.app, night.dispatcher), made.client(night.app, night.supervisor)
    for path in (f"/api/incidents/{night.incident}", "/api/units?pod=NE&limit=200"):
        assert not night.names(dispatcher.get(path).data)
        assert night.names(supervisor.get(path).data)
    assert dispatcher.get(f"/api/units/{night.covert.unit_id}/areas").json == {"items": []}
    crew = made.client(night.app, night.open)
    for path in ("/api/handset", "/api/handset/around", "/api/book-on"):
        answer = crew.get(path)
        assert answer.status_code == 200, path
        assert not night.names(answer.data)
    # Its own handset shows the job and the others on it.
    own = made.client(night.app, night.covert).get("/api/handset").json
    assert own["cards"][0]["others"] == [made.unit_row(night.open)["callsign"]]


def test_it_is_in_no_list_of_candidates_not_even_as_left_out(night: Night, made: Made) -> None:
    def ranked() -> bytes:
        with made.database.transaction(SYSTEM) as session:
            return orjson.dumps(candidates.rank(session, night.incident, limit=50), default=str)

    assert night.names(ranked())
    assert night.hide() == 204
    assert not night.names(ranked())


def test_to_a_dispatcher_it_does_not_exist(night: Night, made: Made) -> None:
    assert night.hide() == 204
    tasking = made.tasking(night.covert, night.incident, night.supervisor)
    unit, other = night.covert.unit_id, made.incident(night.dispatcher)
    missing = made.client(night.app, night.dispatcher)
    for kind, body in {
        "task_unit": {"tasking_id": str(uuid4()), "incident_id": str(other), "unit_id": str(unit)},
        "set_status": {"unit_id": str(unit), "status": "2"},
        "confirm_contact": {"unit_id": str(unit)},
        "book_off": {"unit_id": str(unit)},
        "withdraw_tasking": {"tasking_id": str(tasking), "reason": "closer"},
    }.items():
        command = {"id": str(uuid4()), "occurred_at": clock.iso(clock.now()), **body}
        answer = missing.post(f"/api/commands/{kind}", json=command)
        assert answer.status_code == 404, (kind, answer.json)
        assert not night.names(answer.data)


def test_places_and_reach_go_to_the_rooms_of_those_who_may_see_it(night: Night, made: Made) -> None:
    assert night.hide() == 204
    told: list[tuple[str, Any]] = []

    class Server:
        manager = type("Manager", (), {"get_participants": staticmethod(lambda *_: [])})()

        def emit(self, _event: str, payload: Any, *, room: str = "", to: str = "") -> None:
            told.append((room or to, payload))

    moved = PositionNews(made.database, Server())
    moved.tell()
    made.fix(night.covert, NORTH)
    moved.tell()
    PresenceNews(made.database, Server()).tell()
    rooms = [room for room, payload in told if night.names(payload)]
    assert rooms == ["covert:NE", "covert:NE"]


def test_only_supervisors_read_the_feed(night: Night, made: Made, as_actor: Any) -> None:
    assert night.hide() == 204
    query = "?epoch=00000000-0000-0000-0000-000000000000&after=0"
    for who, status in ((night.dispatcher, 404), (night.open, 404), (night.supervisor, 410)):
        assert made.client(night.app, who).get(f"/api/feeds/covert:NE{query}").status_code == status
    # The second fence, for a door that would forget to ask.
    count = text("SELECT count(*) FROM messages WHERE recipient LIKE 'covert:%'")
    assert as_actor(night.dispatcher).execute(count).scalar_one() == 0
    assert as_actor(night.supervisor).execute(count).scalar_one() > 0


def test_what_its_crew_would_write_for_all_to_read_is_refused_with_the_reason(night: Night, made: Made) -> None:
    assert night.hide() == 204
    made.tasking(night.covert, night.incident, night.supervisor)
    given = {"incident_id": night.incident, "entry_id": uuid4(), "text": "Eyes on the door"}
    answer = made.give(night.covert, "add_log", **given)
    assert (answer.outcome, answer["code"]) == ("refused", "unit_is_covert")
    assert "Eyes on the door" not in made.log(night.incident)


def test_a_call_for_help_reaches_every_board_because_life_comes_before_secrecy(night: Night, made: Made) -> None:
    assert night.hide() == 204
    help_id = uuid4()
    assert made.give(night.covert, "raise_emergency", emergency_id=help_id).outcome == "done"
    assert made.messages("board:CE")[-1]["kind"] == "emergency.changed"
    assert night.names(snapshot(made, sees_covert=False).encode())
    closed = {"emergency_id": help_id, "outcome": "test", "note": ""}
    assert made.give(night.dispatcher, "close_emergency", **closed).outcome == "done"
    assert not night.names(snapshot(made, sees_covert=False).encode())


def test_boards_drop_a_unit_that_becomes_covert_and_others_are_no_longer_told_that_it_comes(
    night: Night, made: Made
) -> None:
    tasking = made.tasking(night.covert, night.incident, night.dispatcher)
    assert night.hide() == 204
    for pod in PODS:
        hidden = [one["body"] for one in made.messages(f"board:{pod}") if one["kind"] == "unit.hidden"]
        assert hidden == [{"id": str(night.covert.unit_id)}]
    assert made.messages(night.open.feed)[-1]["body"]["others"] == []
    withdraw(night, made, tasking)
    before = len(made.messages("board:NE"))
    assert night.hide(is_covert=False) == 204
    assert [one["kind"] for one in made.messages("board:NE")[before:]] == ["unit.changed"]


def test_supervisors_and_administrators_hide_units_and_it_is_in_the_audit(night: Night, made: Made) -> None:
    asked = {"callsign": night.callsign, "is_covert": True}
    for who in (night.dispatcher, night.open, made.person("auditor")):
        assert night.post(who, asked) == 403
    administrator = made.person("administrator")
    assert night.post(administrator, asked) == 204
    assert night.callsign in made.client(night.app, administrator).get("/api/covert-units").json["callsigns"]
    assert night.hide(is_covert=False) == 204
    assert night.post(administrator, {**asked, "callsign": "NOBODY"}) == 404
    with made.database.transaction(SYSTEM) as session:
        acts = session.execute(
            text("SELECT action FROM audit WHERE subject = :name ORDER BY id"), {"name": night.callsign}
        )
        assert acts.scalars().all() == ["make unit covert", "end covert unit"]


def test_the_check_of_the_boards_agrees_with_a_covert_unit(night: Night, made: Made) -> None:
    assert night.hide() == 204
    night.work()
    assert list(check.run(made.database)) == []


class Dawn(Night):
    """The same night after it: the unit is covert no more, and what it did is a matter of the record."""

    def __init__(self, made: Made, app: Any) -> None:
        super().__init__(made)
        self.app = app
        assert self.hide() == 204
        self.began = clock.now()
        self.tasking = self.work()
        made.fix(self.covert, NORTH)
        self.ended = clock.now()
        assert self.hide(is_covert=False) == 204

    def gives_away(self, told: Any) -> bool:
        """Whether the tasking is told of; the unit itself may be."""
        return str(self.tasking).encode() in (told if isinstance(told, bytes) else orjson.dumps(told, default=str))


@pytest.fixture
def dawn(app: Any, made: Made) -> Dawn:
    return Dawn(made, app)


def test_what_a_unit_did_while_covert_stays_hidden_when_it_is_so_no_longer(dawn: Dawn, made: Made) -> None:
    unseen, seen = (snapshot(made, sees_covert=one) for one in (False, True))
    assert dawn.names(unseen.encode())
    assert not dawn.gives_away(unseen.encode())
    assert dawn.gives_away(seen.encode())
    for who, shown in ((dawn.dispatcher, False), (dawn.supervisor, True)):
        told = made.client(dawn.app, who).get(f"/api/incidents/{dawn.incident}").data
        assert dawn.gives_away(told) is shown
    assert not dawn.gives_away(told_to_everybody(made))
    # What a device proves late is no news to them either.
    with made.database.transaction(SYSTEM) as session:
        receipts.note(session, [Proof(dawn.tasking, 1, uuid4(), "shown", "socket", clock.now())])
    assert not dawn.gives_away(told_to_everybody(made))
    assert list(check.run(made.database)) == []


def told_to_everybody(made: Made) -> list[dict[str, Any]]:
    return told(made, ["board:CE", "board:NE"])


def test_what_it_does_in_the_open_afterwards_is_shown(dawn: Dawn, made: Made) -> None:
    job = made.incident(dawn.dispatcher)
    tasking = made.tasking(dawn.covert, job, dawn.dispatcher)
    assert str(tasking) in snapshot(made, sees_covert=False)
    assert str(tasking) in str(made.messages("board:CE"))


def shown_at(made: Made, dawn: Dawn, *, sees_covert: bool = False) -> list[dict[str, Any]]:
    positions = orjson.loads(snapshot(made, sees_covert=sees_covert))["positions"]
    return [row for row in positions if row["unit_id"] == str(dawn.covert.unit_id)]


def test_where_a_unit_was_while_covert_is_on_no_board_when_it_is_so_no_longer(dawn: Dawn, made: Made) -> None:
    assert (shown_at(made, dawn), shown_at(made, dawn, sees_covert=True)) == ([], [])
    made.fix(dawn.covert, HERE)
    assert [row["lat"] for row in shown_at(made, dawn)] == [HERE[1]]


def test_nor_is_it_there_for_the_ranking_or_for_an_officers_map(dawn: Dawn, made: Made) -> None:
    with made.database.transaction(SYSTEM) as session:
        ranked = candidates.rank(session, made.incident(at=NORTH, type="PG"), limit=5)
        near = around.around(session, dawn.open)["units"]
    assert str(dawn.covert.unit_id) not in [one["unit_id"] for one in ranked["candidates"]]
    assert str(dawn.covert.unit_id) not in [one["unit_id"] for one in near]


def test_what_its_device_kept_while_covert_and_hands_in_later_moves_nothing(dawn: Dawn, made: Made) -> None:
    in_the_dark = dawn.began + (dawn.ended - dawn.began) / 2
    for device in (uuid4(), uuid4()):
        made.fix(dawn.covert, NORTH, age_s=(clock.now() - in_the_dark).total_seconds(), device=device)
    assert shown_at(made, dawn) == []


def test_a_guest_in_the_dark_is_none_afterwards(made: Made, app: Any) -> None:
    night = Night(made)
    night.app = app
    assert night.hide() == 204
    # Of North East, and on the ground of Central East.
    made.fix(night.covert, HERE)
    guests.work(made.database)
    assert made.unit_row(night.covert)["guest_in"] == ["CE"]
    before = len(made.messages("board:CE"))
    assert night.hide(is_covert=False) == 204
    assert made.unit_row(night.covert)["guest_in"] == []
    guests.work(made.database)
    assert not night.names(made.messages("board:CE")[before:])
    made.fix(night.covert, HERE)
    guests.work(made.database)
    assert made.unit_row(night.covert)["guest_in"] == ["CE"]


def test_when_a_unit_left_an_area_in_the_dark_no_trail_tells(made: Made, app: Any) -> None:
    """It went in openly, and out while it was covert: told is that it was there until it was covert."""
    night = Night(made)
    night.app = app
    made.fix(night.covert, HERE, age_s=30)
    began = clock.iso(clock.now())
    assert night.hide() == 204
    hidden = clock.iso(clock.now())
    made.fix(night.covert, FAR, device=uuid4())
    made.fix(night.covert, FAR)
    assert night.hide(is_covert=False) == 204
    asked = {"unit_id": str(night.covert.unit_id), "minutes": 30, "reason": "review"}
    areas = made.client(app, night.dispatcher).post("/api/trails", json=asked).json["areas"]
    assert areas
    assert all(began <= one["left_at"] <= hidden for one in areas)


def test_what_a_unit_was_in_when_it_became_covert_is_told_to_nobody_as_now(made: Made, app: Any) -> None:
    """A stay from before the dark that nobody closed: the flag has gone, and where it went then is not known to others."""
    night = Night(made)
    night.app = app
    made.fix(night.covert, HERE, age_s=30)
    assert night.hide() == 204
    assert night.hide(is_covert=False) == 204
    with made.database.transaction(SYSTEM) as session:
        session.execute(text("UPDATE area_stays SET left_at = NULL WHERE unit_id = :id"), {"id": night.covert.unit_id})
    where = made.client(app, night.dispatcher).get(f"/api/units/{night.covert.unit_id}/areas")
    assert where.json == {"items": []}


def test_a_replay_and_a_trail_leave_out_the_covert_time_and_nothing_else(dawn: Dawn, made: Made) -> None:
    made.fix(dawn.covert, NORTH)
    words = {"reason": "review"}
    asked = {"unit_id": str(dawn.covert.unit_id), "minutes": 30, **words}
    points = made.client(dawn.app, dawn.dispatcher).post("/api/trails", json=asked).json["points"]
    assert points
    times = [clock.iso(at) for at in (dawn.began, dawn.ended)]
    assert not [point for point in points if times[0] <= point[2] < times[1]]
    looked = {"cad": cad(made, dawn), **hour(), **words}
    replay = made.client(dawn.app, dawn.supervisor).post("/api/replays", json=looked).json
    assert not dawn.gives_away(orjson.dumps(replay))
    assert replay["taskings"]


def hour() -> dict[str, str]:
    now = clock.now()
    return {"since": clock.iso(now - timedelta(minutes=20)), "until": clock.iso(now + timedelta(seconds=5))}


def cad(made: Made, night: Night) -> str:
    return str(made.row("incident_rows", night.incident)["cad"])


def test_it_is_not_shown_while_it_is_on_a_job(night: Night, made: Made) -> None:
    assert night.hide() == 204
    made.tasking(night.covert, night.incident, night.supervisor)
    assert night.hide(is_covert=False) == 422
    assert not night.names(snapshot(made, sees_covert=False).encode())


def withdraw(night: Night, made: Made, tasking: UUID) -> None:
    given = {"tasking_id": tasking, "reason": "closer"}
    assert made.give(night.supervisor, "withdraw_tasking", **given).outcome == "done"


def test_a_job_that_was_open_when_it_became_covert_ends_in_the_dark(night: Night, made: Made) -> None:
    tasking = made.tasking(night.covert, night.incident, night.dispatcher)
    assert night.hide() == 204
    withdraw(night, made, tasking)
    assert night.hide(is_covert=False) == 204
    assert str(tasking) not in snapshot(made, sees_covert=False)


@pytest.mark.parametrize("is_over", [False, True])
def test_no_disclosure_names_a_unit_that_is_or_was_covert(night: Night, made: Made, *, is_over: bool) -> None:
    given = {"incident_id": night.incident, "entry_id": uuid4(), "text": f"{night.callsign} is round the back"}
    assert made.give(night.dispatcher, "add_log", **given).outcome == "done"
    assert night.hide() == 204
    night.work()
    if is_over:
        assert night.hide(is_covert=False) == 204
    asked = {
        "subject_kind": "incident",
        "subject_id": str(night.incident),
        "purpose": "court",
        "reference": "T20267001",
    }
    answer = made.client(night.app, made.person("auditor")).post("/api/disclosures/preview", json=asked)
    assert answer.status_code == 200, answer.json
    assert not night.names(answer.data)
    assert b"is round the back" in answer.data
    assert made.unit_row(night.open)["callsign"].encode() in answer.data
