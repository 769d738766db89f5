"""Photographs of people: shown with the card that was opened, each look written down, and nothing of a restricted record."""

from __future__ import annotations

import base64
import io
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from PIL import Image
from sqlalchemy import text

from api import clock
from api.actors import SYSTEM, Actor
from api.lookups.hits import SHOWN
from api.retention import service as retention
from tests import records
from tests.factories import Made
from tests.records import SOURCE


@pytest.fixture
def officer(made: Made) -> Actor:
    return made.officer()


@pytest.fixture
def client(app: Any, made: Made, officer: Actor) -> Any:
    return made.client(app, officer)


def opened(client: Any, nominal_id: UUID) -> Any:
    answer = client.post("/api/lookups/open", json={"reason": "stop", "kind": "nominal", "id": str(nominal_id)})
    assert answer.status_code == 200, answer.json
    return answer.json


def view(client: Any, photograph_id: UUID) -> Any:
    return client.post("/api/photographs/view", json={"id": str(photograph_id)})


def audited(made: Made) -> list[tuple[str, str, str]]:
    with made.database.transaction(SYSTEM) as session:
        return [tuple(row) for row in session.execute(text("SELECT action, subject, reason FROM audit ORDER BY id"))]


def test_a_card_says_which_photographs_there_are_newest_first_and_shows_none_by_itself(made: Made, client: Any) -> None:
    ada, same = (
        records.nominal(made.database, "Ada", "Quellfrost"),
        records.nominal(made.database, "Adda", "Quellfrost"),
    )
    records.join(made.database, ada, same)
    old, undated = records.photograph(made.database, ada, "2019-01-02"), records.photograph(made.database, ada, None)
    new = records.photograph(made.database, same, "2025-04-01")
    told = opened(client, ada)["photographs"]
    assert [one["id"] for one in told] == [str(new), str(old), str(undated)]
    assert (told[0]["record_id"], told[0]["source"], told[0]["taken_on"]) == (str(same), SOURCE, "2025-04-01")
    assert not any("image" in one for one in told)


def test_a_look_at_a_photograph_is_one_row_of_the_audit_with_the_reason_of_its_card(made: Made, client: Any) -> None:
    ada = records.nominal(made.database, "Ada", "Quellfrost")
    shown = records.photograph(made.database, ada)
    opened(client, ada)
    answer = view(client, shown)
    assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
    assert answer.headers["Cache-Control"] == "no-store"
    assert Image.open(io.BytesIO(answer.data)).size == (300, 400)
    card = next(row for row in audited(made) if row[0] == "view nominal")
    looks = [row for row in audited(made) if row[0] == "view photograph"]
    assert looks == [("view photograph", f"photograph {shown} of nominal {ada}", card[2])]


def test_without_its_card_a_photograph_is_not_shown_and_that_is_written_down(app: Any, made: Made, client: Any) -> None:
    ada, shown_to = records.nominal(made.database, "Ada", "Quellfrost"), made.officer(name="Somebody Else")
    shown = records.photograph(made.database, ada)
    opened(made.client(app, shown_to), ada)
    there, nowhere = view(client, shown), view(client, uuid4())
    assert (there.status_code, there.json["message"]) == (404, nowhere.json["message"])
    told = [row[1] for row in audited(made) if row[0] == "photograph asked for without its card"]
    assert told[0] == f"photograph {shown}"
    assert len(told) == 2


def test_a_quarter_of_an_hour_after_its_card_was_opened_a_photograph_is_not_shown(
    made: Made, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = records.nominal(made.database, "Ada", "Quellfrost")
    shown = records.photograph(made.database, ada)
    opened(client, ada)
    late = clock.now() + timedelta(minutes=16)
    monkeypatch.setattr(clock, "now", lambda: late)
    assert view(client, shown).status_code == 404


def test_no_list_of_a_search_has_a_photograph(made: Made, client: Any) -> None:
    records.photograph(made.database, records.nominal(made.database, "Ada", "Quellfrost"))
    answer = client.post("/api/lookups/people", json={"reason": "stop", "name": "Ada Quellfrost"})
    assert 0 < len(answer.json["items"]) <= SHOWN
    assert "photo" not in answer.text


def test_the_photograph_of_a_restricted_record_comes_with_the_key_and_in_no_other_way(
    app: Any, made: Made, officer: Actor, client: Any
) -> None:
    hidden = records.nominal(made.database, "Hid", "Den", restriction="witness", restriction_owner="W", source_id="W-9")
    records.photograph(made.database, hidden, "2019-01-02")
    shown = records.photograph(made.database, hidden, shade="blue")
    assert view(client, shown).status_code == 404
    given = {"officer": officer.pay_number, "source": SOURCE, "reference": "W-9", "reason": "Asked by CID"}
    key = made.client(app, made.supervisor(name="Key Giver")).post("/api/restricted/give", json=given).json["key"]
    record = client.post("/api/restricted/open", json={"key": key, "reason_text": "Warrant, address"}).json
    (only,) = record["photographs"]
    assert only["id"] == str(shown)
    assert Image.open(io.BytesIO(base64.b64decode(only["image"]))).size == (300, 400)
    assert view(client, shown).status_code == 404


def test_a_record_that_is_restricted_while_its_card_is_open_shows_its_photograph_no_more(
    made: Made, client: Any
) -> None:
    ada = records.nominal(made.database, "Ada", "Quellfrost")
    shown = records.photograph(made.database, ada)
    opened(client, ada)
    with made.database.transaction(SYSTEM) as session:
        session.execute(text("UPDATE nominals SET restriction = 'refuge' WHERE id = :id"), {"id": ada})
    assert view(client, shown).status_code == 404


def test_a_photograph_is_erased_with_its_record(made: Made) -> None:
    ada = records.nominal(made.database, "Ada", "Quellfrost")
    records.photograph(made.database, ada)
    with made.database.transaction(SYSTEM) as session:
        retention.decide(session, "nominal", ada, "erase", "Ordered by the court", by="a reviewer")
    retention.erase_due(made.database, "a test")
    with made.database.transaction(SYSTEM) as session:
        assert session.execute(text("SELECT count(*) FROM photographs")).scalar_one() == 0
