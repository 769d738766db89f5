"""Quiet alerts: what stands out is raised once, tells the auditor, and stops nobody."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from api.actors import SYSTEM, Actor
from api.audit import alerts, service
from tests import records
from tests.factories import FAR, Made

# The rows of a test stand in a transaction that is still open: the watch is told to look at them all the same.
EVERYTHING = 2**62


def look(made: Made, who: Actor, subject: str, *, action: str = "view nominal", reason: str = "Traffic stop") -> None:
    with made.database.transaction(who) as session:
        service.note(session, action=action, subject=subject, reason=reason)


def search(made: Made, who: Actor, **terms: str) -> None:
    import orjson

    look(made, who, f"{orjson.dumps(terms).decode()} found 1", action="search people")


def watch(made: Made) -> set[tuple[str, str]]:
    """Which rules were raised, and for whom."""
    with made.database.transaction(SYSTEM) as session:
        alerts.look_through(session, EVERYTHING)
        return {tuple(row) for row in session.execute(text("SELECT rule, actor FROM audit_alerts"))}


def watched(made: Made, record_id: UUID, relation: str, officer: Actor | None = None) -> None:
    with made.database.transaction(SYSTEM) as session:
        session.execute(
            text(
                "INSERT INTO watched_records (id, record_kind, record_id, officer_id, relation, entered_by, entered_at)"
                " VALUES (gen_random_uuid(), 'nominal', :record, :officer, :relation, 'a test', now())"
            ),
            {"record": record_id, "officer": officer and officer.id, "relation": relation},
        )


def test_names_of_oneself_and_of_colleagues_stand_out_and_others_do_not(made: Made) -> None:
    curious, plain = made.crew(name="Curi Quillfeather"), made.crew(name="Plain Duty")
    made.officer(name="Col League")
    made.officer(name="Faraway League", pod="NE")
    for name in ("curi quillfeather", "Col League"):
        search(made, curious, name=name)
    for name in ("Ada Quellfrost", "Faraway League"):
        search(made, plain, name=name)
    look(made, curious, f"nominal {records.nominal(made.database, 'Curi', 'Quillfeather')}")
    look(made, curious, f"nominal {records.nominal(made.database, 'Ilse', 'Quillfeather')}")
    raised = watch(made)
    told = {(rule, "PC Curi Quillfeather") for rule in ("own_name", "own_record", "colleague", "family")}
    assert told <= raised
    assert not {rule for rule, who in raised if who == "PC Plain Duty"}


def test_what_an_officer_declared_their_neighbours_and_the_protected_stand_out(made: Made) -> None:
    officer = made.crew(name="Near Home")
    home, next_door, other = (
        records.put(made.database, "addresses", house=str(at), street="Made Up Row", place=place)
        for at, place in enumerate(
            ["SRID=27700;POINT(535000 182000)", "SRID=27700;POINT(535030 182000)", "SRID=27700;POINT(535900 182000)"]
        )
    )
    friend, famous = (
        records.nominal(made.database, "Ann", "Friend"),
        records.nominal(made.database, "Vera", "Important"),
    )
    watched(made, home, "home", officer)
    watched(made, friend, "associate", officer)
    watched(made, famous, "protected")
    look(made, officer, f"address {other}", action="view address")
    assert not {rule for rule, _ in watch(made)} & {"declared", "neighbour", "protected"}
    look(made, officer, f"address {next_door}", action="view address")
    look(made, officer, f"nominal {friend}")
    look(made, made.crew(name="Other Crew"), f"nominal {famous}")
    raised = watch(made)
    assert {("neighbour", "PC Near Home"), ("declared", "PC Near Home"), ("protected", "PC Other Crew")} <= raised
    assert ("protected", "PC Near Home") not in raised


def test_off_duty_far_away_and_a_victim_without_being_sent_stand_out(made: Made) -> None:
    there, idle = made.crew(name="At Work"), made.officer(name="Off Duty")
    address = records.put(made.database, "addresses", street="Far Row", place="SRID=27700;POINT(533000 163000)")
    look(made, there, f"address {address}", action="view address")
    search(made, idle, name="Ada Quellfrost")
    victim = records.nominal(made.database, "Vic", "Tim")
    incident_id = made.incident(type="PH")
    made.give(
        made.dispatcher(),
        "name_record",
        incident_id=incident_id,
        record_kind="nominal",
        record_id=victim,
        role="victim",
    )
    look(made, there, f"nominal {victim}")
    sent = made.crew(name="Sent There")
    made.tasking(sent, incident_id)
    look(made, sent, f"nominal {victim}")
    raised = watch(made)
    assert {("off_duty", "PC Off Duty"), ("far_away", "PC At Work"), ("domestic", "PC At Work")} <= raised
    assert ("domestic", "PC Sent There") not in raised
    assert ("off_duty", "PC At Work") not in raised


def test_an_address_far_away_that_a_job_is_near_to_does_not_stand_out(made: Made) -> None:
    crew = made.crew(name="On The Way")
    made.tasking(crew, made.incident(at=FAR))
    with made.database.transaction(SYSTEM) as session:
        place = session.execute(
            text("SELECT ST_AsEWKT(ST_Transform(ST_SetSRID(ST_MakePoint(:lon, :lat), 4326), 27700))"),
            {"lon": FAR[0], "lat": FAR[1]},
        ).scalar_one()
    address = records.put(made.database, "addresses", street="Job Row", place=place)
    look(made, crew, f"address {address}", action="view address")
    assert ("far_away", "PC On The Way") not in watch(made)


def test_one_record_by_many_many_searches_and_searches_in_order_stand_out(made: Made) -> None:
    subject = f"nominal {records.nominal(made.database, 'Much', 'Soughtafter')}"
    for _ in range(6):
        look(made, made.crew(name="One Of Many"), subject)
    busy, plates, opener = made.crew(name="Very Busy"), made.crew(name="In Order"), made.crew(name="Opens All")
    for at in range(31):
        search(made, busy, name=f"Some Body{at * 7919 % 31}")
    for at in "ABCD":
        look(made, plates, f'{{"plate":"LK71QB{at}"}} found 1', action="search vehicles")
    for _ in range(11):
        look(made, opener, f"nominal {uuid4()}")
    raised = watch(made)
    assert {("many", ""), ("volume", "PC Very Busy"), ("no_tasking", "PC Very Busy")} <= raised
    assert {("sequence", "PC In Order"), ("views", "PC Opens All")} <= raised
    assert ("volume", "PC In Order") not in raised


def test_an_alert_is_raised_once_counts_what_comes_again_and_is_new_after_it_was_settled(app: Any, made: Made) -> None:
    officer, auditor = made.officer(name="Twice Over"), made.client(app, made.person("auditor"))

    def shown(state: str = "open") -> list[dict[str, Any]]:
        items = auditor.post("/api/audit/alerts", json={"state": state}).json["items"]
        return [item for item in items if item["actor"] == "PC Twice Over" and item["rule"] == "off_duty"]

    search(made, officer, name="Ada Quellfrost")
    watch(made)
    watch(made)
    search(made, officer, name="Ada Quellfrost")
    watch(made)
    (alert,) = shown()
    assert (alert["count"], alert["label"], alert["settled_at"]) == (2, "Off duty", None)
    path = f"/api/audit/alerts/{alert['id']}"
    assert auditor.post(path, json={}).status_code == 204
    assert shown()[0]["seen_by"] == "PC Made Up"
    assert auditor.post(path, json={"note": "ok"}).status_code == 422
    assert auditor.post(path, json={"note": "Asked by his sergeant to help"}).status_code == 204
    assert shown() == []
    assert shown("settled")[0]["note"] == "Asked by his sergeant to help"
    search(made, officer, name="Ada Quellfrost")
    watch(made)
    assert [item["count"] for item in shown()] == [1]


@pytest.mark.parametrize("role", ["officer", "dispatcher", "supervisor", "administrator"])
def test_alerts_are_for_the_auditor_alone(app: Any, made: Made, role: str) -> None:
    client = made.client(app, made.person(role))
    assert client.post("/api/audit/alerts", json={}).status_code == 403
    assert client.post("/api/audit/alerts/1", json={}).status_code == 403


def test_an_alert_that_is_not_there_is_a_plain_no(app: Any, made: Made) -> None:
    assert made.client(app, made.person("auditor")).post("/api/audit/alerts/999999", json={}).status_code == 404


def test_rows_that_come_while_the_watch_looks_wait_for_its_next_look(
    made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns = iter([alerts.MOST_ROWS, 3, 1])
    monkeypatch.setattr(alerts, "_once", lambda _: next(turns))
    assert alerts.work(made.database) == alerts.MOST_ROWS + 3


def test_a_look_says_how_many_rows_it_went_through(made: Made) -> None:
    with made.database.transaction(SYSTEM) as session:
        alerts.look_through(session, EVERYTHING)
    officer = made.crew()
    for _ in range(3):
        look(made, officer, "nominal 0")
    with made.database.transaction(SYSTEM) as session:
        looked = alerts.look_through(session, EVERYTHING)
        assert looked >= 3
        assert alerts.look_through(session, EVERYTHING) == 0


def test_an_ordinary_hour_at_a_board_is_not_many_searches_and_five_times_an_officers_is(made: Made) -> None:
    officer, dispatcher = made.crew(name="Street Duty"), made.dispatcher(name="Board Duty")
    cad = made.row("incident_rows", made.incident())["cad"]
    for who in (officer, dispatcher):
        for number in range(31):
            look(made, who, f'{{"name":"{number * 7919 % 1000}"}} found 0', action="search people", reason=cad)
    raised = watch(made)
    assert ("volume", "PC Street Duty") in raised
    assert ("volume", "PC Board Duty") not in raised
    for number in range(120):
        look(made, dispatcher, f'{{"name":"{number * 7919 % 1000}"}} found 0', action="search people", reason=cad)
    assert ("volume", "PC Board Duty") in watch(made)
