"""Road networks: the stretches between crossings, for arrival times. One network is in use; it is replaced as a whole."""

from alembic import op

revision = "0090"
down_revision = "0083"
branch_labels = None
depends_on = None

UP = """
CREATE TABLE road_networks (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    -- Of what it was made, so that the same file is not brought in twice.
    fingerprint text NOT NULL,
    loaded_at timestamptz NOT NULL,
    edges integer NOT NULL,
    is_made_up boolean NOT NULL,
    is_current boolean NOT NULL
);
CREATE UNIQUE INDEX one_current_road_network ON road_networks (is_current) WHERE is_current;

CREATE TABLE road_edges (
    network_id uuid NOT NULL REFERENCES road_networks ON DELETE CASCADE,
    id integer NOT NULL,
    start_node bigint NOT NULL,
    end_node bigint NOT NULL,
    class text NOT NULL,
    name text NOT NULL,
    is_oneway boolean NOT NULL,
    line geometry(LineString, 27700) NOT NULL,
    PRIMARY KEY (network_id, id)
);

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['road_networks', 'road_edges'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO bluelamp_app', name);
        EXECUTE format('CREATE POLICY somebody_reads ON %I FOR SELECT USING ((SELECT acting()))', name);
        -- Roads are brought in by an operator on the command line, never by a request.
        EXECUTE format('CREATE POLICY system_keeps ON %I USING ((SELECT scope()) = ''system'') WITH CHECK ((SELECT scope()) = ''system'')',
            name);
    END LOOP;
END $$;
"""

DOWN = "DROP TABLE road_edges, road_networks;"


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)
