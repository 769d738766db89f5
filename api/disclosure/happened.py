"""What is held on an incident, fact by fact: what was reported, who is named in it, who was sent, and every line of its log."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from api.codes import markings
from api.codes import service as codes
from api.db import run
from api.disclosure import reported, rules
from api.disclosure.draft import Draft, Item, when
from api.disclosure.person import staff

_INCIDENT = """
    SELECT cad_reference(cad_number, cad_date), opened_at, grade, type, what, address, result, result_text, caller_number, closed_at,
        qualifiers FROM incidents WHERE id = %s
"""
# Whoever is restricted has no line here, so that they are neither told nor counted.
_NAMED = """
    SELECT n.record_id, n.kind, n.role, o.line FROM named_records n JOIN record_lines o ON o.id = n.record_id AND o.kind = n.kind
    WHERE n.incident_id = %s AND n.removed_at IS NULL ORDER BY n.kind, n.role, n.record_id
"""
_SENSITIVE = " UNION ALL ".join(
    f"SELECT id, provenance, handling, classification FROM {table} WHERE id = ANY (%(ids)s)"  # noqa: S608  our own names
    for table in ("nominals", "vehicle_records", "addresses")
)
_LOG = "SELECT id, occurred_at, text, author, kind FROM log_entries WHERE incident_id = %s ORDER BY number"
# What a unit did while it was covert is handed out to nobody, whoever drafts (decision 23).
_SENT = """
    SELECT t.id, u.callsign, t.state, t.assigned_at, t.at_scene_at, t.ended_at FROM taskings t JOIN units u ON u.id = t.unit_id
    WHERE t.incident_id = %s AND NOT (u.is_covert OR t.is_covert) ORDER BY t.assigned_at, t.id
"""


def incident(
    session: Session, draft: Draft, incident_id: UUID, purpose: str, *, of: list[UUID], role: str = ""
) -> None:
    """`of`: the records of the person for whom it is gathered; empty when the incident itself is what is asked for."""
    cad, opened, grade, type_, what, address, result, result_text, caller, closed, qualifiers = run(
        session, _INCIDENT, (incident_id,)
    ).fetchall()[0]
    lists, section, key = codes.current(session), f"Incident {cad}", f"incident:{incident_id}"
    words = [lists.label("types", type_), *(lists.label("qualifiers", one) for one in qualifiers)]
    draft.add(Item(f"{key}:type", section, "Type", f"{', '.join(words)}; grade {grade}", when(opened)))
    draft.add(Item(f"{key}:role", section, "Named as", role))
    draft.add(Item(f"{key}:what", section, "What was reported", what), is_free=True)
    _where(draft, Item(f"{key}:address", section, "Where", address), is_for_person=bool(of))
    caller_is, hidden = "Number of the caller", _of_caller(draft, caller)
    draft.add(Item(f"{key}:caller", section, caller_is, caller or "", marking=markings.SENSITIVE, rule=hidden))
    draft.add(Item(f"{key}:result", section, "Result", lists.label("results", result) if result else "", when(closed)))
    draft.add(Item(f"{key}:result_text", section, "Result in words", result_text or ""), is_free=True)
    _people(session, draft, incident_id, section, of)
    _sent(session, draft, incident_id, section)
    _log(session, draft, incident_id, section, purpose)
    reported.thrive(session, draft, incident_id, section, purpose)


def _where(draft: Draft, item: Item, *, is_for_person: bool) -> None:
    """Where it was may be somebody else's home: told to the person only when it is a place of their own."""
    is_own = draft.cleaner.is_own(item.text)
    rule = "contact" if is_for_person and not is_own else ""
    draft.add(Item(item.key, item.section, item.label, item.text, rule=rule), is_free=not is_own)


def _of_caller(draft: Draft, caller: str | None) -> str:
    return "contact" if caller and not draft.cleaner.is_own(caller) else ""


def _people(session: Session, draft: Draft, incident_id: UUID, section: str, of: list[UUID]) -> None:
    found = run(session, _NAMED, (incident_id,)).fetchall()
    records = {row[0]: row[1:] for row in run(session, _SENSITIVE, {"ids": [row[0] for row in found]}).fetchall()}
    for record_id, kind, role, line in found:
        if record_id in of:
            continue
        provenance, handling, marking = records.get(record_id, ("", "", "OFFICIAL"))
        rule = rules.of_record(handling, provenance) or ("person" if of or kind != "nominal" else "")
        # A court is told who is named and as what, never when they were born or where they live.
        said = f"{line.split(', born ')[0] if kind == 'nominal' and not of else line} ({role})"
        label = "Another person named" if kind == "nominal" else "Something else named"
        marked = markings.of_record(kind, marking)
        draft.add(Item(f"named:{incident_id}:{record_id}", section, label, said, "", marked, rule))
        if rule != "withheld":
            draft.others.append(f"{kind} {record_id}")


def _sent(session: Session, draft: Draft, incident_id: UUID, section: str) -> None:
    for tasking_id, callsign, state, assigned, at_scene, ended in run(session, _SENT, (incident_id,)).fetchall():
        times = [
            f"sent {when(assigned)}",
            at_scene and f"at scene {when(at_scene)}",
            ended and f"ended {when(ended)}",
        ]
        said = f"{callsign}, {state}; " + ", ".join(one for one in times if one)
        draft.add(Item(f"tasking:{tasking_id}", section, "Unit sent", said))


def _log(session: Session, draft: Draft, incident_id: UUID, section: str, purpose: str) -> None:
    authors: dict[str, None] = {}
    for entry_id, at, text, author, kind in run(session, _LOG, (incident_id,)).fetchall():
        if kind == "named" and draft.locked.finds(text):
            # The line says that somebody hidden was named. With a mark in it, it would still say so.
            continue
        authors[author] = None
        said = f"{text} ({author})" if purpose == rules.COURT else text
        draft.add(Item(f"log:{entry_id}", section, "Log", said, when(at)), is_free=True)
    if purpose == rules.ACCESS:
        draft.add(staff(f"log:{incident_id}:by", section, ", ".join(authors), purpose, label="Who wrote the log"))
