"""The six acts that section 62 of the Data Protection Act 2018 wants logged (domain reference 5.2)."""

from __future__ import annotations

COLLECTION = "collection"
ALTERATION = "alteration"
CONSULTATION = "consultation"
DISCLOSURE = "disclosure"
COMBINATION = "combination"
ERASURE = "erasure"
KINDS = (COLLECTION, ALTERATION, CONSULTATION, DISCLOSURE, COMBINATION, ERASURE)

# Commands are named in the imperative: the first word says what becomes of the record.
_BY_VERB = {
    "create": COLLECTION,
    "add": COLLECTION,
    "enter": COLLECTION,
    "raise": COLLECTION,
    "send": COLLECTION,
    "assess": COLLECTION,
    "request": COLLECTION,
    "report": COLLECTION,
    "refer": COLLECTION,
    "approve": COLLECTION,
    "merge": COMBINATION,
    "split": COMBINATION,
    "link": COMBINATION,
    "undo": COMBINATION,
    "erase": ERASURE,
}


def of_command(name: str) -> str:
    """Which of the six a command is, by its name."""
    return _BY_VERB.get(name.split("_", 1)[0], ALTERATION)
