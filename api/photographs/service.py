"""Photographs of people. A card says which there are; each is looked at by itself, and belongs to the look that opened the card.

Whoever has not opened the card of the person within the last quarter of an hour gets none: a photograph has no reason of its own.
"""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from api import clock
from api.actors import Actor
from api.audit import service as audit
from api.db import run
from api.errors import NotFound
from api.nominals import golden

SEEN_WITHIN = timedelta(minutes=15)
MOST = 12

# Newest first; what nobody has dated comes last.
_OF = """
    SELECT jsonb_build_object('id', p.id, 'record_id', p.nominal_id, 'source', p.source_system, 'taken_on', p.taken_on,
        'provenance', p.provenance, 'width', p.width, 'height', p.height, 'exercise', p.is_exercise)
    FROM photographs p WHERE p.nominal_id = ANY (%s) ORDER BY p.taken_on DESC NULLS LAST, p.recorded_at DESC, p.id LIMIT %s
"""
_ONE = "SELECT nominal_id, image FROM photographs WHERE id = %s"
# The newest rows of one person are read by index; the look is among them or it is not of now.
_CONSULTED = """
    SELECT a.reason FROM (SELECT at, action, subject, reason FROM audit WHERE actor_id = %(actor)s ORDER BY id DESC LIMIT 300) a
    WHERE a.action = 'view nominal' AND a.at > %(since)s AND a.subject = ANY (%(subjects)s) LIMIT 1
"""


class NoneToShow(Exception):
    """No photograph for whoever asks; that they asked is written down and must be committed before the answer goes out."""

    problem = NotFound("There is no photograph here, or its card is no longer open. Open the record again.")


def of(session: Session, nominal_ids: list[UUID]) -> list[dict[str, Any]]:
    """What photographs there are of a person, newest first, at most MOST; not the pictures."""
    return [row[0] for row in run(session, _OF, (nominal_ids, MOST)).fetchall()]


def with_newest(session: Session, nominal_id: UUID) -> list[dict[str, Any]]:
    """The newest of one record, with the picture in it (base64), for what is told once and not asked for again."""
    newest = of(session, [nominal_id])[:1]
    return [one | {"image": base64.b64encode(image(session, UUID(one["id"]))).decode()} for one in newest]


def image(session: Session, photograph_id: UUID) -> bytes:
    """The JPEG itself. Whoever calls it has written down why."""
    return bytes(run(session, _ONE, (photograph_id,)).fetchall()[0][1])


def view(session: Session, photograph_id: UUID) -> bytes:
    """One photograph as JPEG, with its own row of the audit that has the reason of the card. Raises NoneToShow."""
    found = run(session, _ONE, (photograph_id,)).fetchone()
    why = _consulted(session, golden.members(session, found[0])) if found else None
    if found is None or why is None:
        audit.note(session, action="photograph asked for without its card", subject=f"photograph {photograph_id}")
        raise NoneToShow
    subject = f"photograph {photograph_id} of nominal {found[0]}"
    audit.note(session, action="view photograph", subject=subject, reason=why)
    return bytes(found[1])


def _consulted(session: Session, nominal_ids: list[UUID]) -> str | None:
    """The reason for which the asking person opened a record of this person a moment ago; None where they did not."""
    actor: Actor = session.info["actor"]
    subjects = [f"nominal {one}" for one in nominal_ids]
    asked = {"actor": str(actor.id), "since": clock.now() - SEEN_WITHIN, "subjects": subjects}
    row = run(session, _CONSULTED, asked).fetchone()
    return str(row[0]) if row else None
