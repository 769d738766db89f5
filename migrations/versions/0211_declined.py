"""A crew that said no is an alarm of its own: somebody else must be tasked."""

from alembic import op

revision = "0211"
down_revision = "0210"
branch_labels = None
depends_on = None

UP = """
ALTER TABLE taskings DROP CONSTRAINT taskings_alarm_check,
    ADD CONSTRAINT taskings_alarm_check CHECK (alarm IN ('amber', 'voice', 'supervisor', 'declined')) NOT VALID;
ALTER TABLE taskings VALIDATE CONSTRAINT taskings_alarm_check;
"""

# What nobody has seen to is not worth keeping a downgrade for.
DOWN = """
ALTER TABLE taskings NO FORCE ROW LEVEL SECURITY;
UPDATE taskings SET alarm = NULL WHERE alarm = 'declined';
ALTER TABLE taskings FORCE ROW LEVEL SECURITY;
ALTER TABLE taskings DROP CONSTRAINT taskings_alarm_check,
    ADD CONSTRAINT taskings_alarm_check CHECK (alarm IN ('amber', 'voice', 'supervisor'));
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)
