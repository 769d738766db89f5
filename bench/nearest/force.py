"""A force on duty in bulk: kinds, statuses, skills, crews of one and two, fixes fresh and old; and incidents that need them."""

from __future__ import annotations

import psycopg

from bench.world import HIGH, SOUTH, WEST, WIDE, World

# One in so many; what is rare is what a run card has to look for.
_SPREAD = """
    SELECT setseed(0.29);
    UPDATE units SET kind =
        (ARRAY['response','response','response','response','van','foot','area_car','motorcycle'])[1 + floor(random() * 8)],
        status = CASE WHEN random() < 0.55 THEN '2' WHEN random() < 0.2 THEN '4' WHEN random() < 0.3 THEN '5' ELSE '6' END;
    UPDATE duties SET skills = array_remove(ARRAY['response', CASE WHEN random() < 0.25 THEN 'taser' END,
        CASE WHEN random() < 0.01 THEN 'dog' END, CASE WHEN random() < 0.03 THEN 'firearms' END,
        CASE WHEN random() < 0.3 THEN 'first_aid' END], NULL),
        started_at = now() - interval '1 minute' * (30 + random() * 420);
    INSERT INTO officers (id, pay_number, name, rank, pod, is_made_up)
        SELECT gen_random_uuid(), 'Y' || lpad((row_number() OVER ())::text, 6, '0'), 'Made Up', 'PC', 'CE', true FROM duties;
    INSERT INTO crew (duty_id, officer_id, joined_at)
        SELECT d.id, o.id, now() FROM (SELECT id, row_number() OVER () AS n FROM duties) d
        JOIN (SELECT id, row_number() OVER () AS n FROM officers WHERE pay_number LIKE 'Y%') o USING (n) WHERE random() < 0.7;
    INSERT INTO positions (unit_id, place, lon, lat, fixed_at, received_at, accuracy_m, speed_mps, heading, source, pod, duty_id,
        is_deployable)
        SELECT id, g, ST_X(w), ST_Y(w), now(), now(), 3 + random() * 30, CASE WHEN random() < 0.6 THEN random() * 14 END, 0,
            'handset', pod, duty_id, status <> '6'
        FROM (SELECT u.*, g, ST_Transform(g, 4326) AS w FROM units u, LATERAL (SELECT ST_SetSRID(ST_MakePoint(
            {west} + random() * {wide} + 0 * length(u.callsign), {south} + random() * {high}), 27700) AS g) p) u;
    INSERT INTO devices (id, officer_id, duty_id, kind, is_visible, first_heard_at, heard_at)
        SELECT gen_random_uuid(), c.officer_id, c.duty_id, 'handset', true, now(), now()
        FROM (SELECT DISTINCT ON (duty_id) duty_id, officer_id FROM crew) c WHERE random() < 0.97;
    UPDATE incidents SET type = (ARRAY['PG','CA','CD','PH'])[1 + floor(random() * 4)], grade = 'I',
        qualifiers = CASE WHEN random() < 0.3 THEN '{{weapon}}'::text[] ELSE '{{}}' END;
"""
# Fixes of every age, as of now, and devices that were heard just now: before each part, because a bench takes longer than 15 s.
_FRESH = """
    UPDATE devices SET heard_at = now();
    UPDATE positions p SET fixed_at = now() - interval '1 second' * (CASE WHEN r < 0.8 THEN r * 25 WHEN r < 0.97 THEN r * 200 ELSE 1000 END)
        FROM (SELECT unit_id, random() AS r FROM positions) x WHERE x.unit_id = p.unit_id;
"""


def muster(world: World, units: int, incidents: int) -> None:
    """Everybody on duty, spread over London."""
    world.people(units, 4)
    world.open_incidents(incidents)
    places = {"west": WEST, "wide": WIDE, "south": SOUTH, "high": HIGH}
    _say(world.url, _SPREAD.format(**places))
    refresh(world.url)
    with psycopg.connect(world.url, autocommit=True) as connection:
        connection.execute("ANALYZE")


def refresh(url: str) -> None:
    _say(url, _FRESH)


def _say(url: str, sql: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute(sql.encode())
