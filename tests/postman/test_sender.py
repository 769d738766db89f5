"""One push to a push service that behaves, and to every kind that does not."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import http_ece
import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from api import clock
from api.outbox import keys
from api.outbox.keys import VapidKey
from api.outbox.pushes import Wakeup
from api.outbox.receipts import LETTERS
from push import sender as sending
from push.payload import LENGTH
from push.policy import Answer, Fault
from push.sender import Sender
from tests.postman.push_service import PushService, running

BROWSER = ec.generate_private_key(ec.SECP256R1())
POINT = BROWSER.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
HOME = "https://bluelamp.example/"


@pytest.fixture
def service() -> Iterator[PushService]:
    with running() as service:
        yield service


@pytest.fixture
def key(tmp_path: Path) -> VapidKey:
    current = keys.rotate(str(tmp_path / "vapid.json")).current
    assert current
    return current


@pytest.fixture
def sender(service: PushService, monkeypatch: pytest.MonkeyPatch) -> Sender:
    monkeypatch.setattr(sending, "WITHIN_S", 0.6)
    return Sender("mailto:push@bluelamp.example", HOME, [service.origin])


def wakeup(endpoint: str, reason: str = "tasking") -> Wakeup:
    ends = clock.now() + timedelta(minutes=10)
    return Wakeup(uuid4(), uuid4(), reason, endpoint, "a service", POINT, b"a" * 16, "", 1, ends, receipt="R" * LETTERS)


def send(sender: Sender, key: VapidKey, endpoint: str) -> Answer:
    return sender.send(wakeup(endpoint), key, clock.now())


def fault(sender: Sender, key: VapidKey, endpoint: str) -> str:
    with pytest.raises(Fault) as raised:
        send(sender, key, endpoint)
    return raised.value.word


def test_the_browser_reads_what_was_sent_and_its_length_tells_nothing(
    sender: Sender, key: VapidKey, service: PushService
) -> None:
    for reason in ("tasking", "changed", "test", "renew"):
        sender.send(wakeup(f"{service.origin}/ok/device", reason), key, clock.now())
        plain = http_ece.decrypt(service.asked[-1][1], private_key=BROWSER, auth_secret=b"a" * 16, version="aes128gcm")
        assert len(plain) == LENGTH
        told = orjson.loads(plain)
        assert (told["web_push"], told["mutable"]) == (8030, True)
        assert told["notification"]["navigate"] == HOME
        assert told["notification"]["data"] == {"k": reason, "r": "R" * LETTERS}
        assert set(told["notification"]) == {"title", "body", "navigate", "data"}


def test_the_head_says_who_we_are_how_urgent_it_is_and_for_how_long(
    sender: Sender, key: VapidKey, service: PushService
) -> None:
    send(sender, key, f"{service.origin}/ok/device?x=1")
    head = service.asked[0][0]
    assert head.startswith("POST /ok/device?x=1 HTTP/1.1\r\n")
    assert "TTL: 600" in head
    assert "Urgency: high" in head
    assert "Content-Encoding: aes128gcm" in head
    assert f"k={key.public}" in head
    assert "Topic" not in head


def test_a_connection_is_kept_and_a_closed_one_is_replaced(sender: Sender, key: VapidKey, service: PushService) -> None:
    for kind in ("ok", "words", "gone", "ok"):
        send(sender, key, f"{service.origin}/{kind}/device")
    assert service.connections == 1
    for _, connection in sender._kept[service.origin]:
        connection._socket.shutdown(socket.SHUT_RDWR)
    assert send(sender, key, f"{service.origin}/ok/device").status == 201
    assert service.connections == 2


@pytest.mark.parametrize(
    ("kind", "status"),
    [("missing", 404), ("gone", 410), ("large", 413), ("refused", 403), ("broken", 500), ("bomb", 201)],
)
def test_an_answer_is_an_answer(sender: Sender, key: VapidKey, service: PushService, kind: str, status: int) -> None:
    assert send(sender, key, f"{service.origin}/{kind}/device").status == status


def test_how_long_to_be_silent_is_heard(sender: Sender, key: VapidKey, service: PushService) -> None:
    assert send(sender, key, f"{service.origin}/busy/device") == Answer(429, "60")


def test_a_redirect_is_not_followed(sender: Sender, key: VapidKey, service: PushService) -> None:
    assert send(sender, key, f"{service.origin}/redirect/device").status == 307
    assert len(service.asked) == 1


@pytest.mark.parametrize("kind", ["hang", "drip", "driphead"])
def test_whoever_hangs_or_drips_is_left_in_time(sender: Sender, key: VapidKey, service: PushService, kind: str) -> None:
    began = time.monotonic()
    assert fault(sender, key, f"{service.origin}/{kind}/device") == "timeout"
    # Not a speed: a drip of one byte each 0.2 s would otherwise hold us for minutes.
    assert time.monotonic() - began < 60


def test_of_an_endless_answer_little_is_read(sender: Sender, key: VapidKey, service: PushService) -> None:
    assert send(sender, key, f"{service.origin}/flood/device").status == 201
    assert fault(sender, key, f"{service.origin}/endless/device") == "not_http"
    # What lies in the buffers of the sockets was written and never read.
    assert service.wrote < 20_000_000


@pytest.mark.parametrize(("kind", "word"), [("garbage", "not_http"), ("nothing", "closed")])
def test_what_is_no_answer_is_a_fault(
    sender: Sender, key: VapidKey, service: PushService, kind: str, word: str
) -> None:
    assert fault(sender, key, f"{service.origin}/{kind}/device") == word


def test_nobody_there_is_a_fault(key: VapidKey) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        origin = f"http://127.0.0.1:{gone.getsockname()[1]}"
    assert fault(Sender("mailto:a@b.example", HOME, [origin]), key, f"{origin}/ok") == "unreachable"


def test_an_endpoint_that_came_past_the_door_is_not_asked(
    sender: Sender, key: VapidKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "create_connection", _never)
    for endpoint in ("https://169.254.169.254/a", "http://fcm.googleapis.com/a", "https://localhost/a"):
        assert fault(sender, key, endpoint) == "not_public"


@pytest.mark.parametrize(
    "addresses",
    [["127.0.0.1"], ["10.1.2.3"], ["169.254.169.254"], ["::1"], ["::ffff:10.0.0.1"], ["142.250.1.1", "192.168.1.1"]],
)
def test_a_push_service_whose_name_leads_into_a_private_network_is_not_asked(
    sender: Sender, key: VapidKey, monkeypatch: pytest.MonkeyPatch, addresses: list[str]
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(0, 0, 0, "", (a, 443)) for a in addresses])
    monkeypatch.setattr(socket, "create_connection", _never)
    assert fault(sender, key, "https://fcm.googleapis.com/fcm/send/a") == "not_public"


def test_the_address_that_was_looked_at_is_the_one_that_is_asked(
    sender: Sender, key: VapidKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    names: list[str] = []
    places: list[tuple[str, int]] = []

    def resolve(host: str, *_: object, **__: object) -> list[object]:
        names.append(host)
        return [(0, 0, 0, "", ("2a00:1450::1", 443, 0, 0)), (0, 0, 0, "", ("142.250.1.1", 443))]

    def connect(place: tuple[str, int], **_: object) -> None:
        places.append(place)
        raise OSError

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket, "create_connection", connect)
    assert fault(sender, key, "https://web.push.apple.com/a") == "unreachable"
    assert (names, places) == (["web.push.apple.com"], [("142.250.1.1", 443)])


def _never(*_: object, **__: object) -> None:
    raise AssertionError("something was asked")
