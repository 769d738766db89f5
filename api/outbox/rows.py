"""The messages of a feed, as a device that missed them reads them (docs/messages.md, section 4)."""

from __future__ import annotations

from marshmallow import fields

from api.fields import Open, count, flag, word


class Message(Open):
    seq, kind, at, body = count(), word(), word(), fields.Dict(required=True)


class FeedPage(Open):
    epoch, feed, through, more = word(), word(), count(), flag()
    messages = fields.List(fields.Nested(Message), required=True)
