"""In which of our areas a fix lies. The outlines are held in memory and read again now and then."""

from __future__ import annotations

import time
from collections.abc import Sequence

import shapely
from sqlalchemy.orm import Session

from api.db import run
from geo.inside import Outlines

READ_AGAIN_AFTER_S = 300.0

_OUTLINES = "SELECT kind || ':' || code, ST_AsBinary(ST_Transform(outline, 4326)) FROM areas ORDER BY kind DESC, code"


class Ground:
    """The areas of this process. Names are `kind:code`."""

    def __init__(self) -> None:
        self._outlines = Outlines([])
        self._read_at: float | None = None

    def names_at(self, session: Session, lons: Sequence[float], lats: Sequence[float]) -> list[str]:
        """For each point its areas in one text, as positions hold them."""
        if self._read_at is None or time.monotonic() - self._read_at > READ_AGAIN_AFTER_S:
            self._read(session)
        return ["|".join(names) for names in self._outlines.holding(lons, lats)]

    def _read(self, session: Session) -> None:
        rows = run(session, _OUTLINES).fetchall()
        self._outlines = Outlines([(name, shapely.from_wkb(bytes(outline))) for name, outline in rows])
        self._read_at = time.monotonic()
