"""What comes in at the doors of the code lists."""

from __future__ import annotations

from marshmallow import fields, validate

from api.codes.wording import LISTS
from api.fields import Strict, Words, code

# More than anybody has; how many a list may have is asked of the list (api/places/spoken_words.py).
_MOST_WORDS, _LONGEST = 400, 60


class WordsOfRow(Strict):
    code = code(required=True)
    words = fields.List(Words(_LONGEST), required=True, validate=validate.Length(max=_MOST_WORDS))


class ChangeWords(Strict):
    """`version`: of the list that was changed. Rows that are not named stay as they are."""

    list = fields.String(required=True, validate=validate.OneOf([*LISTS]))
    version = fields.Integer(required=True, strict=True)
    items = fields.List(fields.Nested(WordsOfRow), required=True, validate=validate.Length(max=100))
