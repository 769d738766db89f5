"""The doors of devices: their alerts (subscribe, prove, test, turn off), and the open one where a push tells that it was shown."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import orjson
from flask import Response, request
from flask_smorest import Blueprint

from api.actors import SYSTEM
from api.answers import json_answer
from api.auth import guards
from api.auth.door import current_session, database
from api.commands.registry import command
from api.devices import ahead, rows, schemas, subscriptions
from api.devices.flood import Flood
from api.outbox import pushes
from api.outbox.receipts import ReceiptRefused

command("settle_ahead", schemas.SettleAhead, guards.control, ahead.settle_ahead)

blueprint = Blueprint("devices", __name__, url_prefix="/api", description="Waking a device that sleeps.")

ALERTS = "/devices/<uuid:device_id>/alerts"
# Whoever guesses at receipts is slowed down; a device that tells the truth is never refused for what a neighbour does.
refused = Flood(most=30, within_s=60)


def _answer(device_id: UUID, change: Any = None) -> Response:
    """Do something to a device's alerts, in the system's name: an endpoint is nobody else's to read."""
    session_id, actor, _ = current_session()
    with database().transaction(SYSTEM) as session:
        if change:
            change(session, actor, session_id)
        return json_answer(orjson.dumps(subscriptions.alerts(session, actor, device_id)))


@blueprint.route("/devices/alerts")
@guards.guarded(guards.officer)
@blueprint.response(200, rows.AlertedDevices)
def list_alerted() -> Response:
    """On which devices the officer has alerts: one that was left somewhere is turned off from here, with DELETE."""
    _, actor, _ = current_session()
    with database().transaction(SYSTEM) as session:
        return json_answer(orjson.dumps({"items": subscriptions.devices_of(session, actor)}))


@blueprint.route(ALERTS, methods=["GET"])
@guards.guarded(guards.officer)
@blueprint.response(200, rows.Alerts)
def show_alerts(device_id: UUID) -> Response:
    """Whether this device can be woken, as far as the server knows: a device compares it with what it has itself."""
    return _answer(device_id)


@blueprint.route(ALERTS, methods=["PUT"])
@guards.guarded(guards.officer)
@blueprint.arguments(schemas.Subscription)
@blueprint.response(200, rows.Alerts)
def subscribe(given: dict[str, Any], device_id: UUID) -> Response:
    """Be woken by this subscription from now on: a new one, or the same one renewed. It is proven by a test."""
    told = subscriptions.Given(
        given["endpoint"], given["keys"]["p256dh"], given["keys"]["auth"], given["vapid_key"], given["kind"]
    )
    return _answer(
        device_id, lambda session, actor, signed_in: subscriptions.subscribe(session, actor, signed_in, device_id, told)
    )


@blueprint.route(ALERTS, methods=["DELETE"])
@guards.guarded(guards.officer)
@blueprint.response(200, rows.Alerts)
def unsubscribe(device_id: UUID) -> Response:
    """Not be woken any more."""
    return _answer(device_id, lambda session, actor, _: subscriptions.unsubscribe(session, actor, device_id))


@blueprint.route(f"{ALERTS}/test", methods=["POST"])
@guards.guarded(guards.officer)
@blueprint.response(200, rows.Alerts)
def test_alert(device_id: UUID) -> Response:
    """Send a push now. When the device has shown it, `proven_at` moves."""
    return _answer(device_id, lambda session, actor, _: subscriptions.test(session, actor, device_id))


@blueprint.route("/receipts/<string:token>", methods=["POST"])
@guards.open_to_all
@blueprint.arguments(schemas.Rung)
@blueprint.response(204)
def receive_receipt(given: dict[str, str], token: str) -> Response:
    """A push was shown, or pressed. The address is the proof: signed, good for one push, each rung once."""
    try:
        with database().transaction(SYSTEM) as session:
            pushes.receive(session, token, given["rung"])
    except ReceiptRefused:
        refused.note(request.remote_addr or "")
        raise
    return Response(status=204)
