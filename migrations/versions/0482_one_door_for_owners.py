"""A call to a restricted home finds it however its flat is written; a number after FLAT without another one is the house's."""

from __future__ import annotations

from alembic import op

revision = "0482"
down_revision = "0481"
branch_labels = None
depends_on = None

_FLAT = "(FLAT|FLT|APT|APARTMENT|UNIT|ROOM)\\M\\.? *(NO\\.? *)?0*([0-9]{1,4}[A-Z]?|[A-Z])\\M"
# "Basement Flat 12 High Road": nothing after the number is a house, so the number is that, and which flat is not told.
_NOT_A_HOUSE = "(?= *(,|;|$)|.*\\m[0-9]{1,4}[A-Z]?\\M)"

_NAMED = """a.house <> '' AND call.words ~ ('(^|[^[:alnum:]])'
                || regexp_replace(lower(btrim(a.house || ' ' || a.street)), '[^[:alnum:] ]', '.', 'g') || '([^[:alnum:]]|$)') AS is_named"""
_CLOSE = "\n        FROM call JOIN addresses a ON by_house AND ST_DWithin(a.place, call.place, 60)"
_OR_DOOR = """a.house <> '' AND (
                (n.name = call.street AND call.street <> '' AND flat_stands(a.house, a.flat, call.house, call.flat) IS NOT NULL)
                OR """
_STREET = "\n            LEFT JOIN names n ON n.id = a.street_id AND n.kind = 'street'"

# Function, what stands in it, and what from now on: 12B is flat B of number 12 for the owners too, as in 0451; to them every flat of
# the house is told. What the newest callers said in duplicates is not what is cut.
_CHANGED = (
    ("flat_of(text)", _FLAT + "'", _FLAT + _NOT_A_HOUSE + "'"),
    (
        "restricted_of_call(uuid, date, boolean, boolean)",
        "SELECT lower(i.address) AS words, i.place, i.caller_number FROM incidents i WHERE i.id = incident",
        """SELECT lower(i.address) AS words, i.place, i.caller_number, split_part(d.door, ' ', 1) AS house,
            split_part(d.door, ' ', 2) AS street, flat_of(i.address) AS flat
        FROM incidents i CROSS JOIN LATERAL (SELECT door_of(i.address) AS door OFFSET 0) d WHERE i.id = incident""",
    ),
    (
        "restricted_of_call(uuid, date, boolean, boolean)",
        _NAMED + _CLOSE,
        _OR_DOOR
        + _NAMED.removeprefix("a.house <> '' AND ").replace(" AS is_named", ") AS is_named")
        + _CLOSE
        + _STREET,
    ),
    (
        "restricted_of_call(uuid, date, boolean, boolean)",
        "a.house IN (door.house, lower(door.house))",
        "a.house = ANY (ARRAY[door.house, lower(door.house), door.house || call.flat, lower(door.house || call.flat),"
        "\n                substring(door.house FROM '^[0-9]+')])"
        "\n                AND flat_stands(a.house, a.flat, door.house, call.flat) IS NOT NULL",
    ),
)

_SAID = """
CREATE OR REPLACE FUNCTION said_in_duplicates(incident uuid) RETURNS TABLE (id uuid, text text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (SELECT FROM incidents i WHERE i.duplicate_of = incident) THEN
        RETURN;
    END IF;
    RETURN QUERY
    SELECT told.id, told.text FROM (
        SELECT said.id, said.text, said.number, i.opened_at, i.id AS call
        FROM calls_of_one(incident) AS c (call) JOIN incidents i ON i.id = c.call AND i.id <> incident
        CROSS JOIN LATERAL (
            SELECT NULL::uuid AS id, i.what AS text, 0 AS number
            UNION ALL SELECT l.id, l.text, l.number FROM log_entries l WHERE l.incident_id = i.id AND l.kind IN ('first_words', 'note')
                AND l.source <> 'system' AND NOT EXISTS (SELECT FROM log_entries c WHERE c.refers_to = l.id)) said
        ORDER BY i.opened_at {order}, i.id, said.number LIMIT 60) told
    ORDER BY told.opened_at, told.call, told.number;
END $$;
"""


def upgrade() -> None:
    for function, was, now in _CHANGED:
        _rewrite(function, was, now)
    op.execute(_SAID.format(order="DESC"))


def downgrade() -> None:
    op.execute(_SAID.format(order="ASC"))
    for function, was, now in reversed(_CHANGED):
        _rewrite(function, now, was)


def _rewrite(function: str, was: str, now: str) -> None:
    body = f"pg_get_functiondef('{function}'::regprocedure)"
    # What is not there cannot be replaced, and a function that stays as it was would pass for a new one.
    op.execute(f"""
        DO $do$ BEGIN
            IF position($old${was}$old$ IN {body}) = 0 THEN
                RAISE EXCEPTION '{function} is another one than this migration knows';
            END IF;
            EXECUTE replace({body}, $old${was}$old$, $new${now}$new$);
        END $do$
    """)
