"""Single Online Home documents (SDM, JSON:API) as records: people, places and phones, the report itself, and what links them.

A document is taken whole or not at all. Attributes that we have no column for are kept as they came; values out of lists
that we do not know are kept raw (domain reference 4.1 and 6.1).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

from api.identifiers import phones, whereabouts
from api.identifiers.faults import NotAnIdentifier
from api.imports.formats import RowRefused
from api.imports.marks import DESCRIPTION_LENGTH, NAME_LENGTH, SENSITIVE, Record
from api.records.service import record_id

SOURCE = "Single Online Home"
LONGEST_DOCUMENT = 4 * 1024 * 1024
MOST_PARTS = 500
# The one value of the list that is public; others are kept raw until a force loads its own.
_GENDERS = {"GNDR_0001": "F"}
_ROLES = {
    "personReporting": ("reported", "other"),
    "witness": ("witness", "witness"),
    "victim": ("victim", "victim"),
    "suspect": ("suspect", "suspect"),
}
_PERSON = frozenset(
    {
        "givenName",
        "middleName",
        "surname",
        "dateOfBirth",
        "approximateAgeFrom",
        "approximateAgeTo",
        "age",
        "personDescription",
        "ethnicitySelfDefined",
    }
)


@dataclass
class Document:
    """What one document brings, by table. Links name records by their ids."""

    rows: dict[str, list[Record]] = field(default_factory=dict)

    def add(self, table: str, row: Record) -> None:
        self.rows.setdefault(table, []).append(row)


def documents(path: Path) -> Iterator[tuple[int, bytes]]:
    """The documents of a file with their lines: one whole file, or one on each line (`.jsonl`, `.ndjson`)."""
    if path.suffix not in {".jsonl", ".ndjson"}:
        with path.open("rb") as file:
            yield 1, file.read(LONGEST_DOCUMENT + 1)
        return
    with path.open("rb") as file:
        line = 0
        while raw := file.readline(LONGEST_DOCUMENT + 1):
            line += 1
            if not raw.endswith(b"\n"):
                while (rest := file.readline(LONGEST_DOCUMENT)) and not rest.endswith(b"\n"):
                    pass
            if raw.strip():
                yield line, raw


def read(raw: bytes) -> Document:
    """One document. Raises RowRefused with what is wrong, never with what a person wrote."""
    if len(raw) > LONGEST_DOCUMENT:
        raise RowRefused("a document of more than 4 MB")
    try:
        given = orjson.loads(raw)
    except orjson.JSONDecodeError:
        raise RowRefused("not JSON") from None
    head = _part(given.get("data") if isinstance(given, dict) else None, "data")
    included = given.get("included", [])
    if not isinstance(included, list) or len(included) > MOST_PARTS:
        raise RowRefused(f"included is no list of at most {MOST_PARTS} parts")
    parts = [_part(part, f"included[{place}]") for place, part in enumerate(included)]
    return _made(head, parts)


def _part(part: Any, where: str) -> dict[str, Any]:
    if not isinstance(part, dict) or not all(isinstance(part.get(name), str) and part[name] for name in ("id", "type")):
        raise RowRefused(f"{where} has no id and type")
    for name in ("attributes", "relationships"):
        if not isinstance(part.setdefault(name, {}), dict):
            raise RowRefused(f"{where}.{name} is no object")
    if len(part["id"]) > 100:
        raise RowRefused(f"{where} has an id of more than 100 letters")
    return part


def _made(head: dict[str, Any], parts: list[dict[str, Any]]) -> Document:
    document, by_id = Document(), {part["id"]: part for part in parts}
    sent = [part["attributes"] for part in parts if part["type"] == "submission"]
    submission: dict[str, Any] = sent[0] if sent else {}
    if head["type"] == "incident":
        document.add("events", _event(head, submission))
    for part in parts:
        if part["type"] in _MAKERS:
            table, make = _MAKERS[part["type"]]
            document.add(table, {"source_system": SOURCE, "source_id": part["id"], **make(part["attributes"])})
    event = record_id(SOURCE, _key(head, submission))
    for one in (head, *parts):
        for link in _links(one, by_id, event if one is head else None):
            document.add("links", link)
    return document


def _key(head: dict[str, Any], submission: dict[str, Any]) -> str:
    """A report is known by its submission, however often it is sent."""
    return _text(submission, "submissionId", 100) or str(head["id"])


def _event(head: dict[str, Any], submission: dict[str, Any]) -> Record:
    attributes = head["attributes"]
    words = _text(attributes, "incidentDescription", DESCRIPTION_LENGTH) or _text(
        submission, "submissionContent", DESCRIPTION_LENGTH
    )
    return {
        "source": SOURCE,
        "source_key": _key(head, submission),
        "category": "report",
        "label": (words or "Online report")[:200],
        "happened_at": _instant(attributes, submission),
        "detail": {"attributes": attributes, "submission": submission},
    }


def _instant(attributes: dict[str, Any], submission: dict[str, Any]) -> str:
    started = attributes.get("incidentStartDateTime")
    words = _text(started, "dateFrom", 40) if isinstance(started, dict) else ""
    try:
        at = datetime.fromisoformat(words or _text(submission, "submitTime", 40))
    except ValueError:
        raise RowRefused("no time at which it happened or was sent") from None
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).isoformat()


def _person(attributes: dict[str, Any]) -> Record:
    names = [*_names(attributes, "givenName"), *_names(attributes, "middleName")]
    family = _text(attributes, "surname", NAME_LENGTH)
    if not (names or family):
        raise RowRefused("a person without a name")
    low, high = (attributes.get(name, attributes.get("age")) for name in ("approximateAgeFrom", "approximateAgeTo"))
    for age in (low, high):
        if age is not None and not (isinstance(age, int) and 0 <= age <= 200):
            raise RowRefused("an age that cannot be")
    gender = attributes.get("gender", "")
    return {
        "given_names": names,
        "family_name": family,
        "sex": _GENDERS.get(gender, "U") if isinstance(gender, str) else "U",
        "born_on": _date(attributes, "dateOfBirth"),
        "age_from": low,
        "age_to": high,
        # As it was reported: on the day on which the record came.
        "age_on": None,
        "ethnicity": _text(attributes, "ethnicitySelfDefined", 40),
        "classification": SENSITIVE,
        "description": _text(attributes, "personDescription", DESCRIPTION_LENGTH),
        "more": {name: value for name, value in attributes.items() if name not in _PERSON},
    }


def _location(attributes: dict[str, Any]) -> Record:
    code = _text(attributes, "postcode", 10)
    try:
        postcode = whereabouts.postcode(code) if code else ""
    except NotAnIdentifier:
        postcode = ""
    street = (
        _text(attributes, "street", 100)
        or _text(attributes, "streetName", 100)
        or _text(attributes, "addressLine1", 100)
    )
    house = _text(attributes, "buildingNumber", 40) or _text(attributes, "buildingName", 40)
    return {
        "house": house.upper(),
        "street": street,
        "locality": _text(attributes, "town", 60),
        "postcode": postcode,
        "more": attributes,
    }


def _telephone(attributes: dict[str, Any]) -> Record:
    given = _text(attributes, "telephoneNumber", 40) or _text(attributes, "number", 40)
    try:
        return {"number": phones.phone(given), "as_given": given, "more": attributes}
    except NotAnIdentifier:
        raise RowRefused("a telephone without a number that can be dialled") from None


_MAKERS = {"person": ("nominals", _person), "location": ("addresses", _location), "telephone": ("phones", _telephone)}
_KINDS = {"person": "nominal", "location": "address", "telephone": "phone"}


def _links(one: dict[str, Any], by_id: dict[str, dict[str, Any]], event: Any) -> Iterator[Record]:
    for name, relation in one["relationships"].items():
        for target in _targets(relation, name):
            other = by_id.get(target)
            if other is None or other["type"] not in _KINDS:
                continue
            there = (_KINDS[other["type"]], record_id(SOURCE, target))
            if event is not None:
                yield _event_link(name, there, event)
            elif one["type"] in _KINDS:
                yield _link((_KINDS[one["type"]], record_id(SOURCE, one["id"])), there, _words(name), None)


def _event_link(name: str, there: tuple[str, Any], event: Any) -> Record:
    if there[0] != "nominal":
        return _link(("event", event), there, _words(name), None)
    role, subject = _ROLES.get(name, (_words(name), "other"))
    return _link(there, ("event", event), role, subject)


def _targets(relation: Any, name: str) -> list[str]:
    data = relation.get("data") if isinstance(relation, dict) else None
    found = data if isinstance(data, list) else [] if data is None else [data]
    if not all(isinstance(one, dict) and isinstance(one.get("id"), str) for one in found):
        raise RowRefused(f"the relationship {name[:40]} points at nothing")
    return [one["id"] for one in found]


def _link(one: tuple[str, Any], other: tuple[str, Any], role: str, subject: str | None) -> Record:
    source_id = f"{one[1]} {role} {other[1]}"
    return {
        "id": str(record_id(SOURCE, source_id)),
        "source_system": SOURCE,
        "source_id": source_id,
        "from_kind": one[0],
        "from_id": str(one[1]),
        "to_kind": other[0],
        "to_id": str(other[1]),
        "role": role,
        "subject_category": subject,
        "provenance": "online report",
        "classification": SENSITIVE if "nominal" in (one[0], other[0]) else "OFFICIAL",
    }


def _words(name: str) -> str:
    """`currentAddress` as `current address`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name[:60]).lower()


def _names(attributes: dict[str, Any], name: str) -> list[str]:
    given = attributes.get(name, [])
    words = given if isinstance(given, list) else [given]
    if not all(isinstance(word, str) and len(word) <= NAME_LENGTH for word in words) or len(words) > 10:
        raise RowRefused(f"{name} is no list of names of at most {NAME_LENGTH} letters")
    return [word.strip() for word in words if word.strip()]


def _text(attributes: Any, name: str, longest: int) -> str:
    given = attributes.get(name) if isinstance(attributes, dict) else None
    if given is None:
        return ""
    if not isinstance(given, str | int) or len(str(given)) > longest or "\x00" in str(given):
        raise RowRefused(f"{name} is no text of at most {longest} letters")
    return str(given).strip()


def _date(attributes: dict[str, Any], name: str) -> str | None:
    words = _text(attributes, name, 30)
    try:
        return datetime.fromisoformat(words).date().isoformat() if words else None
    except ValueError:
        raise RowRefused(f"impossible {name}") from None
