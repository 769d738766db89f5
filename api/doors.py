"""What every answer of the server has in common: one error shape, safe headers, and fewer bytes."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from typing import Any

import orjson
import structlog
from flask import Flask, Response, current_app, g, request
from flask.json.provider import JSONProvider
from flask_smorest import Api
from marshmallow import fields
from werkzeug.exceptions import HTTPException

from api.auth import door
from api.db import OUT_OF_REACH
from api.errors import NotReady, Problem
from api.fields import Open

log = structlog.get_logger()

CSP = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "worker-src 'self'",
        "connect-src 'self'",
        "img-src 'self' data: blob:",
        "style-src 'self'",
        "font-src 'self'",
        "manifest-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "object-src 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types default",
    ]
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "geolocation=(self), camera=(), microphone=(self)",
}
SMALL = 1_000


class ErrorShape(Open):
    """Every error, everywhere."""

    code = fields.String(required=True)
    message = fields.String(required=True, metadata={"description": "A sentence for the person."})
    details = fields.Dict(required=True)
    request_id = fields.String(required=True)


class Doors(Api):  # type: ignore[misc]  # flask-smorest ships no types
    """The OpenAPI document, with our error shape in place of the library's."""

    ERROR_SCHEMA = ErrorShape

    def _register_error_handlers(self) -> None:
        """Ours stand on the app: one shape for every error, also for those that the library does not know."""


class FastJson(JSONProvider):
    """orjson: faster, and it takes neither NaN nor a lone surrogate for JSON."""

    def dumps(self, obj: Any, **_: Any) -> str:
        return orjson.dumps(obj, option=orjson.OPT_NON_STR_KEYS).decode()

    def loads(self, s: str | bytes, **_: Any) -> Any:
        return orjson.loads(s)


def shape(code: str, message: str, status: int, details: dict[str, Any] | None = None) -> Response:
    body = {"code": code, "message": message, "details": details or {}, "request_id": g.get("request_id", "")}
    # Errors in a list are keyed by their place in it.
    return Response(orjson.dumps(body, option=orjson.OPT_NON_STR_KEYS), status=status, mimetype="application/json")


def install(app: Flask, come_again_s: Callable[[str], int]) -> None:
    """`come_again_s`: after how many seconds whoever is sent away now may ask for the same path again."""
    app.json = FastJson(app)
    app.extensions["come_again_s"] = come_again_s
    app.register_error_handler(Problem, _tell_problem)
    app.register_error_handler(HTTPException, _tell_http)
    for kind in OUT_OF_REACH:
        app.register_error_handler(kind, _tell_database)
    app.register_error_handler(RecursionError, _tell_depth)
    app.register_error_handler(Exception, _tell_fault)
    app.after_request(_dress)


def _tell_problem(problem: Problem) -> Response:
    answer = shape(problem.code, problem.message, problem.status, problem.details)
    if problem.retry_after_s:
        answer.headers["Retry-After"] = str(problem.retry_after_s)
    return answer


def _tell_http(error: HTTPException) -> Response:
    """Errors of Flask and of the validation, in our shape. 405 keeps its Allow header."""
    details = getattr(error, "data", {}).get("messages", {})
    code = (error.name or "error").lower().replace(" ", "_")
    message = "Some fields are not right." if details else (error.description or error.name)
    answer = shape("invalid" if details else code, message, error.code or 500, _flat(details))
    if methods := getattr(error, "valid_methods", None):
        answer.headers["Allow"] = ", ".join(methods)
    return answer


def _flat(details: Any) -> dict[str, Any]:
    """`{"json": {"grade": [...]}}` becomes `{"grade": [...]}`: where a field came from is no concern of the person."""
    if not isinstance(details, dict):
        return {"": details}
    flat: dict[str, Any] = {}
    for place, found in details.items():
        flat.update(found if isinstance(found, dict) else {str(place): found})
    return {str(name): _sentences(said) for name, said in flat.items()}


def _sentences(said: Any) -> list[str]:
    """Of a field that holds others: their sentences, because a person sees the one field."""
    if isinstance(said, dict):
        return [sentence for inner in said.values() for sentence in _sentences(inner)]
    return [sentence for one in said for sentence in _sentences(one)] if isinstance(said, list) else [str(said)]


def _tell_database(error: Exception) -> Response:
    state = getattr(getattr(error, "orig", error), "sqlstate", None)
    log.warning("database out of reach", kind=type(error).__name__, sqlstate=state, request_id=g.get("request_id", ""))
    return _tell_problem(NotReady(retry_after_s=current_app.extensions["come_again_s"](request.path)))


def _tell_depth(_: RecursionError) -> Response:
    return shape("bad_request", "This JSON is nested too deeply.", 400)


def _tell_fault(error: Exception) -> Response:
    # The text of an exception may hold what somebody typed; its kind and its place do not.
    log.error(
        "fault",
        kind=type(error).__name__,
        request_id=g.get("request_id", ""),
        path=request.path,
        exc_info=door.config().show_faults,
    )
    return shape("fault", "Something went wrong on our side. It has been noted.", 500)


def _dress(answer: Response) -> Response:
    for name, value in HEADERS.items():
        answer.headers.setdefault(name, value)
    if request.path.startswith("/api/"):
        answer.headers.setdefault("Cache-Control", "no-store")
        _squeeze(answer)
    return answer


def _squeeze(answer: Response) -> None:
    """A snapshot is text that repeats itself: a tenth of it goes over the air."""
    if (
        "gzip" not in request.headers.get("Accept-Encoding", "")
        or answer.direct_passthrough
        or answer.status_code != 200
    ):
        return
    body = answer.get_data()
    if len(body) > SMALL and "Content-Encoding" not in answer.headers:
        answer.set_data(gzip.compress(body, compresslevel=5))
        answer.headers["Content-Encoding"] = "gzip"
        answer.headers.add("Vary", "Accept-Encoding")
