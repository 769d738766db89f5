"""How a unit can be reached is worked out by the clock: what is silent is silent, whoever may have died."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from api import clock
from api.actors import SYSTEM, Actor
from api.devices import service
from api.devices.checks import PROOF_LASTS
from api.devices.presence import Presence, PresenceNews
from api.devices.service import Heard, hear, reach_by_board
from api.taskings import candidates
from tests.factories import Made


def silence(made: Made, crew: Actor, seconds: float, *, is_visible: bool = True) -> None:
    """The devices of a crew were last heard so long ago."""
    with made.database.transaction(SYSTEM) as session:
        session.execute(
            text("UPDATE devices SET heard_at = :at, is_visible = :visible WHERE duty_id = :duty"),
            {"at": clock.now() - timedelta(seconds=seconds), "visible": is_visible, "duty": crew.duty_id},
        )


def reach(made: Made, crew: Actor) -> dict[str, Any]:
    with made.database.transaction(SYSTEM) as session:
        (row,) = [row for row in reach_by_board(session)[f"board:{crew.pod}"] if row[0] == str(crew.unit_id)]
    return dict(zip(("unit", "state", "heard_at", "proven_at", "voice_at", "is_offered"), row, strict=True))


def proven(made: Made, subscription_id: UUID, age: timedelta) -> None:
    """The last proof of a subscription is so old."""
    with made.database.transaction(SYSTEM) as session:
        session.execute(
            text("UPDATE push_subscriptions SET proven_at = :at WHERE id = :id"),
            {"at": clock.now() - age, "id": subscription_id},
        )


@pytest.mark.parametrize(
    ("seconds", "is_visible", "state", "is_offered"),
    [
        (2, True, "reachable", True),
        (16, True, "contact_lost", True),
        (61, True, "contact_lost", False),
        (2, False, "push_dead", True),
        (61, False, "push_dead", False),
    ],
)
def test_silence_counts(made: Made, seconds: float, is_visible: bool, state: str, is_offered: bool) -> None:
    crew = made.crew()
    silence(made, crew, seconds, is_visible=is_visible)
    found = reach(made, crew)
    assert (found["state"], found["is_offered"]) == (state, is_offered)


def test_an_app_that_was_put_away_sleeps_as_long_as_a_push_was_proven(made: Made) -> None:
    crew = made.crew()
    made.subscription(crew)
    silence(made, crew, 600, is_visible=False)
    assert (reach(made, crew)["state"], reach(made, crew)["is_offered"]) == ("asleep", True)


@pytest.mark.parametrize(("late_s", "state"), [(-60, "asleep"), (60, "push_dead")])
def test_a_proof_lasts_as_long_as_the_devices_are_told(made: Made, late_s: float, state: str) -> None:
    """The database and the devices must mean the same: whoever believes longer leaves the other without a test."""
    crew = made.crew()
    subscription = made.subscription(crew)
    silence(made, crew, 600, is_visible=False)
    proven(made, subscription.id, PROOF_LASTS + timedelta(seconds=late_s))
    assert reach(made, crew)["state"] == state


def test_an_old_proof_is_told_with_its_age_and_not_as_none(made: Made) -> None:
    crew, dispatcher = made.crew(), made.dispatcher()
    proven(made, made.subscription(crew).id, timedelta(hours=5))
    silence(made, crew, 600, is_visible=False)
    (left_out,) = rank(made, made.incident(dispatcher, type="PG"))["excluded"]
    assert any("push last proven 5 h 0 min ago" in reason for reason in left_out["reasons"]), left_out["reasons"]


def test_a_push_that_failed_proves_nothing_any_more(made: Made) -> None:
    crew = made.crew()
    subscription = made.subscription(crew)
    silence(made, crew, 600, is_visible=False)
    with made.database.transaction(SYSTEM) as session:
        session.execute(text("UPDATE push_subscriptions SET failed_at = now() WHERE id = :id"), {"id": subscription.id})
    assert reach(made, crew)["state"] == "push_dead"


def test_a_unit_without_a_device_is_offered_by_voice_only(made: Made) -> None:
    crew = made.crew(has_device=False)
    assert (reach(made, crew)["state"], reach(made, crew)["is_offered"]) == ("no_device", False)
    assert made.give(made.dispatcher(), "confirm_contact", unit_id=crew.unit_id).outcome == "done"
    assert reach(made, crew)["is_offered"]


def test_a_voice_that_was_heard_before_the_silence_began_confirms_nothing(made: Made) -> None:
    crew = made.crew()
    made.give(made.dispatcher(), "confirm_contact", unit_id=crew.unit_id)
    with made.database.transaction(SYSTEM) as session:
        session.execute(
            text("UPDATE units SET voice_confirmed_at = :at WHERE id = :id"),
            {"at": clock.now() - timedelta(seconds=90), "id": crew.unit_id},
        )
    silence(made, crew, 61)
    assert not reach(made, crew)["is_offered"]


def test_one_device_of_a_crew_that_lives_is_enough(made: Made) -> None:
    crew = made.crew()
    silence(made, crew, 300)
    made.device(crew)
    assert reach(made, crew)["state"] == "reachable"


def test_two_tabs_on_two_gateways_are_one_device(made: Made) -> None:
    crew = made.crew(has_device=False)
    device = made.device(crew)
    front, back = Presence(made.database), Presence(made.database)

    def state_after(gateway: Presence, *, is_visible: bool) -> str:
        gateway.note(device, "a", is_visible=is_visible)
        gateway.store()
        return str(reach(made, crew)["state"])

    assert state_after(front, is_visible=True) == "reachable"
    assert state_after(back, is_visible=False) == "reachable", "what the other gateway heard a moment ago stands"
    assert state_after(front, is_visible=False) == "push_dead", "its own word counts at once"
    assert state_after(back, is_visible=False) == "push_dead"


def rank(made: Made, incident: Any) -> dict[str, Any]:
    with made.database.transaction(SYSTEM) as session:
        return candidates.rank(session, incident, limit=20)


def test_a_silent_unit_is_left_out_with_the_reason_until_it_is_heard_by_voice(made: Made) -> None:
    crew, dispatcher = made.crew(), made.dispatcher()
    incident = made.incident(dispatcher, type="PG")
    silence(made, crew, 90)
    ranking = rank(made, incident)
    assert str(crew.unit_id) not in [one["unit_id"] for one in ranking["candidates"]]
    assert any("Contact lost" in reason for reason in ranking["excluded"][0]["reasons"])
    assert ranking["excluded"][0]["call_first"]
    made.give(dispatcher, "confirm_contact", unit_id=crew.unit_id)
    (found,) = [one for one in rank(made, incident)["candidates"] if one["unit_id"] == str(crew.unit_id)]
    assert any("heard by voice" in reason for reason in found["reasons"])
    assert not found["call_first"]


def test_of_a_unit_that_a_tasking_would_reach_the_list_says_so(made: Made) -> None:
    crew = made.crew()
    (found,) = [
        one for one in rank(made, made.incident(type="PG"))["candidates"] if one["unit_id"] == str(crew.unit_id)
    ]
    assert "Reachable." in found["reasons"]


class Boards:
    def __init__(self) -> None:
        self.told: list[tuple[str, list[Any]]] = []

        self.here: dict[str, list[str]] = {}
        self.manager = self

    def emit(self, _event: str, payload: dict[str, Any], *, to: str) -> None:
        self.told += [(to, row) for row in payload["presence"]]

    def get_participants(self, _namespace: str, room: str) -> list[tuple[str, str]]:
        return [(sid, sid) for sid in self.here.get(room, [])]


def test_a_board_is_told_of_what_changed_and_of_nothing_else(made: Made) -> None:
    crew, boards = made.crew(), Boards()
    news = PresenceNews(made.database, boards)
    news.tell()
    boards.told.clear()
    news.tell()
    assert boards.told == []
    silence(made, crew, 16)
    news.tell()
    assert [(room, row[:2]) for room, row in boards.told] == [("board:CE", [str(crew.unit_id), "contact_lost"])]


def test_a_tick_reads_again_only_the_units_beside_one_that_changed(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    crew, read = made.crew(), []
    for _ in range(4):
        made.crew()
    news = PresenceNews(made.database, Boards())
    news.tell()
    silence(made, crew, 16)
    look = service.reach_in
    monkeypatch.setattr(service, "reach_in", lambda *told: read.extend(look(*told)) or read)
    news.tell()
    assert str(crew.unit_id) in {one.row[0] for one in read}
    assert len({one.bucket for one in read}) == 1
    read.clear()
    news.tell()
    assert read == []


def test_who_falls_silent_while_we_look_is_not_told_as_reachable(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    crew, boards = made.crew(), Boards()
    silence(made, crew, 14)
    news = PresenceNews(made.database, boards)
    look, now = service.reach_in, clock.now

    def look_for_long(*asked: Any) -> Any:
        found = look(*asked)
        monkeypatch.setattr(clock, "now", lambda: now() + timedelta(seconds=3))
        return found

    monkeypatch.setattr(service, "reach_in", look_for_long)
    news.tell()
    assert str(crew.unit_id) not in [row[0] for _, row in boards.told]
    news.tell()
    assert [row[1] for _, row in boards.told if row[0] == str(crew.unit_id)] == ["contact_lost"]


def test_who_books_off_and_on_again_is_told_of_again(made: Made) -> None:
    crew, boards = made.crew(), Boards()
    news = PresenceNews(made.database, boards)
    news.tell()
    with made.database.transaction(SYSTEM) as session:
        session.execute(text("UPDATE units SET duty_id = NULL WHERE id = :id"), {"id": crew.unit_id})
    news.tell()
    boards.told.clear()
    with made.database.transaction(SYSTEM) as session:
        session.execute(text("UPDATE units SET duty_id = :to WHERE id = :id"), {"to": crew.duty_id, "id": crew.unit_id})
    news.tell()
    assert [row[:2] for _, row in boards.told] == [[str(crew.unit_id), "reachable"]]


def test_a_board_that_comes_back_is_told_of_all_because_its_picture_is_older(made: Made) -> None:
    crew, boards = made.crew(), Boards()
    boards.here = {"board:CE": ["one"]}
    news = PresenceNews(made.database, boards)
    news.tell()
    # Its line is down while the unit falls silent; the others are told.
    boards.here = {"board:CE": []}
    silence(made, crew, 16)
    news.tell()
    boards.told.clear()
    boards.here = {"board:CE": ["one again"]}
    news.tell()
    assert ("one again", [str(crew.unit_id), "contact_lost"]) in [(to, row[:2]) for to, row in boards.told]
    boards.told.clear()
    news.tell()
    assert boards.told == []


def test_a_word_from_before_the_clock_was_put_back_makes_nobody_reachable(made: Made) -> None:
    crew = made.crew()
    silence(made, crew, -55)
    assert (reach(made, crew)["state"], reach(made, crew)["is_offered"]) == ("contact_lost", False)


def test_the_next_word_takes_the_place_of_one_from_the_future(made: Made) -> None:
    crew = made.crew()
    silence(made, crew, -55)
    with made.database.transaction(SYSTEM) as session:
        device_id = session.execute(
            text("SELECT id FROM devices WHERE duty_id = :duty"), {"duty": crew.duty_id}
        ).scalar_one()
        hear(session, [Heard(device_id, clock.now(), is_visible=True)])
    assert reach(made, crew)["state"] == "reachable"
