"""The keys to restricted records on the wire (docs/messages.md, section 13). The record itself is as a lookup opens it."""

from __future__ import annotations

from marshmallow import fields

from api.fields import Open, count, flag, maybe_word, word, words


class RestrictedKeyGiven(Open):
    """The key, told this once; for whom, for how long it opens, and until when it must have been used."""

    key, officer, pay_number, minutes, expires_at = word(), word(), word(), count(), word()


class RestrictedKeyRow(Open):
    """A key that was given. Which record it is to is not said."""

    id, officer, pay_number, given_at, reason, expires_at = word(), word(), word(), word(), word(), word()
    opened_at, opened_reason, ends_at, reads = maybe_word(), word(), maybe_word(), count()
    minutes = count()


class RestrictedKeys(Open):
    items = fields.List(fields.Nested(RestrictedKeyRow), required=True)


class KeyNewsRow(Open):
    """A key that was opened, or tried in vain (`refused_to` may be another officer than `officer`, for whom it is)."""

    id, officer, pay_number, at = word(), word(), word(), word()
    opened_at, opened_reason, ends_at = maybe_word(), word(), maybe_word()
    refused_at, refused_to, refused_reason = maybe_word(), maybe_word(), maybe_word()


class KeyNews(Open):
    items = fields.List(fields.Nested(KeyNewsRow), required=True)


class OwnerRow(Open):
    owner, roles, officers = word(), words(), words()


class Owners(Open):
    """`unnamed`: owners that records name and that are in no row."""

    version = count()
    items = fields.List(fields.Nested(OwnerRow), required=True)
    roles, unnamed = words(), words()


class NearRow(Open):
    """Somebody came upon a restricted record and was shown nothing, or `opened` it by a key. `reference`: as its source calls it.

    `called`: a call is at its house or from its number, and `officer` took it.
    """

    id, at, officer, pay_number, callsign = count(), word(), word(), maybe_word(), maybe_word()
    opened, called, reason, incident, owner, reference = flag(), flag(), word(), maybe_word(), word(), word()


class WhoCameNear(Open):
    """`owners`: by which names whoever asks owns records; none where they own none."""

    owners = words()
    items = fields.List(fields.Nested(NearRow), required=True)
    next = fields.Integer(required=True, allow_none=True)
