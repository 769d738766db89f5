"""What is known of a caller's number and of the place, while the call is still being taken.

The call is the reason, so nothing has to be chosen; the look is in the audit like every other.
"""

from __future__ import annotations

from typing import Any

import orjson
from sqlalchemy.orm import Session

import api.addresses.search
import api.phones.search
from api.audit import service as audit
from api.codes import service as codes
from api.db import run
from api.errors import Invalid
from api.identifiers import phones
from api.identifiers.faults import NotAnIdentifier
from api.lookups import opened
from api.lookups.hits import SHOWN, Found, Hit, best, markers
from api.lookups.reasons import Reason
from api.lookups.service import SEARCH_WITHIN_MS, item, note_linked, note_restricted
from api.places import doors

MOST = 5
TAKING_A_CALL = Reason("call", "Taking a call")


def known(session: Session, body: dict[str, Any]) -> dict[str, Any]:
    """`{number, place}`, each null when it was not asked for. Shape: docs/messages.md section 11."""
    run(session, f"SET LOCAL statement_timeout = {SEARCH_WITHIN_MS}")
    number = _number(session, body["number"]) if body.get("number") else None
    place = _place(session, body["address"]) if body.get("address") else None
    _note(session, body, [found for found in (number, place) if found is not None])
    lists = codes.current(session)
    warnings = doors.typed(session, body["address"], lists) if place is not None else []
    told = {"number": _told(session, number, [], lists), "place": _told(session, place, warnings, lists)}
    if told["place"] and not told["place"]["ask"]:
        told["place"]["searched"].append("warnings of the house")
    return told


def _number(session: Session, typed: str) -> Found:
    try:
        found = api.phones.search.find(session, phones.phone(typed))
    except NotAnIdentifier as fault:
        raise Invalid(str(fault), details={"number": [str(fault)]}) from fault
    # The end of a number belongs to many people: only the whole one says who calls.
    return Found([hit for hit in found.hits if hit.score == 1.0], found.searched)


def _place(session: Session, words: str) -> Found:
    """A street without a number is nobody's address, and words without a street are none: both find nothing."""
    try:
        return api.addresses.search.find(session, words)
    except NotAnIdentifier as fault:
        return Found([], [], str(fault))


def _note(session: Session, body: dict[str, Any], found: list[Found]) -> None:
    shown = sum(min(len(_looked_at(one)), MOST) for one in found)
    subject = f"{orjson.dumps(body).decode()} found {shown}"
    audit.note(session, action="search call", subject=subject, reason=str(TAKING_A_CALL))
    for hit in (hidden for one in found for hidden in one.hidden):
        note_restricted(session, hit, TAKING_A_CALL)


def _looked_at(found: Found) -> list[Hit]:
    """What fits as well as the best does, and nothing of a whole street: there nobody can say who calls.

    The flats of one house are all looked at, because the warned one must not be missed for standing seventh; once the flat is
    named its neighbours are not.
    """
    alike = best(found.seen)
    return [] if len(alike) > SHOWN else alike


def _told(
    session: Session, found: Found | None, warnings: list[dict[str, Any]], lists: codes.Codes
) -> dict[str, Any] | None:
    if found is None:
        return None
    looked_at = _looked_at(found)
    warned = markers(session, [hit.id for hit in looked_at])
    items = [{**item(hit, warned.get(hit.id, []), lists), "linked": _linked(session, hit, lists)} for hit in looked_at]
    told = sorted(items, key=lambda one: not _is_warned(one))[:MOST]
    for one in told:
        note_linked(session, one["linked"], TAKING_A_CALL)
    return {"items": told, "warnings": warnings, "ask": found.ask, "searched": found.searched}


def _is_warned(item: dict[str, Any]) -> bool:
    return bool(item["markers"]) or any(link["markers"] for link in item["linked"])


def _linked(session: Session, hit: Hit, lists: codes.Codes) -> list[dict[str, Any]]:
    """Who and what is linked to it, the warned first: the number itself says little, whose it is says all."""
    record = opened.record(session, hit.kind, hit.id, [hit.id])
    links = record["links"] if record else []
    opened.warn(session, links, lists)
    wanted = ("role", "kind", "id", "line", "valid_to", "markers", "classification")
    first = sorted(links, key=lambda link: (not link["markers"], bool(link["valid_to"])))[: 2 * MOST]
    return [{name: link[name] for name in wanted} for link in first]
