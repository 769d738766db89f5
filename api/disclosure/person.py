"""What is held on a person, fact by fact: every source's record of them, warnings, links, incidents, and what was handed out before."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from api import clock
from api.codes import markings
from api.codes import service as codes
from api.db import run
from api.disclosure import rules
from api.disclosure.draft import Draft, Item
from api.photographs import service as photographs

# As programs write an instant.
_INSTANT = re.compile(r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)")
_RECORDS = """
    SELECT id, to_jsonb(n) || jsonb_build_object('sex', CASE sex WHEN 'M' THEN 'male' WHEN 'F' THEN 'female' ELSE '' END,
        'born_on', to_char(born_on, 'DD/MM/YYYY'), 'age_on', to_char(age_on, 'DD/MM/YYYY'),
        'recorded_at', to_char(recorded_at AT TIME ZONE 'Europe/London', 'FMDD FMMonth YYYY, HH24:MI'),
        'changed_at', to_char(changed_at AT TIME ZONE 'Europe/London', 'FMDD FMMonth YYYY, HH24:MI'))
    FROM nominals n WHERE n.id = ANY (%s) ORDER BY changed_at DESC, id
"""
_NUMBERS = "SELECT nominal_id, kind, value FROM nominal_identifiers WHERE nominal_id = ANY (%s) ORDER BY kind, value"
_MARKERS = """
    SELECT id, record_id, code, text, fact_or_opinion, to_char(added_on, 'DD/MM/YYYY'), to_char(review_on, 'DD/MM/YYYY'),
        withdrawn_at IS NOT NULL, source, entered_by
    FROM record_markers WHERE record_id = ANY (%s) ORDER BY added_on, id
"""
# Under the asking person's eyes: what is restricted has no line, so that a link to it is neither told nor counted.
_LINKS = """
    SELECT k.id, o.kind, o.id, o.line, k.role, k.subject_category, k.provenance, k.handling, k.classification,
        to_char(k.valid_from, 'DD/MM/YYYY'), to_char(k.valid_to, 'DD/MM/YYYY')
    FROM (SELECT *, to_kind AS other_kind, to_id AS other_id FROM links WHERE from_id = ANY (%(ids)s)
        UNION ALL SELECT *, from_kind, from_id FROM links WHERE to_id = ANY (%(ids)s)) k
    JOIN record_lines o ON o.id = k.other_id AND o.kind = k.other_kind
    WHERE NOT k.other_id = ANY (%(ids)s) ORDER BY o.kind, k.role, k.id
"""
# What stands on the record at the other end of a link and takes the link out with it.
_ENDS = " UNION ALL ".join(
    f"SELECT id, provenance, handling, classification FROM {table} WHERE id = ANY (%(ids)s)"  # noqa: S608  our own names
    for table in ("vehicle_records", "phones", "objects", "organisations", "addresses")
)
_NAMED = """
    SELECT n.incident_id, n.role FROM named_records n JOIN incidents i ON i.id = n.incident_id
    WHERE n.record_id = ANY (%s) AND n.removed_at IS NULL ORDER BY i.opened_at, i.id
"""

FIELDS = (
    ("title", "Title"),
    ("given_names", "Given names"),
    ("family_name", "Family name"),
    ("aliases", "Also known as"),
    ("sex", "Sex"),
    ("born_on", "Date of birth"),
    ("age_from", "Age from"),
    ("age_to", "Age to"),
    ("age_on", "Age seen on"),
    ("ethnicity", "Ethnicity"),
    ("postcode", "Postcode"),
    ("photo", "Picture"),
    ("subject_category", "Held as"),
    ("source_system", "Source"),
    ("recorded_at", "Recorded"),
    ("changed_at", "Last changed"),
)
_KIND_WORDS = {
    "nominal": "A person",
    "vehicle": "Vehicle",
    "phone": "Phone",
    "object": "Object",
    "organisation": "Organisation",
    "address": "Address",
    "event": "Event",
}


def records(session: Session, draft: Draft, ids: list[UUID]) -> None:
    """Every record by itself: what one source says is not what another says."""
    numbers = run(session, _NUMBERS, (ids,)).fetchall()
    pictures: dict[str, list[dict[str, Any]]] = {}
    for one in photographs.of(session, ids):
        pictures.setdefault(one["record_id"], []).append(one)
    for place, (record_id, told) in enumerate(run(session, _RECORDS, (ids,)).fetchall(), 1):
        section = f"Record {place} of {len(ids)}" if len(ids) > 1 else "The record"
        withheld = rules.of_record(told["handling"], told["provenance"])
        key, marking = f"record:{record_id}", markings.of_record("nominal", told["classification"])
        for name, label in FIELDS:
            draft.add(Item(f"{key}:{name}", section, label, _plain(told[name]), marking=marking, rule=withheld))
        for _, kind, value in [row for row in numbers if row[0] == record_id]:
            draft.add(
                Item(
                    f"{key}:{kind}:{value}",
                    section,
                    "Number",
                    f"{kind.upper()} {value}",
                    marking=marking,
                    rule=withheld,
                )
            )
        description = Item(
            f"{key}:description", section, "Description", told["description"], marking=marking, rule=withheld
        )
        draft.add(description, is_free=True)
        for told_of in pictures.get(str(record_id), []):
            draft.add(_photograph(told_of, section, marking, withheld))
        more = Item(f"{key}:more", section, "What else the source told", _plain(told["more"]), marking=marking)
        draft.add(_with(more, withheld or "unsorted"))
        draft.add(Item(f"{key}:origin", section, "Where it came from", "", rule="origin"))


def _photograph(one: dict[str, Any], section: str, marking: str, withheld: str) -> Item:
    """That there is a photograph is told; the picture goes with the words, where somebody puts them back."""
    rule = withheld or rules.of_record("", one["provenance"]) or "photograph"
    taken = f"taken {datetime.fromisoformat(one['taken_on']):%-d %B %Y}" if one["taken_on"] else "undated"
    words = f"Photograph, {taken}"
    return Item(
        f"photograph:{one['id']}", section, "Photograph", words, "", marking, rule, photograph_id=UUID(one["id"])
    )


def _with(item: Item, rule: str) -> Item:
    return Item(item.key, item.section, item.label, item.text, item.at, item.marking, rule)


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{name}: {_plain(one)}" for name, one in value.items())
    if isinstance(value, list):
        return " ".join(_plain(one) if isinstance(one, str) else _name(one) for one in value)
    return "" if value is None else _INSTANT.sub(_in_london, str(value))


def _in_london(found: re.Match[str]) -> str:
    """A source's timestamp as people read it; what is none after all stays."""
    try:
        at = datetime.fromisoformat(found[0])
    except ValueError:
        return found[0]
    return f"{at.astimezone(clock.LONDON):%-d %B %Y, %H:%M}" if at.tzinfo else found[0]


def _name(one: Any) -> str:
    if not isinstance(one, dict):
        return str(one)
    return " ".join([*(one.get("given_names") or []), one.get("family_name") or ""]) + ";"


def warnings(session: Session, draft: Draft, ids: list[UUID], purpose: str) -> None:
    lists = codes.current(session)
    for marker in run(session, _MARKERS, (ids,)).fetchall():
        marker_id, _, code, words, sure, added, review, is_withdrawn, source, entered_by = marker
        rule = rules.of_record("", source)
        how = ["opinion" if sure == "opinion" else "fact", f"review {review}", *(["withdrawn"] if is_withdrawn else [])]
        said = f"{lists.label('warning_signals', code)}: {words} ({', '.join(how)})"
        item = Item(f"marker:{marker_id}", "Warnings", "Warning", said, added, markings.SENSITIVE, rule)
        draft.add(item, is_free=True)
        if not rule:
            draft.add(staff(f"marker:{marker_id}:by", "Warnings", entered_by, purpose))


def staff(key: str, section: str, name: str, purpose: str, label: str = "Entered by") -> Item:
    """A member of staff is told to a court, and to nobody else unless somebody decides so."""
    return Item(key, section, label, name, rule="staff" if purpose == rules.ACCESS else "")


def links(session: Session, draft: Draft, ids: list[UUID]) -> None:
    found = run(session, _LINKS, {"ids": ids}).fetchall()
    ends = {row[0]: row[1:] for row in run(session, _ENDS, {"ids": [row[2] for row in found]}).fetchall()}
    for link_id, kind, other_id, line, role, category, provenance, handling, marking, since, until in found:
        came_from, held_how, its_marking = ends.get(other_id, ("", "", "OFFICIAL"))
        withheld = rules.of_record(handling, provenance) or rules.of_record(held_how, came_from)
        rule = withheld or ("person" if kind == "nominal" else "")
        said = f"{line} ({', '.join(part for part in (role, category, since and f'from {since}', until and f'until {until}') if part)})"
        marked = markings.highest([marking, markings.of_record(kind, its_marking)])
        draft.add(Item(f"link:{link_id}", "Linked with", _KIND_WORDS[kind], said, "", marked, rule), is_free=True)
        if not withheld:
            draft.others.append(f"{kind} {other_id}")


def named_in(session: Session, ids: list[UUID]) -> list[tuple[UUID, str]]:
    """The incidents that name this person, oldest first, and as what."""
    return [(row[0], row[1]) for row in run(session, _NAMED, (ids,)).fetchall()]
