"""The channel of sockets, as the browser meets it."""

from __future__ import annotations

from typing import Any

import socketio

from push.channels import SocketChannel


def test_the_browsers_offer_to_compress_each_message_never_reaches_the_handshake(monkeypatch: Any) -> None:
    """Otherwise simple-websocket accepts it: 100 KB more for each socket."""
    server = socketio.Server(async_mode="gevent")
    seen: list[dict[str, Any]] = []
    monkeypatch.setattr(server.eio._async["websocket"], "__call__", lambda _, environ, __: seen.append(environ))
    SocketChannel(server)
    answering = server.eio._async["websocket"](lambda _: None, server.eio)
    answering({"HTTP_SEC_WEBSOCKET_EXTENSIONS": "permessage-deflate", "HTTP_UPGRADE": "websocket"}, None)
    assert seen == [{"HTTP_UPGRADE": "websocket"}]
