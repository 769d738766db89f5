"""Breaking the glass: one record, one officer, fifteen minutes, and nobody learns from it what there is."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from api.actors import SYSTEM, Actor
from api.audit import alerts
from api.codes import service as codes
from api.errors import Invalid, NotFound
from api.taskings import renewing
from tests import records
from tests.api.test_warnings import address, lives_at
from tests.factories import HERE, Made

WHY = "Arrest warrant, address needed"
# A process keeps what it has read of a version, so no two tests may give one number to different owners.
VERSIONS = itertools.count(7)


@pytest.fixture
def hidden(made: Made) -> UUID:
    found = records.nominal(
        made.database, "Hid", "Denmark", restriction="witness", restriction_owner="Witness unit", source_id="W-77"
    )
    other = records.nominal(made.database, "Also", "Hidden", restriction="refuge")
    friend = records.nominal(made.database, "Open", "Friend")
    records.link(made.database, ("nominal", found), ("nominal", other), "knows")
    records.link(made.database, ("nominal", found), ("nominal", friend), "knows")
    return found


def give(app: Any, made: Made, officer: Actor, reference: str, giver: Actor | None = None, minutes: int = 15) -> Any:
    body = {
        "officer": officer.pay_number,
        "source": records.SOURCE,
        "reference": reference,
        "reason": "Asked by CID",
        "minutes": minutes,
    }
    return made.client(app, giver or made.supervisor(name="Key Giver")).post("/api/restricted/give", json=body)


def use(app: Any, made: Made, officer: Actor, key: str) -> Any:
    return made.client(app, officer).post("/api/restricted/open", json={"key": key, "reason_text": WHY})


def later(made: Made, minutes: int) -> None:
    with made.database.transaction(SYSTEM) as session:
        session.execute(
            text(
                "UPDATE restricted_keys SET expires_at = expires_at - :by, opened_at = opened_at - :by, ends_at = ends_at - :by"
            ),
            {"by": timedelta(minutes=minutes)},
        )


def told(made: Made, rule: str = "break_glass") -> list[tuple[str, int]]:
    with made.database.transaction(SYSTEM) as session:
        found = session.execute(
            text("SELECT words, count FROM audit_alerts WHERE rule = :rule ORDER BY id"), {"rule": rule}
        )
        return [(row[0], row[1]) for row in found]


def test_a_key_opens_one_record_without_what_else_is_hidden_and_a_second_person_is_told(
    app: Any, made: Made, hidden: UUID
) -> None:
    officer = made.crew(name="Needs It")
    key = give(app, made, officer, "W-77").json["key"]
    answer = use(app, made, officer, f"{key[:5]}-{key[5:].lower()}")
    assert answer.status_code == 200
    assert 890 <= answer.json["restricted_for_s"] <= 900
    assert (answer.json["id"], answer.json["fields"]["family_name"]) == (str(hidden), "Denmark")
    assert answer.json["fields"]["classification"] == "OFFICIAL-SENSITIVE"
    assert [link["line"].split(",")[0] for link in answer.json["links"]] == ["Open Friend"]
    assert "restriction_owner" not in answer.json["fields"]
    assert use(app, made, officer, key).status_code == 200
    ((words, count),) = told(made)
    assert (count, words) == (
        2,
        f"PC Needs It opened a restricted record (owner: Witness unit; key given by PC Key Giver): {WHY}",
    )
    with made.database.transaction(SYSTEM) as session:
        rows = session.execute(text("SELECT actor, subject FROM audit WHERE action = 'open restricted nominal'")).all()
    assert [tuple(row) for row in rows] == [("PC Needs It", f"nominal {hidden}")] * 2


def test_whom_a_key_shows_beside_the_record_is_in_the_audit_too(app: Any, made: Made, hidden: UUID) -> None:
    """Never the other restricted one, which it does not show."""
    officer, picture = made.crew(name="Needs It"), records.photograph(made.database, hidden)
    use(app, made, officer, give(app, made, officer, "W-77").json["key"])
    with made.database.transaction(SYSTEM) as session:
        sql = "SELECT actor, action, subject, reason FROM audit WHERE action IN ('told linked records', 'view photograph') ORDER BY action"
        rows = [tuple(row) for row in session.execute(text(sql)).all()]
        friend = session.execute(text("SELECT id FROM nominals WHERE given_names = '{Open}'")).scalar_one()
    assert rows == [
        ("PC Needs It", "told linked records", f"nominal {friend}", WHY),
        ("PC Needs It", "view photograph", f"photograph {picture} of nominal {hidden}", WHY),
    ]


@pytest.mark.parametrize("door", ["name_record", "merge_nominals", "review", "report_intelligence"])
def test_whoever_gives_the_id_of_a_restricted_record_is_told_to_its_owner_and_not_in_their_own_log(
    app: Any, made: Made, hidden: UUID, door: str
) -> None:
    owner, who = made.officer(name="Wit Ness"), made.supervisor(name="Gave It")
    own(made, [], [owner.pay_number])
    if door == "review":
        asked = {"one_id": str(hidden), "other_id": None}
        assert made.client(app, who).post("/api/nominals/review", json=asked).status_code == 404
    elif door == "report_intelligence":
        who, incident = made.crew(name="Gave It"), made.incident()
        made.tasking(who, incident)
        said = {
            "text": "Made up",
            "source": "1",
            "assessment": "A",
            "handling": "P",
            "provenance": "A neighbour",
            "report_id": uuid4(),
        }
        subjects = [{"kind": "nominal", "id": hidden}]
        assert made.give(who, door, incident_id=incident, subjects=subjects, **said)["code"] == "no_such_record"
    else:
        given = {
            "name_record": {
                "incident_id": made.incident(),
                "record_kind": "nominal",
                "record_id": hidden,
                "role": "victim",
            },
            "merge_nominals": {
                "one_id": hidden,
                "other_id": records.nominal(made.database, "A", "B"),
                "reason": "One passport",
            },
        }[door]
        with pytest.raises(NotFound):
            made.give(who, door, **given)
    (row,) = near(app, made, owner)["items"]
    assert (row["officer"].split(" ", 1)[1], row["opened"], row["called"]) == ("Gave It", False, False)
    assert str(hidden) not in str(made.client(app, who).get("/api/audit/own").json)


def test_after_fifteen_minutes_for_another_officer_and_unused_for_a_day_a_key_is_refused(
    app: Any, made: Made, hidden: UUID
) -> None:
    officer, other = made.crew(name="Needs It"), made.crew(name="Found It")
    key = give(app, made, officer, str(hidden)).json["key"]
    assert use(app, made, other, key).status_code == 404
    assert use(app, made, officer, key).status_code == 200
    later(made, 14)
    assert use(app, made, officer, key).status_code == 200
    later(made, 2)
    late = use(app, made, officer, key)
    unused = give(app, made, officer, str(hidden)).json["key"]
    later(made, 24 * 60 + 1)
    old = use(app, made, officer, unused)
    assert (late.status_code, old.status_code) == (404, 404)
    assert "time of this key has ended" in late.json["message"]
    assert "not used within 24 hours" in old.json["message"]
    assert {words.split(" tried")[0] for words, _ in told(made, "key_refused")} == {"PC Found It", "PC Needs It"}
    assert [count for _, count in told(made)] == [2]


def test_neither_a_key_nor_the_search_tells_whether_there_is_such_a_record(app: Any, made: Made, hidden: UUID) -> None:
    officer = made.crew()
    open_one = records.nominal(made.database, "Plain", "Record", source_id="P-1")
    wrong = []
    for reference in ("W-78", str(open_one), "P-1"):
        answer = give(app, made, officer, reference)
        assert (answer.status_code, len(answer.json["key"])) == (200, 10)
        wrong.append(use(app, made, officer, answer.json["key"]))
    mistyped = use(app, made, officer, "AAAAAAAAAA")
    assert {(one.status_code, one.json["message"]) for one in wrong} == {(404, mistyped.json["message"])}
    right, nothing = give(app, made, officer, "W-77"), give(app, made, officer, "W-78")
    assert set(right.json) == set(nothing.json)
    strangers = [use(app, made, made.crew(), one.json["key"]) for one in (right, nothing)]
    assert {(one.status_code, "another officer" in one.json["message"]) for one in strangers} == {(404, True)}
    later(made, 24 * 60 + 1)
    late = [use(app, made, officer, one.json["key"]) for one in (right, nothing)]
    assert {(one.status_code, "24 hours" in one.json["message"]) for one in late} == {(404, True)}
    found = made.client(app, officer).post("/api/lookups/people", json={"name": "Hid Denmark", "reason": "stop"}).json
    assert found["items"] == []


def test_keys_are_given_by_supervisors_to_others_and_each_sees_their_own(app: Any, made: Made, hidden: UUID) -> None:
    officer, giver = made.crew(name="Needs It"), made.supervisor(name="Key Giver")
    assert give(app, made, giver, "W-77", officer).status_code == 403
    assert give(app, made, giver, "W-77", made.dispatcher()).status_code == 403
    assert give(app, made, giver, "W-77", giver).status_code == 422
    key = give(app, made, officer, "W-77", giver).json["key"]
    use(app, made, officer, key)
    (row,) = made.client(app, giver).post("/api/restricted/given").json["items"]
    assert (row["officer"], row["opened_reason"], row["reads"]) == ("PC Needs It", WHY, 1)
    assert made.client(app, made.supervisor()).post("/api/restricted/given").json["items"] == []
    short = made.client(app, officer).post("/api/restricted/open", json={"key": key, "reason_text": "x"})
    assert short.status_code == 422


def test_a_key_opens_for_as_long_as_its_giver_said_and_for_fifteen_minutes_at_most(
    app: Any, made: Made, hidden: UUID
) -> None:
    officer = made.crew(name="Needs It")
    key = give(app, made, officer, "W-77", minutes=5).json["key"]
    assert use(app, made, officer, key).json["restricted_for_s"] <= 300
    later(made, 6)
    assert use(app, made, officer, key).status_code == 404
    assert give(app, made, officer, "W-77", minutes=16).status_code == 422


def test_a_callsign_stands_for_the_officer_who_is_alone_on_it(app: Any, made: Made, hidden: UUID) -> None:
    alone, giver = made.crew(name="All Alone"), made.supervisor(name="Key Giver")
    with made.database.transaction(SYSTEM) as session:
        callsign = session.execute(
            text("SELECT callsign FROM units WHERE id = :id"), {"id": alone.unit_id}
        ).scalar_one()
    body = {"officer": callsign.lower(), "source": records.SOURCE, "reference": "W-77", "reason": "Asked by CID"}
    answer = made.client(app, giver).post("/api/restricted/give", json=body)
    assert (answer.json["officer"], answer.json["pay_number"]) == ("PC All Alone", alone.pay_number)
    with made.database.transaction(SYSTEM) as session:
        session.execute(
            text(
                "INSERT INTO crew (duty_id, officer_id, joined_at) SELECT duty_id, :other, joined_at FROM crew WHERE officer_id = :id"
            ),
            {"other": made.officer(name="Se Cond").id, "id": alone.id},
        )
    both = made.client(app, giver).post("/api/restricted/give", json=body)
    assert both.status_code == 422
    assert "PC All Alone" in both.json["details"]["officer"][0]
    assert "PC Se Cond" in both.json["details"]["officer"][0]


def own(made: Made, roles: list[str], officers: list[str]) -> None:
    """Who the witness unit is here, from now on."""
    entry = {"code": "Witness unit", "label": "Witness unit", "roles": roles, "officers": officers, "rank": 1}
    with made.database.transaction(SYSTEM) as session:
        codes.load(
            session, {"force": "test", "version": next(VERSIONS), "note": "", "lists": {"restriction_owners": [entry]}}
        )


def near(app: Any, made: Made, who: Actor) -> Any:
    return made.client(app, who).post("/api/restricted/near", json={"before": None}).json


def test_owners_see_who_came_near_their_records_and_nobody_else_does(app: Any, made: Made, hidden: UUID) -> None:
    curious, named, other = made.crew(name="Curi Ous"), made.officer(name="Wit Ness"), made.officer()
    cad = made.row("incident_rows", made.incident())["cad"]
    search = {"name": "Hid Denmark", "reason": "stop"}
    assert made.client(app, curious).post("/api/lookups/people", json=search).json["items"] == []
    key = give(app, made, curious, "W-77").json["key"]
    made.client(app, curious).post("/api/restricted/open", json={"key": key, "reason_text": f"{WHY}; {cad}"})
    own(made, ["reviewer"], [named.pay_number])
    for owner in (named, made.person("reviewer")):
        told = near(app, made, owner)
        assert told["owners"] == ["Witness unit"]
        opened, matched = told["items"]
        assert (opened["officer"], opened["opened"], opened["incident"]) == ("PC Curi Ous", True, cad)
        assert (matched["opened"], matched["incident"], matched["reference"]) == (False, None, f"{records.SOURCE} W-77")
        assert matched["pay_number"] == curious.pay_number
        assert "Denmark" not in str(told)
    for stranger in (other, curious, made.supervisor(), made.person("auditor")):
        assert near(app, made, stranger) == {"owners": [], "items": [], "next": None}


def test_who_owns_restricted_records_is_in_no_list_that_screens_get(app: Any, made: Made) -> None:
    own(made, ["reviewer"], [])
    assert "restriction_owners" not in made.client(app, made.officer()).get("/api/codes").json
    with pytest.raises(Invalid, match="not right"):
        own_nobody(made)


def own_nobody(made: Made) -> None:
    entry = {"code": "Nobody", "label": "Nobody", "roles": [], "officers": [], "rank": 1}
    with made.database.transaction(SYSTEM) as session:
        codes.load(
            session, {"force": "test", "version": next(VERSIONS), "note": "", "lists": {"restriction_owners": [entry]}}
        )


def test_the_own_log_tells_of_no_restricted_record_that_was_come_upon(app: Any, made: Made, hidden: UUID) -> None:
    curious = made.crew(name="Curi Ous")
    client = made.client(app, curious)
    client.post("/api/lookups/people", json={"name": "Hid Denmark", "reason": "stop"})
    client.post("/api/lookups/open", json={"kind": "nominal", "id": str(hidden), "reason": "stop"})
    rows = client.get("/api/audit/own").json["items"]
    assert "restricted" not in " ".join(row["action"] for row in rows)
    assert "view nominal, not there" in {row["action"] for row in rows}


def test_the_alert_names_the_owner_and_for_the_auditor_the_record(app: Any, made: Made, hidden: UUID) -> None:
    curious = made.crew(name="Curi Ous")
    made.client(app, curious).post("/api/lookups/people", json={"name": "Hid Denmark", "reason": "stop"})
    use(app, made, curious, "AAAAAAAAAA")
    with made.database.transaction(SYSTEM) as session:
        alerts.look_through(session, 2**62)
    items = made.client(app, made.person("auditor")).post("/api/audit/alerts", json={}).json["items"]
    (told,) = [row for row in items if row["rule"] == "protected"]
    assert told["words"] == "PC Curi Ous came upon a restricted record of Witness unit, and was shown nothing"
    assert (told["owner"], told["reference"], told["line"]) == ("Witness unit", f"{records.SOURCE} W-77", None)
    assert [row["label"] for row in items if row["rule"] == "key_refused"] == ["Key tried, refused"]


def test_who_gave_a_key_is_told_what_became_of_it_until_they_have_seen_it(app: Any, made: Made, hidden: UUID) -> None:
    officer, giver = made.crew(name="Needs It"), made.supervisor(name="Key Giver")
    board = made.client(app, giver)

    def news() -> list[dict[str, Any]]:
        return list(board.post("/api/restricted/news").json["items"])

    key = give(app, made, officer, "W-77", giver).json["key"]
    assert news() == []
    use(app, made, made.crew(name="Somebody Else"), key)
    (row,) = news()
    assert (row["officer"], row["opened_at"], row["refused_to"], row["refused_reason"]) == (
        *("PC Needs It", None, "PC Somebody Else", WHY),
    )
    use(app, made, officer, key)
    assert board.post("/api/restricted/seen", json={"id": row["id"], "until": row["at"]}).status_code == 204
    (row,) = news()
    assert (row["opened_reason"], row["at"]) == (WHY, row["opened_at"])
    assert made.client(app, made.supervisor()).post("/api/restricted/news").json["items"] == []
    board.post("/api/restricted/seen", json={"id": row["id"], "until": row["at"]})
    assert news() == []


def test_a_key_that_is_refused_is_told_to_the_owner_of_the_record_and_not_to_who_tried(
    app: Any, made: Made, hidden: UUID
) -> None:
    owner, thief = made.officer(name="Wit Ness"), made.crew(name="Somebody Else")
    own(made, [], [owner.pay_number])
    key = give(app, made, made.crew(), "W-77").json["key"]
    use(app, made, thief, key)
    (row,) = near(app, made, owner)["items"]
    assert (row["officer"], row["opened"]) == ("PC Somebody Else", False)
    assert row["reason"] == f"Tried a key to it that did not open for them: {WHY}"
    mine = made.client(app, thief).get("/api/audit/own").json
    assert "restricted record" not in str(mine)


def witness_at_home(made: Made) -> dict[str, UUID]:
    """A refuge of one owner; a witness of the same, who lives in an ordinary house and has an ordinary number."""
    secret = {"restriction": "witness", "restriction_owner": "Witness unit"}
    refuge = address(made.database, house="14", source_id="W-80", **secret)
    nowhere = {"house": "20", "street": "Elsewhere Street", "postcode": "E1 9ZZ"}
    records.put(made.database, "addresses", **nowhere, source_id="W-82", **secret)
    address(made.database, house="18", flat="B", source_id="W-83", **secret)
    home = address(made.database, house="12")
    person = lives_at(made.database, home, "Hid", "Norway", source_id="W-81", **secret)
    phone = records.put(made.database, "phones", number="+447700900123")
    records.link(made.database, ("nominal", person), ("phone", phone), "uses")
    return {"refuge": refuge, "person": person}


@pytest.mark.parametrize(
    ("call", "reference", "how"),
    [
        ({"address": "14 Made Up Road"}, "W-80", "at its house"),
        ({"address": "12 Made Up Road"}, "W-81", "at the house where they live"),
        # However the flat is written, which is not on this record.
        ({"address": "Flat B, 12 Made Up Road"}, "W-81", "at the house where they live"),
        ({"address": "18B Made Up Road"}, "W-83", "at its house"),
        ({"address": "20 Elsewhere Street, E1 9ZZ", "at": (HERE[0] + 0.05, HERE[1])}, "W-82", "at its house"),
        ({"address": "Far away", "at": (HERE[0] + 0.05, HERE[1]), "caller_number": "07700 900123"}, "W-81", "from their number"),
        ({"address": "12 Made Up Road", "caller_number": "07700 900123"}, "W-81", "at the house where they live and from their number"),
    ],
)  # fmt: skip
def test_a_call_that_is_about_a_restricted_record_is_told_to_its_owner_and_to_nobody_else(
    app: Any, made: Made, call: dict[str, Any], reference: str, how: str
) -> None:
    witness_at_home(made)
    taker, owner = made.dispatcher(), made.officer(name="Wit Ness")
    own(made, [], [owner.pay_number])
    incident = made.incident(taker, **call)
    cad = made.row("incident_rows", incident)["cad"]
    (row,) = near(app, made, owner)["items"]
    assert (row["called"], row["opened"], row["incident"]) == (True, False, cad)
    assert (row["reference"], row["reason"]) == (f"{records.SOURCE} {reference}", f"The call {cad} is {how}")
    own_log = made.client(app, taker).get("/api/audit/own").json["items"]
    assert "restricted" not in " ".join(one["action"] for one in own_log)
    assert "Norway" not in str(made.row("card_rows", made.tasking(made.crew(), incident, taker)))


def test_a_call_next_door_or_of_somebody_who_moved_away_is_told_to_nobody(app: Any, made: Made) -> None:
    witness_at_home(made)
    address(made.database, house="16")
    owner = made.officer(name="Wit Ness")
    own(made, [], [owner.pay_number])
    with made.database.transaction(SYSTEM) as session:
        session.execute(text("UPDATE links SET valid_to = current_date - 1"))
    made.incident(address="16 Made Up Road")
    made.incident(address="12 Made Up Road", caller_number="07700 900123")
    assert near(app, made, owner)["items"] == []


def test_the_auditor_reads_that_a_call_was_taken_and_not_that_somebody_looked(app: Any, made: Made) -> None:
    witness_at_home(made)
    made.incident(made.dispatcher(name="Call Taker"), address="14 Made Up Road")
    with made.database.transaction(SYSTEM) as session:
        alerts.look_through(session, 2**62)
    items = made.client(app, made.person("auditor")).post("/api/audit/alerts", json={}).json["items"]
    (told,) = [row["words"] for row in items if row["rule"] == "protected"]
    assert told == "PC Call Taker took a call that is about a restricted record of Witness unit, and was shown nothing"


def test_a_call_that_is_moved_to_a_refuge_is_told_to_its_owner(app: Any, made: Made) -> None:
    witness_at_home(made)
    owner = made.officer(name="Wit Ness")
    own(made, [], [owner.pay_number])
    incident = made.incident(address="Far away", at=(HERE[0] + 0.05, HERE[1]))
    page = near(app, made, owner)["items"]
    there = {"lon": HERE[0], "lat": HERE[1], "address": "14 Made Up Road", "reason": "Rang back"}
    assert made.give(made.dispatcher(), "move_incident", incident_id=incident, **there).outcome == "done"
    assert page == []
    assert [row["called"] for row in near(app, made, owner)["items"]] == [True]


def test_an_open_page_asks_for_what_came_since_and_only_what_it_is_told_is_written_down(app: Any, made: Made) -> None:
    witness_at_home(made)
    owner = made.officer(name="Wit Ness")
    own(made, [], [owner.pay_number])
    client = made.client(app, owner)

    def since(*known: int) -> list[Any]:
        return list(client.post("/api/restricted/near", json={"before": None, "known": known}).json["items"])

    def read() -> int:
        with made.database.transaction(SYSTEM) as session:
            sql = "SELECT count(*) FROM audit WHERE action = 'read who came near own records'"
            return int(session.execute(text(sql)).scalar_one())

    assert since() == []
    assert read() == 0
    made.incident(address="14 Made Up Road")
    (row,) = since()
    assert since(row["id"]) == []
    assert read() == 1


def test_a_call_stands_on_its_owners_board_until_they_say_that_they_saw_it(app: Any, made: Made) -> None:
    witness_at_home(made)
    owner, other = made.officer(name="Wit Ness"), made.officer(name="Wit Nott")
    own(made, [], [owner.pay_number, other.pay_number])
    made.incident(address="14 Made Up Road")

    def shown(who: Actor, *known: int) -> list[int]:
        told = made.client(app, who).post("/api/restricted/calls", json={"known": known}).json
        return [row["id"] for row in told["items"]]

    (call,) = shown(owner)
    # A board that is opened anew is told again, and none is told what it shows.
    assert shown(owner) == [call]
    assert shown(owner, call) == []
    assert made.client(app, owner).post("/api/restricted/calls/seen", json={"ids": [call, call]}).status_code == 204
    assert shown(owner) == []
    assert shown(other) == [call]
    assert shown(made.officer()) == []


def renew(made: Made) -> None:
    renewing.Renewer(made.database, committed_s=0).work()


@pytest.mark.parametrize(
    ("table", "how"),
    [
        ("nominals", "at the house where they live and from their number"),
        ("addresses", "at its house"),
        ("phones", "from it"),
    ],
)
def test_a_call_that_is_open_when_a_record_becomes_restricted_is_told_to_its_owner_once(
    app: Any, made: Made, table: str, how: str
) -> None:
    owner, home = made.officer(name="Wit Ness"), address(made.database, house="12")
    person = lives_at(made.database, home, "Hid", "Norway")
    phone = records.put(made.database, "phones", number="+447700900123")
    records.link(made.database, ("nominal", person), ("phone", phone), "uses")
    own(made, [], [owner.pay_number])
    incident = made.incident(address="12 Made Up Road", caller_number="07700 900123")
    made.incident(address="12 Made Up Road", at=(HERE[0] + 0.2, HERE[1]))
    renew(made)
    page = near(app, made, owner)["items"]
    record = {"nominals": person, "addresses": home, "phones": phone}[table]
    hide = f"UPDATE {table} SET restriction = 'witness', restriction_owner = 'Witness unit' WHERE id = :id"  # noqa: S608
    for _ in range(2):
        with made.database.transaction(SYSTEM) as session:
            session.execute(text(hide), {"id": record})
        renew(made)
    assert page == []
    (row,) = near(app, made, owner)["items"]
    assert (row["called"], row["officer"], row["pay_number"]) == (True, "The system", None)
    assert row["reason"] == f"The call {made.row('incident_rows', incident)['cad']} is {how}"
    told = made.client(app, owner).post("/api/restricted/calls", json={"known": []}).json["items"]
    assert [one["id"] for one in told] == [row["id"]]


def test_a_call_that_named_somebody_who_is_restricted_since_is_told_to_their_owner(app: Any, made: Made) -> None:
    owner, person = made.officer(name="Wit Ness"), records.nominal(made.database, "Hid", "Norway")
    own(made, [], [owner.pay_number])
    incident = made.incident(address="Far away")
    asked = {"incident_id": incident, "record_kind": "nominal", "record_id": person, "role": "victim"}
    made.give(made.dispatcher(), "name_record", **asked)
    with made.database.transaction(SYSTEM) as session:
        hide = "UPDATE nominals SET restriction = 'witness', restriction_owner = 'Witness unit' WHERE id = :id"
        session.execute(text(hide), {"id": person})
    renew(made)
    assert [row["reason"].partition(" is ")[2] for row in near(app, made, owner)["items"]] == ["one that names it"]


def test_a_call_whose_taker_was_written_down_is_not_told_again_by_the_system(app: Any, made: Made) -> None:
    person, owner = witness_at_home(made)["person"], made.officer(name="Wit Ness")
    own(made, [], [owner.pay_number])
    made.incident(address="12 Made Up Road")
    with made.database.transaction(SYSTEM) as session:
        session.execute(text("UPDATE nominals SET description = 'Grey coat' WHERE id = :id"), {"id": person})
    renew(made)
    assert [row["officer"] == "The system" for row in near(app, made, owner)["items"]] == [False]


def test_after_a_bulk_every_open_call_is_looked_at_for_owners(app: Any, made: Made) -> None:
    home, owner = address(made.database, house="12"), made.officer(name="Wit Ness")
    own(made, [], [owner.pay_number])
    made.incident(address="12 Made Up Road")
    renew(made)
    with made.database.transaction(SYSTEM) as session:
        hide = "UPDATE addresses SET restriction = 'refuge', restriction_owner = 'Witness unit' WHERE id = :id"
        session.execute(text("DELETE FROM changed_records"))
        session.execute(text(hide), {"id": home})
        session.execute(text("DELETE FROM changed_records"))
    by_many(made)
    renew(made)
    assert [row["officer"] for row in near(app, made, owner)["items"]] == ["The system"]


def by_many(made: Made) -> None:
    """So many records in one statement that they are not named."""
    with made.database.transaction(SYSTEM) as session:
        session.execute(
            text(
                "INSERT INTO record_markers (id, record_kind, record_id, code, text, source, added_on, review_on, entered_by)"
                " SELECT gen_random_uuid(), 'nominal', gen_random_uuid(), 'VI', 'Bulk', 'made up', '2026-01-01', '2036-01-01', 'a test'"
                " FROM generate_series(1, 300)"
            )
        )
