"""Rules about the doors: every one names its guard, has the safe headers, and says no in one shape."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from api import create_app, sockets
from api.commands.registry import KINDS
from tests.factories import Made

# Doors of a library: the OpenAPI document, which holds nothing but what the code says.
LIBRARY = {"api-docs.openapi_json"}
OPEN = {"session.sign_in", "session.list_demo_accounts", "health.show_health", "health.show_ready", "pages.show_page"}
OPEN |= {"reference.show_reference", "reference.show_style"}
# Its address is signed and good for one push: a lock screen has no session to show.
OPEN |= {"devices.receive_receipt"}


def guard_of(app: Any, endpoint: str) -> str | None:
    return getattr(app.view_functions[endpoint], "guard", None)


def test_every_route_names_its_guard(app: Any) -> None:
    unguarded = {rule.endpoint for rule in app.url_map.iter_rules() if guard_of(app, rule.endpoint) is None}
    assert unguarded == LIBRARY


def test_open_doors_are_those_that_somebody_decided_on(app: Any) -> None:
    assert {rule.endpoint for rule in app.url_map.iter_rules() if guard_of(app, rule.endpoint) == "open_to_all"} == OPEN


def test_every_command_has_a_guard_and_a_promise() -> None:
    assert all(callable(kind.guard) and kind.promise for kind in KINDS.values() if kind.name != "reopen_incident")


def test_every_socket_event_passes_the_guard() -> None:
    class Server:
        def __init__(self) -> None:
            self.handlers: dict[str, Any] = {}

        def on(self, name: str, handler: Any) -> None:
            self.handlers[name] = handler

        def disconnect(self, sid: str) -> None:
            self.cut = sid

    server = Server()
    sockets.Sockets(server, None, None, None, None, None)  # type: ignore[arg-type]  # nobody is served: the guard stands before all of it
    for name in set(server.handlers) - {"connect", "disconnect"}:
        server.cut = ""
        assert server.handlers[name]("a stranger", {}) == {"ok": False, "code": "cut_off"}
        assert server.cut == "a stranger"


@pytest.mark.parametrize(
    "path", ["/api/board", "/api/nothing", "/api/health", "/api/openapi.json", "/nothing", "/api/docs"]
)
def test_every_answer_carries_the_same_strict_headers(app: Any, path: str) -> None:
    answer = app.test_client().get(path)
    assert "require-trusted-types-for 'script'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("get", "/api/board", 401, "not_signed_in"),
        ("get", "/api/nothing", 404, "not_found"),
        ("post", "/api/board", 405, "method_not_allowed"),
        ("get", "/api/tiles/99/0/0", 401, "not_signed_in"),
    ],
)
def test_every_error_has_one_shape(app: Any, method: str, path: str, status: int, code: str) -> None:
    answer = getattr(app.test_client(), method)(path)
    assert answer.status_code == status
    assert set(answer.json) == {"code", "message", "details", "request_id"}
    assert answer.json["code"] == code


def test_a_wrong_method_says_which_are_right(app: Any) -> None:
    assert "GET" in app.test_client().post("/api/board").headers["Allow"]


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"Origin": "https://evil.example"}, "wrong_origin"),
        ({"Origin": "null"}, "wrong_origin"),
        ({"Sec-Fetch-Site": "cross-site"}, "wrong_origin"),
    ],
)
def test_only_our_own_pages_change_anything(app: Any, made: Made, headers: dict[str, str], code: str) -> None:
    client = made.client(app, made.crew())
    answer = client.post("/api/commands/book_off", json={}, headers=headers)
    assert (answer.status_code, answer.json["code"]) == (403, code)


@pytest.mark.parametrize(
    ("generation", "status"), [(None, 401), ("2", 401), ("30", 401), ("1", 426), ("", 426), ("two", 426)]
)
def test_an_app_that_is_too_old_is_told_so_in_a_sentence(
    config: Any, made: Made, generation: str | None, status: int
) -> None:
    app = create_app(replace(config, oldest_app=2), made.database)
    headers = {} if generation is None else {"Bluelamp-App": generation}
    answer = app.test_client().get("/api/session", headers=headers)
    assert answer.status_code == status
    if status == 426:
        assert answer.json["code"] == "app_too_old"
        assert "what you have not sent is kept" in answer.json["message"]


def test_a_broken_release_can_be_answered_with_a_worker_that_takes_itself_off(config: Any, made: Made) -> None:
    app = create_app(replace(config, worker_off=True), made.database)
    answer = app.test_client().get("/sw.js")
    assert "unregister" in answer.text
    assert answer.headers["Cache-Control"] == "no-cache"


def test_a_form_of_a_foreign_page_is_not_json(app: Any, made: Made) -> None:
    answer = made.client(app, made.crew()).post("/api/commands/book_off", data="id=1", content_type="text/plain")
    assert answer.status_code == 415
