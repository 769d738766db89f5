"""The row of one assessment on the wire, as the view `thrive_rows` makes it (docs/messages.md, section 5)."""

from __future__ import annotations

from marshmallow import fields

from api.fields import Open, count, maybe_word, word


class Thrive(Open):
    """One assessment of an incident, by the call handler or by an officer at the scene. `levels` and `texts` by part."""

    id, incident_id, role, version = word(), word(), word(), count()
    levels, texts = (fields.Dict(keys=fields.String(), values=fields.String(), required=True) for _ in range(2))
    author, author_id, callsign, assessed_at, received_at = word(), word(), maybe_word(), word(), word()
