"""What a reviewer takes in becomes links, and a warning that was made here can be withdrawn or put right; the earlier one stays."""

from alembic import op

revision = "0101"
down_revision = "0100"
branch_labels = None
depends_on = None

UP = """
-- Whose work it is to review records, apart from whoever moves the units.
ALTER TABLE officer_roles DROP CONSTRAINT officer_roles_role_check;
ALTER TABLE officer_roles ADD CONSTRAINT officer_roles_role_check
    CHECK (role IN ('officer', 'dispatcher', 'supervisor', 'reviewer', 'auditor', 'administrator'));

ALTER TABLE record_markers ADD COLUMN corrects uuid;
ALTER TABLE place_markers ADD COLUMN corrects uuid;

-- Outside of imports a link comes to be in one way only: an officer told it and this person has taken it in just now.
CREATE POLICY taken_in ON links FOR INSERT WITH CHECK ((SELECT scope()) = 'control' AND EXISTS (SELECT FROM reports r
    WHERE r.id::text = split_part(links.source_id, ' ', 1) AND r.kind = 'intelligence' AND r.state = 'taken'
        AND r.decided_by_id = (SELECT current_setting('app.actor', true))));

-- Only what was asked for and approved here is withdrawn or put right here: what a source tells, its owner puts right.
CREATE POLICY withdrawn ON record_markers FOR UPDATE USING ((SELECT scope()) = 'control'
    AND EXISTS (SELECT FROM reports r WHERE r.kind = 'marker' AND r.state = 'approved' AND r.made_id = record_markers.id));
CREATE POLICY corrected ON record_markers FOR INSERT WITH CHECK ((SELECT scope()) = 'control' AND corrects IS NOT NULL
    AND EXISTS (SELECT FROM reports r WHERE r.kind = 'marker' AND r.state = 'approved' AND r.made_id = record_markers.id));
"""

DOWN = """
DROP POLICY corrected ON record_markers;
DROP POLICY withdrawn ON record_markers;
DROP POLICY taken_in ON links;
DELETE FROM officer_roles WHERE role = 'reviewer';
ALTER TABLE officer_roles DROP CONSTRAINT officer_roles_role_check;
ALTER TABLE officer_roles ADD CONSTRAINT officer_roles_role_check
    CHECK (role IN ('officer', 'dispatcher', 'supervisor', 'auditor', 'administrator'));
ALTER TABLE place_markers DROP COLUMN corrects;
ALTER TABLE record_markers DROP COLUMN corrects;
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)
