"""Who else stands around a person or an incident, so that they can be taken out of every text.

Asked in the system's name, because whoever is restricted must be known here in order not to be told; nothing of it is shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from api.actors import SYSTEM, Actor
from api.db import act_as, run
from api.disclosure.cleaning import Stranger

# Everything that is linked to these, or named where they are named, or linked to what they are linked to.
_NEAR = """
    WITH first AS (
        SELECT to_id AS id FROM links WHERE from_id = ANY (%(ids)s) UNION SELECT from_id FROM links WHERE to_id = ANY (%(ids)s)
        UNION SELECT o.record_id FROM named_records n JOIN named_records o ON o.incident_id = n.incident_id
            WHERE n.record_id = ANY (%(ids)s)
        UNION SELECT record_id FROM named_records WHERE incident_id = %(incident)s
    ), near AS (
        SELECT id FROM first UNION SELECT l.to_id FROM first f JOIN links l ON l.from_id = f.id
        UNION SELECT l.from_id FROM first f JOIN links l ON l.to_id = f.id
    )
    SELECT array_agg(id) FROM near WHERE NOT id = ANY (%(ids)s)
"""
_RESTRICTED = " UNION ALL ".join(
    f"SELECT id FROM {table} WHERE restriction IS NOT NULL"  # noqa: S608  our own names
    for table in ("nominals", "addresses", "phones", "vehicle_records")
)
# What a record says by which somebody could be known: names, and words that are theirs.
_KNOWN_BY = """
    SELECT n.id, n.restriction IS NOT NULL,
        jsonb_build_array(jsonb_build_object('given_names', n.given_names, 'family_name', n.family_name)) || n.aliases,
        (SELECT COALESCE(array_agg(i.value), '{}') FROM nominal_identifiers i WHERE i.nominal_id = n.id)
            || ARRAY[n.postcode, to_char(n.born_on, 'DD/MM/YYYY'), to_char(n.born_on, 'YYYY-MM-DD')]
    FROM nominals n WHERE n.id = ANY (%(ids)s)
    UNION ALL SELECT id, restriction IS NOT NULL, '[]', ARRAY[btrim(concat_ws(' ', NULLIF(house, ''), street)), postcode, what3words,
        uprn::text] FROM addresses WHERE id = ANY (%(ids)s)
    UNION ALL SELECT id, restriction IS NOT NULL, '[]', ARRAY[number, as_given, imei] FROM phones WHERE id = ANY (%(ids)s)
    UNION ALL SELECT id, restriction IS NOT NULL, '[]', ARRAY[vrm, vin] FROM vehicle_records WHERE id = ANY (%(ids)s)
    UNION ALL SELECT id, restriction IS NOT NULL, '[]', ARRAY[serial] FROM objects WHERE id = ANY (%(ids)s)
"""
# A callsign that was covert once is cut out of every text, also of what the unit did in the open.
_COVERT = "SELECT callsign FROM units WHERE is_covert OR id IN (SELECT unit_id FROM covert_times) ORDER BY callsign"
_PARTIES = "SELECT record_id FROM named_records WHERE incident_id = %s AND kind = 'nominal' AND removed_at IS NULL"
# What is the person's own besides their names: what they are linked to themselves, but for other people.
_OWN = """
    SELECT to_id FROM links WHERE from_id = ANY (%(ids)s) AND to_kind IN ('address', 'phone', 'vehicle', 'object')
    UNION SELECT from_id FROM links WHERE to_id = ANY (%(ids)s) AND from_kind IN ('address', 'phone', 'vehicle', 'object')
"""


class Around:
    """`strangers`: everybody else near. `hidden`: restricted records and covert units. `own`: words that are the person's own."""

    def __init__(self, strangers: list[Stranger], hidden: list[Stranger], own: list[str]) -> None:
        self.strangers, self.hidden, self.own = strangers, hidden, own


def of(session: Session, ids: list[UUID], incident_id: UUID | None) -> Around:
    """Around the records of one person, or around an incident (then `ids` is empty)."""
    asking: Actor = session.info["actor"]
    act_as(session, SYSTEM)
    try:
        near = set(run(session, _NEAR, {"ids": ids, "incident": incident_id}).fetchall()[0][0] or [])
        named = {row[0] for row in run(session, _PARTIES, (incident_id,)).fetchall()}
        restricted = {row[0] for row in run(session, _RESTRICTED).fetchall()} - set(ids)
        own_ids = {row[0] for row in run(session, _OWN, {"ids": ids}).fetchall()} - restricted
        covert = [row[0] for row in run(session, _COVERT).fetchall()]
        known = _known(session, near | restricted | own_ids | set(ids))
    finally:
        act_as(session, asking)
    own = [word for one in (own_ids | set(ids)) if one in known for word in _words(known[one])]
    parties = (named - restricted) if incident_id and not ids else set()
    # Who is named in an incident is told to a court; how to reach them is not.
    own += [word for one in parties if one in known for word in _names(known[one])]
    others = [known[one] for one in sorted(near - own_ids - restricted, key=str) if one in known]
    strangers = [Stranger([], _stranger(row).words) if row[0] in parties else _stranger(row) for row in others]
    hidden = [_stranger(known[one], is_near=one in near) for one in sorted(restricted, key=str) if one in known]
    return Around(strangers, [*hidden, *([Stranger(words=covert)] if covert else [])], own)


def _known(session: Session, ids: Iterable[UUID]) -> dict[UUID, Any]:
    return {row[0]: row for row in run(session, _KNOWN_BY, {"ids": list(ids)}).fetchall()}


def _stranger(row: Any, *, is_near: bool = True) -> Stranger:
    names = [(list(one.get("given_names") or []), one.get("family_name") or "") for one in row[2]]
    return Stranger(names, [word for word in row[3] if word], is_near)


def _names(row: Any) -> list[str]:
    return [" ".join([*(one.get("given_names") or []), one.get("family_name") or ""]) for one in row[2]]


def _words(row: Any) -> list[str]:
    return [word for word in (*_names(row), *row[3]) if word]
