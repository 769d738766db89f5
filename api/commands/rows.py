"""The row of a late command that waits for an answer (docs/messages.md, section 6)."""

from __future__ import annotations

from marshmallow import fields

from api.fields import Open, word


class Confirmation(Open):
    command_id, kind, asked, occurred_at, body = word(), word(), word(), word(), fields.Dict(required=True)
