"""Sockets belong to sessions: none without one, none after it, and no more than a device needs."""

from __future__ import annotations

import time
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import gevent
import orjson
import pytest
from sqlalchemy.exc import OperationalError

from api import arrivals, clock, sockets
from api.actors import SYSTEM
from api.auth import service as auth
from api.devices import presence
from api.devices import service as devices
from api.devices.presence import Presence
from api.devices.service import reach_by_board
from api.fixes.allowance import Allowance
from api.fixes.batch import Taken
from api.fixes.clocks import Clocks
from api.outbox import feeds
from api.sockets import Socket, Sockets
from tests.factories import Made


class Server:
    """Stands for python-socketio's server and remembers whom it cut."""

    def __init__(self) -> None:
        self.rooms: dict[str, set[str]] = {}
        self.cut: list[str] = []
        self.said: list[tuple[str, str]] = []
        self.handlers: dict[str, Any] = {}
        self.manager = SimpleNamespace(eio_sid_from_sid=lambda sid, _: f"line of {sid}")

    def on(self, name: str, handler: Any) -> None:
        self.handlers[name] = handler

    def sleep(self, seconds: float) -> None: ...

    def emit(self, event: str, payload: Any, *, to: str) -> None:
        self.said.append((to, event))

    def disconnect(self, sid: str) -> None:
        self.cut.append(sid)

    def enter_room(self, sid: str, room: str) -> None:
        self.rooms.setdefault(sid, set()).add(room)

    def leave_room(self, sid: str, room: str) -> None:
        self.rooms[sid].discard(room)


class Carrier:
    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self.proofs: list[Any] = []
        self.carried: list[str] = []

    def follow(self, feed: str, through: int) -> None:
        self.numbers[feed] = through

    def carry_all(self, woken: Any) -> None:
        self.carried += woken

    def reached(self) -> dict[str, int]:
        return self.numbers

    def is_live(self) -> bool:
        return True

    def stored(self, proof: Any) -> None:
        self.proofs.append(proof)


@pytest.fixture
def room(made: Made, config: Any) -> Sockets:
    presence = Presence(made.database)
    return Sockets(Server(), config, made.database, Carrier(), None, presence)  # type: ignore[arg-type]  # nobody sends fixes here


def token_of(made: Made, person: Any) -> str:
    with made.database.transaction(SYSTEM) as session:
        token, _ = auth.open_session(session, person.id, hours=1)
    return token


def connect(room: Sockets, sid: str, token: str) -> bool:
    return room.on_connect(sid, {"HTTP_COOKIE": f"bluelamp={token}"})


def watching(**asked: Any) -> dict[str, Any]:
    return {"pods": None, "device_id": None, "kind": "handset", "visible": True, "held": None, **asked}


def test_without_a_session_there_is_no_socket(room: Sockets) -> None:
    assert not room.on_connect("a", {})
    assert not connect(room, "b", "a token that nobody was given")
    assert room.open == {}


def test_a_crew_hears_its_own_duty_whatever_it_asks_for(room: Sockets, made: Made) -> None:
    crew = made.crew()
    connect(room, "a", token_of(made, crew))
    answer = room.on_watch(room.open["a"], watching(pods="all", device_id=uuid4()))
    assert list(answer["feeds"]) == [crew.feed]
    assert room.server.rooms["a"] == {crew.feed}


def test_a_board_hears_the_pods_it_asks_for_and_leaves_the_others(room: Sockets, made: Made) -> None:
    connect(room, "a", token_of(made, made.dispatcher()))
    room.on_watch(room.open["a"], watching(pods=["CE", "NE"]))
    room.on_watch(room.open["a"], watching(pods=["NE"]))
    assert room.server.rooms["a"] == {"board:NE"}


@pytest.mark.parametrize(("behind", "is_carried"), [(0, False), (2, True), (arrivals.A_PAGE, False)])
def test_who_comes_back_is_brought_what_it_missed_unless_that_is_more_than_a_page(
    room: Sockets, made: Made, behind: int, is_carried: bool
) -> None:
    crew = made.crew()
    for number in range(behind):
        made.give(crew, "set_status", status="48"[number % 2])
    with made.database.transaction(SYSTEM) as session:
        last, epoch = feeds.last_seqs(session, [crew.feed])[crew.feed], UUID(feeds.epoch(session))
    connect(room, "a", token_of(made, crew))
    held = {"feed": crew.feed, "epoch": epoch, "seq": last - behind}
    answer = room.on_watch(room.open["a"], watching(device_id=uuid4(), held=held))
    assert answer["feeds"] == {crew.feed: last}
    assert room.carrier.carried == ([crew.feed] if is_carried else [])
    assert room.carrier.numbers == {crew.feed: last - behind if is_carried else last}


def test_what_was_held_in_another_life_of_the_database_brings_nothing(room: Sockets, made: Made) -> None:
    crew = made.crew()
    made.give(crew, "set_status", status="4")
    connect(room, "a", token_of(made, crew))
    room.on_watch(room.open["a"], watching(device_id=uuid4(), held={"feed": crew.feed, "epoch": uuid4(), "seq": 0}))
    assert room.carrier.carried == []


def test_those_who_come_together_are_let_in_together(
    room: Sockets, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    crews = [made.crew() for _ in range(12)]
    for crew in crews:
        connect(room, crew.feed, token_of(made, crew))
    groups: list[int] = []
    meet_all = devices.meet_all
    monkeypatch.setattr(
        arrivals.devices, "meet_all", lambda session, those: (groups.append(len(those)), meet_all(session, those))
    )
    asking = [gevent.spawn(room.on_watch, room.open[crew.feed], watching(device_id=uuid4())) for crew in crews]
    gevent.joinall(asking, timeout=60, raise_error=True)
    assert [list(one.value["feeds"]) for one in asking] == [[crew.feed] for crew in crews]
    assert sum(groups) == 12
    assert len(groups) < 12


def test_a_session_that_ended_ends_its_socket(room: Sockets, made: Made) -> None:
    person = made.dispatcher()
    connect(room, "a", token_of(made, person))
    connect(room, "b", token_of(made, made.dispatcher()))
    with made.database.transaction(SYSTEM) as session:
        auth.revoke_all(session, UUID(str(person.id)))
    room.cut_revoked()
    assert room.server.cut == ["a"]
    assert room.server.said == [("a", "signed_out")]


def test_an_open_device_is_told_once_that_somebody_else_has_booked_its_officer_on(room: Sockets, made: Made) -> None:
    driver, partner = made.officer(), made.officer()
    for sid, person in (("terminal", partner), ("stranger", made.officer())):
        connect(room, sid, token_of(made, person))
        room.on_watch(room.open[sid], watching(device_id=uuid4()))
    room.cut_revoked()
    assert room.server.said == []
    booking = {"duty_id": uuid4(), "unit_id": made.unit(), "crew": [partner.pay_number]}
    assert made.give(driver, "book_on", **booking).outcome == "done"
    for _ in range(2):
        room.cut_revoked()
    assert room.server.said == [("terminal", "crewed")]
    answer = room.on_watch(room.open["terminal"], watching(device_id=uuid4()))
    assert list(answer["feeds"]) == [f"duty:{booking['duty_id']}"]
    room.cut_revoked()
    assert room.server.said == [("terminal", "crewed")]


def test_who_connects_while_the_sessions_are_looked_up_is_not_cut(
    room: Sockets, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect(room, "a", token_of(made, made.dispatcher()))
    newcomer = token_of(made, made.dispatcher())
    ask = auth.ended

    def ask_slowly(*args: Any) -> Any:
        connect(room, "b", newcomer)
        return ask(*args)

    monkeypatch.setattr(sockets.auth, "ended", ask_slowly)
    room.cut_revoked()
    assert room.server.cut == []
    assert set(room.open) == {"a", "b"}


def test_a_flood_is_cut_off() -> None:
    socket = Socket("a", "line", uuid4(), "token", SYSTEM)
    sent = [socket.may_send() for _ in range(200)]
    assert sent[:100] == [True] * 100
    assert not all(sent)


def test_a_dead_feed_gives_no_good_answer_to_a_heartbeat(
    room: Sockets, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect(room, "a", token_of(made, made.crew()))
    monkeypatch.setattr(room.carrier, "is_live", lambda: False)
    beat = {"device_id": uuid4(), "visible": True}
    assert room.on_heartbeat(room.open["a"], beat) == {"ok": False, "code": "feed_dead"}


class Shelf:
    """Stands for the batch: keeps what it was handed."""

    def __init__(self) -> None:
        self.kept: list[Any] = []
        self.allowance, self.clocks = Allowance(), Clocks()

    def hand_in(self, fixes: list[Any], tell: Any) -> None:
        self.kept += fixes
        tell(Taken(len(fixes), 0))


class Line:
    """Stands for a connection of Engine.IO."""

    def __init__(self, sid: str) -> None:
        self.sid = f"line of {sid}"
        self.said: list[str] = []

    def say(self, written: str) -> None:
        self.said.append(written)

    def answer(self) -> Any:
        """The last one, which must be that of event 7."""
        assert self.said[-1].startswith("437[")
        return orjson.loads(self.said[-1][3:])[0]


def test_the_first_fix_of_a_duty_may_overtake_the_word_that_it_has_begun(room: Sockets, made: Made) -> None:
    officer, unit = made.officer(), made.unit()
    connect(room, "a", token_of(made, officer))
    room.batch = Shelf()  # type: ignore[assignment]  # stands for the batch
    fix = {"lon": -0.05, "lat": 51.53, "accuracy_m": 5.0, "speed_mps": None, "heading": None, "source": "handset"}
    fix["fixed_at"] = clock.iso(clock.now())
    usual = room.server.handlers["fixes"]
    assert usual("a", {"fixes": [fix]}) == {"ok": False, "code": "off_duty"}
    made.give(officer, "book_on", duty_id=uuid4(), unit_id=unit)
    assert usual("a", {"fixes": [fix]})["stored"] == 1
    assert room.batch.kept[0].unit_id == unit


def test_fixes_of_a_duty_that_has_ended_are_asked_about_once_more_in_the_name_of_the_next(
    room: Sockets, made: Made
) -> None:
    crew = made.crew()
    connect(room, "a", token_of(made, crew))
    socket = room.open["a"]
    ended = socket.actor.duty_id
    made.give(crew, "book_off")
    made.give(crew, "book_on", duty_id=uuid4(), unit_id=crew.unit_id)

    class Judge(Shelf):
        def hand_in(self, fixes: list[Any], tell: Any) -> None:
            self.kept += fixes
            of_the_ended = sum(one.duty_id == ended for one in fixes)
            tell(Taken(len(fixes) - of_the_ended, of_the_ended))

    room.batch = Judge()  # type: ignore[assignment]  # stands for the batch
    fix = {"lon": -0.05, "lat": 51.53, "accuracy_m": 5.0, "source": "handset", "fixed_at": clock.iso(clock.now())}
    told = room.server.handlers["fixes"]("a", {"fixes": [fix]})
    assert (told["stored"], told["off_duty"]) == (1, 0)
    assert [one.duty_id for one in room.batch.kept] == [ended, socket.actor.duty_id]


def test_a_socket_that_floods_is_told_to_keep_them(room: Sockets, made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    connect(room, "a", token_of(made, made.crew()))
    room.batch = Shelf()  # type: ignore[assignment]  # stands for the batch
    monkeypatch.setattr(room.batch.allowance._of_devices, "most", 3)
    fix = {"lon": -0.05, "lat": 51.53, "accuracy_m": 5.0, "source": "handset", "fixed_at": clock.iso(clock.now())}
    usual = room.server.handlers["fixes"]
    assert usual("a", {"fixes": [fix] * 3})["stored"] == 3
    assert usual("a", {"fixes": [fix] * 2}) == {"ok": False, "code": "too_many_fixes", "retry_after_s": 1}
    assert len(room.batch.kept) == 3


@pytest.mark.parametrize("said", ['{"fixes":[]}', '{"fixes":"all"}', '{"fixes":[],"more":1}', "[]"])
def test_by_express_or_the_usual_way_what_is_no_fix_is_answered_the_same(room: Sockets, made: Made, said: str) -> None:
    connect(room, "a", token_of(made, made.crew()))
    line = Line("a")
    assert room.express.take(line, f'27["fixes",{said}]')
    assert line.answer() == room.server.handlers["fixes"]("a", orjson.loads(said))
    assert line.answer()["code"] == "invalid"


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"device_id": "none"},
        {"device_id": "0198f1c0-0000-7000-8000-000000000001", "visible": "perhaps"},
        {"device_id": "0198f1c0-0000-7000-8000-000000000001", "where": "here"},
        [],
        "beat",
    ],
    ids=str,
)
def test_what_is_no_heartbeat_is_refused_and_the_next_good_one_is_not(room: Sockets, made: Made, said: Any) -> None:
    connect(room, "a", token_of(made, made.crew()))
    line, good = Line("a"), {"device_id": str(uuid4()), "visible": True}
    for words, is_good in ((good, True), (said, False), (said, False), (good, True)):
        room.express.take(line, f'27["heartbeat",{orjson.dumps(words).decode()}]')
        assert line.answer()["ok"] == is_good


@pytest.mark.parametrize(
    "packet",
    [
        '27["watch",{}]',
        '27["heartbeat"]',
        '27["heartbeat",{"visible":NaN}]',
        '27["heartbeat",{},{}]',
        '27["heartbeat",{}',
        '27["heartbeat",',
        '2/other,7["heartbeat",{}]',
        '27[ "heartbeat",{}]',
        '2-7["heartbeat",{}]',
        b'27["heartbeat",{}]',
        "",
        "40",
    ],
    ids=str,
)
def test_what_does_not_look_like_ours_goes_the_usual_way(room: Sockets, made: Made, packet: Any) -> None:
    connect(room, "a", token_of(made, made.crew()))
    assert not room.express.take(Line("a"), packet)


def test_a_line_without_a_session_is_not_heard_by_express(room: Sockets, made: Made) -> None:
    connect(room, "a", token_of(made, made.crew()))
    room.on_disconnect("a")
    line = Line("a")
    assert not room.express.take(line, '27["heartbeat",{}]')
    assert not line.said


def test_a_flood_by_express_is_cut_off(room: Sockets, made: Made) -> None:
    connect(room, "a", token_of(made, made.crew()))
    line = Line("a")
    for _ in range(200):
        room.express.take(line, '27["heartbeat",{}]')
    assert 100 <= len(line.said) < 200
    assert room.server.cut


def test_a_heartbeat_is_the_word_of_a_device_that_watched_and_of_no_other(room: Sockets, made: Made) -> None:
    crew, device = made.crew(has_device=False), uuid4()
    connect(room, "a", token_of(made, crew))
    room.on_watch(room.open["a"], watching(device_id=device))
    room.on_heartbeat(room.open["a"], {"device_id": uuid4(), "visible": False})
    assert room.presence._heard == {}
    room.on_heartbeat(room.open["a"], {"device_id": device, "visible": False})
    room.presence.store()
    with made.database.transaction(SYSTEM) as session:
        states = {row[0]: row[1] for row in reach_by_board(session)[f"board:{crew.pod}"]}
    assert states[str(crew.unit_id)] == "push_dead"


def test_a_device_of_two_tabs_is_in_sight_while_either_of_them_is(room: Sockets, made: Made) -> None:
    """They beat in turn: by the last word alone the unit would blink between reachable and asleep."""
    crew, device = made.crew(has_device=False), uuid4()
    for sid in ("front", "back"):
        connect(room, sid, token_of(made, crew))
        room.on_watch(room.open[sid], watching(device_id=device, visible=sid == "front"))

    def state_after(*words: tuple[str, bool]) -> str:
        for sid, visible in words:
            room.on_heartbeat(room.open[sid], {"device_id": device, "visible": visible})
        room.presence.store()
        with made.database.transaction(SYSTEM) as session:
            states = {row[0]: row[1] for row in reach_by_board(session)[f"board:{crew.pod}"]}
        return str(states[str(crew.unit_id)])

    assert state_after() == "reachable", "the one behind came last, and hides nothing"
    assert state_after(("front", True), ("back", False)) == "reachable"
    assert state_after(("front", False)) == "push_dead", "its own word counts at once"
    assert state_after(("front", True)) == "reachable"
    room.on_disconnect("front")
    assert state_after(("back", False)) == "push_dead"


def test_a_tab_that_has_said_nothing_for_long_is_in_sight_no_more(
    room: Sockets, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    device, began = uuid4(), time.monotonic()
    room.presence.note(device, "front", is_visible=True)
    monkeypatch.setattr(
        presence, "time", SimpleNamespace(monotonic=lambda: began + presence.SAID_LATELY.total_seconds() + 1)
    )
    assert not room.presence.is_in_sight(device, "back", is_visible=False)


def acknowledging(room: Sockets, made: Made, **said: Any) -> tuple[dict[str, Any], list[Any]]:
    """What an ack is answered on the socket of a device that watched and holds all that was posted; and what came of it."""
    crew, device = made.crew(), uuid4()
    connect(room, "a", token_of(made, crew))
    told = room.on_watch(room.open["a"], watching(device_id=device))
    ack = {"feed": crew.feed, "through": told["feeds"][crew.feed], "device_id": device, **said}
    return room.on_ack(room.open["a"], ack), room.carrier.proofs  # type: ignore[attr-defined]  # the stand-in's


def test_an_ack_is_the_word_of_the_device_that_watched_and_of_no_other(room: Sockets, made: Made) -> None:
    assert acknowledging(room, made, device_id=uuid4()) == ({"ok": False, "code": "not_yours"}, [])


def test_a_number_that_was_never_sent_is_not_stored(room: Sockets, made: Made) -> None:
    assert acknowledging(room, made, through=9_999) == ({"ok": False, "code": "never_sent"}, [])


def test_a_device_that_fetched_its_feed_may_have_more_than_was_carried_to_it(room: Sockets, made: Made) -> None:
    room.carrier.follow = lambda *_: None  # type: ignore[method-assign]  # it has carried nothing yet
    answer, proofs = acknowledging(room, made)
    assert (answer, len(proofs)) == ({"ok": True}, 1)


def test_the_postman_is_told_which_devices_hear_a_feed(room: Sockets, made: Made) -> None:
    crew, device = made.crew(), uuid4()
    connect(room, "a", token_of(made, crew))
    room.on_watch(room.open["a"], watching(device_id=device))
    assert room.listeners.devices_on(crew.feed) == [device]
    room.on_disconnect("a")
    assert room.listeners.devices_on(crew.feed) == []


def test_a_database_out_of_reach_lets_the_device_ask_again(
    room: Sockets, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect(room, "a", token_of(made, made.crew()))

    def gone(*_: Any) -> Any:
        raise OperationalError("gone", {}, Exception())

    monkeypatch.setattr(arrivals.auth, "look_up_all", gone)
    watch = room._handlers()["watch"]
    assert watch("a", {"device_id": str(uuid4())}) == {"ok": False, "code": "not_ready"}
    # A connection is dropped and not refused: a refusal would sign the person out.
    with pytest.raises(OperationalError):
        connect(room, "b", "anything")
    assert set(room.open) == {"a"}


def test_an_open_map_is_told_who_is_around_and_not_more_often_than_it_should_ask(room: Sockets, made: Made) -> None:
    crew, near, covert = made.crew(), made.crew(), made.crew()
    made.make_covert(covert)
    connect(room, "a", token_of(made, crew))
    told = room.on_around(room.open["a"], {})
    assert [unit["unit_id"] for unit in told["units"]] == [str(near.unit_id)]
    assert room.on_around(room.open["a"], {}) == {"ok": False, "code": "too_soon"}


def test_a_board_has_nobody_around(room: Sockets, made: Made) -> None:
    made.crew()
    connect(room, "a", token_of(made, made.dispatcher()))
    assert room.on_around(room.open["a"], {})["units"] == []
