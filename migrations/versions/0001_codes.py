"""Code lists are versioned data: grades, statuses, moves, types, results, skills, reasons."""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

UP = """
CREATE TABLE code_lists (
    name text NOT NULL,
    version integer NOT NULL,
    force text NOT NULL,
    note text NOT NULL,
    loaded_at timestamptz NOT NULL DEFAULT now(),
    is_current boolean NOT NULL,
    PRIMARY KEY (name, version)
);
CREATE UNIQUE INDEX one_current_version ON code_lists (name) WHERE is_current;

CREATE TABLE codes (
    list text NOT NULL,
    version integer NOT NULL,
    code text NOT NULL,
    label text NOT NULL,
    rank integer NOT NULL,
    detail jsonb NOT NULL,
    PRIMARY KEY (list, version, code),
    FOREIGN KEY (list, version) REFERENCES code_lists (name, version)
);
"""

DOWN = """
DROP TABLE codes, code_lists;
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)
