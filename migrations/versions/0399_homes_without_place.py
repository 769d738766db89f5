"""A home whose source gives no coordinates is on the card of a call to its door, and home links are read from both ends.

Reports from the public name an address and no point, and the card went by points alone: whoever was recorded there was not on it.
"""

from __future__ import annotations

from alembic import op

revision = "0399"
down_revision = "0390"
branch_labels = None
depends_on = None

_LIES = """
-- Whether an address without a place may be the one that a call's words name, whose door is the same already: its postcode is said, or
-- others of its postcode lie around; of one that tells no postcode, or one that is nowhere on record, whether no other borough is said.
CREATE FUNCTION may_lie_there(postcode text, locality text, words text, here geometry) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    code text := replace(upper(postcode), ' ', '');
    said text := replace(substring(upper(words) FROM '\\m[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}\\M'), ' ', '');
BEGIN
    IF code <> '' AND said IS NOT NULL THEN
        RETURN said = code;
    END IF;
    IF code <> '' AND EXISTS (SELECT FROM addresses o WHERE o.postcode = may_lie_there.postcode AND o.place IS NOT NULL) THEN
        RETURN EXISTS (SELECT FROM addresses o WHERE o.postcode = may_lie_there.postcode AND ST_DWithin(o.place, here, 2000));
    END IF;
    RETURN NOT another_borough(', ' || locality, words);
END $$;
REVOKE EXECUTE ON FUNCTION may_lie_there(text, text, text, geometry) FROM PUBLIC;
"""

# Of `known_of_incident`: what stands there, and what stands there from now on.
_KNOWN = (
    (
        "    ), homes AS MATERIALIZED (",
        """    ), placeless AS MATERIALIZED (
        SELECT a.id
        FROM call CROSS JOIN LATERAL (SELECT split_part(door_of(call.words), ' ', 1) AS house,
            split_part(door_of(call.words), ' ', 2) AS street OFFSET 0) door
        JOIN names n ON n.kind = 'street' AND n.name = door.street AND door.street <> ''
        JOIN addresses a ON a.street_id = n.id AND a.house IN (door.house, lower(door.house)) AND a.place IS NULL
        WHERE a.restriction IS NULL AND may_lie_there(a.postcode, a.locality, call.words, call.place) ORDER BY a.id LIMIT 5
    ), homes AS MATERIALIZED (""",
    ),
    (
        "        UNION SELECT id, how FROM by_name\n",
        "        UNION SELECT id, how FROM by_name\n"
        "        UNION SELECT id, 'at this address by its name, no place recorded' FROM placeless\n",
    ),
    (
        """            AND l.from_kind = 'nominal' AND (l.valid_to IS NULL OR l.valid_to >= today) OFFSET 0) l
    ), whole""",
        """            AND l.from_kind = 'nominal' AND (l.valid_to IS NULL OR l.valid_to >= today)
            UNION ALL SELECT l.to_id, l.role FROM links l WHERE l.from_id = h.id AND l.from_kind = 'address'
            AND l.to_kind = 'nominal' AND (l.valid_to IS NULL OR l.valid_to >= today) OFFSET 0) l
    ), whole""",
    ),
)
# Of `incidents_that_know`: by the door also where a home has no place, or one that is far from the call's point.
_KNOWING = (
    (
        "l.from_kind = 'nominal' AND l.to_kind = 'address'\n",
        """l.from_kind = 'nominal' AND l.to_kind = 'address'
        UNION SELECT l.from_id FROM people p JOIN links l ON l.to_id = p.id AND l.to_kind = 'nominal' AND l.from_kind = 'address'
""",
    ),
    (
        "JOIN incidents i ON ST_DWithin(i.place, a.place, 60)\n",
        """JOIN incidents i ON ST_DWithin(i.place, a.place, 60)
        UNION SELECT i.id FROM homes h JOIN addresses a ON a.id = h.id JOIN names n ON n.id = a.street_id
            JOIN incidents i ON door_of(i.address) = upper(a.house) || ' ' || n.name AND i.state <> 'closed'
""",
    ),
)


def _rewrite(function: str, pairs: tuple[tuple[str, str], ...]) -> None:
    body = f"pg_get_functiondef('{function}'::regprocedure)"
    # What is not there cannot be replaced, and a function that stays as it was would pass for a new one.
    missing = " OR ".join(f"position($old${was}$old$ IN {body}) = 0" for was, _ in pairs)
    whole = body
    for was, now in pairs:
        whole = f"replace({whole}, $old${was}$old$, $new${now}$new$)"
    op.execute(f"""
        DO $do$ BEGIN
            IF {missing} THEN
                RAISE EXCEPTION '{function} is another one than this migration knows';
            END IF;
            EXECUTE {whole};
        END $do$
    """)


def upgrade() -> None:
    op.execute(_LIES)
    op.execute("CREATE INDEX incidents_open_by_door ON incidents (door_of(address)) WHERE state <> 'closed'")
    _rewrite("known_of_incident(uuid, date)", _KNOWN)
    _rewrite("incidents_that_know(uuid, date)", _KNOWING)


def downgrade() -> None:
    _rewrite("incidents_that_know(uuid, date)", tuple((now, was) for was, now in _KNOWING))
    _rewrite("known_of_incident(uuid, date)", tuple((now, was) for was, now in _KNOWN))
    op.execute("DROP INDEX incidents_open_by_door")
    op.execute("DROP FUNCTION may_lie_there(text, text, text, geometry)")
