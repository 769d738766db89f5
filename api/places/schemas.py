"""What comes in at the doors of places."""

from __future__ import annotations

from marshmallow import fields, validate

from api.fields import AtPlace, CommandBody, Strict, Words, code


class EnterPlaceMarker(CommandBody, AtPlace):
    marker_id = fields.UUID(required=True)
    category = code(required=True)
    text = Words(500, required=True)
    source = Words(200, required=True)
    address = Words(200, shortest=0, load_default="")
    radius_m = fields.Float(load_default=50.0, allow_nan=False, validate=validate.Range(5, 500))
    review_on = fields.Date(required=True)


class WithdrawPlaceMarker(CommandBody):
    marker_id = fields.UUID(required=True)
    reason = Words(500, required=True)


class OfPlace(AtPlace):
    pass


class AddressAndPoint(AtPlace):
    address = Words(200, required=True)


class PlaceSearch(Strict):
    q = Words(80, required=True)
    # Those that the board watches: of places that fit equally well theirs come first.
    pods = fields.List(Words(8), load_default=list, validate=validate.Length(max=40))
    limit = fields.Integer(load_default=12, validate=validate.Range(1, 50))
