"""What a crew has booked out, and what its members may not do for now: a recommendation asks for both."""

from alembic import op

revision = "0091"
down_revision = "0090"
branch_labels = None
depends_on = None

UP = """
-- Null: nobody said what was booked out, which is not the same as nothing.
ALTER TABLE duties ADD COLUMN equipment text[];
ALTER TABLE officers ADD COLUMN restrictions text[] NOT NULL DEFAULT '{}';
"""

DOWN = """
ALTER TABLE officers DROP COLUMN restrictions;
ALTER TABLE duties DROP COLUMN equipment;
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)
