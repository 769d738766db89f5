"""Free text over all that a record says in words: descriptions, warnings, how a vehicle looks, things, organisations, what happened.

Where a place is among the words (`red golf Hackney`), also those of it that live, are kept or happened there.
"""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy.orm import Session

from api.db import run
from api.identifiers.faults import NotAnIdentifier
from api.lookups import where
from api.lookups.hits import SHOWN, Found, Hit, best, fill, none_is_sure

_FIND = "SELECT * FROM find_words(%s::text)"
_FIND_AT = "SELECT * FROM find_words_at(%s::text, %s::text, %s::text)"
# Words alone never tell that it is the one who is meant.
_BEST, _BOTH = 0.75, 0.05

# By which words it is told where they stood.
_SOURCES = {
    "description": "the description",
    "looks": "colour, make and model",
    "warning": "a warning",
    "thing": "what it is",
    "name": "the name",
    "event": "what happened",
}
_PLACES = {"nominal": "lives in", "vehicle": "kept in", "event": "happened in"}


def find(session: Session, typed: str) -> Found:
    """Records that hold all of the words in one text. Raises NotAnIdentifier when there is no word to look for."""
    if len(re.findall(r"\w{3,}", typed)) == 0:
        raise NotAnIdentifier("Give at least one word of three letters.")
    hits = _hits(run(session, _FIND, (typed,)).fetchall())
    too_many = False
    rest, place = where.apart(typed, where.boroughs(session))
    if place and re.search(r"\w{3,}", rest):
        rows = run(session, _FIND_AT, (rest, place.borough, place.district)).fetchall()
        hits = _merged(hits, _hits([row for row in rows if row[1] is not None], place))
        too_many = any(row[1] is None for row in rows)
    return _found(session, hits, place if place and rest else None, too_many=too_many)


def _hits(rows: list[Any], place: where.Where | None = None) -> list[Hit]:
    top = max((float(row[2]) for row in rows), default=1.0) or 1.0
    return [_hit(row, top, place) for row in rows]


def _hit(row: Any, top: float, place: where.Where | None) -> Hit:
    kind, record_id, rank, source, excerpt, is_restricted = row
    why = [_why(source, excerpt), *([f"{_PLACES.get(kind, 'linked with')} {place.said}"] if place else [])]
    return Hit(kind, record_id, (_BEST - (0 if place else _BOTH)) * float(rank) / top, why, is_restricted)


def _why(source: str, excerpt: str) -> str:
    """Which words stood where, and in what: `red, Golf in colour, make and model: red Volkswagen Golf`."""
    matched = list(dict.fromkeys(word.strip() for word in re.findall("«([^»]*)»", excerpt)))
    told = re.sub("[«»]", "", excerpt).strip()
    return f"{', '.join(matched)} in {_SOURCES[source]}: {told}"


def _merged(hits: list[Hit], more: list[Hit]) -> list[Hit]:
    """One hit for each record with all that is said for it, the surer first."""
    best: dict[Any, Hit] = {}
    for hit in sorted([*more, *hits], key=lambda hit: (-hit.score, hit.id)):
        known = best.setdefault(hit.id, hit)
        known.why += [why for why in hit.why if why not in known.why]
    return list(best.values())


def _found(session: Session, hits: list[Hit], place: where.Where | None, *, too_many: bool) -> Found:
    ranked = _merged(hits, [])
    seen = fill(session, [hit for hit in ranked if not hit.is_restricted][: 2 * SHOWN])
    if len(best(seen)) > 1:
        # Of five blue Fiestas of one borough none is the one that is meant.
        none_is_sure(seen)
    ask = f"More than {SHOWN} records hold these words. Add another word." if len(seen) > SHOWN else ""
    if place and too_many and not ask:
        # A list that is not whole says so: who is not in it may be there all the same.
        ask = f"Too many hold these words: not all of them were looked for in {place.said}. Add another word."
    searched = [
        "these words, also in other forms, in descriptions, warnings, colour, make and model, things, organisations and events"
    ]
    if place:
        searched.append(f"all but the place of those in {place.said}")
    return Found([*seen, *(hit for hit in ranked if hit.is_restricted)], searched, ask)
