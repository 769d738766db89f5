"""The floor of a tasking: a small Flask app that does the least a tasking can mean. POST, one INSERT, commit, one emit.

It stands on the same Flask, Flask-SocketIO, gevent server and database as ours, with one kept connection and nothing else:
no session, no guard, no schema, no log, no risk, no audit, no outbox. `bench.tasking` starts it.
"""

from __future__ import annotations

from gevent import monkey

monkey.patch_all()

import os  # noqa: E402
import socket  # noqa: E402
from typing import Any  # noqa: E402

import orjson  # noqa: E402
import psycopg  # noqa: E402
from flask import Flask, request  # noqa: E402
from flask_socketio import SocketIO, join_room  # noqa: E402
from gevent.pywsgi import WSGIHandler, WSGIServer  # noqa: E402

NAME = "bench floor"
INSERT = "INSERT INTO bench_floor (id, unit_id, body) VALUES (%s, %s, %s)"


class Prompt(WSGIHandler):  # type: ignore[misc]  # gevent ships no types for it
    """As ours sends: without this each answer waits 44 ms, which costs no CPU and all the time."""

    def __init__(self, sock: Any, address: Any, server: Any, rfile: Any = None) -> None:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().__init__(sock, address, server, rfile)


def main() -> None:
    app = Flask(__name__)
    io = SocketIO(app, async_mode="gevent", transports=["websocket"], cors_allowed_origins="*")
    database = psycopg.connect(os.environ["APP_DATABASE_URL"], application_name=NAME)

    @app.post("/task")
    def task() -> dict[str, bool]:
        given = orjson.loads(request.data)
        with database.transaction():
            database.execute(INSERT, (given["tasking_id"], given["unit_id"], orjson.dumps(given).decode()))
        io.emit("tasking", given, to=given["unit_id"])
        return {"ok": True}

    @io.on("watch")  # type: ignore[untyped-decorator]  # Flask-SocketIO ships no types
    def watch(unit_id: str) -> bool:
        join_room(unit_id)
        return True

    WSGIServer(("127.0.0.1", int(os.environ["PORT"])), app, handler_class=Prompt, log=None).serve_forever()


if __name__ == "__main__":
    main()
