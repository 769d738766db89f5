"""The door to the feeds: what a device missed."""

from __future__ import annotations

from contextlib import suppress
from typing import Any
from uuid import UUID

from flask import Response
from flask_smorest import Blueprint
from marshmallow import fields, validate

from api import clock
from api.actors import SYSTEM, Actor
from api.answers import json_answer
from api.auth import guards
from api.auth.door import current_actor, transaction
from api.devices import ahead
from api.devices import service as devices
from api.errors import Invalid, NotFound, StartOver
from api.fields import Strict, Words
from api.outbox import boards, feeds, proofs, rows

blueprint = Blueprint("feeds", __name__, url_prefix="/api/feeds", description="Messages in order, without gaps.")


class After(Strict):
    epoch = Words(40, required=True)
    after = fields.Integer(required=True, validate=validate.Range(0, 2**62))
    limit = fields.Integer(load_default=feeds.PAGE, validate=validate.Range(1, 500))
    device_id = fields.UUID(metadata={"description": "The device that has stored the feed through `after`."})


class Stored(Strict):
    device_id = fields.UUID(required=True)
    through = fields.Integer(required=True, strict=True, validate=validate.Range(0, 2**62))


def may_read(actor: Actor, feed: str) -> bool:
    """A crew reads the feed of its own duty; the control room reads the boards."""
    return feed == actor.feed or boards.may_follow(actor, feed)


_known = proofs.Known()


def _take_receipt(feed: str, query: dict[str, Any]) -> None:
    """Who asks for what comes after a number has stored what came before: the cursor is a receipt of its own."""
    said = (feed, query["device_id"], query["epoch"], query["after"])
    if _known.holds(*said):
        return
    with transaction(SYSTEM) as session:
        if query["epoch"] != feeds.epoch(session) or not devices.speaks_for(
            session, query["device_id"], current_actor()
        ):
            return
        proofs.acknowledge(session, feed, query["device_id"], query["after"])
    _known.note(*said)


def _note_sent(feed: str, query: dict[str, Any], through: int) -> None:
    """What goes out here may be read and acted on, although the signal ends before the device can say that it has it."""
    with transaction(SYSTEM) as session:
        if devices.speaks_for(session, query["device_id"], current_actor()):
            out = proofs.Sent(feed, query["after"], through, (query["device_id"],), clock.now(), "feed")
            proofs.take(session, [out], [])


def _note_ahead(feed: str, query: dict[str, Any]) -> None:
    """What this device holds it is about to throw away: after a restore nobody else knows how much that was."""
    with suppress(ValueError), transaction(SYSTEM) as session:
        epoch = UUID(query["epoch"])
        held = ahead.Holding(query["device_id"], current_actor().label, feed, epoch, query["after"])
        ahead.compare(session, [held])


@blueprint.route("/<string:feed>")
@guards.guarded(guards.officer_or_control)
@blueprint.arguments(After, location="query")
@blueprint.response(200, rows.FeedPage)
def read_feed(query: dict[str, Any], feed: str) -> Response:
    """The messages of a feed after a number. 410 when the cursor means nothing here: start over with a snapshot."""
    if not feed or not may_read(current_actor(), feed):
        raise NotFound("There is no such feed for you.")
    if feed == current_actor().feed and "device_id" in query:
        _take_receipt(feed, query)
    try:
        with transaction() as session:
            page = feeds.page(session, feed, given_epoch=query["epoch"], after=query["after"], limit=query["limit"])
    except StartOver:
        if feed == current_actor().feed and "device_id" in query:
            _note_ahead(feed, query)
        raise
    if feed == current_actor().feed and "device_id" in query and page.through > query["after"]:
        _note_sent(feed, query, page.through)
    return json_answer(page.written)


@blueprint.route("/<string:feed>/stored", methods=["POST"])
@guards.guarded(guards.officer)
@blueprint.arguments(Stored)
@blueprint.response(204)
def note_stored(given: dict[str, Any], feed: str) -> Response:
    """A device has stored its feed through a number: the socket's `ack`, for a worker that has no socket."""
    if not feed or feed != current_actor().feed:
        raise NotFound("There is no such feed for you.")
    with transaction(SYSTEM) as session:
        if not devices.speaks_for(session, given["device_id"], current_actor()):
            raise Invalid(details={"device_id": ["This is the device of somebody else."]})
        if given["through"] > feeds.last_seqs(session, [feed])[feed]:
            raise Invalid(details={"through": ["This number was never sent."]})
        proofs.acknowledge(session, feed, given["device_id"], given["through"])
    return Response(status=204)
