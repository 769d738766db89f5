"""Replays: an incident or an area out of the record, for a reason, bounded, and without the covert."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from api import clock
from api.actors import SYSTEM, Actor
from api.replays import record
from tests.api.test_fixes import ask
from tests.api.test_trails import flood
from tests.factories import FAR, HERE, NORTH, Made

BOX = [-0.08, 51.51, -0.02, 51.545]


class Night:
    """A crew was sent to an incident and drove there; another passed by; a third was in Croydon."""

    def __init__(self, made: Made) -> None:
        self.made = made
        self.dispatcher, self.supervisor, self.auditor = made.dispatcher(), made.supervisor(), made.person("auditor")
        self.sent, self.passing, self.elsewhere = made.crew(at=None), made.crew(at=None), made.crew(at=None)
        self.incident = made.incident(self.dispatcher)
        self.cad = made.row("incident_rows", self.incident)["cad"]
        for age_s, at in ((300, NORTH), (240, HERE)):
            made.fix(self.sent, at, age_s=age_s)
        made.fix(self.passing, HERE, age_s=200)
        made.fix(self.elsewhere, FAR, age_s=200)
        self.tasking = made.tasking(self.sent, self.incident, self.dispatcher)

    def ask(self, app: Any, who: Actor | None = None, **asked: Any) -> Any:
        now = clock.now()
        times = {"since": clock.iso(now - timedelta(minutes=20)), "until": clock.iso(now + timedelta(seconds=5))}
        body = {"reason": "review", **times, **asked}
        return self.made.client(app, who or self.supervisor).post("/api/replays", json=body)

    def callsign(self, crew: Actor) -> str:
        return str(self.made.unit_row(crew)["callsign"])

    def hide(self, crew: Actor) -> None:
        with self.made.database.transaction(SYSTEM) as session:
            session.execute(text("UPDATE units SET is_covert = true WHERE id = :id"), {"id": crew.unit_id})


@pytest.fixture
def night(made: Made) -> Night:
    return Night(made)


def units(answer: Any) -> dict[str, Any]:
    assert answer.status_code == 200, answer.json
    return {unit["callsign"]: unit for unit in answer.json["units"]}


def test_a_replay_of_an_incident_shows_who_was_sent_and_who_was_near(app: Any, night: Night) -> None:
    answer = night.ask(app, cad=night.cad)
    found = units(answer)
    assert set(found) >= {night.callsign(night.sent), night.callsign(night.passing)}
    assert night.callsign(night.elsewhere) not in found
    places = [(fix[2], fix[3]) for fix in found[night.callsign(night.sent)]["fixes"]]
    assert places == [NORTH, HERE]
    [incident] = answer.json["incidents"]
    assert (incident["cad"], incident["closed"]) == (night.cad, None)


def test_times_are_tenths_of_a_second_after_the_beginning_and_both_are_told(app: Any, night: Night) -> None:
    [first, *_] = units(night.ask(app, cad=night.cad))[night.callsign(night.passing)]["fixes"]
    assert first[0] == pytest.approx((20 * 60 - 200) * 10, abs=50)
    # It came now, two hundred seconds late.
    assert first[1] == pytest.approx(20 * 60 * 10, abs=100)


def test_the_tasking_stands_with_its_ladder_and_the_log_with_its_authors(app: Any, night: Night) -> None:
    assert night.made.give(night.sent, "accept_tasking", tasking_id=night.tasking).outcome == "done"
    told = night.ask(app, cad=night.cad).json
    [tasking] = told["taskings"]
    assert tasking["unit_id"] == str(night.sent.unit_id)
    assert tasking["rungs"]["acknowledged"] >= tasking["rungs"]["assigned"]
    assert tasking["rungs"]["at_scene"] is None
    assert any(night.callsign(night.sent) in line["text"] for line in told["log"])


def test_statuses_begin_with_the_one_that_held(app: Any, night: Night) -> None:
    statuses = units(night.ask(app, cad=night.cad))[night.callsign(night.sent)]["statuses"]
    assert [one[2] for one in statuses][-1] == "2"
    until = clock.iso(clock.now() + timedelta(seconds=60))
    later = units(night.ask(app, cad=night.cad, since=clock.iso(clock.now()), until=until))
    [held] = later[night.callsign(night.sent)]["statuses"]
    assert held[2] == "2"
    assert held[0] < 0


def test_each_fix_says_of_which_duty_it_is_and_when_that_was(app: Any, night: Night) -> None:
    """The late turn has taken over the unit, and nothing of theirs was measured: they are not where the last crew was."""
    made, early = night.made, night.passing
    assert made.give(early, "book_off").outcome == "done"
    late = made.officer()
    booking = {"duty_id": uuid4(), "unit_id": early.unit_id}
    assert made.give(late, "book_on", **booking).outcome == "done"
    told = units(night.ask(app, box=BOX))[night.callsign(early)]
    (first, ended), (second, goes_on) = told["duties"]
    assert first < ended <= second
    assert goes_on is None
    assert [fix[9] for fix in told["fixes"]] == [0]
    made.fix(replace(late, unit_id=early.unit_id, duty_id=booking["duty_id"]), HERE)
    assert [fix[9] for fix in units(night.ask(app, box=BOX))[night.callsign(early)]["fixes"]] == [0, 1]


def test_a_duty_that_began_in_the_dark_is_told_from_its_end_on(app: Any, night: Night) -> None:
    now, unit = clock.now(), night.passing.unit_id
    with night.made.database.transaction(SYSTEM) as session:
        dark = "INSERT INTO covert_times (unit_id, began_at, ended_at) VALUES (:id, :began, :ended)"
        times = {"began": now - timedelta(minutes=10), "ended": now - timedelta(minutes=4)}
        session.execute(text(dark), {"id": unit, **times})
        began = "UPDATE duties SET started_at = :at WHERE id = :id"
        session.execute(text(began), {"id": night.passing.duty_id, "at": now - timedelta(minutes=6)})
    ((began_at, _),) = units(night.ask(app, box=BOX))[night.callsign(night.passing)]["duties"]
    assert began_at == pytest.approx((20 - 4) * 600, abs=100)


@pytest.mark.parametrize("about", [{"box": BOX}, {"area": {"kind": "borough", "code": "Tower Hamlets"}}])
def test_an_area_shows_what_was_on_its_ground_only(app: Any, night: Night, about: dict[str, Any]) -> None:
    found = units(night.ask(app, **about))
    assert night.callsign(night.passing) in found
    assert night.callsign(night.elsewhere) not in found
    assert night.cad in {one["cad"] for one in night.ask(app, **about).json["incidents"]}


def test_an_incident_brings_its_own_time(app: Any, night: Night) -> None:
    told = night.ask(app, cad=night.cad, since=None, until=None).json
    assert told["since"] < told["until"]
    assert told["taskings"]


def test_a_covert_unit_is_in_none_of_it_not_even_in_the_log(app: Any, night: Night) -> None:
    night.hide(night.sent)
    for about in ({"cad": night.cad}, {"box": BOX}):
        answer = night.ask(app, **about)
        assert answer.status_code == 200
        assert night.callsign(night.sent) not in answer.text
        assert str(night.sent.unit_id) not in answer.text


def test_no_officer_is_named_as_crew(app: Any, made: Made) -> None:
    night = Night(made)
    answer = night.ask(app, box=BOX)
    assert str(night.passing.id) not in answer.text
    assert str(night.passing.pay_number) not in answer.text


def test_the_look_is_in_the_audit_and_on_the_page_of_every_crew_that_was_shown(app: Any, night: Night) -> None:
    night.ask(app, night.auditor, cad=night.cad)
    rows = ask(night.made, "SELECT actor_id, subject, reason FROM audit WHERE action = 'view replay'")
    assert [tuple(row[:2]) for row in rows] == [(str(night.auditor.id), f"incident {night.incident}")]
    assert "Debrief or review" in rows[0][2]
    for crew, seen in ((night.sent, 1), (night.passing, 1), (night.elsewhere, 0)):
        looks = night.made.client(app, crew).get("/api/trails/own").json["looks"]
        assert [one["kind"] for one in looks] == ["replay"] * seen
        assert all(night.cad in one["reason"] for one in looks)


def test_no_audit_no_replay(app: Any, night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: Any, **__: Any) -> None:
        raise RuntimeError("the audit cannot be written")

    monkeypatch.setattr("api.replays.service.audit.note", fails)
    answer = night.ask(app, cad=night.cad)
    assert (answer.status_code, "units" in answer.json) == (500, False)


def test_only_oversight_looks_back(app: Any, night: Night) -> None:
    for who in (night.dispatcher, night.sent, night.made.person("administrator")):
        assert night.ask(app, who, cad=night.cad).status_code == 403


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"cad": None}, "cad"),
        ({"cad": "1/01JAN26", "box": BOX}, "cad"),
        ({"reason": "curious"}, "reason"),
        ({"reason": "other", "words": ""}, "words"),
        ({"cad": None, "box": [-3, 50, 1, 54]}, "box"),
        ({"cad": None, "box": [1, 52, 0, 51]}, "box"),
        ({"cad": None, "box": [0, 0, 0.1, 0.1]}, "box"),
        ({"cad": None, "box": [0, 51]}, "box"),
        ({"since": "2026-11-29T10:00:00Z", "until": "2026-11-29T09:00:00Z"}, "until"),
        ({"cad": None, "box": BOX, "since": "2026-11-29T00:00:00Z", "until": "2026-11-29T09:00:00Z"}, "until"),
        ({"since": "2026-11-28T00:00:00Z", "until": "2026-11-29T09:00:00Z"}, "until"),
    ],
)
def test_what_is_too_wide_too_long_or_without_a_reason_says_what_to_narrow(
    app: Any, night: Night, wrong: dict[str, Any], field: str
) -> None:
    answer = night.ask(app, **{"cad": night.cad, **wrong})
    assert answer.status_code == 422
    assert field in answer.json["details"]
    assert ask(night.made, "SELECT 1 FROM trail_looks") == []


def test_more_positions_than_one_answer_holds_are_refused_with_minutes(
    app: Any, night: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record, "MOST_FIXES", 2)
    answer = night.ask(app, cad=night.cad)
    assert answer.status_code == 422
    assert answer.json["message"] == "That holds more than 2 positions. Choose 10 minutes or less, or a smaller area."
    # What was refused was not seen by anybody.
    assert ask(night.made, "SELECT 1 FROM trail_looks") == []


def test_a_device_that_floods_is_thinned_and_the_replay_is_whole(app: Any, night: Night) -> None:
    flood(night.made, night.sent, 60_000, every_s=0.01, source="companion")
    answer = night.ask(app, cad=night.cad)
    flooded, passing = (units(answer)[night.callsign(crew)] for crew in (night.sent, night.passing))
    assert 600 <= len(flooded["fixes"]) <= 700
    assert (flooded["one_in_s"], passing["one_in_s"]) == (1, None)
    # The newest of the flood is the last that stands there.
    assert flooded["fixes"][-1][0] == pytest.approx(20 * 60 * 10, abs=100)


def test_what_does_not_exist_is_not_found(app: Any, night: Night) -> None:
    assert night.ask(app, cad="99999/01JAN26").status_code == 404
    assert night.ask(app, area={"kind": "borough", "code": "Atlantis"}).status_code == 404


def test_the_areas_to_choose_from(app: Any, night: Night) -> None:
    items = night.made.client(app, night.supervisor).get("/api/replays/areas").json["items"]
    assert {"kind": "borough", "code": "Tower Hamlets", "name": "Tower Hamlets"} in items
    assert {item["kind"] for item in items} == {"pod", "borough"}
