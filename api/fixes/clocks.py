"""A device whose clock runs before ours says so itself: with what it hands in it tells what it calls now (`sent_at`).

By that its fixes are put into our time, so that an honest officer with a fast clock is not doubted. A clock that is behind is known
only after a minute of it, because words that took long to come look the same (`Clocks`); then nobody is shown as twelve minutes old
who is here now, and what was measured after a duty began is of that duty. Nobody gains by a lie here: what
is put back stands at most at the moment of its arrival, where a device may say that it is without any of this, and is judged like
every other fix (`plausible`). A fix that is ahead of the device's own now is ahead of everybody's, and flagged.

The protocols of companions have no such word: what one of them measured last stands for its now (`Clocks`).
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from api.fixes import parse
from api.fixes.fix import Fix

# Further off no clock runs by itself: it was set wrong, and may be set right while fixes of both times wait to be sent.
MOST_AHEAD = MOST_BEHIND = timedelta(hours=1)
# Words take a while to come, and some protocols count whole seconds. What has shown less for longer than this was set.
ABOUT, SET_AFTER = timedelta(seconds=3), timedelta(seconds=60)
# Nobody's live word takes longer: what is older was kept on the device.
HELD_BACK = timedelta(seconds=60)
REMEMBERED = 20_000
_BEGINNING = datetime(1970, 1, 2, tzinfo=UTC)


def in_our_time(fixes: Sequence[Fix], sent_at: Any, now: datetime) -> None:
    """Put the fixes of one delivery back by as much as their device's clock is ahead.

    Only where one of them is ahead of us: satellites tell the right time to a phone whose own clock is wrong.
    """
    if (ahead := _ahead(sent_at, now)) and _are_ahead(fixes, now):
        _put_back(fixes, ahead)


@dataclass
class Clock:
    """How far one device's clock is ahead, by the most that it has shown; and the most since it began to show less."""

    ahead: timedelta
    less_since: datetime | None = None
    most_since: timedelta = timedelta()

    def show(self, ahead: timedelta, now: datetime) -> timedelta:
        """By how much a delivery that shows so much is put back.

        What was held back without a link shows less, for it was measured before: by the clock as it is known it gets its own time.
        Such a rest comes at once. A clock that shows less for a minute was set.
        """
        if ahead >= self.ahead - ABOUT:
            self.ahead, self.less_since = max(ahead, self.ahead), None
            return self.ahead
        if self.less_since is None:
            self.less_since, self.most_since = now, ahead
        self.most_since = max(ahead, self.most_since)
        if now - self.less_since >= SET_AFTER:
            self.ahead, self.less_since = self.most_since, None
        return self.ahead


class Clocks:
    """The clocks of devices, as far as this process has heard them."""

    def __init__(self) -> None:
        self._known: OrderedDict[Hashable, Clock] = OrderedDict()

    def of_device(self, fixes: Sequence[Fix], sent_at: Any, now: datetime) -> None:
        """The same for a device of ours, whose own now is known: also where its clock has been behind for a minute."""
        in_our_time(fixes, sent_at, now)
        said_at = _instant(sent_at)
        if said_at is None or not timedelta() <= now - said_at <= MOST_BEHIND:
            return
        behind = self._of((fixes[0].unit_id, fixes[0].device)).show(said_at - now, now)
        # Satellites tell the right time to a phone whose own clock is wrong: then it has measured after what it calls now.
        if behind < -HELD_BACK and not _are_ahead(fixes, said_at + ABOUT):
            _put_back(fixes, behind)

    def in_our_time(self, device: Hashable, fixes: Sequence[Fix], said_at: datetime | None, now: datetime) -> None:
        """The same for what a companion hands in. `said_at`: when it says that it wrote this, by its own clock."""
        ahead = (said_at or max(fix.fixed_at for fix in fixes)) - now
        if timedelta() < ahead <= MOST_AHEAD and _are_ahead(fixes, now):
            _put_back(fixes, self._of(device).show(ahead, now))
        elif ahead <= MOST_AHEAD and (clock := self._known.get(device)):
            # A rest of before is not ahead of us, however fast the clock. What comes as it is measured says that it was set.
            as_known = clock.show(ahead, now)
            if ahead < -HELD_BACK and as_known > timedelta():
                _put_back(fixes, as_known)

    def _of(self, device: Hashable) -> Clock:
        clock = self._known.setdefault(device, Clock(timedelta()))
        self._known.move_to_end(device)
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return clock


def _are_ahead(fixes: Sequence[Fix], now: datetime) -> bool:
    return any(fix.fixed_at > now for fix in fixes)


def _put_back(fixes: Sequence[Fix], ahead: timedelta) -> None:
    for fix in fixes:
        if fix.fixed_at > _BEGINNING:
            fix.fixed_at -= ahead


def _ahead(sent_at: Any, now: datetime) -> timedelta | None:
    # One that is behind cannot be told, by one word of it, from one whose words took long to come.
    said_at = _instant(sent_at)
    return said_at - now if said_at and timedelta() < said_at - now <= MOST_AHEAD else None


def _instant(sent_at: Any) -> datetime | None:
    try:
        return parse.instant(sent_at)
    except parse.Unreadable:
        return None
