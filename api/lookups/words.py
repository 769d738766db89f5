"""Free text over descriptions, marks, objects and organisations."""

from __future__ import annotations

import re

from sqlalchemy.orm import Session

from api.db import run
from api.identifiers.faults import NotAnIdentifier
from api.lookups.hits import SHOWN, Found, Hit, fill

_FIND = "SELECT * FROM find_words(%s::text)"


def find(session: Session, typed: str) -> Found:
    """Records whose text holds all of the words. Raises NotAnIdentifier when there is no word to look for."""
    if len(re.findall(r"\w{3,}", typed)) == 0:
        raise NotAnIdentifier("Give at least one word of three letters.")
    rows = run(session, _FIND, (typed,)).fetchall()
    top = max((float(row[2]) for row in rows), default=1.0) or 1.0
    hits = [Hit(row[0], row[1], 0.75 * float(row[2]) / top, [f"says: {row[3]}"], row[4]) for row in rows]
    seen = fill(session, [hit for hit in hits if not hit.is_restricted][: 2 * SHOWN])
    ask = f"More than {SHOWN} records hold these words. Add another word." if len(seen) > SHOWN else ""
    return Found([*seen, *(hit for hit in hits if hit.is_restricted)], ["these words, also in other forms"], ask)
