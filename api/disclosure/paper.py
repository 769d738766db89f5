"""The document that is handed out: as JSON, and as one page of HTML to read and print. Neither knows more than the other.

It is made of what is left. No id, no key and nothing that was taken out reaches this place.
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from itertools import groupby
from typing import Any
from uuid import UUID

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from api import clock
from api.disclosure import rules
from api.disclosure.draft import Draft, Item

LEFT_OUT = (
    "Copies of the same facts on the cards and messages of crews, and the keys by which a record is found.",
    "Who looked at the record: the log of section 62 is kept to check that looks were lawful.",
    "Records of others that only may be of the same person.",
    "Warnings of places, which are of a house and name nobody.",
    "Messages that must be read, positions, and what devices told of themselves.",
    "Backups.",
)


def document(
    draft: Draft,
    body: dict[str, Any],
    *,
    number: UUID,
    made_by: str,
    made_at: datetime,
    photographs: dict[UUID, str],
) -> dict[str, Any]:
    """What is handed out, as JSON. `shown` and `removed` count facts; `photographs` are JPEGs in base64 by their ids."""
    return {
        "marking": draft.marking,
        "number": str(number),
        "purpose": rules.PURPOSES[body["purpose"]],
        "recipient": body["recipient"],
        "reference": body["reference"],
        "made_by": made_by,
        "made_at": clock.iso(made_at),
        "shown": sum(not item.is_out for item in draft.items),
        "removed": draft.removed,
        "reasons": sorted({words for item in draft.items for words in _reasons(item)}),
        "sections": [
            _section(title, list(items), photographs)
            for title, items in groupby(draft.items, lambda item: item.section)
        ],
        "left_out": list(LEFT_OUT),
    }


def _reasons(item: Item) -> list[str]:
    return [rules.RULES[rule].words for rule in ([item.rule] if item.rule else item.pieces)]


def _section(title: str, items: list[Item], photographs: dict[UUID, str]) -> dict[str, Any]:
    return {"title": title, "items": [_item(item, photographs) for item in items]}


def _item(item: Item, photographs: dict[UUID, str]) -> dict[str, Any]:
    if item.is_out:
        return {"label": item.label, "removed": rules.RULES[item.rule].words}
    told = {"label": item.label, "text": item.text}
    if item.photograph_id:
        told["jpeg"] = photographs[item.photograph_id]
    return told | ({"at": item.at} if item.at else {})


def css_text(words: str) -> str:
    """Words for a string of CSS, for the margins of a printed sheet: whatever is no plain sign is written as its number."""
    return "".join(
        sign if sign.isascii() and (sign.isalnum() or sign in " -") else f"\\{ord(sign):x} " for sign in words
    )


@lru_cache
def _template() -> Template:
    found = Environment(loader=PackageLoader("api"), autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    found.filters["css_text"] = css_text
    return found.get_template("disclosure.html")


def page(told: dict[str, Any], digest: str) -> str:
    """One page without any script or address of somewhere else: a photograph that is handed out lies in it."""
    made_at = datetime.fromisoformat(told["made_at"]).astimezone(clock.LONDON)
    return _template().render(told=told, digest=digest, made_at=f"{made_at:%d %B %Y, %H:%M}")
