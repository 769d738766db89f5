"""Whatever changes what the record knows leaves its mark here, so that a card that is out can be looked at again.

An import, a link, a join of records, a review, a restriction: by a trigger of the tables themselves, so that no way is forgotten.
One look at each statement and not at each row: a bulk is one row that says "look at every job".
"""

from alembic import op

revision = "0271"
down_revision = "0270"
branch_labels = None
depends_on = None

UP = """
CREATE TABLE changed_records (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- None: too many to name.
    record_id uuid,
    at timestamptz NOT NULL DEFAULT now()
);
ALTER TABLE changed_records ENABLE ROW LEVEL SECURITY;
ALTER TABLE changed_records FORCE ROW LEVEL SECURITY;
CREATE POLICY somebody_acts ON changed_records USING ((SELECT acting())) WITH CHECK ((SELECT acting()));
-- The triggers write for whoever changes a record, also where nobody acts: a migration.
CREATE POLICY noted ON changed_records FOR INSERT WITH CHECK (true);
GRANT SELECT, DELETE ON changed_records TO bluelamp_app;

-- The argument of the trigger asks `changed`, the rows of the statement, for the records that they are about.
CREATE FUNCTION note_changed_records() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    most CONSTANT integer := 100;
    ids uuid[];
BEGIN
    EXECUTE format('SELECT array_agg(id) FROM (SELECT id FROM (%s) c (id) LIMIT %s) AS few', TG_ARGV[0], most + 1) INTO ids;
    IF cardinality(ids) > most THEN
        INSERT INTO changed_records (record_id) VALUES (NULL);
    ELSIF ids IS NOT NULL THEN
        INSERT INTO changed_records (record_id) SELECT DISTINCT id FROM unnest(ids) AS id;
    END IF;
    RETURN NULL;
END $$;
"""
_MARKED = "SELECT record_id FROM changed"
_LINKED = "SELECT unnest(ARRAY[from_id, to_id]) FROM changed"
_JOINED = (
    "SELECT nominal_id FROM changed UNION SELECT m.nominal_id FROM golden_members m JOIN changed c USING (golden_id)"
)
_ITSELF = "SELECT id FROM changed"
_HELD = (
    "SELECT l.from_id FROM links l JOIN changed c ON c.id = l.to_id UNION ALL"
    " SELECT l.to_id FROM links l JOIN changed c ON c.id = l.from_id"
)
# Table, what happens to it, whose rows are looked at, and of which records they tell.
_TRIGGERS = (
    ("record_markers", "INSERT", "NEW", _MARKED),
    ("record_markers", "UPDATE", "NEW", _MARKED),
    ("record_markers", "DELETE", "OLD", _MARKED),
    ("links", "INSERT", "NEW", _LINKED),
    ("links", "UPDATE", "NEW", _LINKED),
    ("links", "DELETE", "OLD", _LINKED),
    ("golden_members", "INSERT", "NEW", _JOINED),
    ("golden_members", "UPDATE", "NEW", _JOINED),
    # Those who are left behind lose the warnings of whoever leaves.
    ("golden_members", "UPDATE", "OLD", _JOINED),
    ("golden_members", "DELETE", "OLD", _JOINED),
    # A restriction that is set or lifted, a vehicle that is reported, an address that is put elsewhere.
    ("nominals", "UPDATE", "NEW", _ITSELF),
    ("vehicle_records", "UPDATE", "NEW", _ITSELF),
    ("addresses", "INSERT", "NEW", _ITSELF),
    ("addresses", "UPDATE", "NEW", _ITSELF),
    ("objects", "UPDATE", "NEW", _HELD),
)


def _name(event: str, side: str) -> str:
    return f"note_{event.lower()}_{side.lower()}"


def upgrade() -> None:
    op.execute(UP)
    for table, event, side, asked in _TRIGGERS:
        op.execute(
            f"CREATE TRIGGER {_name(event, side)} AFTER {event} ON {table} REFERENCING {side} TABLE AS changed"
            f" FOR EACH STATEMENT EXECUTE FUNCTION note_changed_records('{asked}')"
        )


def downgrade() -> None:
    for table, event, side, _ in _TRIGGERS:
        op.execute(f"DROP TRIGGER {_name(event, side)} ON {table}")
    op.execute("DROP FUNCTION note_changed_records()")
    op.execute("DROP TABLE changed_records")
