"""Golden nominals: which records are one person, why, who decided otherwise, and every step of it (decision 15)."""

from alembic import op

revision = "0040"
down_revision = "0036"
branch_labels = None
depends_on = None

UP = """
-- A record that stands here belongs to the cluster that is named by its lowest record. One that stands alone has no row.
CREATE TABLE golden_members (
    nominal_id uuid PRIMARY KEY REFERENCES nominals ON DELETE CASCADE,
    golden_id uuid NOT NULL
);
CREATE INDEX golden_members_of ON golden_members (golden_id);

-- What the computer made of two records: the level of each comparison in the model's order, and what follows from it.
CREATE TABLE nominal_pairs (
    one_id uuid NOT NULL REFERENCES nominals ON DELETE CASCADE,
    other_id uuid NOT NULL REFERENCES nominals ON DELETE CASCADE,
    weight real NOT NULL,
    levels smallint[] NOT NULL,
    state text NOT NULL CHECK (state IN ('same', 'attention', 'apart')),
    why text NOT NULL DEFAULT '',
    model text NOT NULL,
    scored_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (one_id, other_id),
    CHECK (one_id < other_id)
);
CREATE INDEX nominal_pairs_of_other ON nominal_pairs (other_id);
CREATE INDEX nominal_pairs_waiting ON nominal_pairs (weight DESC, one_id, other_id) WHERE state = 'attention';

-- What a person decided of two records. It wins over the computer until a person withdraws it.
CREATE TABLE nominal_decisions (
    id uuid PRIMARY KEY,
    one_id uuid NOT NULL REFERENCES nominals ON DELETE CASCADE,
    other_id uuid NOT NULL REFERENCES nominals ON DELETE CASCADE,
    verdict text NOT NULL CHECK (verdict IN ('same', 'apart')),
    reason text NOT NULL,
    decided_by text NOT NULL,
    decided_at timestamptz NOT NULL,
    withdrawn_by text,
    withdrawn_at timestamptz,
    CHECK (one_id < other_id)
);
CREATE UNIQUE INDEX nominal_decisions_standing ON nominal_decisions (one_id, other_id) WHERE withdrawn_at IS NULL;
CREATE INDEX nominal_decisions_of_other ON nominal_decisions (other_id) WHERE withdrawn_at IS NULL;

-- Every change of a cluster: which record stood where before and after. `decision_id` is what undoing it withdraws.
CREATE TABLE golden_acts (
    id uuid PRIMARY KEY,
    act text NOT NULL CHECK (act IN ('merge', 'split', 'undo', 'link')),
    at timestamptz NOT NULL,
    acted_by text NOT NULL,
    reason text NOT NULL,
    decision_id uuid REFERENCES nominal_decisions ON DELETE SET NULL,
    undoes uuid REFERENCES golden_acts,
    undone_at timestamptz,
    before jsonb NOT NULL,
    after jsonb NOT NULL,
    records uuid[] NOT NULL
);
CREATE INDEX golden_acts_of_record ON golden_acts USING gin (records);
CREATE INDEX golden_acts_by_time ON golden_acts (at DESC);

-- New and changed records that are still to be compared with the others.
CREATE TABLE golden_waiting (
    nominal_id uuid PRIMARY KEY,
    since timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX golden_waiting_by_age ON golden_waiting (since);

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['golden_members', 'nominal_pairs', 'nominal_decisions', 'golden_acts', 'golden_waiting'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO bluelamp_app', name);
        -- The triggers and the doors of the risk card work for the owner.
        EXECUTE format('CREATE POLICY doors_keep ON %I TO CURRENT_USER USING (true) WITH CHECK (true)', name);
        EXECUTE format('CREATE POLICY system_keeps ON %I USING ((SELECT scope()) = ''system'')'
            || ' WITH CHECK ((SELECT scope()) = ''system'')', name);
    END LOOP;
    -- What a person decides is written in that person's name; whom the doors let decide is said at the doors.
    FOREACH name IN ARRAY ARRAY['golden_members', 'nominal_pairs', 'nominal_decisions', 'golden_acts'] LOOP
        EXECUTE format('CREATE POLICY control_decides ON %I USING ((SELECT scope()) = ''control'')'
            || ' WITH CHECK ((SELECT scope()) = ''control'')', name);
    END LOOP;
END $$;

-- Restricted records are members of nothing (below); whoever may see a record may see where it stands.
CREATE POLICY of_seen_record ON golden_members FOR SELECT
    USING ((SELECT acting()) AND EXISTS (SELECT FROM nominals n WHERE n.id = nominal_id));
CREATE POLICY of_seen_records ON nominal_pairs FOR SELECT USING ((SELECT acting())
    AND EXISTS (SELECT FROM nominals n WHERE n.id = one_id) AND EXISTS (SELECT FROM nominals n WHERE n.id = other_id));
CREATE POLICY of_seen_records ON nominal_decisions FOR SELECT USING ((SELECT acting())
    AND EXISTS (SELECT FROM nominals n WHERE n.id = one_id) AND EXISTS (SELECT FROM nominals n WHERE n.id = other_id));
-- The desk says how many are still to be compared; which they are is nobody's affair.
CREATE FUNCTION count_golden_waiting() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
    $$ SELECT count(*) FROM golden_waiting w JOIN nominals n ON n.id = w.nominal_id WHERE acting() AND n.restriction IS NULL $$;
REVOKE EXECUTE ON FUNCTION count_golden_waiting() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION count_golden_waiting() TO bluelamp_app;

CREATE FUNCTION await_linking() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO golden_waiting (nominal_id) SELECT DISTINCT id FROM fresh ON CONFLICT DO NOTHING;
    IF TG_OP = 'UPDATE' AND EXISTS (SELECT FROM fresh WHERE restriction IS NOT NULL) THEN
        -- Hidden from now on: it leaves its cluster at once, and those whom it held together are looked at again.
        INSERT INTO golden_waiting (nominal_id)
            SELECT o.nominal_id FROM fresh f JOIN golden_members m ON m.nominal_id = f.id
            JOIN golden_members o ON o.golden_id = m.golden_id WHERE f.restriction IS NOT NULL ON CONFLICT DO NOTHING;
        DELETE FROM nominal_pairs p USING fresh f WHERE f.restriction IS NOT NULL AND f.id IN (p.one_id, p.other_id);
        DELETE FROM golden_members m USING fresh f WHERE f.restriction IS NOT NULL AND f.id = m.nominal_id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER link_new AFTER INSERT ON nominals REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION await_linking();
CREATE TRIGGER link_changed AFTER UPDATE ON nominals REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION await_linking();

CREATE FUNCTION await_linking_by_number() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO golden_waiting (nominal_id) SELECT DISTINCT nominal_id FROM fresh ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER link_new AFTER INSERT ON nominal_identifiers REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION await_linking_by_number();

-- Everybody who stands under one roof with these: the other records of their clusters, themselves included.
CREATE FUNCTION golden_with(asked uuid[]) RETURNS TABLE (nominal_id uuid, golden_id uuid)
    LANGUAGE sql STABLE SECURITY INVOKER SET search_path = public, pg_temp AS $$
    SELECT o.nominal_id, o.golden_id FROM golden_members m JOIN golden_members o ON o.golden_id = m.golden_id
        WHERE m.nominal_id = ANY (asked)
    UNION SELECT a, a FROM unnest(asked) a WHERE NOT EXISTS (SELECT FROM golden_members m WHERE m.nominal_id = a)
$$;
"""

DOWN = """
DROP FUNCTION golden_with(uuid[]);
DROP TRIGGER link_new ON nominal_identifiers;
DROP FUNCTION await_linking_by_number();
DROP TRIGGER link_changed ON nominals;
DROP TRIGGER link_new ON nominals;
DROP FUNCTION await_linking();
DROP FUNCTION count_golden_waiting();
DROP TABLE golden_waiting, golden_acts, nominal_decisions, nominal_pairs, golden_members;
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)
