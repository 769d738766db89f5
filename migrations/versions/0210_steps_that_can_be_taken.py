"""No escalation step that nobody can take gets into the table; a row whose step failed says so and lets others go first."""

from alembic import op

revision = "0210"
down_revision = "0200"
branch_labels = None
depends_on = None

# A table that was loaded before with a bad row stays as it is: it does harm to nobody else any more, and no new one gets in.
UP = """
ALTER TABLE codes ADD CONSTRAINT escalation_steps_can_be_taken CHECK (list <> 'escalation_steps' OR COALESCE(
    detail->>'plan' IN ('new', 'changed') AND detail->>'action' IN ('wake', 'again', 'amber', 'voice', 'supervisor')
    AND detail->>'unless' IN ('delivered', 'answered', 'read') AND jsonb_typeof(detail->'grade') = 'string'
    AND jsonb_typeof(detail->'after_s') = 'number', false)) NOT VALID;
DO $$ BEGIN
    ALTER TABLE codes VALIDATE CONSTRAINT escalation_steps_can_be_taken;
EXCEPTION WHEN check_violation THEN
    RAISE WARNING 'The table of escalation steps has rows that nobody can take. Load a right one, or change it on /admin.';
END $$;
ALTER TABLE escalations ADD COLUMN failed_at timestamptz;
"""

DOWN = """
ALTER TABLE escalations DROP COLUMN failed_at;
ALTER TABLE codes DROP CONSTRAINT escalation_steps_can_be_taken;
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)
