"""The doors of restricted records: a key is given, and a key is used."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Response
from flask_smorest import Blueprint

from api.answers import json_answer
from api.auth import guards
from api.auth.door import transaction
from api.lookups.rows import OpenedRecord
from api.restricted import owners, rows, schemas, service

blueprint = Blueprint(
    "restricted", __name__, url_prefix="/api/restricted", description="One restricted record, by key."
)


@blueprint.route("/give", methods=["POST"])
@guards.guarded(guards.supervisor)
@blueprint.arguments(schemas.GiveKey)
@blueprint.response(200, rows.RestrictedKeyGiven)
def give_key(body: dict[str, Any]) -> Response:
    """A key for one officer to one record. It is made for whatever is typed, and tells nobody whether there is such a record."""
    with transaction() as session:
        return json_answer(orjson.dumps(service.give(session, body)))


@blueprint.route("/given", methods=["POST"])
@guards.guarded(guards.supervisor)
@blueprint.response(200, rows.RestrictedKeys)
def list_given() -> Response:
    """The keys that one gave oneself, and what became of each."""
    with transaction() as session:
        return json_answer(orjson.dumps({"items": service.given(session)}))


@blueprint.route("/news", methods=["POST"])
@guards.guarded(guards.supervisor)
@blueprint.response(200, rows.KeyNews)
def list_news() -> Response:
    """What became of the keys that one gave, until one has seen it: asked by every board of a supervisor."""
    with transaction() as session:
        return json_answer(orjson.dumps({"items": service.news(session)}))


@blueprint.route("/seen", methods=["POST"])
@guards.guarded(guards.supervisor)
@blueprint.arguments(schemas.SeeKey)
@blueprint.response(204)
def see_news(body: dict[str, Any]) -> None:
    """Whoever gave the key has seen what became of it."""
    with transaction() as session:
        service.see(session, body)


@blueprint.route("/near", methods=["POST"])
@guards.guarded(guards.anybody)
@blueprint.arguments(schemas.AskNear)
@blueprint.response(200, rows.WhoCameNear)
def list_near(body: dict[str, Any]) -> Response:
    """Who came near the restricted records that one owns. Whoever owns none is told so, and nothing else."""
    with transaction() as session:
        return json_answer(orjson.dumps(owners.near(session, body["before"], body["known"])))


@blueprint.route("/calls", methods=["POST"])
@guards.guarded(guards.anybody)
@blueprint.arguments(schemas.AskCalls)
@blueprint.response(200, rows.WhoCameNear)
def list_calls(body: dict[str, Any]) -> Response:
    """Calls about the restricted records that one owns, of a day, until one has seen them: asked by every board of an owner."""
    with transaction() as session:
        return json_answer(orjson.dumps(owners.calls(session, body["known"])))


@blueprint.route("/calls/seen", methods=["POST"])
@guards.guarded(guards.anybody)
@blueprint.arguments(schemas.SeeCalls)
@blueprint.response(204)
def see_calls(body: dict[str, Any]) -> None:
    """The owner has seen these."""
    with transaction() as session:
        owners.see_calls(session, body["ids"])


@blueprint.route("/owners")
@guards.guarded(guards.administrator)
@blueprint.response(200, rows.Owners)
def show_owners() -> Response:
    """Who is told when somebody comes near a restricted record, by the owner that the record names."""
    with transaction() as session:
        return json_answer(orjson.dumps(owners.table(session)))


@blueprint.route("/owners/change", methods=["POST"])
@guards.guarded(guards.administrator)
@blueprint.arguments(schemas.ChangeOwners)
@blueprint.response(204)
def change_owners(body: dict[str, Any]) -> None:
    """Who the owners are from now on; each change is another version of the list, and in the audit."""
    with transaction() as session:
        owners.change(session, body)


@blueprint.route("/open", methods=["POST"])
@guards.guarded(guards.officer_or_control)
@blueprint.arguments(schemas.UseKey)
@blueprint.response(200, OpenedRecord)
def open_restricted(body: dict[str, Any]) -> Response:
    """The record behind a key, for fifteen minutes at most. Whoever gave the key and the auditor are told."""
    try:
        with transaction() as session:
            try:
                return json_answer(orjson.dumps(service.use(session, body)))
            except service.Refused:
                # That it was tried is committed all the same.
                session.commit()
                raise
    except service.Refused as refused:
        raise refused.problem from None
