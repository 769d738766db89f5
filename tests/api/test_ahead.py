"""A restored database begins another life, and hears from the devices what it has forgotten."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest

from api.actors import SYSTEM, Actor
from api.board import service as board
from api.devices import ahead
from api.errors import StartOver
from api.outbox import feeds
from tests.factories import Made


def epoch(made: Made) -> UUID:
    with made.database.transaction(SYSTEM) as session:
        return UUID(feeds.epoch(session))


def tell(made: Made, crew: Actor, held: int, of: UUID) -> None:
    with made.database.transaction(SYSTEM) as session:
        ahead.compare(session, [ahead.Holding(uuid4(), crew.label, crew.feed, of, held)])


def listed(made: Made) -> list[dict[str, Any]]:
    with made.database.transaction(SYSTEM) as session:
        return list(orjson.loads(board.snapshot(session, ["CE"], sees_covert=False))["ahead"])


def test_a_device_that_holds_what_we_hold_is_no_news(made: Made) -> None:
    crew = made.crew()
    tell(made, crew, made.messages(crew.feed)[-1]["seq"], epoch(made))
    assert listed(made) == []


def test_devices_that_hold_more_are_listed_on_every_board(made: Made) -> None:
    for _ in range(2):
        crew = made.crew()
        tell(made, crew, made.messages(crew.feed)[-1]["seq"] + 3, epoch(made))
    assert [row["missing"] for row in listed(made)] == [3, 3]
    assert [one["kind"] for one in made.messages("board:NE")[-2:]] == ["device.ahead", "device.ahead"]


def test_one_crew_alone_cannot_say_that_the_record_was_restored_until_it_is_known_to_be(made: Made) -> None:
    """Anybody can make up a number for a device of theirs, and every board would wear a band until somebody pressed *Asked*."""
    crew = made.crew()
    before = len(made.messages("board:CE"))
    for held in (10_000, 20_000):
        tell(made, crew, held, epoch(made))
    assert (listed(made), len(made.messages("board:CE"))) == ([], before)
    with made.database.transaction(SYSTEM) as session:
        feeds.begin_epoch(session)
    assert len(listed(made)) == 2


def test_after_a_restore_the_former_life_is_compared_with_what_the_backup_held(made: Made) -> None:
    crew, former = made.crew(), epoch(made)
    held_by_backup = made.messages(crew.feed)[-1]["seq"]
    with made.database.transaction(SYSTEM) as session:
        feeds.begin_epoch(session)
    # What is posted in the new life hides nothing of what the device of the former one still holds.
    for status in ("4", "2", "8"):
        made.give(crew, "set_status", status=status)
    tell(made, crew, held_by_backup + 2, former)
    assert [row["missing"] for row in listed(made)] == [2]


def test_a_life_that_this_database_never_lived_says_nothing(made: Made) -> None:
    tell(made, made.crew(), 10_000, uuid4())
    assert listed(made) == []


def test_a_cursor_of_the_former_life_means_start_over(made: Made) -> None:
    crew, former = made.crew(), epoch(made)
    with made.database.transaction(SYSTEM) as session:
        feeds.begin_epoch(session)
        with pytest.raises(StartOver):
            feeds.page(session, crew.feed, given_epoch=str(former), after=0, limit=10)


def test_a_controller_deals_with_it_once(made: Made) -> None:
    for _ in range(2):
        tell(made, made.crew(), 10_000, epoch(made))
    row, other = listed(made)
    assert made.give(made.dispatcher(), "settle_ahead", ahead_id=row["id"]).outcome == "done"
    assert made.give(made.dispatcher(), "settle_ahead", ahead_id=row["id"]).outcome == "refused"
    assert [one["id"] for one in listed(made)] == [other["id"]]


def test_a_device_that_asks_by_http_first_is_listed_before_it_starts_over(made: Made, app: Any) -> None:
    """Found by a restore under load: whoever had no socket threw away what it held without anybody knowing."""
    crew = made.crew()
    held = made.messages(crew.feed)[-1]["seq"] + 4
    asked = {"epoch": str(epoch(made)), "after": held, "device_id": str(uuid4())}
    for given in (asked, asked, asked | {"epoch": "no life of ours"}):
        answer = made.client(app, crew).get(f"/api/feeds/{crew.feed}", query_string=given)
        assert answer.status_code == 410
    with made.database.transaction(SYSTEM) as session:
        feeds.begin_epoch(session)
    assert [row["missing"] for row in listed(made)] == [4]
