"""The doors of partners: keys made, listed and withdrawn (in the web), and what they open (in the gateway).

A partner comes with a key and without a session, so its door stands outside of /api, as a companion's does.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from typing import Any
from uuid import UUID

import orjson
from flask import Blueprint as PlainBlueprint
from flask import Response, current_app, request
from flask_smorest import Blueprint

from api.answers import json_answer, tagged
from api.auth import guards
from api.auth.door import config, transaction
from api.devices.flood import Flood
from api.errors import NotSignedIn, TooManyAttempts
from api.partners import rows, schemas, service, told
from api.partners.service import Bound, Partners
from api.replays import service as replays

blueprint = Blueprint(
    "partners", __name__, url_prefix="/api/partners", description="Who outside is told where units are."
)
feeds = PlainBlueprint("partner_feeds", __name__, url_prefix="/partners")

guessing = Flood(most=20, within_s=60)
# A picture a second, and some at once after a pause; more tells nobody more.
BURST, EACH_S = 10.0, 1.0
GEOJSON = "application/geo+json"


class NoSuchKey(NotSignedIn):
    code, message = "no_such_key", "This key is none of ours, is withdrawn, or is for another form."


class TooOften(TooManyAttempts):
    code, message = "too_often", "Once a second is enough: nothing changes faster."


class Pace:
    """How often each key may still ask."""

    def __init__(self) -> None:
        self._left: OrderedDict[UUID, tuple[float, float]] = OrderedDict()

    def may(self, key_id: UUID) -> bool:
        left, at = self._left.get(key_id, (BURST, time.monotonic()))
        now = time.monotonic()
        left = min(BURST, left + (now - at) / EACH_S) - 1
        self._left[key_id] = (max(left, 0.0) if left < 0 else left, now)
        if len(self._left) > service.REMEMBERED:
            self._left.popitem(last=False)
        return left >= 0


pace = Pace()


@blueprint.route("")
@guards.guarded(guards.keepers_of_devices)
@blueprint.response(200, rows.Partners)
def list_partners() -> Response:
    """All keys of partners, those in use first, and what a key can be kept to."""
    with transaction() as session:
        areas, kinds = replays.areas(session), service.kinds_of_units(session)
        items = service.listed(session)
    told_of = {"items": items, "unit_kinds": kinds, "areas": areas}
    return json_answer(orjson.dumps({**told_of, "cot_out_port": config().cot_out_port or None}))


@blueprint.route("", methods=["POST"])
@guards.guarded(guards.keepers_of_devices)
@blueprint.arguments(schemas.MakePartner)
@blueprint.response(200, rows.PartnerMade)
def make_partner(body: dict[str, Any]) -> Response:
    """A key for one partner. It is shown this once."""
    with transaction() as session:
        partner_id, key = service.make(session, body)
    return json_answer(orjson.dumps({"id": str(partner_id), "key": key}))


@blueprint.route("/<uuid:partner_id>/withdraw", methods=["POST"])
@guards.guarded(guards.keepers_of_devices)
@blueprint.response(204)
def withdraw_partner(partner_id: UUID) -> None:
    """Its key opens nothing any more."""
    with transaction() as session:
        service.withdraw(session, partner_id)


@feeds.route("/units.geojson")
@guards.by_key
def show_units() -> Response:
    """Where the units of a partner's scope are: `Authorization: Bearer KEY`, `If-None-Match` welcome."""
    partners: Partners = current_app.extensions["partners"]
    bound = _bound(partners, (request.authorization and request.authorization.token) or "")
    if not pace.may(bound.id):
        raise TooOften(retry_after_s=1)
    units = partners.seen(bound.scope)
    partners.note(bound, "told", len(units))
    return tagged(Response(told.geojson(units), mimetype=GEOJSON))


def _bound(partners: Partners, key: str) -> Bound:
    """Raises NoSuchKey, and 429 for who keeps guessing."""
    bound = partners.bound(key, "geojson") if 10 <= len(key) <= 100 else None
    if bound is None:
        guessing.note(request.remote_addr or "")
        raise NoSuchKey
    return bound
