"""The postman carries what is new, in order, to whoever listens, whatever wake-ups do."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy.exc import OperationalError

from api.actors import SYSTEM
from api.outbox import feeds, news
from push.postman import Postman
from tests.factories import Made


class Box:
    """A channel that keeps what it was given."""

    def __init__(self, *rooms: str) -> None:
        self.listening, self.frames = set(rooms), list[tuple[str, str, dict[str, Any]]]()
        self.device = uuid4()
        self.sent_away = 0

    def send_away(self) -> None:
        self.sent_away += 1

    def send(self, room: str, event: str, payload: dict[str, Any]) -> None:
        self.frames.append((room, event, payload))

    def rooms(self) -> set[str]:
        return self.listening

    def devices_on(self, _feed: str) -> list[UUID]:
        return [self.device]

    def numbers(self, feed: str) -> list[int]:
        return [
            m["seq"]
            for room, event, payload in self.frames
            if (room, event) == (feed, "feed")
            for m in payload["messages"]
        ]


def postman_of(made: Made, box: Box) -> Postman:
    """One that has looked once: before that it does not know which life of the database this is."""
    postman = Postman(made.database, box)
    postman.look()
    return postman


def last(made: Made, feed: str) -> int:
    with made.database.transaction(SYSTEM) as session:
        return feeds.last_seqs(session, [feed])[feed]


def test_each_message_is_carried_once_and_in_order(made: Made) -> None:
    crew = made.crew()
    box = Box(crew.feed)
    postman = postman_of(made, box)
    start = last(made, crew.feed)
    postman.follow(crew.feed, start)
    for status in ("4", "2", "8"):
        made.give(crew, "set_status", status=status)
        postman.carry(crew.feed)
        postman.carry(crew.feed)
    assert box.numbers(crew.feed) == [start + 1, start + 2, start + 3]


@pytest.mark.parametrize("is_woken", [False, True])
def test_a_lost_wake_up_is_made_good_by_the_next_look_and_so_is_one_before_the_first(
    made: Made, is_woken: bool
) -> None:
    """Before its first look a postman does not know which life of the database this is: nothing is carried under no name."""
    crew = made.crew()
    box = Box(crew.feed)
    postman = Postman(made.database, box)
    postman.follow(crew.feed, last(made, crew.feed))
    made.give(crew, "set_status", status="8")
    if is_woken:
        postman.carry(crew.feed)
    assert box.frames == []
    assert postman.look()
    assert box.numbers(crew.feed) == [last(made, crew.feed)]
    assert not postman.look()


@pytest.mark.parametrize(("is_woken", "looks"), [(True, 1), (False, 4)])
def test_who_is_not_woken_any_more_looks_more_often(
    made: Made, monkeypatch: pytest.MonkeyPatch, is_woken: bool, looks: int
) -> None:
    crew = made.crew()
    postman = postman_of(made, Box(crew.feed))
    postman.follow(crew.feed, last(made, crew.feed))
    looked: list[int] = []
    monkeypatch.setattr("push.postman.LOOK_AGAIN_S", 0)
    monkeypatch.setattr(postman, "look", lambda: looked.append(1) or True)
    if is_woken:
        postman.carry(crew.feed)
    postman.watch_over()
    assert len(looked) == looks


def test_nobody_listens_nothing_is_carried(made: Made) -> None:
    crew = made.crew()
    box = Box()
    postman = postman_of(made, box)
    postman.follow(crew.feed, 0)
    postman.look()
    postman.carry(crew.feed)
    assert box.frames == []


def test_a_tasking_that_went_out_is_marked_as_sent(made: Made) -> None:
    crew = made.crew()
    postman = postman_of(made, Box(crew.feed))
    postman.follow(crew.feed, last(made, crew.feed))
    tasking = made.tasking(crew, made.incident())
    assert made.row("tasking_rows", tasking)["sent_at"] is None
    postman.carry(crew.feed)
    postman.proofs.store()
    row = made.row("tasking_rows", tasking)
    assert row["sent_at"]
    assert [list(one["rungs"]) for one in row["devices"]] == [["sent:socket"]]


def test_feeds_that_wait_together_are_read_in_one_round(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    crews = [made.crew(), made.crew()]
    box = Box(*(crew.feed for crew in crews))
    postman = postman_of(made, box)
    rounds: list[set[str]] = []
    after = news.after
    monkeypatch.setattr(
        news, "after", lambda db, cursors, limit: rounds.append(set(cursors)) or after(db, cursors, limit)
    )
    for crew in crews:
        postman.follow(crew.feed, last(made, crew.feed))
        made.give(crew, "set_status", status="8")
    postman.look()
    assert rounds == [{crew.feed for crew in crews}]
    assert [box.numbers(crew.feed) for crew in crews] == [[last(made, crew.feed)] for crew in crews]


def test_a_wake_up_of_what_was_carried_already_asks_nobody(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    crew = made.crew()
    box = Box(crew.feed)
    postman = postman_of(made, box)
    postman.follow(crew.feed, last(made, crew.feed))
    made.give(crew, "set_status", status="8")
    notice = f"{crew.feed} {last(made, crew.feed)}"
    postman.carry(notice)
    monkeypatch.setattr(news, "after", lambda *_: pytest.fail("nothing is new"))
    postman.carry(notice)
    assert box.numbers(crew.feed) == [last(made, crew.feed)]


def test_a_long_wait_is_carried_page_by_page(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "PAGE", 2)
    crew = made.crew()
    box = Box(crew.feed)
    postman = postman_of(made, box)
    postman.follow(crew.feed, 0)
    for status in ("4", "2", "8"):
        made.give(crew, "set_status", status=status)
    postman.carry(crew.feed)
    assert box.numbers(crew.feed) == list(range(1, last(made, crew.feed) + 1))


def test_a_postman_that_cannot_look_gives_no_sign_of_life(made: Made) -> None:
    class Down:
        def transaction(self, *_: Any) -> Any:
            raise OperationalError("down", {}, Exception())

    box = Box("board:CE")
    postman = Postman(Down(), box)  # type: ignore[arg-type]  # a database that is gone
    postman.follow("board:CE", 0)
    with pytest.raises(OperationalError):
        postman.look()
    postman.beat()
    assert not postman.is_live()
    assert box.frames == []


def test_a_beat_says_how_far_the_feed_has_come(made: Made) -> None:
    made.incident()
    box = Box("board:CE")
    postman = postman_of(made, box)
    postman.follow("board:CE", last(made, "board:CE"))
    postman.look()
    postman.beat()
    assert box.frames[-1][2]["feeds"] == {"board:CE": last(made, "board:CE")}


def test_after_a_restore_everybody_comes_again_and_new_messages_are_carried(made: Made) -> None:
    crew = made.crew()
    box = Box(crew.feed)
    postman = postman_of(made, box)
    # It had come further than the backup.
    postman.follow(crew.feed, last(made, crew.feed) + 50)
    postman.look()
    assert box.sent_away == 0
    with made.database.transaction(SYSTEM) as session:
        feeds.begin_epoch(session)
    postman.look()
    assert box.sent_away == 1
    made.give(crew, "set_status", status="8")
    postman.look()
    assert box.numbers(crew.feed) == [last(made, crew.feed)]
    assert box.sent_away == 1
