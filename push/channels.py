"""The channel of sockets: one frame for a room, made once, however many listen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID


class SocketChannel:
    """Rooms of python-socketio's server."""

    def __init__(self, server: Any) -> None:
        self._server = server
        # Who listens is known to the sockets, which are made after us and handed in.
        self.devices_on: Callable[[str], list[UUID]] = lambda _: []
        refuse_deflate(server.eio)

    def send(self, room: str, event: str, payload: dict[str, Any]) -> None:
        self._server.emit(event, payload, room=room)

    def rooms(self) -> set[str]:
        """The feeds that somebody here listens to."""
        feeds: set[str] = self._server.manager.feeds
        return feeds

    def send_away(self) -> None:
        """End every connection, as a lost network does: devices come again, each after a little chance."""
        for _sid, connection in list(self._server.manager.get_participants("/", None)):
            self._server.eio.disconnect(connection)


def refuse_deflate(engine: Any) -> None:
    """Take the browser's offer to compress each message out of the handshake: simple-websocket would accept it.

    It costs 100 KB a socket and a third more CPU for frames that are small and many (measured with 5,000 sockets). There is no
    setting for it, so the class that answers the handshake is handed the request without the offer.
    """
    accepting: Any = engine._async["websocket"]

    class Plain(accepting):  # type: ignore[misc]  # the class is chosen at run time
        def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
            environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)
            return super().__call__(environ, start_response)

    engine._async = {**engine._async, "websocket": Plain}
