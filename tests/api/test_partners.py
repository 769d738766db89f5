"""Partners: told what their key opens and no more, dead when withdrawn, and never in anybody's way."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import gevent
import pytest
from defusedxml import ElementTree
from gevent import socket
from sqlalchemy import text

from api import clock
from api.actors import SYSTEM, Actor
from api.devices.flood import Flood
from api.partners import routes, service, streaming
from api.partners.service import Partners
from api.partners.streaming import PartnerServer
from api.serving import PromptHandler, PromptServer
from tests.api.test_fixes import ask
from tests.factories import FAR, HERE, NORTH, Made

# The machine may be busy; what is right comes long before this.
PATIENCE_S = 60
# Eleven metres on: no car is too fast for that, however short the time.
ON = (HERE[0], 51.5301)


@pytest.fixture
def telling(app: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The app, with nothing remembered from the test before."""
    monkeypatch.setattr(routes, "guessing", Flood(most=20, within_s=60))
    monkeypatch.setattr(routes, "pace", routes.Pace())
    monkeypatch.setattr(service, "BELIEVED_FOR_S", 0.0)
    monkeypatch.setattr(service, "SAME_FOR_S", 0.0)
    return app


def make(app: Any, made: Made, **body: Any) -> tuple[str, str]:
    given = {"form": "geojson", "label": "London Ambulance", "is_precise": True, "delay_s": 0, **body}
    answer = made.client(app, made.supervisor()).post("/api/partners", json=given)
    assert answer.status_code == 200, answer.json
    return answer.json["id"], answer.json["key"]


def units(app: Any, key: str, **headers: str) -> Any:
    return app.test_client().get("/partners/units.geojson", headers={"Authorization": f"Bearer {key}", **headers})


def told(app: Any, key: str) -> dict[str, Any]:
    answer = units(app, key)
    assert answer.status_code == 200, answer.json
    return {one["id"]: one for one in answer.json["features"]}


def callsign(made: Made, crew: Actor) -> str:
    return str(made.unit_row(crew)["callsign"])


@pytest.fixture
def two_seconds_later(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """The clock is put on, instead of waiting for a partner who is told a second late."""

    def put_on() -> None:
        later = clock.now() + timedelta(seconds=2)
        monkeypatch.setattr(clock, "now", lambda: later)

    return put_on


def hide(made: Made, crew: Actor) -> None:
    with made.database.transaction(SYSTEM) as session:
        session.execute(text("UPDATE units SET is_covert = true WHERE id = :id"), {"id": crew.unit_id})


def test_a_partner_is_told_where_units_are_and_how_old_that_is(telling: Any, made: Made) -> None:
    crew = made.crew()
    _, key = make(telling, made)
    answer = units(telling, key)
    assert answer.mimetype == "application/geo+json"
    one = told(telling, key)[callsign(made, crew)]
    assert one["geometry"] == {"type": "Point", "coordinates": list(HERE)}
    assert set(one["properties"]) == {"callsign", "kind", "fixed_at", "accuracy_m", "speed_mps", "heading"}
    assert one["properties"]["fixed_at"] == made.row("position_rows", crew.unit_id)["fixed_at"]


def test_no_answer_names_an_officer(telling: Any, made: Made) -> None:
    crew = made.crew(name="Nobody Tells")
    _, key = make(telling, made)
    text_of = units(telling, key).text
    for secret in ("Nobody", crew.pay_number, str(crew.id), str(crew.unit_id), str(crew.duty_id)):
        assert secret not in text_of


def test_the_covert_and_the_off_duty_are_told_to_nobody(
    telling: Any, made: Made, two_seconds_later: Callable[[], None]
) -> None:
    hidden, gone, there = made.crew(), made.crew(), made.crew()
    names = [callsign(made, crew) for crew in (hidden, gone, there)]
    hide(made, hidden)
    made.give(gone, "book_off")
    two_seconds_later()
    for scope in ({}, {"is_precise": False}, {"delay_s": 1}):
        _, key = make(telling, made, **scope)
        assert [name in told(telling, key) for name in names] == [False, False, True]


def test_a_unit_of_nobody_for_long_is_not_told(telling: Any, made: Made) -> None:
    crew = made.crew(at=None)
    made.fix(crew, HERE, age_s=700)
    _, key = make(telling, made)
    assert callsign(made, crew) not in told(telling, key)


def test_a_key_for_an_area_tells_nothing_of_another(
    telling: Any, made: Made, two_seconds_later: Callable[[], None]
) -> None:
    here, far = made.crew(at=HERE), made.crew(at=FAR)
    two_seconds_later()
    for delay_s in (0, 1):
        _, key = make(telling, made, area={"kind": "borough", "code": "Tower Hamlets"}, delay_s=delay_s)
        found = told(telling, key)
        assert (callsign(made, here) in found, callsign(made, far) in found) == (True, False)


def test_a_key_for_one_kind_tells_of_no_other(telling: Any, made: Made) -> None:
    crew = made.crew()
    with made.database.transaction(SYSTEM) as session:
        session.execute(text("UPDATE units SET kind = 'dog' WHERE id = :id"), {"id": crew.unit_id})
    other = made.crew()
    _, key = make(telling, made, kinds=["dog"])
    assert set(told(telling, key)) == {callsign(made, crew)}
    assert callsign(made, other) not in told(telling, key)


def test_a_coarse_place_is_the_middle_of_a_square_and_says_no_more(telling: Any, made: Made) -> None:
    one, other = made.crew(at=None), made.crew(at=None)
    made.fix(one, (-0.0500, 51.5300), speed_mps=10.0, heading=90.0)
    made.fix(other, (-0.0495, 51.5301))
    _, key = make(telling, made, is_precise=False)
    found = told(telling, key)
    first, second = found[callsign(made, one)], found[callsign(made, other)]
    assert first["geometry"] == second["geometry"]
    assert first["properties"]["accuracy_m"] == 500
    assert (first["properties"]["speed_mps"], first["properties"]["heading"]) == (None, None)


def test_who_is_told_late_is_told_of_where_they_were(telling: Any, made: Made) -> None:
    crew = made.crew(at=None)
    made.fix(crew, HERE, age_s=200)
    made.fix(crew, NORTH, age_s=5)
    _, key = make(telling, made, delay_s=60)
    assert told(telling, key)[callsign(made, crew)]["geometry"]["coordinates"] == list(HERE)


def test_who_is_told_late_is_told_nothing_of_where_a_unit_was_while_it_was_covert(telling: Any, made: Made) -> None:
    crew = made.crew(at=None)
    for age_s, where in ((300, HERE), (200, NORTH), (5, ON)):
        made.fix(crew, where, age_s=age_s)
    with made.database.transaction(SYSTEM) as session:
        covert = "INSERT INTO covert_times (unit_id, began_at, ended_at) VALUES (:id, :began, :ended)"
        began, ended = (clock.now() - timedelta(seconds=before_s) for before_s in (250, 100))
        session.execute(text(covert), {"id": crew.unit_id, "began": began, "ended": ended})
    _, late = make(telling, made, delay_s=150)
    assert told(telling, late)[callsign(made, crew)]["geometry"]["coordinates"] == list(HERE)
    _, now = make(telling, made)
    assert told(telling, now)[callsign(made, crew)]["geometry"]["coordinates"] == list(ON)


def test_what_has_not_changed_is_not_sent_again(telling: Any, made: Made) -> None:
    crew = made.crew()
    _, key = make(telling, made)
    tag = units(telling, key).headers["ETag"]
    assert units(telling, key, **{"If-None-Match": tag}).status_code == 304
    made.fix(crew, ON)
    again = units(telling, key, **{"If-None-Match": tag})
    assert (again.status_code, again.headers["ETag"] == tag) == (200, False)


def test_a_wrong_key_and_a_key_of_another_form_open_nothing(telling: Any, made: Made) -> None:
    made.crew()
    _, cot_key = make(telling, made, form="cot")
    for key in ("", "short", "no-such-key-at-all", cot_key):
        answer = units(telling, key)
        assert (answer.status_code, answer.json["code"]) == (401, "no_such_key")
    assert telling.test_client().get("/partners/units.geojson?key=" + cot_key).status_code == 401


def test_who_guesses_is_told_to_wait(telling: Any) -> None:
    assert [units(telling, f"not-a-key-{number:06}").status_code for number in range(25)][-1] == 429


def test_a_withdrawn_key_is_dead(telling: Any, made: Made) -> None:
    made.crew()
    partner, key = make(telling, made)
    assert units(telling, key).status_code == 200
    supervisor = made.client(telling, made.supervisor())
    assert supervisor.post(f"/api/partners/{partner}/withdraw", json={}).status_code == 204
    assert units(telling, key).status_code == 401
    assert supervisor.post(f"/api/partners/{partner}/withdraw", json={}).status_code == 404


def test_what_a_process_believes_of_a_key_and_its_pause_are_under_five_seconds() -> None:
    assert service.BELIEVED_FOR_S + streaming.EVERY_S <= 5


def test_a_flood_with_a_good_key_is_slowed_and_asks_the_database_once(
    telling: Any, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    made.crew()
    monkeypatch.setattr(service, "SAME_FOR_S", 60.0)
    asked: list[int] = []
    ask_it = service.told
    monkeypatch.setattr(service, "told", lambda *given: asked.append(1) or ask_it(*given))
    _, key = make(telling, made)
    answers = [units(telling, key).status_code for _ in range(30)]
    assert answers[:10] == [200] * 10
    assert answers.count(429) >= 15
    assert len(asked) == 1
    _, other = make(telling, made)
    assert units(telling, other).status_code == 200


def test_each_use_is_in_the_record_and_on_the_page(telling: Any, made: Made) -> None:
    made.crew()
    partner, key = make(telling, made)
    units(telling, key)
    units(telling, key)
    [(uses, count)] = ask(made, "SELECT sum(uses), sum(units) FROM partner_uses WHERE key_id = :id", id=partner)
    assert (uses, count) == (2, 2 * len(told(telling, key)))
    [row] = [one for one in listed(telling, made)["items"] if one["id"] == partner]
    assert row["uses_today"] == 3
    assert row["used_at"]
    assert key not in str(row)


def listed(app: Any, made: Made) -> dict[str, Any]:
    found: dict[str, Any] = made.client(app, made.supervisor()).get("/api/partners").json
    return found


def test_no_record_of_the_use_no_answer(telling: Any, made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    made.crew()
    _, key = make(telling, made)

    def fails(*_: Any) -> None:
        raise RuntimeError("it cannot be written")

    monkeypatch.setattr(Partners, "note", fails)
    answer = units(telling, key)
    assert (answer.status_code, "features" in answer.json) == (500, False)


def test_making_a_key_is_a_disclosure_in_the_audit(telling: Any, made: Made) -> None:
    made.crew()
    make(telling, made, area={"kind": "pod", "code": "CE"}, kinds=["response"], is_precise=False, delay_s=300)
    rows = ask(made, "SELECT subject, kind FROM audit WHERE action = 'make partner key'")
    assert [tuple(row) for row in rows] == [
        ("geojson for London Ambulance: pod:CE, response, squares of 500 m, 300 s late", "disclosure")
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"form": "pigeon"},
        {"area": {"kind": "borough", "code": "Atlantis"}},
        {"area": {"kind": "beat", "code": "1"}},
        {"kinds": ["submarine"]},
        {"delay_s": 3601},
        {"delay_s": -1},
        {"is_precise": "yes"},
        {"label": ""},
    ],
)
def test_a_key_that_makes_no_sense_is_not_made(telling: Any, made: Made, wrong: dict[str, Any]) -> None:
    given = {"form": "geojson", "label": "Somebody", **wrong}
    answer = made.client(telling, made.supervisor()).post("/api/partners", json=given)
    assert answer.status_code == 422
    assert ask(made, "SELECT 1 FROM partner_keys") == []


def test_only_keepers_of_devices_make_keys(telling: Any, made: Made) -> None:
    for who in (made.dispatcher(), made.crew(), made.person("auditor")):
        client = made.client(telling, who)
        assert client.get("/api/partners").status_code == 403
        assert client.post("/api/partners", json={"form": "geojson", "label": "Somebody"}).status_code == 403


# Cursor on Target: the real server on a real line.


@pytest.fixture
def lines(telling: Any, made: Made, config: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[PartnerServer]:
    monkeypatch.setattr(streaming, "EVERY_S", 0.05)
    monkeypatch.setattr(streaming, "TAKEN_WITHIN_S", 0.5)
    server = PartnerServer(config, Partners(made.database))
    server.server.address = ("127.0.0.1", 0)
    server.begin()
    yield server
    server.server.stop(timeout=0.2)


class Tak:
    """A partner's TAK client."""

    def __init__(self, server: PartnerServer, key: str | None) -> None:
        self.line = socket.create_connection(("127.0.0.1", server.server.server_port))
        self.line.settimeout(PATIENCE_S)
        self.heard = b""
        if key is not None:
            self.line.sendall(f'<auth><cot username="x" password="{key}" uid="x"/></auth>'.encode())

    def events(self, count: int) -> list[Any]:
        while self.heard.count(b"</event>") < count:
            data = self.line.recv(65_536)
            assert data, "cut off"
            self.heard += data
        whole, _, _ = self.heard.rpartition(b"</event>")
        return list(ElementTree.fromstring(b"<all>" + whole + b"</event></all>", forbid_dtd=True))

    def is_cut(self) -> bool:
        try:
            while self.line.recv(65_536):
                pass
        except ConnectionError:
            pass
        return True


def test_a_tak_client_is_told_of_units_and_of_what_moves(lines: PartnerServer, telling: Any, made: Made) -> None:
    crew = made.crew()
    _, key = make(telling, made, form="cot")
    tak = Tak(lines, key)
    [first] = tak.events(1)
    assert first.get("uid") == f"BLUELAMP.{callsign(made, crew)}"
    assert float(first.find("point").get("lat")) == HERE[1]
    assert first.find("detail/contact").get("callsign") == callsign(made, crew)
    fixed_at = made.row("position_rows", crew.unit_id)["fixed_at"]
    assert first.get("start") == fixed_at
    assert first.get("stale") > fixed_at
    made.fix(crew, ON)
    assert float(tak.events(2)[1].find("point").get("lat")) == ON[1]


def test_a_unit_that_books_off_is_taken_off_their_map(lines: PartnerServer, telling: Any, made: Made) -> None:
    crew = made.crew()
    _, key = make(telling, made, form="cot")
    tak = Tak(lines, key)
    tak.events(1)
    made.give(crew, "book_off")
    gone = tak.events(2)[1]
    assert gone.get("type") == "t-x-d-d"
    assert gone.find("detail/link").get("uid") == f"BLUELAMP.{callsign(made, crew)}"


def test_the_covert_are_on_no_line(lines: PartnerServer, telling: Any, made: Made) -> None:
    hidden, there = made.crew(), made.crew()
    hide(made, hidden)
    _, key = make(telling, made, form="cot")
    assert [one.get("uid") for one in Tak(lines, key).events(1)] == [f"BLUELAMP.{callsign(made, there)}"]


@pytest.mark.parametrize(
    "word", [b"", b"<auth><cot password='no-such-key-here'/></auth>", b"<event uid='a'/>", b"\x00" * 20_000]
)
def test_a_stranger_is_told_nothing_and_cut(
    lines: PartnerServer, telling: Any, made: Made, monkeypatch: pytest.MonkeyPatch, word: bytes
) -> None:
    made.crew()
    monkeypatch.setattr(streaming, "FIRST_WORD_WITHIN_S", 0.3)
    tak = Tak(lines, None)
    if word:
        tak.line.sendall(word)
    assert tak.is_cut()
    assert tak.heard == b""


def test_a_key_for_the_web_opens_no_line(lines: PartnerServer, telling: Any, made: Made) -> None:
    made.crew()
    _, key = make(telling, made)
    assert Tak(lines, key).is_cut()


def test_a_withdrawn_key_ends_its_lines(lines: PartnerServer, telling: Any, made: Made) -> None:
    made.crew()
    partner, key = make(telling, made, form="cot")
    tak = Tak(lines, key)
    tak.events(1)
    made.client(telling, made.supervisor()).post(f"/api/partners/{partner}/withdraw", json={})
    assert tak.is_cut()
    assert lines.lines.total() == 0


def test_a_key_has_so_many_lines_and_no_more(lines: PartnerServer, telling: Any, made: Made) -> None:
    made.crew()
    _, key = make(telling, made, form="cot")
    held = [Tak(lines, key) for _ in range(streaming.MOST_OF_A_KEY)]
    for tak in held:
        tak.events(1)
    assert Tak(lines, key).is_cut()


def test_who_talks_without_end_is_let_talk_and_is_told_all_the_same(
    lines: PartnerServer, telling: Any, made: Made
) -> None:
    crew = made.crew()
    _, key = make(telling, made, form="cot")
    tak = Tak(lines, key)
    tak.events(1)
    tak.line.sendall(b"<event uid='mine' type='a-f-G' how='m-g'/>" * 50)
    made.fix(crew, ON)
    assert len(tak.events(2)) == 2


def test_a_slow_reader_is_cut_and_holds_up_nobody(
    lines: PartnerServer, telling: Any, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One takes nothing of what is far more than any buffer holds; the other is told as if it were alone."""
    crew = made.crew()
    now = clock.now()
    heavy = [service.Told(f"X{number}", "response", 0.0, 51.5, 5.0, 1.0, 90.0, now) for number in range(40_000)]
    ask_it = service.told
    crowd: list[bool] = []

    def many(session: Any, scope: Any, at: Any) -> Any:
        return heavy if scope.kinds == ("response",) and crowd else ask_it(session, scope, at)

    monkeypatch.setattr(service, "told", many)
    _, slow_key = make(telling, made, form="cot", kinds=["response"])
    _, key = make(telling, made, form="cot")
    crowd.append(True)
    slow, quick = Tak(lines, slow_key), Tak(lines, key)
    quick.events(1)
    began = time.monotonic()
    made.fix(crew, ON)
    quick.events(2)
    waited = time.monotonic() - began
    while lines.lines.total() > 1:
        gevent.sleep(0.05)
        assert time.monotonic() - began < PATIENCE_S
    assert slow.is_cut()
    made.fix(crew, HERE, age_s=-0.5)
    quick.events(3)
    # Not a speed: only that nobody waited for the slow one to be cut.
    assert waited < PATIENCE_S / 2


def test_a_slow_reader_over_http_holds_up_nobody(telling: Any, made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    """One asks for four megabytes and takes none of them; the other has its answer."""
    crew = made.crew()
    now = clock.now()
    heavy = [service.Told(f"X{number}", "response", 0.0, 51.5, 5.0, 1.0, 90.0, now) for number in range(20_000)]
    ask_it = service.told
    _, slow_key = make(telling, made, kinds=["response"])
    _, key = make(telling, made)
    monkeypatch.setattr(
        service, "told", lambda session, scope, at: heavy if scope.kinds else ask_it(session, scope, at)
    )
    server = PromptServer(("127.0.0.1", 0), telling, handler_class=PromptHandler, log=None)
    server.start()
    try:
        slow, quick = (asking(server, one) for one in (slow_key, key))
        assert b"200 OK" in slow.recv(64)
        heard = b""
        while callsign(made, crew).encode() not in heard:
            data = quick.recv(65_536)
            assert data, "cut off"
            heard += data
        slow.close()
        quick.close()
    finally:
        server.stop(timeout=0.2)


def asking(server: Any, key: str) -> Any:
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    line.settimeout(PATIENCE_S)
    line.connect(("127.0.0.1", server.server_port))
    line.sendall(f"GET /partners/units.geojson HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\n\r\n".encode())
    return line


def test_late_events_are_stale_only_after_the_partner_may_know_them() -> None:
    from api.partners import told as words

    now = clock.now()
    one = words.Told("CE<21>", "foot", 0.0, 51.5, 500.0, None, None, now - timedelta(seconds=300))
    event = ElementTree.fromstring(words.event(one, now, timedelta(seconds=300)), forbid_dtd=True)
    assert event.get("stale") > clock.iso(now)
    assert event.find("detail/contact").get("callsign") == "CE<21>"
    assert event.find("detail/track") is None
