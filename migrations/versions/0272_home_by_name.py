"""Who lives at an address is also found by its name: the point that a call is put at may be the middle of a long street.

As the warnings on a place are since 0243. Only where no house of that name is close by, only the nearest one, and the card says how
far from the call's point it lies: two streets may have one name.
"""

from alembic import op

revision = "0272"
down_revision = "0271"
branch_labels = None
depends_on = None

_BEFORE = (
    "    ), homes AS MATERIALIZED (",
    "        UNION SELECT id, 'at this address' FROM close WHERE is_named\n",
    "AND NOT EXISTS (SELECT FROM close WHERE is_named)\n",
    "'of ' || p.how",
)
_AFTER = (
    """    ), by_name AS MATERIALIZED (
        SELECT id, how FROM (
            SELECT a.id, ST_Distance(a.place, call.place) AS distance, min(ST_Distance(a.place, call.place)) OVER () AS nearest,
                'at this address, ' || round(ST_Distance(a.place, call.place)) || ' m from the point of the call' AS how
            FROM call CROSS JOIN LATERAL (SELECT split_part(door_of(call.words), ' ', 1) AS house,
                split_part(door_of(call.words), ' ', 2) AS street OFFSET 0) door
            JOIN names n ON n.kind = 'street' AND n.name = door.street AND door.street <> ''
            JOIN addresses a ON a.street_id = n.id AND a.house IN (door.house, lower(door.house))
                AND ST_DWithin(a.place, call.place, 2000)
            WHERE a.restriction IS NULL AND NOT EXISTS (SELECT FROM close WHERE is_named)) far
        WHERE distance < nearest + 15 ORDER BY distance LIMIT 5
    ), homes AS MATERIALIZED (""",
    """        UNION SELECT id, 'at this address' FROM close WHERE is_named
        UNION SELECT id, how FROM by_name
""",
    "AND NOT EXISTS (SELECT FROM close WHERE is_named)\n            AND NOT EXISTS (SELECT FROM by_name)\n",
    "'of somebody ' || p.how",
)


def _rewrite(was: tuple[str, ...], now: tuple[str, ...]) -> None:
    body = "pg_get_functiondef('known_of_incident(uuid, date)'::regprocedure)"
    for one, other in zip(was, now, strict=True):
        body = f"replace({body}, $old${one}$old$, $new${other}$new$)"
    # What is not there cannot be replaced, and a function that stays as it was would pass for a new one.
    op.execute(f"""
        DO $do$ DECLARE whole text := {body}; BEGIN
            IF whole = pg_get_functiondef('known_of_incident(uuid, date)'::regprocedure) THEN
                RAISE EXCEPTION 'known_of_incident is another one than this migration knows';
            END IF;
            EXECUTE whole;
        END $do$
    """)


def upgrade() -> None:
    _rewrite(_BEFORE, _AFTER)


def downgrade() -> None:
    _rewrite(_AFTER, _BEFORE)
