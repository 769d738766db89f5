"""What a card says of the photographs that there are (docs/messages.md, section 11)."""

from __future__ import annotations

from marshmallow import fields

from api.fields import Open, count, flag, maybe_word, word


class PhotographRow(Open):
    """`record_id`: the record that it is of, where several are of one person. `image`: only where a key has opened the record."""

    id, record_id, source, taken_on, provenance = word(), word(), word(), maybe_word(), word()
    width, height, exercise = count(), count(), flag()
    image = fields.String(
        metadata={"description": "The JPEG as base64, of the newest photograph of a restricted record."}
    )
