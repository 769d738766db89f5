"""A warning on a place is also found by its address: the point that a call is put at may be the middle of a long street."""

from __future__ import annotations

from alembic import op

revision = "0243"
down_revision = "0242"
branch_labels = None
depends_on = None

# The flat is left out, because a warning on one of them is for whoever comes to the house. What follows the word that ends a
# street's name is the locality.
_UP = """
CREATE FUNCTION door_of(address text) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    given text := regexp_replace(regexp_replace(upper(address), '\\m[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}\\M', ' ', 'g'),
        '\\m(FLAT|FLT|APT|APARTMENT|UNIT|ROOM)\\M\\.? *[0-9]{1,4}[A-Z]?\\M', ' ', 'g');
    found text[] := regexp_match(given, '\\m0*([0-9]{1,4}[A-Z]?)\\M[ ,]+([A-Z][A-Z''’. -]+)');
    words text[] := regexp_split_to_array(btrim(found[2]), '[ -]+');
BEGIN
    FOR place IN 2 .. COALESCE(array_length(words, 1), 0) LOOP
        IF btrim(words[place], '.') = ANY ('{ROAD,RD,STREET,ST,AVENUE,AVE,AV,LANE,LN,CLOSE,CL,COURT,CT,GARDENS,GDNS,GDN,PLACE,PL,SQUARE,
            SQ,TERRACE,TER,TERR,CRESCENT,CRES,DRIVE,DR,GROVE,GR,HOUSE,HSE,PARK,PK,WALK,WLK,YARD,YD,ESTATE,EST,HILL,GREEN,MEWS,ROW,WAY,
            RISE,VALE,VIEW,BROADWAY,PARADE}'::text[]) THEN
            words := words[1:place];
            EXIT;
        END IF;
    END LOOP;
    RETURN COALESCE(found[1] || ' ' || street_form(array_to_string(words, ' ')), '');
END $$;
ALTER TABLE place_markers ADD COLUMN door text GENERATED ALWAYS AS (door_of(address)) STORED;
CREATE INDEX place_markers_by_door ON place_markers (door) WHERE withdrawn_at IS NULL;
"""


def upgrade() -> None:
    op.execute(_UP)


def downgrade() -> None:
    op.execute("ALTER TABLE place_markers DROP COLUMN door")
    op.execute("DROP FUNCTION door_of(text)")
