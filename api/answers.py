"""Answers that PostgreSQL has built: the route returns the bytes as they are."""

from __future__ import annotations

from hashlib import sha256

from flask import Response, request


def json_answer(body: str | bytes, status: int = 200) -> Response:
    return Response(body, status=status, mimetype="application/json")


def tagged(answer: Response) -> Response:
    """The answer with an ETag, or 304 for somebody who has it already."""
    answer.set_etag(sha256(answer.get_data()).hexdigest()[:24], weak=True)
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.make_conditional(request)
    return answer
