"""Feeds: gapless, in order, one's own, and honest about cursors that mean nothing here."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from api.actors import SYSTEM
from api.devices import service as devices
from api.outbox import feeds, proofs
from tests.factories import Made


@pytest.fixture
def reader(made: Made, app: Any) -> Any:
    crew = made.crew()
    return crew, made.client(app, crew)


def epoch(made: Made) -> str:
    with made.database.transaction(SYSTEM) as session:
        return feeds.epoch(session)


def test_numbers_have_no_gaps_and_pages_join(made: Made, reader: Any) -> None:
    crew, client = reader
    for status in ("4", "2", "8", "2"):
        made.give(crew, "set_status", status=status)
    seen, after = [], 0
    while True:
        page = client.get(
            f"/api/feeds/{crew.feed}", query_string={"epoch": epoch(made), "after": after, "limit": 2}
        ).json
        seen += [message["seq"] for message in page["messages"]]
        after = page["through"]
        if not page["more"]:
            break
    assert seen == list(range(1, 7))


@pytest.mark.parametrize("change", [{"epoch": str(uuid4())}, {"after": 99}])
def test_a_cursor_of_another_database_or_from_the_future_starts_over(
    made: Made, reader: Any, change: dict[str, Any]
) -> None:
    crew, client = reader
    answer = client.get(f"/api/feeds/{crew.feed}", query_string={"epoch": epoch(made), "after": 0, **change})
    assert (answer.status_code, answer.json["code"]) == (410, "start_over")


def test_a_feed_of_somebody_else_is_not_there(made: Made, reader: Any) -> None:
    _, client = reader
    for feed in (made.crew().feed, "board:CE", "duty:", "x"):
        assert client.get(f"/api/feeds/{feed}", query_string={"epoch": epoch(made), "after": 0}).status_code == 404


def test_a_worker_without_a_socket_says_what_it_stored_of_its_own_feed_alone(made: Made, app: Any, reader: Any) -> None:
    crew, client = reader
    tasking = made.tasking(crew, made.incident())
    told = {"device_id": str(uuid4()), "through": made.messages(crew.feed)[-1]["seq"]}
    stranger = made.client(app, made.crew())
    assert stranger.post(f"/api/feeds/{crew.feed}/stored", json=told).status_code == 404
    assert made.row("tasking_rows", tasking)["delivered_at"] is None
    assert client.post(f"/api/feeds/{crew.feed}/stored", json=told).status_code == 204
    assert made.row("tasking_rows", tasking)["delivered_at"]


def test_a_device_that_stored_a_tasking_is_shown_as_delivered_once(made: Made) -> None:
    crew = made.crew()
    tasking, device = made.tasking(crew, made.incident()), uuid4()
    through = made.messages(crew.feed)[-1]["seq"]
    with made.database.transaction(SYSTEM) as session:
        proofs.acknowledge(session, crew.feed, device, through)
    first = made.row("tasking_rows", tasking)["delivered_at"]
    assert first
    with made.database.transaction(SYSTEM) as session:
        proofs.acknowledge(session, crew.feed, device, through)
        proofs.acknowledge(session, crew.feed, uuid4(), through)
    assert made.row("tasking_rows", tasking)["delivered_at"] == first


def test_a_cursor_never_goes_back_and_a_number_that_was_never_sent_moves_it_nowhere(made: Made) -> None:
    crew, device = made.crew(), uuid4()
    made.give(crew, "set_status", status="4")
    with made.database.transaction(SYSTEM) as session:
        for through in (1, 2, 10_000, 1):
            proofs.acknowledge(session, crew.feed, device, through)
        held = session.execute(text("SELECT through FROM cursors WHERE device_id = :id"), {"id": device}).scalar_one()
    assert held == 2


def test_a_number_that_was_never_sent_is_refused_and_so_is_the_device_of_somebody_else(
    made: Made, app: Any, reader: Any
) -> None:
    crew, client = reader
    tasking = made.tasking(crew, made.incident())
    last, device, stranger = made.messages(crew.feed)[-1]["seq"], uuid4(), made.crew()
    with made.database.transaction(SYSTEM) as session:
        devices.meet(session, device, crew)
    beyond = client.post(f"/api/feeds/{crew.feed}/stored", json={"device_id": str(device), "through": last + 1})
    assert (beyond.status_code, list(beyond.json["details"])) == (422, ["through"])
    theirs = {"device_id": str(device), "through": made.messages(stranger.feed)[-1]["seq"]}
    assert made.client(app, stranger).post(f"/api/feeds/{stranger.feed}/stored", json=theirs).status_code == 422
    asked = {"epoch": epoch(made), "after": made.messages(stranger.feed)[-1]["seq"], "device_id": str(device)}
    assert made.client(app, stranger).get(f"/api/feeds/{stranger.feed}", query_string=asked).status_code == 200
    with made.database.transaction(SYSTEM) as session:
        assert session.execute(text("SELECT count(*) FROM cursors WHERE device_id = :id"), {"id": device}).scalar() == 0
    assert made.row("tasking_rows", tasking)["delivered_at"] is None


def test_a_device_that_repeats_its_cursor_is_a_receipt_once(
    made: Made, reader: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    crew, client = reader
    made.give(crew, "set_status", status="4")
    device, told = uuid4(), list[int]()
    acknowledge = proofs.acknowledge
    monkeypatch.setattr(proofs, "acknowledge", lambda *said: (told.append(said[-1]), acknowledge(*said)))
    for after in (1, 1, 1, 2, 1, 2):
        asked = {"epoch": epoch(made), "after": after, "device_id": str(device)}
        assert client.get(f"/api/feeds/{crew.feed}", query_string=asked).status_code == 200
    assert told == [1, 2]


def test_what_is_known_of_devices_is_known_of_one_life_of_the_database_and_of_so_many_devices() -> None:
    known = proofs.Known(most=2)
    first, second, third = uuid4(), uuid4(), uuid4()
    known.note("duty:a", first, "life", 5)
    assert known.holds("duty:a", first, "life", 4)
    assert not known.holds("duty:a", first, "life", 6)
    assert not known.holds("duty:a", first, "another life", 4)
    assert not known.holds("duty:a", second, "life", 1)
    known.note("duty:b", second, "life", 1)
    known.note("duty:c", third, "life", 1)
    assert not known.holds("duty:a", first, "life", 4)
