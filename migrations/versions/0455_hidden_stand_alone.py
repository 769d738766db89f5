"""A restricted record stands with nobody, whichever way it would come there: by an undo of a split, or restricted in that very moment."""

from __future__ import annotations

from alembic import op

revision = "0455"
down_revision = "0454"
branch_labels = None
depends_on = None

_UP = """
CREATE FUNCTION refuse_hidden_members() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM fresh f JOIN nominals n ON n.id = f.nominal_id AND n.restriction IS NOT NULL) THEN
        RAISE EXCEPTION 'a record of these cannot stand with others' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER refuse_hidden_new AFTER INSERT ON golden_members REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_hidden_members();
CREATE TRIGGER refuse_hidden_changed AFTER UPDATE ON golden_members REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_hidden_members();
"""
_DOWN = """
DROP TRIGGER refuse_hidden_changed ON golden_members;
DROP TRIGGER refuse_hidden_new ON golden_members;
DROP FUNCTION refuse_hidden_members();
"""
_WAS = "        -- Hidden from now on: it leaves its cluster at once"
_NOW = """        -- The lock of whoever changes clusters (api/nominals/golden.py): what they put together meanwhile is seen below.
        PERFORM pg_advisory_xact_lock(20040);
        -- Hidden from now on: it leaves its cluster at once"""
# The tables are closed to their owner as well: to nobody no row would be shown, and none changed.
_AS_SYSTEM = "SELECT set_config('app.actor', 'system', true), set_config('app.scope', 'system', true)"
# What stands there already, by an undo of the time before.
_LEAVE = "DELETE FROM golden_members m USING nominals n WHERE n.id = m.nominal_id AND n.restriction IS NOT NULL"


def upgrade() -> None:
    op.execute(_AS_SYSTEM)
    op.execute(_LEAVE)
    op.execute(_UP)
    _rewrite(_WAS, _NOW)


def downgrade() -> None:
    _rewrite(_NOW, _WAS)
    op.execute(_DOWN)


def _rewrite(was: str, now: str) -> None:
    body = "pg_get_functiondef('await_linking()'::regprocedure)"
    # What is not there cannot be replaced, and a function that stays as it was would pass for a new one.
    op.execute(f"""
        DO $do$ BEGIN
            IF position($old${was}$old$ IN {body}) = 0 THEN
                RAISE EXCEPTION 'await_linking is another one than this migration knows';
            END IF;
            EXECUTE replace({body}, $old${was}$old$, $new${now}$new$);
        END $do$
    """)
