"""The record: people, vehicles, phones, objects, organisations, addresses, what links them, and the warnings on them."""

from alembic import op

revision = "0030"
down_revision = "0023"
branch_labels = None
depends_on = None

# What every record carries: whose it is, how far it may be trusted and shown, and how long it may be kept
# (domain reference 4.2 and 5). Its id is made of system and source id, so that a second import finds the first.
RECORD = """
    id uuid PRIMARY KEY,
    source_system text NOT NULL,
    source_id text NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    changed_at timestamptz NOT NULL DEFAULT now(),
    provenance text NOT NULL DEFAULT '',
    fact_or_opinion text NOT NULL DEFAULT 'fact' CHECK (fact_or_opinion IN ('fact', 'opinion')),
    classification text NOT NULL DEFAULT 'OFFICIAL' CHECK (classification IN ('OFFICIAL', 'OFFICIAL-SENSITIVE')),
    handling text NOT NULL DEFAULT '',
    retention_group smallint NOT NULL DEFAULT 4 CHECK (retention_group BETWEEN 1 AND 4),
    review_on date,
    restriction text CHECK (restriction IN ('refuge', 'witness', 'blocked')),
    restriction_owner text NOT NULL DEFAULT '',
    is_exercise boolean NOT NULL DEFAULT false,
    import_id uuid,
    more jsonb NOT NULL DEFAULT '{}',
"""
TABLES = ("nominals", "vehicle_records", "phones", "objects", "organisations", "addresses")

UP = f"""
CREATE FUNCTION record_id(system text, source_id text) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
    $$ SELECT md5(system || E'\\x1f' || source_id)::uuid $$;

CREATE TABLE nominals (
    {RECORD}
    title text NOT NULL DEFAULT '',
    given_names text[] NOT NULL DEFAULT '{{}}',
    family_name text NOT NULL DEFAULT '',
    aliases jsonb NOT NULL DEFAULT '[]',
    sex text NOT NULL DEFAULT 'U' CHECK (sex IN ('M', 'F', 'U')),
    born_on date,
    age_from smallint,
    age_to smallint,
    age_on date,
    ethnicity text NOT NULL DEFAULT '',
    postcode text NOT NULL DEFAULT '',
    description text NOT NULL DEFAULT '',
    photo text NOT NULL DEFAULT '',
    subject_category text NOT NULL DEFAULT 'other'
        CHECK (subject_category IN ('suspect', 'convicted', 'victim', 'witness', 'other'))
);
CREATE INDEX nominals_by_postcode ON nominals (postcode) WHERE postcode <> '';
CREATE INDEX nominals_by_words ON nominals USING gin (to_tsvector('english', description)) WHERE description <> '';

-- PNC id, CRO, ASN, driver number, NINO: checked where they have a check, and kept as they came where they fail it.
CREATE TABLE nominal_identifiers (
    nominal_id uuid NOT NULL REFERENCES nominals ON DELETE CASCADE,
    kind text NOT NULL,
    value text NOT NULL,
    is_valid boolean NOT NULL DEFAULT true,
    PRIMARY KEY (nominal_id, kind, value)
);
CREATE INDEX nominal_identifiers_by_value ON nominal_identifiers (value);

CREATE TABLE vehicle_records (
    {RECORD}
    vrm text NOT NULL,
    nation text NOT NULL DEFAULT 'GB',
    vin text NOT NULL DEFAULT '',
    make text NOT NULL DEFAULT '',
    model text NOT NULL DEFAULT '',
    colour text NOT NULL DEFAULT '',
    description text NOT NULL DEFAULT '',
    reports text[] NOT NULL DEFAULT '{{}}'
);
CREATE INDEX vehicle_records_by_vrm ON vehicle_records (vrm);
CREATE INDEX vehicle_records_by_vin ON vehicle_records (vin) WHERE vin <> '';
CREATE INDEX vehicle_records_by_words ON vehicle_records USING gin (to_tsvector('english', description)) WHERE description <> '';

CREATE TABLE phones (
    {RECORD}
    number text NOT NULL,
    as_given text NOT NULL DEFAULT '',
    imei text NOT NULL DEFAULT ''
);
CREATE INDEX phones_by_number ON phones (number);
CREATE INDEX phones_by_end ON phones (reverse(number) text_pattern_ops);
CREATE INDEX phones_by_imei ON phones (imei) WHERE imei <> '';

-- Weapons, documents, property, drugs: what is told apart by its kind and found by its number or its words.
CREATE TABLE objects (
    {RECORD}
    kind text NOT NULL,
    label text NOT NULL,
    serial text NOT NULL DEFAULT '',
    description text NOT NULL DEFAULT ''
);
CREATE FUNCTION object_words(label text, description text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
    $$ SELECT to_tsvector('english', label || ' ' || description) $$;
CREATE INDEX objects_by_serial ON objects (serial) WHERE serial <> '';
CREATE INDEX objects_by_words ON objects USING gin (object_words(label, description));

CREATE TABLE organisations (
    {RECORD}
    name text NOT NULL,
    kind text NOT NULL DEFAULT '',
    number text NOT NULL DEFAULT ''
);
CREATE INDEX organisations_by_words ON organisations USING gin (to_tsvector('simple', name));

CREATE TABLE addresses (
    {RECORD}
    uprn bigint,
    flat text NOT NULL DEFAULT '',
    house text NOT NULL DEFAULT '',
    street text NOT NULL DEFAULT '',
    locality text NOT NULL DEFAULT '',
    postcode text NOT NULL DEFAULT '',
    what3words text NOT NULL DEFAULT '',
    place geometry(Point, 27700),
    street_id integer NOT NULL DEFAULT 0
);
CREATE INDEX addresses_by_uprn ON addresses (uprn) WHERE uprn IS NOT NULL;
CREATE INDEX addresses_by_postcode ON addresses (postcode, house) WHERE postcode <> '';
CREATE INDEX addresses_by_street ON addresses (street_id, house);
CREATE INDEX addresses_by_words ON addresses (what3words) WHERE what3words <> '';
CREATE INDEX addresses_by_place ON addresses USING gist (place);

-- From one record to another, or to an event. Either end may come later than the link, so neither is a foreign key.
CREATE TABLE links (
    id uuid PRIMARY KEY,
    source_system text NOT NULL,
    source_id text NOT NULL,
    from_kind text NOT NULL,
    from_id uuid NOT NULL,
    to_kind text NOT NULL,
    to_id uuid NOT NULL,
    role text NOT NULL,
    subject_category text CHECK (subject_category IN ('suspect', 'convicted', 'victim', 'witness', 'other')),
    provenance text NOT NULL DEFAULT '',
    fact_or_opinion text NOT NULL DEFAULT 'fact' CHECK (fact_or_opinion IN ('fact', 'opinion')),
    confidence smallint CHECK (confidence BETWEEN 0 AND 100),
    classification text NOT NULL DEFAULT 'OFFICIAL' CHECK (classification IN ('OFFICIAL', 'OFFICIAL-SENSITIVE')),
    handling text NOT NULL DEFAULT '',
    retention_group smallint NOT NULL DEFAULT 4 CHECK (retention_group BETWEEN 1 AND 4),
    review_on date,
    valid_from date,
    valid_to date,
    is_exercise boolean NOT NULL DEFAULT false,
    import_id uuid,
    -- Who a person is in an event is never left open (DPA 2018 s.38(3)).
    CHECK (NOT (from_kind = 'nominal' AND to_kind = 'event') OR subject_category IS NOT NULL)
);
CREATE INDEX links_from ON links (from_id);
CREATE INDEX links_to ON links (to_id);

-- Warnings on people, vehicles, phones and addresses of the record. Past its review date one is historic, never dropped in
-- silence. Warnings on a place and its surroundings are place_markers.
CREATE TABLE record_markers (
    id uuid PRIMARY KEY,
    record_kind text NOT NULL,
    record_id uuid NOT NULL,
    code text NOT NULL,
    text text NOT NULL,
    source text NOT NULL,
    force text NOT NULL DEFAULT '',
    fact_or_opinion text NOT NULL DEFAULT 'fact' CHECK (fact_or_opinion IN ('fact', 'opinion')),
    added_on date NOT NULL,
    review_on date NOT NULL,
    entered_by text NOT NULL,
    entered_at timestamptz NOT NULL DEFAULT now(),
    withdrawn_by text,
    withdrawn_at timestamptz,
    withdrawn_reason text,
    is_exercise boolean NOT NULL DEFAULT false,
    import_id uuid
);
CREATE INDEX record_markers_by_record ON record_markers (record_id);

-- What each source holds, counted when it was last brought in: "no trace" says what was searched.
CREATE TABLE record_sources (
    source_system text NOT NULL,
    kind text NOT NULL,
    records bigint NOT NULL,
    newest_at timestamptz NOT NULL,
    counted_at timestamptz NOT NULL,
    PRIMARY KEY (source_system, kind)
);

-- An event is linked by the same kind of id as any record.
ALTER TABLE events ADD COLUMN record_id uuid NOT NULL GENERATED ALWAYS AS (md5(source || E'\\x1f' || source_key)::uuid) STORED;
CREATE UNIQUE INDEX events_by_record ON events (record_id);

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['nominals', 'nominal_identifiers', 'vehicle_records', 'phones', 'objects', 'organisations', 'addresses',
        'links', 'record_markers', 'record_sources'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO bluelamp_app', name);
        -- Only what comes in by an import or an act of the system changes the record.
        EXECUTE format('CREATE POLICY system_writes ON %I USING ((SELECT scope()) = ''system'') WITH CHECK ((SELECT scope()) = ''system'')',
            name);
        -- The doors of the search look for the owner (migration 0014); what they find is shown to nobody but by their rules.
        EXECUTE format('CREATE POLICY doors_look ON %I FOR SELECT TO CURRENT_USER USING (true)', name);
    END LOOP;
    -- A restricted record does not exist for whoever looks.
    FOREACH name IN ARRAY ARRAY['nominals', 'vehicle_records', 'phones', 'objects', 'organisations', 'addresses'] LOOP
        EXECUTE format('CREATE POLICY unrestricted_seen ON %I FOR SELECT USING ((SELECT acting()) AND restriction IS NULL)', name);
    END LOOP;
    FOREACH name IN ARRAY ARRAY['links', 'record_sources'] LOOP
        EXECUTE format('CREATE POLICY seen ON %I FOR SELECT USING ((SELECT acting()))', name);
    END LOOP;
END $$;

-- What hangs on a record is seen by whoever sees the record.
CREATE POLICY of_seen_record ON nominal_identifiers FOR SELECT
    USING ((SELECT acting()) AND EXISTS (SELECT FROM nominals n WHERE n.id = nominal_id));

-- Every record in one line, as a link or a marker points at it; what the asking person may not see is not there.
CREATE VIEW record_lines WITH (security_invoker = true) AS
SELECT 'nominal' AS kind, id, btrim(array_to_string(given_names, ' ') || ' ' || family_name)
    || COALESCE(', born ' || to_char(born_on, 'DD/MM/YYYY'), '') AS line, source_system, changed_at FROM nominals
UNION ALL SELECT 'vehicle', id, concat_ws(' ', vrm, NULLIF(colour, ''), NULLIF(make, ''), NULLIF(model, '')), source_system, changed_at
    FROM vehicle_records
UNION ALL SELECT 'phone', id, number, source_system, changed_at FROM phones
UNION ALL SELECT 'object', id, concat_ws(' ', kind || ':', label, NULLIF(serial, '')), source_system, changed_at FROM objects
UNION ALL SELECT 'organisation', id, name, source_system, changed_at FROM organisations
UNION ALL SELECT 'address', id, concat_ws(', ', NULLIF('Flat ' || flat, 'Flat '), btrim(house || ' ' || street), NULLIF(locality, ''),
    NULLIF(postcode, '')), source_system, changed_at FROM addresses
UNION ALL SELECT 'event', record_id, label || ', ' || to_char(happened_at AT TIME ZONE 'Europe/London', 'DD/MM/YYYY'), source, happened_at
    FROM events;
GRANT SELECT ON record_lines TO bluelamp_app;

CREATE POLICY of_seen_record ON record_markers FOR SELECT
    USING ((SELECT acting()) AND EXISTS (SELECT FROM record_lines r WHERE r.kind = record_kind AND r.id = record_id));
"""

DOWN = """
DROP POLICY of_seen_record ON record_markers;
DROP VIEW record_lines;
ALTER TABLE events DROP COLUMN record_id;
DROP TABLE record_sources, record_markers, links, addresses, organisations, objects, phones, vehicle_records, nominal_identifiers, nominals;
DROP FUNCTION object_words(text, text);
DROP FUNCTION record_id(text, text);
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)
