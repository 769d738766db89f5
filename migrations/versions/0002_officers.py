"""Pods, officers with their roles and skills, and the sessions that they sign in to."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

UP = """
CREATE TABLE pods (
    code text PRIMARY KEY,
    name text NOT NULL,
    lon double precision NOT NULL,
    lat double precision NOT NULL
);

CREATE TABLE officers (
    id uuid PRIMARY KEY,
    pay_number text NOT NULL UNIQUE CHECK (pay_number ~ '^[A-Z][0-9]{6}$'),
    name text NOT NULL,
    rank text NOT NULL,
    shoulder_number text,
    pod text NOT NULL REFERENCES pods,
    password_hash text,
    is_active boolean NOT NULL DEFAULT true,
    is_made_up boolean NOT NULL DEFAULT false
);

CREATE TABLE officer_roles (
    officer_id uuid NOT NULL REFERENCES officers ON DELETE CASCADE,
    role text NOT NULL CHECK (role IN ('officer', 'dispatcher', 'supervisor', 'auditor', 'administrator')),
    PRIMARY KEY (officer_id, role)
);

CREATE TABLE officer_skills (
    officer_id uuid NOT NULL REFERENCES officers ON DELETE CASCADE,
    skill text NOT NULL,
    valid_until date,
    PRIMARY KEY (officer_id, skill)
);

CREATE TABLE sessions (
    id uuid PRIMARY KEY,
    token_hash bytea NOT NULL UNIQUE,
    officer_id uuid NOT NULL REFERENCES officers,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz
);
CREATE INDEX sessions_by_officer ON sessions (officer_id);

CREATE TABLE sign_in_attempts (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    subject_hash bytea NOT NULL,
    at timestamptz NOT NULL
);
CREATE INDEX sign_in_attempts_by_subject ON sign_in_attempts (subject_hash, at);
"""

DOWN = """
DROP TABLE sign_in_attempts, sessions, officer_skills, officer_roles, officers, pods;
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)
