"""Who and what an incident names: people, vehicles and addresses of the record, so that their warnings reach the crew."""

from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

UP = """
CREATE TABLE named_records (
    incident_id uuid NOT NULL REFERENCES incidents,
    record_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('nominal', 'vehicle', 'address')),
    role text NOT NULL,
    named_by text NOT NULL,
    named_at timestamptz NOT NULL,
    removed_by text,
    removed_at timestamptz,
    PRIMARY KEY (incident_id, record_id)
);
CREATE INDEX named_records_by_record ON named_records (record_id) WHERE removed_at IS NULL;
ALTER TABLE named_records ENABLE ROW LEVEL SECURITY;
ALTER TABLE named_records FORCE ROW LEVEL SECURITY;
CREATE POLICY somebody_acts ON named_records USING ((SELECT acting())) WITH CHECK ((SELECT acting()));
GRANT SELECT, INSERT, UPDATE ON named_records TO bluelamp_app;

-- What is known of those whom an incident names and of those who are recorded at its address: each with its warnings. Restricted
-- records are not in it, whoever asks, and nothing is counted of them. An address is the incident's when the words of the
-- incident name it, within 60 m; where none is named so, those within 15 m are told of as near, not as the place.
CREATE FUNCTION known_of_incident(incident uuid, today date) RETURNS TABLE (kind text, record_id uuid, how text, line text, source text,
    reports text[], markers jsonb)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
    IF NOT acting() THEN
        RETURN;
    END IF;
    RETURN QUERY
    WITH call AS MATERIALIZED (
        SELECT lower(address) AS words, place FROM incidents WHERE id = incident
    ), named AS MATERIALIZED (
        SELECT n.kind, n.record_id, n.role FROM named_records n WHERE n.incident_id = incident AND n.removed_at IS NULL
    ), close AS MATERIALIZED (
        SELECT a.id, ST_Distance(a.place, call.place) AS distance,
            a.house <> '' AND call.words ~ ('(^|[^[:alnum:]])'
                || regexp_replace(lower(btrim(a.house || ' ' || a.street)), '[^[:alnum:] ]', '.', 'g') || '([^[:alnum:]]|$)') AS is_named
        FROM call JOIN addresses a ON ST_DWithin(a.place, call.place, 60) WHERE a.restriction IS NULL
    ), homes AS MATERIALIZED (
        SELECT record_id AS id, 'named in this call' AS how FROM named WHERE kind = 'address'
        UNION SELECT id, 'at this address' FROM close WHERE is_named
        UNION SELECT id, 'within 15 m' FROM (SELECT id FROM close WHERE distance <= 15 AND NOT EXISTS (SELECT FROM close WHERE is_named)
            ORDER BY distance LIMIT 5) near
    ), people AS MATERIALIZED (
        SELECT record_id AS id, 'named in this call as ' || role AS how FROM named WHERE kind = 'nominal'
        UNION ALL
        SELECT l.from_id, 'recorded ' || h.how || ' (' || l.role || ')'
        FROM homes h JOIN links l ON l.to_id = h.id AND l.to_kind = 'address' AND l.from_kind = 'nominal'
        WHERE l.valid_to IS NULL OR l.valid_to >= today
    ), found AS (
        SELECT 'address' AS kind, id, how FROM homes
        UNION ALL SELECT 'nominal', id, how FROM people
        UNION ALL SELECT 'vehicle', record_id, 'named in this call as ' || role FROM named WHERE kind = 'vehicle'
        UNION ALL SELECT 'vehicle', l.to_id, 'of ' || p.how FROM people p JOIN links l ON l.from_id = p.id AND l.from_kind = 'nominal'
            AND l.to_kind = 'vehicle' WHERE l.valid_to IS NULL OR l.valid_to >= today
    ), once AS (
        SELECT DISTINCT ON (f.id) f.kind, f.id, f.how FROM found f ORDER BY f.id, f.how LIKE 'named%' DESC, f.how LIKE '%address%' DESC
    ), shown AS (
        SELECT o.*, btrim(array_to_string(n.given_names, ' ') || ' ' || n.family_name) || COALESCE(', born ' || to_char(n.born_on,
            'DD/MM/YYYY'), '') AS line, n.source_system, '{}'::text[] AS reports
        FROM once o JOIN nominals n ON n.id = o.id AND o.kind = 'nominal' WHERE n.restriction IS NULL
        UNION ALL
        SELECT o.*, concat_ws(' ', v.vrm, NULLIF(v.colour, ''), NULLIF(v.make, '')), v.source_system, v.reports
        FROM once o JOIN vehicle_records v ON v.id = o.id AND o.kind = 'vehicle' WHERE v.restriction IS NULL
        UNION ALL
        SELECT o.*, concat_ws(', ', NULLIF('Flat ' || a.flat, 'Flat '), btrim(a.house || ' ' || a.street)), a.source_system, '{}'
        FROM once o JOIN addresses a ON a.id = o.id AND o.kind = 'address' WHERE a.restriction IS NULL
    )
    SELECT s.kind, s.id, s.how, s.line, s.source_system, s.reports, COALESCE((SELECT jsonb_agg(jsonb_build_object('code', m.code,
        'text', m.text, 'source', m.source, 'force', m.force, 'fact_or_opinion', m.fact_or_opinion, 'added_on', m.added_on,
        'review_on', m.review_on, 'entered_by', m.entered_by) ORDER BY m.review_on < today, m.code)
        FROM record_markers m WHERE m.record_id = s.id AND m.withdrawn_at IS NULL), '[]')
    FROM shown s LIMIT 60;
END $$;

-- Our own calls to the place: how many of each type within 40 m, so that a third call in six weeks is told as such.
CREATE FUNCTION calls_at(incident uuid, since timestamptz) RETURNS TABLE (type text, calls integer, last_at timestamptz,
    last_result text) LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
    IF NOT acting() THEN
        RETURN;
    END IF;
    RETURN QUERY
    SELECT other.type, count(*)::integer, max(other.opened_at), (array_agg(other.result ORDER BY other.opened_at DESC))[1]
    FROM incidents this JOIN incidents other ON ST_DWithin(other.place, this.place, 40) AND other.id <> this.id
        AND other.opened_at >= since AND other.opened_at <= this.opened_at AND other.duplicate_of IS NULL
    WHERE this.id = incident GROUP BY other.type;
END $$;

-- And to the people whom it names: in how many calls of the last year each was named before.
CREATE FUNCTION calls_of(record uuid, but uuid, since timestamptz) RETURNS TABLE (calls integer, last_at timestamptz, last_type text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT acting() THEN
        RETURN;
    END IF;
    RETURN QUERY
    SELECT count(*)::integer, max(i.opened_at), (array_agg(i.type ORDER BY i.opened_at DESC))[1]
    FROM named_records n JOIN incidents i ON i.id = n.incident_id
    WHERE n.record_id = record AND n.removed_at IS NULL AND n.incident_id <> but AND i.opened_at >= since HAVING count(*) > 0;
END $$;

REVOKE EXECUTE ON FUNCTION known_of_incident(uuid, date), calls_at(uuid, timestamptz), calls_of(uuid, uuid, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION known_of_incident(uuid, date), calls_at(uuid, timestamptz), calls_of(uuid, uuid, timestamptz) TO bluelamp_app;
"""

DOWN = """
DROP FUNCTION calls_of(uuid, uuid, timestamptz);
DROP FUNCTION calls_at(uuid, timestamptz);
DROP FUNCTION known_of_incident(uuid, date);
DROP TABLE named_records;
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)
