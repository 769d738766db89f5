"""In which of our areas a fix lies. The outlines are held in memory, and read again when an area is new, has changed or is over."""

from __future__ import annotations

import time
from collections.abc import Sequence

import shapely
from sqlalchemy.orm import Session

from api import clock
from api.db import run
from geo.inside import Outlines

LOOK_AGAIN_AFTER_S = 2.0

# A zone is one only in its time; every other area always is.
_STANDING = """
    FROM areas a LEFT JOIN zones z ON z.kind = a.kind AND z.code = a.code
    WHERE z.id IS NULL OR (z.ended_at IS NULL AND z.from_at <= %(now)s AND (z.until_at IS NULL OR z.until_at > %(now)s))
"""
_OUTLINES = f"SELECT a.kind || ':' || a.code, ST_AsBinary(ST_Transform(a.outline, 4326)) {_STANDING} ORDER BY a.kind DESC, a.code"
# `xmin` says which transaction wrote a row: what commits late is not missed, and no clock is asked.
_AS_THEY_ARE = f"SELECT count(*), sum(a.xmin::text::bigint), sum(hashtext(a.kind || a.code)) {_STANDING}"


class Ground:
    """The areas of this process. Names are `kind:code`."""

    def __init__(self) -> None:
        self._outlines = Outlines([])
        self._looked_at: float | None = None
        self._as_they_were: object = None

    def names_at(self, session: Session, lons: Sequence[float], lats: Sequence[float]) -> list[str]:
        """For each point its areas in one text, as positions hold them."""
        if self._looked_at is None or time.monotonic() - self._looked_at > LOOK_AGAIN_AFTER_S:
            self._look(session)
        return ["|".join(names) for names in self._outlines.holding(lons, lats)]

    def _look(self, session: Session) -> None:
        as_they_are = run(session, _AS_THEY_ARE, {"now": clock.now()}).fetchone()
        if as_they_are != self._as_they_were:
            self._read(session)
        self._as_they_were, self._looked_at = as_they_are, time.monotonic()

    def _read(self, session: Session) -> None:
        rows = run(session, _OUTLINES, {"now": clock.now()}).fetchall()
        self._outlines = Outlines([(name, shapely.from_wkb(bytes(outline))) for name, outline in rows])
