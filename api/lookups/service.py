"""Looking things up: one search, one audit row, in the same transaction. No audit, no answer.

A list shows the minimum. Opening a record is the consultation, and is told of by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy.orm import Session

import api.addresses.search
import api.nominals.search
import api.phones.search
import api.vehicles.search
from api.audit import service as audit
from api.codes import markings
from api.codes import service as codes
from api.db import run
from api.errors import Invalid, NotFound
from api.identifiers.faults import NotAnIdentifier
from api.lookups import budget, named, opened, reasons, where, words
from api.lookups.hits import SHOWN, Found, Hit, fill, markers
from api.nominals import card, golden
from api.photographs import service as photographs
from api.places import doors

# A search that takes longer than this is ended, and says so.
SEARCH_WITHIN_MS = 1_000

# What people enter here about places is always as fresh as it can be, and nobody counts it: it has no number and no day.
_SEARCHED = """
    SELECT COALESCE(jsonb_agg(jsonb_build_object('source', source, 'records', records,
        'newest_on', to_char(newest_at AT TIME ZONE 'Europe/London', 'YYYY-MM-DD'), 'counted_at', iso(counted_at))
            ORDER BY records IS NULL, source), '[]')
    FROM (SELECT source_system AS source, records, newest_at, counted_at FROM record_sources WHERE kind = ANY (%(kinds)s)
        UNION ALL SELECT name, rows, last_at, counted_at FROM sources WHERE 'event' = ANY (%(kinds)s)
        UNION ALL SELECT 'Warnings of places, as entered', NULL, NULL, NULL WHERE 'place' = ANY (%(kinds)s)) s
"""

Look = Callable[[Session, dict[str, Any]], Found]


def people(session: Session, body: dict[str, Any]) -> Found:
    if body.get("identifier"):
        return api.nominals.search.find_number(session, body["identifier"])
    asked = (body.get("name", ""), body.get("born", ""), body.get("sex", ""), body.get("postcode", ""))
    place = where.read(session, body["where"]) if body.get("where") else None
    return api.nominals.search.find(session, api.nominals.search.Wanted.of(*asked, where=place))


def vehicles(session: Session, body: dict[str, Any]) -> Found:
    if body.get("vin"):
        return api.vehicles.search.find_vin(session, body["vin"])
    return api.vehicles.search.find(session, body.get("plate", ""), body.get("looks", ""))


def phones(session: Session, body: dict[str, Any]) -> Found:
    return api.phones.search.find(session, body["number"])


def addresses(session: Session, body: dict[str, Any]) -> Found:
    """Addresses of the record, and houses that only a warning knows."""
    found = api.addresses.search.find(session, body["address"])
    houses = fill(session, [_warned_house(id_, alike) for id_, alike in doors.marked(session, body["address"])])
    hits = sorted([*houses, *found.hits], key=lambda hit: -hit.score)
    return replace(found, hits=hits, searched=[*found.searched, "warnings of places"])


def _warned_house(id_: UUID, alike: float) -> Hit:
    return Hit("place", id_, alike, ["a warning of this house" if alike == 1 else "a warning of a house spelt like it"])


def text(session: Session, body: dict[str, Any]) -> Found:
    return words.find(session, body["words"])


# What each door looks through.
KINDS: dict[str, tuple[Look, list[str]]] = {
    "people": (people, ["nominal"]),
    "vehicles": (vehicles, ["vehicle"]),
    "phones": (phones, ["phone"]),
    "addresses": (addresses, ["address", "place"]),
    "words": (text, ["nominal", "vehicle", "object", "organisation", "address", "event", "place"]),
}
_REASON = frozenset({"reason", "reason_text", "tasking_id", "incident_id"})


def look_up(session: Session, what: str, body: dict[str, Any]) -> dict[str, Any]:
    """The answer to one search. Shape: docs/messages.md section 11."""
    look, kinds = KINDS[what]
    reason = reasons.given(session, body)
    budget.require_search(session)
    run(session, f"SET LOCAL statement_timeout = {SEARCH_WITHIN_MS}")
    try:
        found = look(session, body)
    except NotAnIdentifier as fault:
        raise Invalid(str(fault)) from fault
    _note(session, what, body, found, reason)
    return _answer(session, found, kinds)


def _note(session: Session, what: str, body: dict[str, Any], found: Found, reason: reasons.Reason) -> None:
    # The terms are the subject of the look: whoever checks it later must see what was typed.
    terms = {name: value for name, value in body.items() if name not in _REASON and value}
    subject = f"{orjson.dumps(terms).decode()} found {len(found.seen)}"
    audit.note(session, action=f"search {what}", subject=subject, reason=str(reason))
    for hit in found.hidden:
        note_restricted(session, hit, reason)


def note_restricted(session: Session, hit: Hit, reason: reasons.Reason) -> None:
    """Somebody came near a restricted record. They are not told; its owner will be, out of this row."""
    audit.note(session, action="restricted record matched", subject=f"{hit.kind} {hit.id}", reason=str(reason))


def _answer(session: Session, found: Found, kinds: list[str]) -> dict[str, Any]:
    shown = found.seen[:SHOWN]
    warned, lists = markers(session, [hit.id for hit in shown]), codes.current(session)
    places = _on_houses(session, [(hit.kind, hit.id) for hit in shown], lists)
    sources = run(session, _SEARCHED, {"kinds": kinds}).fetchall()[0][0]
    return {
        "items": [_with_place(item(hit, warned.get(hit.id, []), lists), places.get(hit.id, [])) for hit in shown],
        "ask": found.ask,
        "searched": {"how": found.searched, "sources": sources},
        "nothing_found": not shown,
        "message": "" if shown else _no_trace(found, sources),
    }


def _no_trace(found: Found, sources: list[dict[str, Any]]) -> str:
    through = "; ".join(map(_source, sources))
    return f"No trace. Searched: {', '.join(found.searched)}. In: {through or 'nothing, no source has been brought in yet'}."


def _source(source: dict[str, Any]) -> str:
    counted = "" if source["records"] is None else f" ({source['records']:,} records{_to(source)})"
    return f"{source['source']}{counted}"


def _to(source: dict[str, Any]) -> str:
    """A day as it is said in London, and as the list shows it."""
    return f", to {date.fromisoformat(source['newest_on']):%d/%m/%Y}" if source["newest_on"] else ""


def item(hit: Hit, warned: list[dict[str, Any]], lists: codes.Codes) -> dict[str, Any]:
    records = hit.body.get("records", 0)
    return {
        "kind": hit.kind,
        "id": str(hit.id),
        "band": hit.band,
        "why": hit.why,
        **{name: hit.body[name] for name in ("title", "source", "changed_on", "exercise")},
        "classification": markings.highest(
            [markings.of_record(hit.kind, hit.body["classification"]), *opened.of_markers(warned, lists)]
        ),
        "detail": ", ".join(filter(None, [hit.body["detail"], f"{records} records" if records > 1 else ""])),
        "markers": [marker_line(lists, one["code"], historic=one["historic"]) for one in warned],
        "reports": [opened.report_line(lists, code) for code in hit.body["reports"]],
    }


def _with_place(item: dict[str, Any], warnings: list[dict[str, Any]]) -> dict[str, Any]:
    """An address with the warnings on its house, which stand on the place and on no record."""
    lines = [{name: one[name] for name in ("code", "label", "severity", "historic")} for one in warnings]
    marking = markings.highest([item["classification"], *(one["marking"] for one in warnings)])
    return {**item, "markers": [*item["markers"], *lines], "classification": marking}


def marker_line(lists: codes.Codes, code: str, *, historic: bool) -> dict[str, Any]:
    entry = lists.get("warning_signals", code) or {"label": code, "severity": "high"}
    return {"code": code, "label": entry["label"], "severity": entry["severity"], "historic": historic}


def open_record(session: Session, body: dict[str, Any]) -> dict[str, Any]:
    """One record whole: the consultation. A restricted one and one that is not there get the same answer."""
    kind, record_id = body["kind"], body["id"]
    reason = reasons.given(session, body)
    if kind == "nominal":
        budget.require_view(session)
    ids = golden.members(session, record_id) if kind == "nominal" else [record_id]
    record = opened.record(session, kind, record_id, ids)
    hidden = _hidden(session, kind, record_id)
    if record is None or hidden:
        _note_miss(session, (kind, record_id), hidden, reason)
        raise NotFoundNoted
    record["further"] = opened.further(session, record, ids)
    record["golden"] = card.of(session, record_id, ids) if kind == "nominal" else None
    record["photographs"] = photographs.of(session, ids) if kind == "nominal" else []
    record["named_in"] = named.incidents(session, ids, reason)
    note_linked(session, [*record["links"], *record["further"]], reason)
    note_golden(session, record, reason)
    audit.note(session, action=f"view {kind}", subject=f"{kind} {record_id}", reason=str(reason))
    lists = codes.current(session)
    if kind == "event":
        opened.of_event(record, lists)
    opened.warn(session, [*record["links"], *record["further"]], lists)
    told = opened.dressed(record, lists)
    on_house = _on_houses(session, [(kind, record_id)], lists).get(record_id, [])
    told["markers"] += [{**one, "force": "", "record_id": str(record_id)} for one in on_house]
    marks = [told["fields"]["classification"], *(one["marking"] for one in on_house)]
    told["fields"]["classification"] = markings.highest(marks)
    return told


def _on_houses(session: Session, of: list[tuple[str, UUID]], lists: codes.Codes) -> dict[UUID, list[dict[str, Any]]]:
    """The warnings on the houses of addresses, and of places that no record has, worst first."""
    return {
        **doors.of_addresses(session, [id_ for kind, id_ in of if kind == "address"], lists),
        **doors.of_places(session, [id_ for kind, id_ in of if kind == "place"], lists),
    }


def _hidden(session: Session, kind: str, record_id: UUID) -> tuple[str, UUID] | None:
    """The restricted record that may not be told: itself, or the home that lies in the house of a place."""
    if kind == "place":
        at = run(session, "SELECT restricted_at(%s)", (record_id,)).fetchone()
        return ("address", at[0]) if at and at[0] else None
    owner = run(session, "SELECT restricted_owner(%s)", (record_id,)).fetchall()[0][0]
    return (kind, record_id) if owner is not None else None


def note_linked(session: Session, links: list[dict[str, Any]], reason: reasons.Reason | str) -> None:
    """Whom a record is linked to is told with it, so that look is written down as well."""
    if told := sorted({f"{link['kind']} {link['id']}" for link in links}):
        audit.note(session, action="told linked records", subject=", ".join(told), reason=str(reason))


def note_golden(session: Session, record: dict[str, Any], reason: reasons.Reason) -> None:
    """The other records of the same person are told with it, and so are those that may be the same."""
    told = record["golden"] or {"records": [], "others": []}
    for action, ones in (
        ("told records of the same person", told["records"]),
        ("told possible others", told["others"]),
    ):
        if ids := sorted(f"nominal {one['id']}" for one in ones if one["id"] != record["id"]):
            audit.note(session, action=action, subject=", ".join(ids), reason=str(reason))


class NotFoundNoted(Exception):
    """Nothing to show; the look was written down and must be committed before the answer goes out."""

    problem = NotFound


def _note_miss(
    session: Session, asked: tuple[str, UUID], hidden: tuple[str, UUID] | None, reason: reasons.Reason
) -> None:
    kind, record_id = asked
    action = "restricted record asked for" if hidden == asked else f"view {kind}, not there"
    audit.note(session, action=action, subject=f"{kind} {record_id}", reason=str(reason))
    if hidden not in (None, asked):
        # A home in the house of the place that was asked for: the own log of whoever asked must not name it to them.
        hidden_kind, hidden_id = hidden
        audit.note(
            session, action="restricted record matched", subject=f"{hidden_kind} {hidden_id}", reason=str(reason)
        )
