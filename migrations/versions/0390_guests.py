"""Units of another BCU that stand on a BCU's ground are told to its boards: a unit says of which BCUs it is a guest."""

from __future__ import annotations

from alembic import op

revision = "0390"
down_revision = "0381"
branch_labels = None
depends_on = None

_ROWS = """
CREATE OR REPLACE VIEW unit_rows WITH (security_invoker = true) AS
SELECT u.id, u.pod, jsonb_build_object(
    'id', u.id, 'revision', u.revision, 'callsign', u.callsign, 'pod', u.pod, 'kind', u.kind, 'duty_id', u.duty_id,
    'crew', COALESCE((SELECT jsonb_agg(jsonb_build_object('officer_id', o.id, 'name', o.name, 'rank', o.rank,
        'shoulder_number', o.shoulder_number) ORDER BY c.joined_at, o.pay_number)
                      FROM crew c JOIN officers o ON o.id = c.officer_id WHERE c.duty_id = u.duty_id AND c.left_at IS NULL), '[]'),
    'skills', COALESCE(to_jsonb(d.skills), '[]'), 'vehicle', d.vehicle,
    'status', u.status, 'status_at', iso(u.status_at), 'status_received_at', iso(u.status_received_at), 'status_source', u.status_source,
    'odd', u.is_odd, 'incident_id', u.incident_id, 'emergency_id', u.emergency_id, 'covert', u.is_covert{guest_in}) AS body
FROM units u LEFT JOIN duties d ON d.id = u.duty_id;
"""

# The areas of a position stand in the order of their kinds, a BCU before all others.
_ABROAD = "starts_with(areas, 'pod:'::text) AND NOT starts_with(areas || '|'::text, 'pod:'::text || pod || '|'::text)"


def upgrade() -> None:
    op.execute("ALTER TABLE units ADD COLUMN guest_in text[] NOT NULL DEFAULT '{}'")
    op.execute("CREATE INDEX units_abroad ON units (id) WHERE guest_in <> '{}'")
    # By it those on another's ground are found without a look at all: only who crosses a border changes what it holds. A column,
    # because PostgreSQL counts how many are: of an expression it believes that nearly all are, and reads the whole table.
    op.execute(f"ALTER TABLE positions ADD COLUMN is_abroad boolean NOT NULL GENERATED ALWAYS AS ({_ABROAD}) STORED")
    op.execute("CREATE INDEX positions_abroad ON positions (unit_id) WHERE is_abroad")
    op.execute(_ROWS.format(guest_in=", 'guest_in', u.guest_in"))


def downgrade() -> None:
    op.execute(_ROWS.format(guest_in=""))
    op.execute("ALTER TABLE positions DROP COLUMN is_abroad")
    op.execute("ALTER TABLE units DROP COLUMN guest_in")
