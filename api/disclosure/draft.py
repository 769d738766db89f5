"""A document in the making: what was found, what the rules take out of it, and what a person changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from api import clock
from api.codes.markings import highest
from api.disclosure.cleaning import Cleaned, Cleaner, Stranger
from api.disclosure.rules import RULES
from api.errors import Invalid


def when(at: datetime | None) -> str:
    """`30 November 2026, 14:03`, as whoever gets the paper reads it."""
    return f"{at.astimezone(clock.LONDON):%-d %B %Y, %H:%M}" if at else ""


@dataclass(frozen=True)
class Item:
    """One fact. `label` says what kind it is and nothing of anybody; `rule` takes it out whole; `was`: what a person may put back.

    `key` names it while the document is made, and is never in the document.
    """

    key: str
    section: str
    label: str
    text: str
    at: str = ""
    marking: str = "OFFICIAL"
    rule: str = ""
    # Rules that cut pieces out of the text.
    pieces: tuple[str, ...] = ()
    was: str = ""
    # The photograph that goes with the words where they are handed out.
    photograph_id: UUID | None = None

    @property
    def is_locked(self) -> bool:
        return bool(self.rule) and RULES[self.rule].is_locked

    @property
    def is_out(self) -> bool:
        return bool(self.rule)


@dataclass
class Draft:
    """`cleaner` takes other people out of a text, `locked` those whose records are restricted, also out of what is put back."""

    cleaner: Cleaner
    locked: Cleaner
    items: list[Item] = field(default_factory=list)
    others: list[str] = field(default_factory=list)

    def add(self, item: Item, *, is_free: bool = False) -> None:
        """`is_free`: somebody typed it, so that it may hold anybody. Nothing is added for an empty one that is not taken out."""
        if item.text.strip() or item.is_locked:
            self.items.append(self._ready(item, is_free=is_free))

    def _ready(self, item: Item, *, is_free: bool) -> Item:
        if item.is_locked:
            return replace(item, text="", at="")
        # What somebody typed like one of our marks is none, and nothing in it is spared.
        allowed = self.locked.clean(item.text.replace("[removed:", "(removed:"))
        if item.is_out:
            return replace(item, text="", was=allowed.text, at="")
        cleaned = self.cleaner.clean(allowed.text) if is_free else Cleaned(allowed.text, [])
        pieces = (*allowed.rules, *cleaned.rules)
        return replace(item, text=cleaned.text, pieces=pieces, was=allowed.text if cleaned.rules else "")

    @property
    def marking(self) -> str:
        return highest([item.marking for item in self.items if not item.is_out])

    @property
    def removed(self) -> int:
        """Facts that are out, or that had something cut out."""
        return sum(1 for item in self.items if item.is_out or item.pieces)


def change(draft: Draft, changes: list[dict[str, Any]], words: list[str]) -> None:
    """What a person decided: an item put back with a reason, one taken out, words cut out everywhere. Raises Invalid."""
    asked = {one["key"]: one for one in changes}
    if unknown := set(asked) - {item.key for item in draft.items}:
        raise Invalid("The record has changed. Look at the preview again.", details={"changes": sorted(unknown)[:5]})
    draft.items = [_changed(item, asked.get(item.key)) for item in draft.items]
    if words:
        draft.items = list(_without(draft.items, words))


def _changed(item: Item, asked: dict[str, Any] | None) -> Item:
    if asked is None:
        return item
    if not asked["show"]:
        return item if item.is_out else replace(item, rule="chosen", text="", at="", was=item.was or item.text)
    if item.is_locked:
        raise Invalid("This is never handed out.", details={"changes": [item.label]})
    return replace(item, rule="", pieces=(), text=item.was or item.text, was="") if item.is_out or item.pieces else item


def _without(items: list[Item], words: list[str]) -> Iterator[Item]:
    cleaner = Cleaner([Stranger(words=words)], looks=False, rule="chosen")
    for item in items:
        cleaned = cleaner.clean(item.text)
        yield replace(item, text=cleaned.text, pieces=(*item.pieces, *cleaned.rules)) if cleaned.rules else item
