"""A warning on a place is not told as the same house of another borough: London has two Castor Lanes, two kilometres apart."""

from alembic import context, op

revision = "0361"
down_revision = "0360"
branch_labels = None
depends_on = None

_NEAR = "AND (a.place IS NULL OR ST_DWithin(m.place, ST_Transform(a.place, 4326)::geography, 5000))"
_AND_THERE = f"{_NEAR}\n            AND NOT another_borough(m.address, ', ' || a.locality)"


def _marked_as() -> str:
    """As migration 0352 has it."""
    made: str = context.script.get_revision("0352").module.WORDS
    body = made[made.index("CREATE FUNCTION marked_as") :]
    return body[: body.index("END $$;") + len("END $$;")].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


def upgrade() -> None:
    op.execute(_marked_as().replace(_NEAR, _AND_THERE))


def downgrade() -> None:
    op.execute(_marked_as())
