"""Handing out what is held on a person or an incident: gathered by rule, shown first, changed by a person, then handed out once.

The look and the handing out are rows of the audit in the same transaction (DPA 2018 s.62). Restricted records are not gathered:
everything is read under the asking person's own eyes, for whom they do not exist.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from typing import Any
from uuid import UUID, uuid4

import orjson
from sqlalchemy.orm import Session

import api.nominals.search
from api import clock
from api.actors import SYSTEM, Actor
from api.audit import service as audit
from api.audit import states
from api.db import act_as, run
from api.disclosure import around, happened, paper, person, reported, rules
from api.disclosure.cleaning import Cleaner
from api.disclosure.draft import Draft, Item, change
from api.errors import Invalid, NotFound
from api.identifiers.faults import NotAnIdentifier
from api.nominals import golden
from api.photographs import service as photographs

_MOST_FOUND = 10

_THERE = "SELECT line FROM record_lines WHERE kind = 'nominal' AND id = %s"
_INCIDENT = "SELECT cad_reference(cad_number, cad_date) || ', ' || address FROM incidents WHERE id = %s"
_BY_CAD = "SELECT id::text, cad_reference(cad_number, cad_date), address FROM incidents WHERE cad_reference(cad_number, cad_date) = %s"
_BEFORE = "SELECT made_at, purpose, recipient FROM disclosures WHERE subject_id = ANY (%s) ORDER BY made_at"
_KEEP = """
    INSERT INTO disclosures (id, purpose, subject_kind, subject_id, recipient, reference, marking, shown, removed, changes, digest, made_by,
        made_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
_MADE = """
    SELECT d.id::text, d.purpose, d.subject_kind || ' ' || d.subject_id, d.recipient, d.reference, d.marking, d.shown, d.removed,
        encode(d.digest, 'hex'), d.made_by, d.made_at FROM disclosures d ORDER BY d.made_at DESC LIMIT 50
"""
_MADE_NAMES = (
    "id",
    "purpose",
    "subject",
    "recipient",
    "reference",
    "marking",
    "shown",
    "removed",
    "digest",
    "made_by",
    "made_at",
)


class NotThere(Exception):
    """Nothing that could be handed out; that it was asked for is committed all the same."""

    problem = NotFound("There is no such record or incident that could be handed out.")


def find(session: Session, body: dict[str, Any]) -> list[dict[str, Any]]:
    """Who or what may be meant: people by name and birth, or an incident by its CAD reference."""
    terms = {name: body[name] for name in ("name", "born", "cad") if body[name]}
    audit.note(session, action="search people", subject=orjson.dumps(terms).decode(), reason=_why(body))
    if body["cad"]:
        found = run(session, _BY_CAD, (body["cad"].upper(),)).fetchall()
        return [{"kind": "incident", "id": row[0], "title": row[1], "detail": row[2]} for row in found]
    try:
        wanted = api.nominals.search.Wanted.of(body["name"], body["born"])
        hits = api.nominals.search.find(session, wanted)
    except NotAnIdentifier as fault:
        raise Invalid(str(fault)) from fault
    for hit in hits.hidden:
        audit.note(session, action="restricted record matched", subject=f"{hit.kind} {hit.id}", reason=_why(body))
    return [_found(hit) for hit in hits.seen[:_MOST_FOUND]]


def _found(hit: Any) -> dict[str, Any]:
    detail = f"{hit.body['detail']}; {hit.body['source']}"
    return {"kind": "nominal", "id": str(hit.id), "title": hit.body["title"], "detail": detail}


def _why(body: dict[str, Any]) -> str:
    return f"{rules.PURPOSES[body['purpose']]}; {body['reference']}"


def preview(session: Session, body: dict[str, Any]) -> dict[str, Any]:
    """Every fact with what the rules make of it, so that a person can judge. Raises NotThere, Invalid."""
    draft, line = _drafted(session, body)
    return {
        "line": line,
        "marking": draft.marking,
        "shown": sum(not item.is_out for item in draft.items),
        "removed": draft.removed,
        "items": [_told(item) for item in draft.items],
    }


def _told(item: Item) -> dict[str, Any]:
    reasons = [rules.RULES[rule].words for rule in dict.fromkeys([item.rule] if item.rule else item.pieces)]
    told = {"key": item.key, "section": item.section, "label": item.label, "at": item.at, "text": item.text}
    return told | {
        "marking": item.marking,
        "out": item.is_out,
        "reasons": reasons,
        "locked": item.is_locked,
        "was": item.was,
    }


def _drafted(session: Session, body: dict[str, Any]) -> tuple[Draft, str]:
    kind, subject_id = body["subject_kind"], body["subject_id"]
    line = run(session, _THERE if kind == "nominal" else _INCIDENT, (subject_id,)).fetchone()
    if line is None:
        _note_miss(session, kind, subject_id, body)
        raise NotThere
    draft = _of_person(session, subject_id, body) if kind == "nominal" else _of_incident(session, subject_id, body)
    audit.note(session, action=f"view {kind} for disclosure", subject=f"{kind} {subject_id}", reason=_why(body))
    if told := sorted(set(draft.others)):
        audit.note(session, action="told linked records", subject=", ".join(told), reason=_why(body))
    change(draft, body["changes"], body["words"])
    return draft, str(line[0])


def _note_miss(session: Session, kind: str, subject_id: UUID, body: dict[str, Any]) -> None:
    owner = run(session, "SELECT restricted_owner(%s)", (subject_id,)).fetchall()[0][0]
    action = f"view {kind} for disclosure, not there" if owner is None else "restricted record asked for"
    audit.note(session, action=action, subject=f"{kind} {subject_id}", reason=_why(body))


def _of_person(session: Session, nominal_id: UUID, body: dict[str, Any]) -> Draft:
    ids = golden.members(session, nominal_id)
    draft = _empty(around.of(session, ids, None))
    person.records(session, draft, ids)
    person.warnings(session, draft, ids, body["purpose"])
    person.links(session, draft, ids)
    for incident_id, role in person.named_in(session, ids):
        happened.incident(session, draft, incident_id, body["purpose"], of=ids, role=role)
    reported.of_person(session, draft, ids, body["purpose"])
    _before(session, draft, ids)
    return draft


def _of_incident(session: Session, incident_id: UUID, body: dict[str, Any]) -> Draft:
    draft = _empty(around.of(session, [], incident_id))
    happened.incident(session, draft, incident_id, body["purpose"], of=[])
    reported.of_incident(session, draft, incident_id, body["purpose"])
    _before(session, draft, [incident_id])
    return draft


def _empty(others: around.Around) -> Draft:
    return Draft(Cleaner(others.strangers, others.own), Cleaner(others.hidden, others.own, looks=False))


def _before(session: Session, draft: Draft, ids: list[UUID]) -> None:
    """To whom it was handed out before: part of what a person may ask for (s.45(2)(c))."""
    asking: Actor = session.info["actor"]
    act_as(session, SYSTEM)
    rows = run(session, _BEFORE, (ids,)).fetchall()
    act_as(session, asking)
    for made_at, purpose, recipient in rows:
        at = f"{made_at.astimezone(clock.LONDON):%d/%m/%Y %H:%M}"
        said = f"To {recipient}: {rules.PURPOSES[purpose]}"
        draft.add(Item(f"before:{clock.iso(made_at)}", "Handed out before", "Disclosure", said, at))


def export(session: Session, body: dict[str, Any]) -> dict[str, Any]:
    """The document as JSON and as a page to print, handed out by this call. Raises NotThere, Invalid."""
    maker: Actor = session.info["actor"]
    draft, _ = _drafted(session, body)
    number, now = uuid4(), clock.now()
    handed = _photographs(session, draft)
    document = paper.document(draft, body, number=number, made_by=maker.label, made_at=now, photographs=handed)
    written = orjson.dumps(document, option=orjson.OPT_INDENT_2)
    digest = hashlib.sha256(written).digest()
    _note_export(session, body, draft, number, digest)
    told = (
        body["purpose"],
        body["subject_kind"],
        body["subject_id"],
        body["recipient"],
        body["reference"],
        draft.marking,
    )
    counts = (document["shown"], document["removed"])
    act_as(session, SYSTEM)
    run(session, _KEEP, (number, *told, *counts, orjson.dumps(_decided(body)).decode(), digest, maker.label, now))
    return {
        "number": str(number),
        "digest": digest.hex(),
        "json": written.decode(),
        "html": paper.page(document, digest.hex()),
    }


def _photographs(session: Session, draft: Draft) -> dict[UUID, str]:
    """The pictures that are handed out, base64, by their ids; never one that a rule or a person has taken out."""
    chosen = [item.photograph_id for item in draft.items if item.photograph_id and not item.is_out]
    return {one: b64encode(photographs.image(session, one)).decode() for one in chosen}


def _decided(body: dict[str, Any]) -> list[dict[str, Any]]:
    # Words that were cut out are not kept: they are what was not to be told.
    changes: list[dict[str, Any]] = body["changes"]
    return changes


def _note_export(session: Session, body: dict[str, Any], draft: Draft, number: UUID, digest: bytes) -> None:
    kind = body["subject_kind"]
    subject, why = f"{kind} {body['subject_id']}", f"to {body['recipient']}; {_why(body)}"
    told = f"{why}; {draft.removed} redactions; document {number}, SHA-256 {digest.hex()}"
    audit.note(session, action=f"disclose {kind}", subject=subject, reason=told, kind=states.DISCLOSURE)
    for one in body["changes"]:
        if one["show"]:
            audit.note(
                session,
                action="put back what a rule took out",
                subject=f"{subject}; {one['key']}",
                reason=f"{one['reason']}; document {number}",
                kind=states.DISCLOSURE,
            )


def made(session: Session) -> list[dict[str, Any]]:
    """What was handed out, newest first. That it was read is written down."""
    audit.note(session, action="read disclosures", subject="all")
    act_as(session, SYSTEM)
    rows = [dict(zip(_MADE_NAMES, row, strict=True)) for row in run(session, _MADE).fetchall()]
    return [row | {"made_at": clock.iso(row["made_at"])} for row in rows]
