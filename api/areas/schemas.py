"""What comes in with a file of areas, in the address; the file itself is the body."""

from __future__ import annotations

from marshmallow import fields, validate

from api.areas.states import KINDS
from api.fields import Strict


class BringAreas(Strict):
    """Names of columns are those of the file, in any letters. Without `name` it is guessed."""

    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    file = fields.String(load_default="areas", validate=validate.Length(1, 120))
    name, code, parent = (fields.String(load_default="", validate=validate.Length(max=60)) for _ in range(3))
