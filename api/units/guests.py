"""Guests: units that stand on the ground of another BCU, or go to a job of it. Its boards are told of them as of their own, for the
closest unit may be one, and whoever sent one watches it come.

Who is a guest is a column of the unit and not worked out by each reader, so that snapshot, messages and positions say the same.
It is looked for beside the way of a fix, which is walked 1,200 times a second: one look finds the few who have crossed a border.
Who is sent is a guest in the transaction that sends it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from api import changes, clock
from api.actors import SYSTEM
from api.db import Database, run
from api.units import service
from api.units.models import Unit

LOOK_EVERY_S = 1.0
# A guest is one at once, and for a minute after it was last there. To be told late may cost the closest unit; to be told for a
# minute too long costs nothing, since its place says where it is. So one that goes to and fro on a border, or whose fixes do,
# is told of once, and a guest that crosses a bridge, which is nobody's ground, goes on being one.
STAYS_FOR = timedelta(minutes=1)

_IN = "split_part(split_part(p.areas, '|', 1), ':', 2)"
_NOW_IN = """
    SELECT COALESCE(array_agg(shown.code ORDER BY shown.code), '{}') FROM (
        SELECT s.code FROM area_stays s WHERE s.unit_id = u.id AND s.duty_id = u.duty_id AND s.kind = 'pod'
            AND (s.left_at IS NULL OR (s.left_at > %(lately)s AND s.code = ANY(u.guest_in)))
        UNION SELECT i.pod FROM taskings t JOIN incidents i ON i.id = t.incident_id WHERE t.unit_id = u.id AND t.ended_at IS NULL
    ) shown WHERE shown.code <> u.pod
"""
_TO_TELL = f"""
    WITH may_be AS (
        SELECT u.id FROM positions p JOIN units u ON u.id = p.unit_id AND u.duty_id = p.duty_id
        WHERE p.is_abroad AND u.guest_in <> ARRAY[{_IN}]
        UNION SELECT u.id FROM units u WHERE u.guest_in <> '{{}}'
            AND NOT EXISTS (SELECT FROM positions p WHERE p.unit_id = u.id AND p.duty_id = u.duty_id AND p.is_abroad)
        -- Its job was handed over to another BCU.
        UNION SELECT u.id FROM taskings t JOIN incidents i ON i.id = t.incident_id JOIN units u ON u.id = t.unit_id
            WHERE t.ended_at IS NULL AND i.pod <> u.pod AND i.pod <> ALL(u.guest_in)
    )
    SELECT u.id FROM may_be JOIN units u USING (id) WHERE u.guest_in <> ({_NOW_IN}) ORDER BY u.id
"""  # noqa: S608  our own words
_NOW_IN_OF = f"SELECT ({_NOW_IN}) FROM units u WHERE u.id = %(unit)s"  # noqa: S608  our own words


def work(database: Database) -> None:
    """One look at all who may have come or gone, and one transaction for each who has."""
    with database.transaction(SYSTEM) as session:
        found = to_tell(session)
    for unit_id in found:
        with database.transaction(SYSTEM) as session:
            tell(session, unit_id)


def to_tell(session: Session) -> Sequence[UUID]:
    """Units that have become guests somewhere, or are so no longer."""
    return [unit_id for (unit_id,) in run(session, _TO_TELL, {"lately": clock.now() - STAYS_FOR}).fetchall()]


def is_sent(session: Session, unit: Unit, pod: str) -> None:
    """It is tasked to a job of this BCU, whose boards follow it from now on wherever it is. Who sends it announces it."""
    if pod in {unit.pod, *unit.guest_in}:
        return
    changes.put(session, "units", unit.id, guest_in=sorted({*unit.guest_in, pod}))
    _tell_place(session, unit)


def _tell_place(session: Session, unit: Unit) -> None:
    # It writes the row of the position, which is thereby news: a unit that stands still is told to its new board as well.
    service.mark_offerable(session, unit)


def tell(session: Session, unit_id: UUID) -> None:
    """Note of which BCUs it is a guest now. Told are the boards that know it, those that come to know it, and those that knew it."""
    unit = service.lock(session, unit_id)
    asked = {"unit": unit_id, "lately": clock.now() - STAYS_FOR}
    (now_in,) = run(session, _NOW_IN_OF, asked).fetchall()[0]
    if now_in == unit.guest_in:
        return
    changes.put(session, "units", unit_id, guest_in=now_in)
    service.announce(session, unit, also=now_in)
    _tell_place(session, unit)
