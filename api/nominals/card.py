"""The golden card of a person: every source's record of them with what it alone says, and others who may be the same person."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from api.db import run
from api.nominals import review

# What each record says, in the order in which it is read out; empty is not said.
_RECORDS = """
    SELECT jsonb_build_object('id', n.id, 'source', n.source_system,
        'line', btrim(array_to_string(n.given_names, ' ') || ' ' || n.family_name),
        'changed_on', to_char(n.changed_at AT TIME ZONE 'Europe/London', 'YYYY-MM-DD'),
        'facts', (SELECT COALESCE(jsonb_agg(jsonb_build_array(label, words) ORDER BY place), '[]') FROM (VALUES
            (1, 'Born', to_char(n.born_on, 'DD/MM/YYYY')),
            (2, 'Age', n.age_from || ' to ' || n.age_to || COALESCE(' on ' || to_char(n.age_on, 'DD/MM/YYYY'), '')),
            (3, 'Sex', CASE n.sex WHEN 'M' THEN 'male' WHEN 'F' THEN 'female' END),
            (4, 'Postcode', n.postcode),
            (5, 'Also known as', (SELECT string_agg(btrim(concat_ws(' ', (SELECT string_agg(g, ' ')
                FROM jsonb_array_elements_text(a -> 'given_names') g), a ->> 'family_name')), ', ')
                FROM jsonb_array_elements(n.aliases) a)),
            (6, 'Numbers', (SELECT string_agg(upper(i.kind) || ' ' || i.value || CASE WHEN i.is_valid THEN '' ELSE ' (does not check)' END,
                ', ' ORDER BY i.kind, i.value) FROM nominal_identifiers i WHERE i.nominal_id = n.id)),
            (7, 'Description', n.description)) f (place, label, words) WHERE words <> ''))
    FROM nominals n WHERE n.id = ANY (%(ids)s) ORDER BY n.id <> %(id)s, n.changed_at DESC, n.id
"""


def of(session: Session, nominal_id: UUID, ids: list[UUID]) -> dict[str, Any]:
    """`{records, others}`: the opened record first, the others newest first."""
    records = [row[0] for row in run(session, _RECORDS, {"id": nominal_id, "ids": ids}).fetchall()]
    return {"records": records, "others": review.possible_others(session, ids)}
