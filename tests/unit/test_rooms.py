"""Rooms are left by whoever goes, all of them and nobody else's."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from api.rooms import Rooms


@pytest.fixture
def rooms() -> Rooms:
    made = Rooms()
    made.server = SimpleNamespace(eio=SimpleNamespace(generate_id=iter(["a", "b", "c"]).__next__))
    return made


def test_whoever_goes_leaves_their_rooms_and_the_others_stay(rooms: Rooms) -> None:
    gone, stays = (rooms.connect(line, "/") or "" for line in ("line 1", "line 2"))
    for sid in (gone, stays):
        rooms.enter_room(sid, "/", "board:CE")
    rooms.enter_room(gone, "/", "duty:1")
    assert set(rooms.get_rooms(gone, "/")) == {gone, "board:CE", "duty:1"}
    rooms.pre_disconnect(gone, "/")
    rooms.disconnect(gone, "/")
    assert dict(rooms.get_participants("/", "board:CE")) == {stays: "line 2"}
    assert list(rooms.get_participants("/", "duty:1")) == []
    assert rooms.get_rooms(gone, "/") == []
    assert not rooms.is_connected(gone, "/")
    assert rooms.is_connected(stays, "/")
    assert rooms.sid_from_eio_sid("line 1", "/") is None


def test_a_room_that_was_left_is_not_left_again(rooms: Rooms) -> None:
    sid = rooms.connect("line 1", "/") or ""
    rooms.enter_room(sid, "/", "board:CE")
    rooms.leave_room(sid, "/", "board:CE")
    assert rooms.get_rooms(sid, "/") == [sid]
    rooms.disconnect(sid, "/")
    assert rooms.rooms == {}


def test_a_feed_is_known_for_as_long_as_anybody_listens(rooms: Rooms) -> None:
    one, other = (rooms.connect(line, "/") or "" for line in ("line 1", "line 2"))
    for sid in (one, other):
        rooms.enter_room(sid, "/", "board:CE")
    rooms.enter_room(one, "/", "duty:1")
    assert rooms.feeds == {"board:CE", "duty:1"}
    rooms.pre_disconnect(one, "/")
    rooms.disconnect(one, "/")
    assert rooms.feeds == {"board:CE"}
    rooms.leave_room(other, "/", "board:CE")
    assert rooms.feeds == set()
