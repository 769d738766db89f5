"""Photographs of people, in a table of their own that no list and no search reads."""

from alembic import op

revision = "0280"
down_revision = "0273"
branch_labels = None
depends_on = None

UP = """
CREATE TABLE photographs (
    id uuid PRIMARY KEY,
    nominal_id uuid NOT NULL REFERENCES nominals ON DELETE CASCADE,
    source_system text NOT NULL,
    source_id text NOT NULL,
    taken_on date,
    provenance text NOT NULL DEFAULT '',
    image bytea NOT NULL,
    width smallint NOT NULL,
    height smallint NOT NULL,
    digest bytea NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    is_exercise boolean NOT NULL DEFAULT false,
    import_id uuid,
    CONSTRAINT photographs_size_check CHECK (octet_length(image) BETWEEN 100 AND 500000)
);
-- A JPEG is as small as it gets: it is not tried again.
ALTER TABLE photographs ALTER COLUMN image SET STORAGE EXTERNAL;
CREATE INDEX photographs_by_nominal ON photographs (nominal_id, taken_on DESC NULLS LAST);

ALTER TABLE photographs ENABLE ROW LEVEL SECURITY;
ALTER TABLE photographs FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE, DELETE ON photographs TO bluelamp_app;
CREATE POLICY system_writes ON photographs USING ((SELECT scope()) = 'system') WITH CHECK ((SELECT scope()) = 'system');
-- Of a restricted record there is no photograph either.
CREATE POLICY of_seen_record ON photographs FOR SELECT
    USING ((SELECT acting()) AND EXISTS (SELECT FROM nominals n WHERE n.id = nominal_id));
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute("DROP TABLE photographs")
