"""Why somebody wants to know where a unit was: one tap out of the list `trail_reasons`, some of them with a few words."""

from __future__ import annotations

from sqlalchemy.orm import Session

from api.codes import service as codes
from api.errors import Invalid

SHORTEST_WORDS = 10


def given(session: Session, code: str, words: str) -> str:
    """The reason in words, for the audit and for the crew. Raises Invalid."""
    lists = codes.current(session)
    entry = next((one for one in lists.lists.get("trail_reasons", []) if one["code"] == code), None)
    if entry is None:
        raise Invalid("There is no such reason.", details={"reason": ["Choose one of the list."]})
    if entry.get("needs_text") and len(words) < SHORTEST_WORDS:
        raise Invalid("Say in a few words why.", details={"words": [f"At least {SHORTEST_WORDS} letters."]})
    return "; ".join(part for part in (str(entry["label"]), words) if part)
