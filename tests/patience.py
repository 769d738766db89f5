"""How long a test waits for what must come.

A machine that does five things at once is five times slower, and nothing here measures speed: that is what the benchmarks are
for. What is right comes long before this, and only what never comes costs the time.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

PATIENCE_S = 90
PATIENCE_MS = PATIENCE_S * 1000


def until(is_so: Callable[[], Any], page: Page | None = None, *, sleep: Callable[[float], Any] = time.sleep) -> None:
    """Ask again until it is so. A `page` goes on with its own work between two questions; greenlets do with gevent's `sleep`."""
    end = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < end, "it did not happen"
        if page:
            page.wait_for_timeout(50)
        else:
            sleep(0.05)
