"""Rows of a CSV as weapons, documents and other objects, and as organisations."""

from __future__ import annotations

import re

from api.imports.formats import RowRefused
from api.imports.marks import Given, Record, one_of, words

OBJECT_KINDS = ("weapon", "document", "property", "drugs", "other")


def thing(given: Given) -> Record:
    """An object. Its serial is kept as it is searched for: capitals and digits, whatever stood between."""
    label = _said(given, "label")
    return {
        "kind": one_of(given, "object_kind", OBJECT_KINDS, "other"),
        "label": label,
        "serial": re.sub(r"[^0-9A-Z]", "", given.get("serial", "").upper())[:40],
    }


def organisation(given: Given) -> Record:
    return {
        "name": _said(given, "name"),
        "kind": words(given, "organisation_kind", 60).lower(),
        "number": words(given, "number", 40),
    }


def _said(given: Given, name: str) -> str:
    said = words(given, name)
    if not re.search(r"\w", said):
        raise RowRefused(f"no {name}")
    return said
