"""What must be known before a crew arrives: by the record, by whoever was told it, and what nobody has checked."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from api.actors import SYSTEM, Actor
from api.codes import service as codes
from api.db import Database
from api.errors import Invalid
from tests.api.test_risk import happened
from tests.api.test_warnings import ADDRESS, address, lives_at, tasked
from tests.factories import HERE, NORTH, Made
from tests.records import link, marker, nominal, put


def answer(
    made: Made, incident: UUID, point: str, state: str = "known", words: str = "", by: Actor | None = None
) -> Any:
    asked = {"answer_id": uuid4(), "incident_id": incident, "point": point, "state": state, "text": words}
    return made.give(by or made.dispatcher(), "answer_checklist", **asked)


def job(made: Made, **more: Any) -> tuple[Actor, UUID]:
    """A crew on a job, with its incident."""
    crew, incident = made.crew(), made.incident(address=ADDRESS, **more)
    made.tasking(crew, incident)
    return crew, incident


def told(made: Made, crew: Actor) -> list[dict[str, Any]]:
    """The cards that this crew was sent after the first."""
    return [one["body"] for one in made.messages(crew.feed) if one["kind"] == "tasking.changed"]


def point(risk: dict[str, Any], code: str) -> dict[str, Any]:
    return next(one for one in risk["checklist"] if one["code"] == code)


def test_every_point_says_where_it_stands_what_kills_first(made: Made) -> None:
    _, _, risk = tasked(made)
    codes = [one["code"] for one in risk["checklist"]]
    assert codes[:3] == ["weapons", "suspect", "hurt"]
    assert set(codes) == {
        *("weapons", "suspect", "hurt", "place", "children", "people", "orders", "marac", "access", "speech"),
        *("backup", "supervisor", "vehicles", "calls", "thr"),
    }
    assert point(risk, "speech") == {
        "code": "speech",
        "label": "Language, hearing, speech",
        "state": "unchecked",
        "text": "Nobody has asked.",
        "by": None,
        "version": 0,
    }


def test_a_danger_that_is_answered_on_the_way_interrupts_the_crew_on_the_job_only(made: Made) -> None:
    crew, incident, tasking = made.crew(), made.incident(), uuid4()
    made.tasking(crew, incident, tasking_id=tasking)
    made.give(crew, "mark_read", tasking_id=tasking, brief_revision=1)
    other, _ = job(made, at=(HERE[0] + 0.05, HERE[1]))
    heard = len(made.messages(other.feed))
    assert answer(made, incident, "weapons", words="Bread knife, still in his hand").outcome == "done"
    card = told(made, crew)[-1]
    assert card["brief_revision"] == 2
    assert card["read_brief_revision"] == 1
    line = next(one for one in card["risk"]["items"] if one["kind"] == "answer")
    assert (line["title"], line["severity"]) == ("Weapons: Bread knife, still in his hand", "critical")
    stands = point(card["risk"], "weapons")
    assert (stands["state"], stands["version"]) == ("known", 1)
    assert stands["text"].startswith("Bread knife")
    assert stands["by"]
    assert len(made.messages(other.feed)) == heard


@pytest.mark.parametrize(
    ("code", "state", "words"),
    [("backup", "known", "Ambulance in 8 min"), ("speech", "nothing", ""), ("supervisor", "known", "Told")],
)
def test_what_is_no_danger_changes_the_card_and_nobody_reads_again(
    made: Made, code: str, state: str, words: str
) -> None:
    crew, incident = job(made)
    answer(made, incident, code, state, words)
    card = told(made, crew)[-1]
    assert card["brief_revision"] == 1
    assert point(card["risk"], code)["state"] == state


def test_a_danger_that_is_taken_back_is_read_again_and_both_answers_stay(made: Made, database: Database) -> None:
    crew, incident = job(made)
    answer(made, incident, "weapons", words="A knife")
    answer(made, incident, "weapons", "nothing")
    card = told(made, crew)[-1]
    assert card["brief_revision"] == 3
    assert [one for one in card["risk"]["items"] if one["kind"] == "answer"] == []
    assert [line for line in made.log(incident) if line.startswith("Weapons")] == [
        "Weapons: A knife",
        "Weapons: asked, none",
    ]
    with database.transaction(SYSTEM) as session:
        kept = session.execute(text("SELECT version, state, text FROM checklist_answers ORDER BY version"))
        assert [tuple(row) for row in kept] == [(1, "known", "A knife"), (2, "nothing", "")]


def test_a_none_of_the_caller_never_hides_a_warning_of_the_record(made: Made, database: Database) -> None:
    marker(database, lives_at(database, address(database)), "WE")
    crew, incident = job(made)
    answer(made, incident, "weapons", "nothing", "None seen")
    stands = point(told(made, crew)[-1]["risk"], "weapons")
    assert stands["state"] == "known"
    assert stands["text"].startswith("None seen · ")
    assert "Weapons (Keith Marlow, born 12/03/1994)" in stands["text"]


def test_known_wants_words_and_the_same_answer_is_not_given_twice(made: Made) -> None:
    _, incident = job(made)
    assert answer(made, incident, "weapons")["code"] == "text_needed"
    assert answer(made, incident, "weapons", "nothing").outcome == "done"
    assert answer(made, incident, "weapons", "nothing")["code"] == "answered_already"


def test_orders_speak_from_the_markers_of_those_on_the_card(made: Made, database: Database) -> None:
    marker(database, lives_at(database, address(database)), "BAIL", text="Not to enter Made Up Road")
    _, _, risk = tasked(made)
    assert point(risk, "orders")["state"] == "known"


def test_how_a_named_suspect_looks_and_who_is_a_child_comes_from_the_record(made: Made, database: Database) -> None:
    suspect = nominal(database, "Nadia", "Osei", description="Rose tattoo on neck")
    lives_at(database, address(database), "Tom", "Marlow", born="2020-03-12")
    crew, incident = job(made)
    named = {"record_kind": "nominal", "record_id": suspect, "role": "suspect"}
    made.give(made.dispatcher(), "name_record", incident_id=incident, **named)
    risk = told(made, crew)[-1]["risk"]
    assert point(risk, "suspect")["text"] == "Nadia Osei, born 12/03/1994; Rose tattoo on neck."
    assert point(risk, "children")["text"].startswith("Tom Marlow, born 12/03/2020, recorded at this address")


def test_threat_harm_and_risk_are_on_the_checklist_as_soon_as_somebody_assesses(made: Made) -> None:
    crew, incident = job(made)
    levels = dict.fromkeys(("threat", "harm", "risk", "investigation", "vulnerability", "engagement"), "medium")
    made.give(made.dispatcher(), "assess_thrive", assessment_id=uuid4(), incident_id=incident, **levels)
    card = told(made, crew)[-1]
    assert card["brief_revision"] == 1
    assert point(card["risk"], "thr")["text"].startswith("Threat medium, harm medium, risk medium (call handler, ")


def test_a_weapon_of_the_record_is_on_the_card_of_who_carried_it(made: Made, database: Database) -> None:
    person = lives_at(database, address(database))
    knife = put(database, "objects", kind="weapon", label="Zombie knife", description="green handle")
    link(database, ("nominal", person), ("object", knife), "carried")
    bicycle = put(database, "objects", kind="property", label="Bicycle")
    link(database, ("nominal", person), ("object", bicycle), "claims")
    _, _, risk = tasked(made)
    assert [one["title"] for one in risk["items"] if one["category"] == "weapon"] == [
        "Weapon on the record: Zombie knife"
    ]
    assert "Zombie knife (Keith Marlow, born 12/03/1994, carried)" in point(risk, "weapons")["text"]


def test_a_hidden_weapon_is_on_no_card(made: Made, database: Database) -> None:
    person = lives_at(database, address(database))
    knife = put(database, "objects", kind="weapon", label="Knife", restriction="blocked", restriction_owner="made up")
    link(database, ("nominal", person), ("object", knife), "carried")
    _, _, risk = tasked(made)
    assert [one for one in risk["items"] if one["category"] == "weapon"] == []


def test_a_weapon_that_was_found_at_the_address_is_on_its_card(made: Made, database: Database) -> None:
    knife = put(database, "objects", kind="weapon", label="Machete")
    link(database, ("object", knife), ("address", address(database)), "found at")
    _, _, risk = tasked(made)
    assert point(risk, "weapons")["text"].endswith("Machete (12 Made Up Road, found at).")


def test_what_the_call_says_is_never_denied_for_want_of_a_qualifier(made: Made) -> None:
    """*Not mentioned in the call* was said of "Domestic, man with a knife", because nobody had ticked *weapon*."""
    _, _, risk = tasked(made, what="Domestic, man with a knife", qualifiers=["domestic"])
    stands = point(risk, "weapons")
    assert (stands["state"], stands["text"]) == ("known", "The call says: “Domestic, man with a knife”.")
    silent = point(risk, "children")
    assert (silent["state"], silent["text"]) == ("unchecked", "No qualifier names one: ask.")


def test_the_first_words_of_the_caller_count_like_the_description(made: Made) -> None:
    words = "He is drunk and he has hit me, the baby is asleep upstairs"
    _, _, risk = tasked(made, what="Domestic", first_words=words)
    assert point(risk, "hurt")["text"].startswith("The call says: “He is drunk")
    assert "the baby is asleep upstairs" in point(risk, "children")["text"]


def test_a_weapon_that_somebody_denies_is_quoted_and_is_none(made: Made) -> None:
    _, _, risk = tasked(made, what="Shouting, no weapons seen")
    stands = point(risk, "weapons")
    assert (stands["state"], stands["text"]) == (
        "unchecked",
        "The call says: “Shouting, no weapons seen”. Ask the caller.",
    )


def test_a_line_of_the_log_that_names_a_knife_is_on_the_checklist_at_once_and_goes_with_its_correction(
    made: Made,
) -> None:
    crew, incident = job(made, what="Shouting")
    line = uuid4()
    made.give(made.dispatcher(), "add_log", entry_id=line, incident_id=incident, text="Neighbour saw a machete")
    assert point(told(made, crew)[-1]["risk"], "weapons")["text"] == "The call says: “Neighbour saw a machete”."
    mended = {"entry_id": uuid4(), "incident_id": incident, "text": "Neighbour saw a garden cane", "refers_to": line}
    assert made.give(made.dispatcher(), "add_log", **mended).outcome == "done"
    assert point(told(made, crew)[-1]["risk"], "weapons")["state"] == "unchecked"


def hears(made: Made, version: int, *entries: dict[str, Any]) -> None:
    """From now on the force hears by these words."""
    rows = [{"label": entry["code"], "rank": rank, **entry} for rank, entry in enumerate(entries, start=1)]
    with made.database.transaction(SYSTEM) as session:
        codes.load(session, {"version": version, "force": "Test", "note": "", "lists": {"spoken_words": rows}})


def test_a_word_that_a_force_adds_is_known_in_the_next_call_and_in_the_next_line_of_the_log(
    made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Another test has another version of the same number.
    monkeypatch.setattr(codes, "_memory", {})
    crew, incident = job(made, what="Shouting")
    assert point(tasked(made, what="He has a kukri")[2], "weapons")["state"] == "unchecked"
    hears(made, 70, {"code": "weapons", "words": ["kukri"]})
    assert point(tasked(made, what="He has a kukri")[2], "weapons")["text"] == "The call says: “He has a kukri”."
    made.give(made.dispatcher(), "add_log", entry_id=uuid4(), incident_id=incident, text="Neighbour saw kukris")
    assert point(told(made, crew)[-1]["risk"], "weapons")["text"] == "The call says: “Neighbour saw kukris”."


def test_a_word_that_a_force_adds_is_known_to_the_crew_that_is_on_its_way(
    made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody is asked to read again, and the card of a job whose call says nothing by it stays as it is."""
    monkeypatch.setattr(codes, "_memory", {})
    crew, _ = job(made, what="He has a kukri")
    other, _ = job(made, what="Shouting")
    hears(made, 70, {"code": "weapons", "words": ["kukri"]})
    (card,) = told(made, crew)
    assert (point(card["risk"], "weapons")["state"], card["brief_revision"]) == ("known", 1)
    assert told(made, other) == []


def test_a_force_without_words_has_cards_on_which_the_call_names_nothing(
    made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(codes, "_memory", {})
    hears(made, 70, {"code": "weapons"})
    _, incident = job(made, what="Man with a knife")
    line = {"entry_id": uuid4(), "incident_id": incident, "text": "Neighbour saw a machete"}
    assert made.give(made.dispatcher(), "add_log", **line).outcome == "done"
    assert point(tasked(made, what="Man with a knife")[2], "weapons")["state"] == "unchecked"


def test_words_that_cannot_be_heard_change_nothing(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codes, "_memory", {})
    with pytest.raises(Invalid) as refused:
        hears(made, 70, {"code": "weapons", "words": ["kukri"]}, {"code": "wepons", "words": ["gun"]})
    (wrong,) = refused.value.details["spoken_words"]
    assert wrong.startswith("row 2: wepons is nothing that a call is searched for; those are weapons, ")
    assert point(tasked(made, what="Man with a knife")[2], "weapons")["state"] == "known"


def test_no_screen_is_given_the_words_of_calls(app: Any, made: Made) -> None:
    assert "spoken_words" not in made.client(app, made.officer()).get("/api/codes").json


def test_weapons_of_the_past_are_told_where_the_checklist_speaks_of_weapons(made: Made) -> None:
    """*None on the record* stood beside the line *Weapons nearby before*."""
    happened(made, "weapons", at=(HERE[0], HERE[1] + 0.0006))
    stands = point(tasked(made, what="Shouting")[2], "weapons")
    assert stands["state"] == "unchecked"
    assert stands["text"].startswith("Weapons nearby before, last in ")
    happened(made, "weapons", address=ADDRESS)
    stands = point(tasked(made, what="Shouting")[2], "weapons")
    assert stands["state"] == "known"
    assert stands["text"].startswith("Weapons here before, last in ")


def test_a_warning_on_the_neighbour_is_not_counted_as_the_houses(made: Made) -> None:
    marked = {"category": "weapons", "text": "Knives", "source": "A report", "lon": HERE[0], "lat": HERE[1]}
    enter = {**marked, "marker_id": uuid4(), "address": "14 Made Up Road", "review_on": "2036-01-01"}
    assert made.give(made.supervisor(), "enter_place_marker", **enter).outcome == "done"
    happened(made, "theft", at=NORTH)
    risk = tasked(made, what="Shouting")[2]
    assert (point(risk, "place")["state"], point(risk, "place")["text"]) == (
        "nothing",
        "No warning on it; 1 warning on another address nearby.",
    )
    assert point(risk, "weapons")["state"] == "unchecked"
    assert point(risk, "weapons")["text"].startswith("Nearby, Weapons: Knives")
