"""A force's own list of warnings that is older than `said` finds by the words that ship for the same codes, until it says its own."""

from alembic import context, op

revision = "0360"
down_revision = "0353"
branch_labels = None
depends_on = None

_SIGNATURE = "CREATE FUNCTION warnings_called(words text[])"
_WORDS_OF_A_ROW = "SELECT COALESCE(string_agg(one, ' '), '') AS all_said FROM jsonb_array_elements_text("


def _changed(body: str) -> str:
    """As migration 0351 has it, with words from outside beside those of a row: `unsaid` is `{list: {code: "gun pistol"}}`."""
    return body.replace(_SIGNATURE, "CREATE FUNCTION warnings_called(words text[], unsaid jsonb)").replace(
        _WORDS_OF_A_ROW,
        "SELECT concat_ws(' ', string_agg(one, ' '), unsaid -> c.list ->> c.code) AS all_said FROM jsonb_array_elements_text(",
    )


def _before() -> str:
    up: str = context.script.get_revision("0351").module.UP
    return up[up.index(_SIGNATURE) : up.index("END $$;") + len("END $$;")]


def _only_for_the_app(signature: str) -> None:
    op.execute(f"REVOKE EXECUTE ON FUNCTION {signature} FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION {signature} TO bluelamp_app")


def upgrade() -> None:
    op.execute("DROP FUNCTION warnings_called(text[])")
    op.execute(_changed(_before()))
    _only_for_the_app("warnings_called(text[], jsonb)")


def downgrade() -> None:
    op.execute("DROP FUNCTION warnings_called(text[], jsonb)")
    op.execute(_before())
    _only_for_the_app("warnings_called(text[])")
