"""The words by which a danger is known, on the page of an administrator: checked, versioned, in the audit, heard at once."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from api.actors import SYSTEM
from api.codes import service as codes
from tests import records
from tests.api.test_checklist import job, point, told
from tests.api.test_edited_lists import audited
from tests.factories import Made

DOOR = "/api/codes/words"


@pytest.fixture
def client(app: Any, made: Made, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    # Another test has another version of the same number.
    monkeypatch.setattr(codes, "_memory", {})
    return made.client(app, made.person("administrator", name="Lewis Thorne"))


def held(client: FlaskClient, name: str) -> dict[str, Any]:
    (found,) = [one for one in client.get(DOOR).json["items"] if one["list"] == name]
    return dict(found)


def words_of(client: FlaskClient, name: str, code: str) -> list[str]:
    (row,) = [one for one in held(client, name)["rows"] if one["code"] == code]
    return list(row["words"])


def changed(client: FlaskClient, name: str, **words: list[str]) -> Any:
    items = [{"code": code, "words": one} for code, one in words.items()]
    return client.post(f"{DOOR}/change", json={"list": name, "version": held(client, name)["version"], "items": items})


def test_a_word_that_was_added_is_heard_at_once_also_by_the_crew_that_is_on_its_way(
    made: Made, client: FlaskClient
) -> None:
    """The card of a job whose call says nothing by it stays as it is, and nobody is asked to read again."""
    crew, _ = job(made, what="He has a kukri")
    other, _ = job(made, what="Shouting")
    words = [one for one in words_of(client, "spoken_words", "weapons") if one != "bat"]
    assert changed(client, "spoken_words", weapons=[*words, "kukri"]).status_code == 204
    (card,) = told(made, crew)
    assert point(card["risk"], "weapons")["text"] == "The call says: “He has a kukri”."
    assert card["brief_revision"] == 1
    assert told(made, other) == []
    assert audited(made) == [("set spoken_words", "Weapons: added kukri; taken away bat.")]
    (newest, *_) = held(client, "spoken_words")["changes"]
    assert (newest["said"], newest["note"]) == (
        "Weapons: added kukri; taken away bat.",
        "Words changed by PC Lewis Thorne.",
    )


def test_a_word_that_is_said_for_a_warning_finds_it_at_once(app: Any, made: Made, client: FlaskClient) -> None:
    ada = records.nominal(made.database, "Ada", "Quellfrost")
    records.marker(made.database, ada, "VI")
    officer = made.client(app, made.officer())

    def found() -> list[str]:
        answer = officer.post("/api/lookups/words", json={"reason": "stop", "words": "scrapper"})
        return [one["id"] for one in answer.json["items"]]

    assert found() == []
    assert changed(client, "warning_signals", VI=["scrapper", "scrapper"]).status_code == 204
    assert found() == [str(ada)]
    assert words_of(client, "warning_signals", "VI") == ["scrapper"]
    assert "gun" in words_of(client, "warning_signals", "FI")


@pytest.mark.parametrize(
    ("name", "code", "word", "said"),
    [
        ("spoken_words", "weapons", "k*", "Weapons: “k*” cannot be looked for: two to 40 letters"),
        ("warning_signals", "VI", "two words", "Violent: “two words” is not a single word."),
        ("marker_categories", "asbestos", "lag-ging", "Asbestos: “lag-ging” is not a single word."),
        ("spoken_words", "wepons", "gun", "There is no wepons in this list."),
    ],
)
def test_words_that_find_nothing_are_refused_by_what_their_row_is_called(
    made: Made, client: FlaskClient, name: str, code: str, word: str, said: str
) -> None:
    answer = changed(client, name, **{code: [word]})
    assert (answer.status_code, said in answer.json["message"]) == (422, True), answer.json
    assert audited(made) == []


def test_whoever_was_slower_is_told_so_and_the_same_words_change_nothing(made: Made, client: FlaskClient) -> None:
    now = held(client, "spoken_words")
    same = {"list": "spoken_words", "items": [{"code": row["code"], "words": row["words"]} for row in now["rows"]]}
    late = client.post(f"{DOOR}/change", json={**same, "version": now["version"] - 1})
    assert (late.status_code, list(late.json["details"])) == (422, ["version"])
    assert client.post(f"{DOOR}/change", json={**same, "version": now["version"]}).status_code == 204
    assert held(client, "spoken_words")["version"] == now["version"]


def test_only_an_administrator_sees_and_changes_the_words(app: Any, made: Made, client: FlaskClient) -> None:
    for actor in (made.officer(), made.dispatcher(), made.supervisor()):
        other = made.client(app, actor)
        body = {"list": "spoken_words", "version": 1, "items": []}
        assert [other.get(DOOR).status_code, other.post(f"{DOOR}/change", json=body).status_code] == [403, 403]


def test_a_list_that_is_older_than_its_words_shows_those_that_are_looked_for(made: Made, client: FlaskClient) -> None:
    with made.database.transaction(SYSTEM) as session:
        rows = [{"code": "VI", "label": "Violent", "rank": 1, "severity": "critical"}]
        codes.load(session, {"version": 80, "force": "Test", "note": "", "lists": {"warning_signals": rows}})
    assert "assault" in words_of(client, "warning_signals", "VI")
    assert changed(client, "warning_signals", VI=[]).status_code == 204
    assert words_of(client, "warning_signals", "VI") == []
