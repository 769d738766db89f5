"""The roof: patches gevent, builds the app, the sockets and the postman, and hands them to each other."""

from gevent import monkey

monkey.patch_all()  # before anything else: psycopg looks once, at import, whether to wait politely

import gc  # noqa: E402
import signal  # noqa: E402
import socket  # noqa: E402
import sys  # noqa: E402
from collections.abc import Callable, Mapping, MutableMapping  # noqa: E402
from typing import Any  # noqa: E402

import gevent  # noqa: E402
import structlog  # noqa: E402
from flask import Flask  # noqa: E402
from flask_socketio import SocketIO  # noqa: E402
from gevent.pywsgi import WSGIHandler, WSGIServer  # noqa: E402

from api import clock, create_app, settings_for_services  # noqa: E402
from api.config import Config, MissingSetting, from_environment  # noqa: E402
from api.db import Database, connect  # noqa: E402
from api.devices.presence import Presence, PresenceNews  # noqa: E402
from api.exercise import life  # noqa: E402
from api.fixes import batch, jobs  # noqa: E402
from api.sockets import Sockets  # noqa: E402
from api.taskings.escalator import Escalator  # noqa: E402
from push import wakeups, worker  # noqa: E402
from push.channels import SocketChannel  # noqa: E402
from push.postman import Postman  # noqa: E402

log = structlog.get_logger()


class PromptHandler(WSGIHandler):  # type: ignore[misc]  # gevent ships no types for it
    """Sends at once. Without this every answer on a kept connection waits 44 ms for the other side's delayed ack."""

    def __init__(self, sock: Any, address: Any, server: Any, rfile: Any = None) -> None:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().__init__(sock, address, server, rfile)

    def handle_one_response(self) -> None:
        super().handle_one_response()
        if "HTTP_UPGRADE" in self.environ:
            # What follows on this connection were frames of a socket, not another request.
            self.close_connection = True

    def log_request(self) -> None:
        """Requests are not logged line by line: their addresses say who looked at what."""


class Service:
    """Everything that runs in this process."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.database = Database(connect(config.app_database_url, config.pool_size), settings_for_services(config))
        self.app: Flask = create_app(config, self.database)
        self.io = SocketIO(
            self.app,
            async_mode="gevent",
            transports=["websocket"],
            cors_allowed_origins=list(config.allowed_origins),
            ping_interval=5,
            ping_timeout=5,
            max_http_buffer_size=64_000,
            manage_session=False,
        )
        self.batch = batch.Batch(self.database)
        self.presence = Presence(self.database)
        channel = SocketChannel(self.io.server)
        self.postman = Postman(self.database, channel)
        self.sockets = Sockets(self.io.server, config, self.database, self.postman, self.batch, self.presence)
        channel.devices_on = self.sockets.devices_on
        self.news = jobs.PositionNews(self.database, self.io.server)
        self.reach = PresenceNews(self.database, self.io.server)
        self.escalator = Escalator(self.database)

    def start_jobs(self) -> None:
        gevent.spawn(wakeups.listen, self.config.app_database_url, self._wake)
        worker.start(self.config, self.database)
        _every(1.0, self.postman.look)
        _every(1.0, self.postman.beat)
        _every(1.0, self.news.tell)
        _every(1.0, self.presence.store)
        _every(1.0, self.reach.tell)
        _every(0.2, self.escalator.work)
        _every(2.0, self.sockets.cut_revoked)
        _every(batch.TICK_S, self.batch.store)
        _every(600.0, lambda: jobs.keep_days(self.database, self.config.keep_fixes_days))
        if self.config.demo and self.config.exercise:
            life.begin(self.database)

    def _wake(self, feed: str) -> None:
        gevent.spawn(_calmly, lambda: self.postman.carry(feed))

    def serve(self) -> None:
        tls = {"certfile": self.config.cert, "keyfile": self.config.key} if self.config.https else {}
        server = WSGIServer(
            (self.config.host, self.config.port), self.app, handler_class=PromptHandler, log=None, **tls
        )
        for wish in (signal.SIGINT, signal.SIGTERM):
            gevent.signal_handler(wish, server.stop)
        # Collections over thousands of connections stall everybody for half a second: what stands now, stands.
        gc.collect()
        gc.freeze()
        gc.set_threshold(100_000, 50, 1000)
        self.start_jobs()
        log.info("serving", port=self.config.port, demo=self.config.demo)
        server.serve_forever()


def _every(seconds: float, job: Callable[[], Any]) -> None:
    """Do a job again and again, whatever happened the last time."""

    def loop() -> None:
        while True:
            _calmly(job)
            gevent.sleep(seconds)

    gevent.spawn(loop)


def _calmly(job: Callable[[], Any]) -> None:
    try:
        job()
    except Exception as error:
        log.warning("job failed", job=getattr(job, "__qualname__", "job"), kind=type(error).__name__)


def main() -> None:
    try:
        config = from_environment()
    except MissingSetting as missing:
        sys.exit(str(missing))
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            _timestamp,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ]
    )
    Service(config).serve()


def _timestamp(_logger: Any, _name: str, entry: MutableMapping[str, Any]) -> Mapping[str, Any]:
    return {"at": clock.iso(clock.now()), **entry}


if __name__ == "__main__":
    main()
