"""What a search answers with: the minimum of each record, and in words why it was found."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from api.db import run

SHOWN = 20
# How sure a hit must be to be told as *strong*, and as *likely*.
STRONG, LIKELY = 0.9, 0.75
# Where several fit equally well none of them is surer than *possible*, however well it fits.
UNSURE = 0.69
# Of hits this near to the best nobody can say which is meant.
ALIKE = 0.01


@dataclass
class Hit:
    kind: str
    id: UUID
    score: float
    why: list[str]
    is_restricted: bool = False
    # What the list shows of it; filled in for those that are shown.
    body: dict[str, Any] = field(default_factory=dict)

    @property
    def band(self) -> str:
        return "strong" if self.score >= STRONG else "likely" if self.score >= LIKELY else "possible"


@dataclass
class Found:
    """Hits best first. `ask` is what to add when there are too many; `searched` what was looked for, in words."""

    hits: list[Hit]
    searched: list[str]
    ask: str = ""

    @property
    def seen(self) -> list[Hit]:
        return [hit for hit in self.hits if not hit.is_restricted]

    @property
    def hidden(self) -> list[Hit]:
        return [hit for hit in self.hits if hit.is_restricted]


def best(hits: list[Hit], near: float = ALIKE) -> list[Hit]:
    """Of hits in their order those that fit as well as the first does."""
    return [hit for hit in hits if hit.score >= hits[0].score - near]


def none_is_sure(hits: list[Hit]) -> None:
    """Several of them fit equally well: they keep their order, and none is told as the one that is meant."""
    for hit in hits:
        hit.score *= UNSURE


# The minimum: enough to tell people apart, nothing of what is only told when the record is opened. A nominal shows half a postcode.
# The ids are asked for by a SELECT of their own, so that how many they are does not make PostgreSQL plan each question anew: that
# took as long as to answer it.
_MINIMUM = {
    "nominal": """
        SELECT n.id, jsonb_build_object('title', btrim(array_to_string(n.given_names, ' ') || ' ' || n.family_name),
            'detail', concat_ws(', ', CASE n.sex WHEN 'M' THEN 'male' WHEN 'F' THEN 'female' END,
                CASE WHEN n.born_on IS NOT NULL THEN 'born ' || to_char(n.born_on, 'DD/MM/YYYY')
                     WHEN n.age_from IS NOT NULL THEN 'aged ' || n.age_from || ' to ' || n.age_to
                        || COALESCE(' on ' || to_char(n.age_on, 'DD/MM/YYYY'), '') END, NULLIF(split_part(n.postcode, ' ', 1), '')),
            'sex', n.sex, 'source', n.source_system, 'changed_on', to_char(n.changed_at AT TIME ZONE 'Europe/London', 'YYYY-MM-DD'),
            'classification', n.classification, 'exercise', n.is_exercise, 'reports', '[]'::jsonb,
            'born_on', n.born_on, 'golden', m.golden_id,
            'records', (SELECT count(*) FROM golden_members o WHERE o.golden_id = m.golden_id))
        FROM nominals n LEFT JOIN golden_members m ON m.nominal_id = n.id WHERE n.id = ANY ((SELECT %s::uuid[])::uuid[])""",
    "vehicle": """
        SELECT n.id, jsonb_build_object('title', n.vrm, 'detail', concat_ws(' ', NULLIF(n.colour, ''), NULLIF(n.make, ''),
            NULLIF(n.model, '')),
            'sex', NULL, 'source', n.source_system, 'changed_on', to_char(n.changed_at AT TIME ZONE 'Europe/London', 'YYYY-MM-DD'),
            'classification', n.classification, 'exercise', n.is_exercise, 'reports', to_jsonb(n.reports))
        FROM vehicle_records n WHERE n.id = ANY ((SELECT %s::uuid[])::uuid[])""",
    "phone": """
        SELECT n.id, jsonb_build_object('title', n.number, 'detail', NULLIF(n.as_given, n.number), 'sex', NULL, 'source', n.source_system,
            'changed_on', to_char(n.changed_at AT TIME ZONE 'Europe/London', 'YYYY-MM-DD'), 'classification', n.classification,
            'exercise', n.is_exercise, 'reports', '[]'::jsonb)
        FROM phones n WHERE n.id = ANY ((SELECT %s::uuid[])::uuid[])""",
    "address": """
        SELECT n.id, jsonb_build_object('title', concat_ws(', ', NULLIF('Flat ' || n.flat, 'Flat '), btrim(n.house || ' ' || n.street)),
            'detail', concat_ws(', ', NULLIF(n.locality, ''), NULLIF(n.postcode, '')), 'sex', NULL, 'source', n.source_system,
            'changed_on', to_char(n.changed_at AT TIME ZONE 'Europe/London', 'YYYY-MM-DD'), 'classification', n.classification,
            'exercise', n.is_exercise, 'reports', '[]'::jsonb)
        FROM addresses n WHERE n.id = ANY ((SELECT %s::uuid[])::uuid[])""",
    "object": """
        SELECT n.id, jsonb_build_object('title', n.kind || ': ' || n.label, 'detail', NULLIF(n.serial, ''), 'sex', NULL, 'source',
            n.source_system,
            'changed_on', to_char(n.changed_at AT TIME ZONE 'Europe/London', 'YYYY-MM-DD'), 'classification', n.classification,
            'exercise', n.is_exercise, 'reports', '[]'::jsonb)
        FROM objects n WHERE n.id = ANY ((SELECT %s::uuid[])::uuid[])""",
    "organisation": """
        SELECT n.id, jsonb_build_object('title', n.name, 'detail', NULLIF(n.kind, ''), 'sex', NULL, 'source', n.source_system,
            'changed_on', to_char(n.changed_at AT TIME ZONE 'Europe/London', 'YYYY-MM-DD'), 'classification', n.classification,
            'exercise', n.is_exercise, 'reports', '[]'::jsonb)
        FROM organisations n WHERE n.id = ANY ((SELECT %s::uuid[])::uuid[])""",
    "event": """
        SELECT n.record_id, jsonb_build_object('title', n.label, 'detail', concat_ws(', ',
            to_char(n.happened_at AT TIME ZONE 'Europe/London', CASE WHEN n.is_whole_month THEN 'MM/YYYY' ELSE 'DD/MM/YYYY' END),
            NULLIF(n.address, '')), 'sex', NULL, 'source', n.source,
            'changed_on', to_char(n.happened_at AT TIME ZONE 'Europe/London', 'YYYY-MM-DD'),
            'classification', CASE n.category WHEN 'intelligence' THEN 'OFFICIAL-SENSITIVE' ELSE 'OFFICIAL' END,
            'exercise', n.is_exercise, 'reports', '[]'::jsonb)
        FROM events n WHERE n.record_id = ANY ((SELECT %s::uuid[])::uuid[])""",
    # A warning on a place whose address is in no record.
    "place": """
        SELECT n.id, jsonb_build_object('title', n.address, 'detail', 'no record of this address', 'sex', NULL, 'source', n.source,
            'changed_on', to_char(n.entered_at AT TIME ZONE 'Europe/London', 'YYYY-MM-DD'), 'classification', 'OFFICIAL',
            'exercise', false, 'reports', '[]'::jsonb)
        FROM place_markers n WHERE n.id = ANY ((SELECT %s::uuid[])::uuid[]) AND n.withdrawn_at IS NULL""",
}


def fill(session: Session, hits: list[Hit]) -> list[Hit]:
    """The hits with what the list shows of them. What the asking person may not see falls out here once more."""
    wanted: dict[str, list[UUID]] = {}
    for hit in hits:
        wanted.setdefault(hit.kind, []).append(hit.id)
    bodies = {row[0]: row[1] for kind, ids in wanted.items() for row in run(session, _MINIMUM[kind], (ids,))}
    for hit in hits:
        hit.body = bodies.get(hit.id, {})
    return [hit for hit in hits if hit.body]


_MARKERS = """
    SELECT asked, jsonb_agg(jsonb_build_object('code', code, 'historic', historic) ORDER BY historic, code)
    FROM (SELECT p.asked, m.code, bool_and(m.review_on < current_date) AS historic
          FROM of_one_person((SELECT %s::uuid[])::uuid[]) p JOIN record_markers m ON m.record_id = p.member
          WHERE m.withdrawn_at IS NULL GROUP BY p.asked, m.code) warned
    GROUP BY asked
"""


def markers(session: Session, ids: list[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    """The warnings on each, current ones first: of a person those of every record that is theirs."""
    return {row[0]: row[1] for row in run(session, _MARKERS, (ids,))} if ids else {}
