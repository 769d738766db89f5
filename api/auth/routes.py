"""The doors for signing in and out."""

from __future__ import annotations

from base64 import b64encode

import orjson
from flask import Response, request
from flask_smorest import Blueprint
from marshmallow import fields, validate

from api import clock
from api.actors import SYSTEM
from api.answers import json_answer
from api.auth import guards, passwords, rows, service
from api.auth.door import config, cookie_name, current_session, database
from api.errors import NotFound, WrongCredentials
from api.exercise.people import DEMO_ACCOUNTS
from api.fields import Strict, Words

blueprint = Blueprint("session", __name__, url_prefix="/api", description="Who is signed in.")


class Credentials(Strict):
    pay_number = Words(10, required=True)
    password = fields.String(required=True, validate=validate.Length(1, 200))


@blueprint.route("/session", methods=["POST"])
@guards.open_to_all
@blueprint.arguments(Credentials)
@blueprint.response(200, rows.SignedInAs)
def sign_in(given: dict[str, str]) -> Response:
    """Sign in with pay number and password. Sets the session cookie."""
    pay_number, address = given["pay_number"].upper(), request.remote_addr or ""
    with database().transaction(SYSTEM) as session:
        service.refuse_flood(session, pay_number, address)
        officer_id, password_hash = service.credentials(session, pay_number)
    # No transaction is held while the password is checked: it takes as long as a hundred queries.
    if not passwords.is_right(password_hash, given["password"]) or officer_id is None:
        with database().transaction(SYSTEM) as session:
            service.note_failure(session, pay_number, address)
        raise WrongCredentials
    with database().transaction(SYSTEM) as session:
        token, expires_at = service.open_session(session, officer_id, config().session_hours)
        answer = _answer(service.person(session, officer_id), clock.iso(expires_at))
    answer.set_cookie(cookie_name(config()), token, httponly=True, samesite="Strict", secure=config().https, path="/")
    return answer


@blueprint.route("/session", methods=["GET"])
@guards.guarded(guards.anybody)
@blueprint.response(200, rows.SignedInAs)
def show_session() -> Response:
    """Who is signed in, and until when."""
    _, actor, expires_at = current_session()
    with database().transaction(SYSTEM) as session:
        return _answer(service.person(session, actor.id), clock.iso(expires_at))


@blueprint.route("/session/device-key", methods=["POST"])
@guards.guarded(guards.anybody)
@blueprint.response(200, rows.DeviceKey)
def release_device_key() -> Response:
    """The key to what lies on the devices of whoever is signed in; a device asks for it once after each sign-in."""
    _, actor, _ = current_session()
    with database().transaction(SYSTEM) as session:
        key = service.device_key(session, actor.id)
    return json_answer(orjson.dumps({"key": b64encode(key).decode()}))


@blueprint.route("/session", methods=["DELETE"])
@guards.guarded(guards.anybody)
@blueprint.response(204)
def sign_out() -> Response:
    """End this session. Its cookie opens nothing any more."""
    session_id, _, _ = current_session()
    with database().transaction(SYSTEM) as session:
        service.revoke(session, session_id)
    answer = Response(status=204)
    answer.delete_cookie(cookie_name(config()), path="/")
    return answer


@blueprint.route("/demo")
@guards.open_to_all
@blueprint.response(200, rows.DemoAccount(many=True))
def list_demo_accounts() -> Response:
    """The made-up accounts of an exercise. There are none outside demo mode."""
    if not config().demo:
        raise NotFound("There are no demo accounts here.")
    return json_answer(orjson.dumps([account.as_json() for account in DEMO_ACCOUNTS]))


def _answer(person: dict[str, object], expires_at: str) -> Response:
    body = orjson.dumps({"officer": person, "demo": config().demo, "expires_at": expires_at})
    return json_answer(body)
