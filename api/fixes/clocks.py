"""A device whose clock runs before ours says so itself: with what it hands in it tells what it calls now (`sent_at`).

By that its fixes are put into our time, so that an honest officer with a fast clock is not doubted. Nobody gains by a lie here: what
is put back stands at most at the moment of its arrival, where a device may say that it is without any of this, and is judged like
every other fix (`plausible`). A fix that is ahead of the device's own now is ahead of everybody's, and flagged.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from api.fixes import parse
from api.fixes.fix import Fix

# Further off no clock runs by itself: it was set wrong, and may be set right while fixes of both times wait to be sent.
MOST_AHEAD = timedelta(hours=1)
_BEGINNING = datetime(1970, 1, 2, tzinfo=UTC)


def in_our_time(fixes: Sequence[Fix], sent_at: Any, now: datetime) -> None:
    """Put the fixes of one delivery back by as much as their device's clock is ahead.

    Only where one of them is ahead of us: satellites tell the right time to a phone whose own clock is wrong.
    """
    ahead = _ahead(sent_at, now)
    if not ahead or all(fix.fixed_at <= now for fix in fixes):
        return
    for fix in fixes:
        if fix.fixed_at > _BEGINNING:
            fix.fixed_at -= ahead


def _ahead(sent_at: Any, now: datetime) -> timedelta | None:
    # One that is behind cannot be told from one whose words took long to come.
    try:
        ahead = parse.instant(sent_at) - now
    except parse.Unreadable:
        return None
    return ahead if timedelta() < ahead <= MOST_AHEAD else None
