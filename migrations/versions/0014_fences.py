"""The second fence: the app's role owns nothing, and row-level security holds for it everywhere."""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

UP = """
-- The app's role owns nothing. Where it may not be made here, the operator has made it (docs/running.md).
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'bluelamp_app') THEN
        CREATE ROLE bluelamp_app;
    END IF;
END $$;

GRANT USAGE ON SCHEMA public TO bluelamp_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO bluelamp_app;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO bluelamp_app;
REVOKE EXECUTE ON FUNCTION make_fixes_day(date), drop_fixes_before(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION make_fixes_day(date), drop_fixes_before(date) TO bluelamp_app;

-- What is only ever added to can only be added to.
REVOKE UPDATE, DELETE ON log_entries, audit, statuses FROM bluelamp_app;
REVOKE INSERT, UPDATE, DELETE ON epochs FROM bluelamp_app;
REVOKE ALL ON alembic_version FROM bluelamp_app;
GRANT SELECT ON alembic_version TO bluelamp_app;

CREATE FUNCTION acting() RETURNS boolean LANGUAGE sql STABLE AS
    $$ SELECT COALESCE(current_setting('app.actor', true), '') <> '' $$;
CREATE FUNCTION scope() RETURNS text LANGUAGE sql STABLE AS
    $$ SELECT COALESCE(current_setting('app.scope', true), '') $$;

-- Nobody named, nothing seen: every table answers with no rows until the transaction says who acts.
DO $$
DECLARE
    name text;
BEGIN
    FOR name IN SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition
        AND c.relname NOT IN ('alembic_version', 'spatial_ref_sys') LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        IF name NOT IN ('messages', 'sessions', 'audit', 'place_markers') THEN
            EXECUTE format('CREATE POLICY somebody_acts ON %I USING ((SELECT acting())) WITH CHECK ((SELECT acting()))', name);
        END IF;
    END LOOP;
END $$;

-- A crew reads its own feed and no other; anybody who acts may post.
CREATE POLICY own_feed ON messages FOR SELECT USING ((SELECT scope()) IN ('system',
    'control') OR recipient = current_setting('app.feed', true));
CREATE POLICY post ON messages FOR INSERT WITH CHECK ((SELECT acting()));
CREATE POLICY mark ON messages FOR UPDATE USING ((SELECT scope()) = 'system');
CREATE POLICY prune ON messages FOR DELETE USING ((SELECT scope()) = 'system');
-- Behind a policy PostgreSQL may not ask an index a question that could leak, and every question about distance could.
-- These doors look for the owner, whose own policy asks nothing, and check for themselves that somebody acts.
CREATE POLICY doors_look ON events FOR SELECT TO CURRENT_USER USING (true);
CREATE POLICY doors_look ON incidents FOR SELECT TO CURRENT_USER USING (true);

CREATE FUNCTION events_near(lon float8, lat float8, radius_m float8) RETURNS SETOF events
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT e.* FROM events e
    WHERE acting() AND ST_DWithin(e.place, ST_SetSRID(ST_MakePoint(events_near.lon, events_near.lat), 4326)::geography, radius_m)
$$;

CREATE FUNCTION incidents_near(lon float8, lat float8, radius_m float8) RETURNS SETOF incidents
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT i.* FROM incidents i
    WHERE acting() AND ST_DWithin(i.place,
        ST_Transform(ST_SetSRID(ST_MakePoint(incidents_near.lon, incidents_near.lat), 4326), 27700), radius_m)
$$;

REVOKE EXECUTE ON FUNCTION events_near(float8, float8, float8), incidents_near(float8, float8, float8) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION events_near(float8, float8, float8), incidents_near(float8, float8, float8) TO bluelamp_app;

CREATE POLICY door ON sessions USING ((SELECT scope()) = 'system') WITH CHECK ((SELECT scope()) = 'system');
CREATE POLICY write_only ON audit FOR INSERT WITH CHECK ((SELECT acting()));
CREATE POLICY auditors_read ON audit FOR SELECT USING ((SELECT scope()) = 'system');
CREATE POLICY markers_read ON place_markers FOR SELECT USING ((SELECT acting()));
CREATE POLICY markers_entered ON place_markers FOR INSERT WITH CHECK ((SELECT scope()) IN ('system', 'control'));
CREATE POLICY markers_withdrawn ON place_markers FOR UPDATE USING ((SELECT scope()) IN ('system', 'control'));
"""

DOWN = """
DO $$
DECLARE
    rule record;
BEGIN
    FOR rule IN SELECT policyname, tablename FROM pg_policies WHERE schemaname = 'public' LOOP
        EXECUTE format('DROP POLICY %I ON %I', rule.policyname, rule.tablename);
        EXECUTE format('ALTER TABLE %I NO FORCE ROW LEVEL SECURITY', rule.tablename);
        EXECUTE format('ALTER TABLE %I DISABLE ROW LEVEL SECURITY', rule.tablename);
    END LOOP;
END $$;
DROP FUNCTION incidents_near(float8, float8, float8);
DROP FUNCTION events_near(float8, float8, float8);
DROP FUNCTION scope();
DROP FUNCTION acting();
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM bluelamp_app;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM bluelamp_app;
REVOKE ALL ON FUNCTION make_fixes_day(date), drop_fixes_before(date) FROM bluelamp_app;
REVOKE USAGE ON SCHEMA public FROM bluelamp_app;
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)
