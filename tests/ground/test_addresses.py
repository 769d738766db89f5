"""Where the server listens."""

import socket
from collections.abc import Iterator

import pytest

from deploy.ground import addresses
from deploy.ground.trouble import Trouble


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_a_port_in_use_is_said_before_anything_is_started(taken: int) -> None:
    with pytest.raises(Trouble, match=f"Port {taken} is in use"):
        addresses.require_free("127.0.0.1", taken)


def test_a_port_that_was_just_left_is_free(taken: int) -> None:
    with socket.socket() as visitor:
        visitor.connect(("127.0.0.1", taken))
    with socket.socket() as free:
        free.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        free.bind(("127.0.0.1", 0))
        number = free.getsockname()[1]
    # It refuses with an exception, so a free port is one on which it says nothing.
    assert addresses.require_free("127.0.0.1", number) is None  # type: ignore[func-returns-value]


@pytest.mark.parametrize("told", ["", "80x", "0", "65536", "-1"])
def test_a_port_that_is_none_is_refused(told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", told)
    with pytest.raises(Trouble, match="is no port"):
        addresses.port()


def test_nobody_on_the_network_is_served_unless_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOST", raising=False)
    assert addresses.listen_on(network=False) == "127.0.0.1"
    assert addresses.listen_on(network=True) == "0.0.0.0"  # noqa: S104  (asked for)


def test_a_shells_own_host_name_is_not_taken_for_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOST", "desk-12")
    assert addresses.listen_on(network=False) == "127.0.0.1"
    monkeypatch.setenv("HOST", "10.0.0.5")
    assert addresses.listen_on(network=False) == "10.0.0.5"


def test_the_usual_port_goes_without_saying() -> None:
    assert addresses.url("https", "localhost", 443) == "https://localhost"
    assert addresses.url("http", "localhost", 8000) == "http://localhost:8000"
