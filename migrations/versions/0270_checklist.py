"""What the control room was told of the points that must be known before a crew arrives, in versions that are only ever added."""

from alembic import op

revision = "0270"
down_revision = "0261"
branch_labels = None
depends_on = None

UP = """
CREATE TABLE checklist_answers (
    id uuid PRIMARY KEY,
    incident_id uuid NOT NULL REFERENCES incidents,
    point text NOT NULL,
    version integer NOT NULL,
    state text NOT NULL CHECK (state IN ('known', 'nothing', 'unchecked')),
    text text NOT NULL,
    author text NOT NULL,
    author_id text NOT NULL,
    answered_at timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    UNIQUE (incident_id, point, version)
);
ALTER TABLE checklist_answers ENABLE ROW LEVEL SECURITY;
ALTER TABLE checklist_answers FORCE ROW LEVEL SECURITY;
CREATE POLICY somebody_acts ON checklist_answers USING ((SELECT acting())) WITH CHECK ((SELECT acting()));
-- Another answer is another version: what a crew was told at the time stays as it was.
GRANT SELECT, INSERT ON checklist_answers TO bluelamp_app;
"""
# It goes with its incident: one line more in the function that erases one (migration 0220).
_BEFORE = "    DELETE FROM thrive_assessments WHERE incident_id = incident;"
_WITH = "    DELETE FROM checklist_answers WHERE incident_id = incident;\\n" + _BEFORE
_REWRITE = """
DO $$ BEGIN
    EXECUTE replace(pg_get_functiondef('erase_incident(uuid, timestamptz)'::regprocedure), E'{was}', E'{now}');
END $$;
"""


def upgrade() -> None:
    op.execute(UP)
    op.execute(_REWRITE.format(was=_BEFORE, now=_WITH))


def downgrade() -> None:
    op.execute(_REWRITE.format(was=_WITH, now=_BEFORE))
    op.execute("DROP TABLE checklist_answers")
