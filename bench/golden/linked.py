"""Records through the same code as `./run records link`, without a database: Splink on DuckDB, verdicts, clusters."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from uuid import UUID

from api.nominals import everything
from api.nominals.bulk import Bulk
from api.nominals.comparing import Linkable
from bench.golden import judging


def link(records: Iterator[Linkable], ids: Iterable[UUID], memory: str = "2GB") -> tuple[dict[UUID, UUID], int, float]:
    """Where each record stands, how many pairs wait for a person, and how many seconds it took."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as spill:
        loaded = Bulk(Path(spill), memory)
        loaded.add(records)
        home, asked = judging.clusters(ids, everything.judged(loaded))
    return home, asked, time.monotonic() - began
