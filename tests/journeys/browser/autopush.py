"""A stand-in for Mozilla's push service: the browser's websocket on one side, RFC 8030 with VAPID on the other.

The protocol of the websocket is autopush's: hello, register, notification, ack, unregister.
"""

from __future__ import annotations

import contextlib
import json
import re
import threading
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from uuid import uuid4

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from simple_websocket import ConnectionClosed, Server
from werkzeug.serving import WSGIRequestHandler, make_server

VAPID = re.compile(r"vapid t=([\w-]+)\.([\w-]+)\.([\w-]+), k=([\w-]+)")


class Autopush:
    """`acks` holds the codes that the browser answered with: 100 means that the worker had it, 101 that it could not be opened."""

    def __init__(self) -> None:
        self.origin = ""
        self.keys: dict[str, str] = {}
        self.acks: list[int] = []
        self._browser: Server | None = None

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ.get("HTTP_UPGRADE", "").lower() == "websocket":
            self._listen(Server(environ))
            return []
        status = self._take(environ)
        start_response(status, [("Content-Length", "0")])
        return [b""]

    def _listen(self, browser: Server) -> None:
        self._browser = browser
        with contextlib.suppress(ConnectionClosed):
            while True:
                said = json.loads(browser.receive())
                if answer := self._answer(said):
                    browser.send(json.dumps(answer))

    def _answer(self, said: dict[str, Any]) -> dict[str, Any] | None:
        kind = said.get("messageType")
        if kind == "hello":
            return {"messageType": kind, "uaid": uuid4().hex, "status": 200, "use_webpush": True, "broadcasts": {}}
        if kind == "register":
            self.keys[said["channelID"]] = said.get("key", "")
            endpoint = f"{self.origin}/push/{said['channelID']}"
            return {"messageType": kind, "channelID": said["channelID"], "status": 200, "pushEndpoint": endpoint}
        if kind == "unregister":
            self.keys.pop(said["channelID"], None)
            return {"messageType": kind, "channelID": said["channelID"], "status": 200}
        if kind == "ack":
            self.acks += [update.get("code", 100) for update in said["updates"]]
            return None
        return {} if said == {} else None

    def _take(self, environ: dict[str, Any]) -> str:
        """Pass a push on, if it comes from whom the browser subscribed with."""
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        channel = environ["PATH_INFO"].rpartition("/")[2]
        if channel not in self.keys or self._browser is None:
            return "410 Gone"
        if not self._is_signed(environ.get("HTTP_AUTHORIZATION", ""), self.keys[channel]):
            return "403 Forbidden"
        note = {"messageType": "notification", "channelID": channel, "version": uuid4().hex, "ttl": 600}
        headers = {"encoding": environ["HTTP_CONTENT_ENCODING"]}
        self._browser.send(json.dumps(note | {"data": letters(body), "headers": headers}))
        return "201 Created"

    def _is_signed(self, header: str, key: str) -> bool:
        found = VAPID.fullmatch(header)
        if not found or found[4] != key.rstrip("="):
            return False
        seal = unlettered(found[3])
        der = encode_dss_signature(int.from_bytes(seal[:32], "big"), int.from_bytes(seal[32:], "big"))
        public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unlettered(key))
        try:
            public.verify(der, f"{found[1]}.{found[2]}".encode(), ec.ECDSA(hashes.SHA256()))
        except InvalidSignature:
            return False
        return bool(orjson.loads(unlettered(found[2]))["aud"] == self.origin)


class Quiet(WSGIRequestHandler):
    def log(self, *_: Any) -> None:
        """The test says what went wrong."""


@contextlib.contextmanager
def running() -> Iterator[Autopush]:
    stand_in = Autopush()
    server = make_server("127.0.0.1", 0, stand_in, threaded=True, request_handler=Quiet)
    server.daemon_threads = True  # type: ignore[attr-defined]  # the threaded server has it
    stand_in.origin = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield stand_in
    server.shutdown()


def letters(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def unlettered(text: str) -> bytes:
    return urlsafe_b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4))
