"""What goes over from a call to the one that it is a duplicate of: the second caller may be the one who saw the knife.

Whom it names, its qualifiers and what was answered are written to the twin. Whose number it came from and what was said in it count
there for as long as it is a duplicate (migration 0452).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from sqlalchemy.orm import Session

from api import clock
from api.codes import service as codes
from api.db import run
from api.incidents import log, service, states
from api.incidents.models import Incident
from api.places.points import KNOWN, POINTS, UNCHECKED, is_news
from api.records import callers

# Who was taken off the twin stays off, unless the other call named them later than that.
_NAMES = """
    INSERT INTO named_records AS n (incident_id, record_id, kind, role, named_by, named_at)
    SELECT %s, o.record_id, o.kind, o.role, o.named_by, o.named_at FROM named_records o WHERE o.incident_id = %s AND o.removed_at IS NULL
    ON CONFLICT (incident_id, record_id) DO UPDATE SET role = EXCLUDED.role, named_by = EXCLUDED.named_by,
        named_at = EXCLUDED.named_at, removed_by = NULL, removed_at = NULL WHERE n.removed_at < EXCLUDED.named_at
    RETURNING 1
"""
_ANSWERS = """
    SELECT DISTINCT ON (point) point, version, state, text, author, author_id, answered_at FROM checklist_answers
    WHERE incident_id = %s ORDER BY point, version DESC
"""
_ADD = """
    INSERT INTO checklist_answers (id, incident_id, point, version, state, text, author, author_id, answered_at, received_at)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


def twin_of(session: Session, incident: Incident) -> Incident | None:
    """The call that it is a duplicate of, at the end of the chain and held until the commit."""
    twin, seen = incident, {incident.id}
    while twin.duplicate_of and twin.duplicate_of not in seen:
        twin = service.lock(session, twin.duplicate_of)
        seen.add(twin.id)
    return None if twin is incident else twin


def take_over(session: Session, incident: Incident, twin: Incident) -> bool:
    """Write to the twin what the call tells. True where that is a danger, of which crews on the way must read."""
    names = len(run(session, _NAMES, (twin.id, incident.id)).fetchall())
    fresh = [one for one in incident.qualifiers if one not in twin.qualifiers]
    twin.qualifiers = [*twin.qualifiers, *fresh]
    answers = _answers(session, incident, twin)
    lists = codes.current(session)
    told = [
        *([f"{names} named" if names > 1 else "1 named"] if names else []),
        *(lists.label("qualifiers", one) for one in fresh),
        *(f"{POINTS[point].label.split(':', maxsplit=1)[0]}: {words or 'none'}" for point, words, _ in answers),
    ]
    if told:
        words = f"Taken over from {service.reference(incident)}: {'; '.join(told)}."
        log.add(session, twin, words, kind="duplicate", source="system")
    return bool(names or fresh or any(news for *_, news in answers))


def _answers(session: Session, incident: Incident, twin: Incident) -> list[tuple[str, str, bool]]:
    """Point and words of each answer that is new to the twin, and whether it must be read."""
    stand = {row[0]: row for row in run(session, _ANSWERS, (twin.id,)).fetchall()}
    taken = []
    for point, _, state, words, author, author_id, answered_at in run(session, _ANSWERS, (incident.id,)).fetchall():
        _, version, was, said, other, *_ = stand.get(point, (point, 0, UNCHECKED, "", "", ""))
        if (
            state == UNCHECKED
            or (was == KNOWN and (state != KNOWN or words in said.split("; ")))
            or (state, words) == (was, said)
        ):
            continue
        # Where both have seen something neither caller's word is lost for the other's.
        whole, by = (f"{said}; {words}", f"{other} and {author}") if was == KNOWN else (words, author)
        run(
            session, _ADD, (uuid4(), twin.id, point, version + 1, state, whole, by, author_id, answered_at, clock.now())
        )
        taken.append((point, words, is_news(point, was, state)))
    return taken


@contextmanager
def told_on(session: Session, twin: Incident, *, dangers: list[bool] | None = None) -> Iterator[None]:
    """Around what makes a call a duplicate of `twin`, or none any more: its crews are told, and read again if there is a danger.

    `dangers`: what `take_over` says is put there.
    """
    asked = (twin.id, clock.london_date(clock.now()))
    before = _warned(session, asked)
    yield
    session.flush()
    if twin.state == states.CLOSED:
        return
    if any(dangers or []) or _warned(session, asked) != before:
        service.brief_changed(session, twin)
    else:
        service.checklist_changed(session, twin)


def _warned(session: Session, asked: tuple[Any, ...]) -> list[Any]:
    """What is warned of those whose number it came from."""
    return sorted(
        (str(row[0]), row[2], row[3]) for row in run(session, callers.SQL, asked).fetchall() if row[2] or row[3]
    )
