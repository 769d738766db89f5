"""The history of places, the markers that supervisors enter, and the street names that a dispatcher types."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

UP = """
CREATE TABLE imports (
    id uuid PRIMARY KEY,
    source text NOT NULL,
    file_name text NOT NULL,
    started_at timestamptz NOT NULL,
    finished_at timestamptz,
    rows_read integer NOT NULL DEFAULT 0,
    rows_added integer NOT NULL DEFAULT 0,
    rows_changed integer NOT NULL DEFAULT 0,
    rows_known integer NOT NULL DEFAULT 0,
    rows_refused integer NOT NULL DEFAULT 0
);

-- What each source covers, counted when it is brought in: a tasking must not count millions of rows to say so.
CREATE TABLE sources (
    name text PRIMARY KEY,
    rows bigint NOT NULL,
    first_at timestamptz NOT NULL,
    last_at timestamptz NOT NULL,
    counted_at timestamptz NOT NULL
);

CREATE TABLE events (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source text NOT NULL,
    source_key text NOT NULL,
    category text NOT NULL,
    label text NOT NULL,
    outcome text NOT NULL DEFAULT '',
    happened_at timestamptz NOT NULL,
    is_whole_month boolean NOT NULL DEFAULT false,
    place geography(Point, 4326),
    address text NOT NULL DEFAULT '',
    detail jsonb NOT NULL DEFAULT '{}',
    is_exercise boolean NOT NULL DEFAULT false,
    import_id uuid REFERENCES imports,
    UNIQUE (source, source_key)
);
CREATE INDEX events_by_place ON events USING gist (place);
CREATE INDEX events_by_source ON events (source, happened_at);

CREATE TABLE place_markers (
    id uuid PRIMARY KEY,
    category text NOT NULL,
    text text NOT NULL,
    source text NOT NULL,
    address text NOT NULL,
    place geography(Point, 4326) NOT NULL,
    radius_m real NOT NULL,
    review_on date NOT NULL,
    entered_by text NOT NULL,
    entered_at timestamptz NOT NULL,
    withdrawn_by text,
    withdrawn_at timestamptz,
    withdrawn_reason text
);
CREATE INDEX place_markers_by_place ON place_markers USING gist (place);

CREATE TABLE streets (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL,
    area text NOT NULL,
    pod text NOT NULL,
    place geography(Point, 4326) NOT NULL,
    source text NOT NULL,
    UNIQUE (name, area, source)
);
CREATE INDEX streets_by_name ON streets USING gin (name gin_trgm_ops);
"""

DOWN = """
DROP TABLE streets, place_markers, events, sources, imports;
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)
