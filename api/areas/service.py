"""A version of the boroughs, BCUs or beats: planned, told, and put in the place of the one before, all at once.

Units and incidents name a BCU by its code, stays name any area by its code: so codes stay what they were, and only outlines, names
and parents change. The processes that place units read the new outlines within two seconds (api/fixes/areas.py).
"""

# ruff: noqa: S608  put together of our own words

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from api import clock
from api.areas.reading import Fault, Given, Read
from api.areas.states import KINDS, Kind
from api.audit import service as audit
from api.audit import states as audit_states
from api.db import look, run

# An area that nothing of the force is so near to is of somebody else, or its coordinates are wrong.
NEAR_M = 1_000
# Hundreds of outlines with tens of thousands of corners are laid over one another: more than a screen's question may take.
PATIENCE = "SET LOCAL statement_timeout = '30s'"
_ALONE = "SELECT pg_advisory_xact_lock(hashtext('area versions'))"

_GIVEN = """
    WITH given AS MATERIALIZED (
        SELECT ordinal, code, name, NULLIF(parent, '') AS parent, ST_SetSRID(ST_GeomFromWKB(outline), 27700) AS outline
        FROM unnest(%(codes)s::text[], %(names)s::text[], %(parents)s::text[], %(outlines)s::bytea[]) WITH ORDINALITY
            AS g (code, name, parent, outline, ordinal)
    ), larger AS MATERIALIZED (
        SELECT code, name, outline FROM areas WHERE kind = %(parent_kind)s
    ), placed AS MATERIALIZED (
        -- By the word of the file, or else the one that most of it lies in.
        SELECT g.*, COALESCE((SELECT l.code FROM larger l WHERE l.code = g.parent OR lower(l.name) = lower(g.parent) LIMIT 1),
            CASE WHEN g.parent IS NULL THEN (
                SELECT l.code FROM larger l WHERE ST_Intersects(l.outline, g.outline)
                    AND ST_Area(ST_Intersection(l.outline, g.outline)) > 0.1 * ST_Area(g.outline)
                ORDER BY ST_Area(ST_Intersection(l.outline, g.outline)) DESC, l.code LIMIT 1) END) AS found
        FROM given g
    )
"""
_PLAN = (
    _GIVEN
    + """
    SELECT p.ordinal, p.parent IS NOT NULL AND p.found IS NULL AS is_orphan, a.code IS NOT NULL AS is_held,
        a.code IS NOT NULL AND a.name = p.name AND a.parent IS NOT DISTINCT FROM p.found AND ST_OrderingEquals(a.outline, p.outline),
        EXISTS (SELECT FROM areas f WHERE f.kind = CASE WHEN %(is_fixed)s THEN 'borough' ELSE 'pod' END
            AND ST_DWithin(f.outline, p.outline, %(near)s)),
        a.code IS NULL OR ST_Intersects(a.outline, p.outline)
    FROM placed p LEFT JOIN areas a ON a.kind = %(kind)s AND a.code = p.code ORDER BY p.ordinal
"""
)
_PUT = (
    _GIVEN
    + """
    INSERT INTO areas (kind, code, name, parent, outline) SELECT %(kind)s, code, name, found, outline FROM placed
    ON CONFLICT (kind, code) DO UPDATE SET name = EXCLUDED.name, parent = EXCLUDED.parent, outline = EXCLUDED.outline
    WHERE areas.name <> EXCLUDED.name OR areas.parent IS DISTINCT FROM EXCLUDED.parent
        OR NOT ST_OrderingEquals(areas.outline, EXCLUDED.outline)
"""
)
_VERSION = """
    INSERT INTO area_versions AS v (kind, number, file_name, sha256, areas_count, brought_by, brought_at)
    VALUES (%(kind)s, 1, %(file)s, %(sha256)s, %(count)s, %(by)s, %(at)s)
    ON CONFLICT (kind) DO UPDATE SET number = v.number + 1, file_name = EXCLUDED.file_name, sha256 = EXCLUDED.sha256,
        areas_count = EXCLUDED.areas_count, brought_by = EXCLUDED.brought_by, brought_at = EXCLUDED.brought_at
"""
_LIST = """
    SELECT k.kind, (SELECT count(*) FROM areas a WHERE a.kind = k.kind), v.number, v.file_name, v.areas_count, v.brought_by,
        v.brought_at
    FROM unnest(%s::text[]) WITH ORDINALITY AS k (kind, place)
    LEFT JOIN area_versions v USING (kind) ORDER BY k.place
"""


@dataclass
class Plan:
    """What a file would do. With any fault it does nothing: half a version of the borders is none."""

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def codes_by_name(session: Session, kind: Kind) -> dict[str, str]:
    """Of what is held: the same name keeps its code, and with it everything that is known of it."""
    rows = run(session, "SELECT lower(name), code FROM areas WHERE kind = %s", (kind.code,)).fetchall()
    return dict(rows)


def plan(session: Session, kind: Kind, read: Read) -> Plan:
    run(session, PATIENCE)
    told = Plan(faults=list(read.faults))
    held = dict(run(session, "SELECT code, name FROM areas WHERE kind = %s ORDER BY name", (kind.code,)).fetchall())
    for row in run(session, _PLAN, _asked(kind, read.given)).fetchall():
        _weigh(kind, read.given[row[0] - 1], row[1:], told)
    codes = {one.code for one in read.given}
    gone = {code: name for code, name in held.items() if code not in codes}
    # One that could not be read is a fault by itself, and not gone.
    if kind.is_fixed and not read.faults:
        told.faults += [Fault(0, name, f"{name} ({code}) is not in the file: {_BELONG}") for code, name in gone.items()]
    elif not kind.is_fixed:
        told.gone = list(gone.values())
    return told


_BELONG = "units and incidents belong to it, so it may not go."


def _weigh(kind: Kind, given: Given, row: Sequence[Any], told: Plan) -> None:
    is_orphan, is_held, is_same, is_near, is_where_it_was = row
    why = ""
    if kind.is_fixed and not is_held:
        why = f"there is no BCU {given.code}. A new one needs a control room first."
    elif is_orphan:
        why = f"there is no {KINDS[kind.parent or ''].label.lower().rstrip('s')} {given.parent!r}."
    elif not is_near:
        why = "it lies outside of the force."
    elif kind.is_fixed and not is_where_it_was:
        why = "it lies nowhere near the BCU of this name. Are two of them exchanged?"
    if why:
        told.faults.append(Fault(given.number, given.name, why))
    else:
        (told.same if is_same else told.changed if is_held else told.new).append(given.name)


def _asked(kind: Kind, given: Sequence[Given]) -> dict[str, Any]:
    return {
        "kind": kind.code,
        "parent_kind": kind.parent or "",
        "is_fixed": kind.is_fixed,
        "near": NEAR_M,
        "codes": [one.code for one in given],
        "names": [one.name for one in given],
        "parents": [one.parent for one in given],
        "outlines": [one.outline.wkb for one in given],
    }


def replace(session: Session, kind: Kind, read: Read, *, file_name: str, sha256: str, by: str) -> Plan:
    """Put the areas of a file in the place of all of their kind. With any fault, or when nothing is new, nothing is written."""
    run(session, _ALONE)
    told = plan(session, kind, read)
    if told.faults or not (told.new or told.changed or told.gone):
        return told
    codes = [one.code for one in read.given]
    run(session, "DELETE FROM areas WHERE kind = %s AND code <> ALL (%s)", (kind.code, codes))
    run(session, _PUT, _asked(kind, read.given))
    version = {"kind": kind.code, "file": file_name, "sha256": sha256, "count": len(codes), "by": by, "at": clock.now()}
    run(session, _VERSION, version)
    subject = f"{kind.label}: {len(told.new)} new, {len(told.changed)} changed, {len(told.gone)} gone, out of {file_name}, {sha256[:16]}"
    audit.note(session, action="replace areas", subject=subject[:200], kind=audit_states.ALTERATION)
    return told


_GROUND = (
    "SELECT COALESCE(left(md5(string_agg(kind || number || sha256, ' ' ORDER BY kind)), 12), '') FROM area_versions"
)


def ground_version(session: Session) -> str:
    """Which borders stand: another word after each file that was taken, empty for those that the app began with."""
    return str(look(session, _GROUND).fetchall()[0][0])


def kinds(session: Session) -> list[dict[str, Any]]:
    """Each kind with how many there are, and where they came from: null for those that the app began with."""
    told = []
    for code, count, number, file_name, of_file, by, at in run(session, _LIST, (list(KINDS),)).fetchall():
        version = (
            {"number": number, "file": file_name, "count": of_file, "by": by, "at": clock.iso(at)} if number else None
        )
        told.append(
            {
                "kind": code,
                "label": KINDS[code].label,
                "is_fixed": KINDS[code].is_fixed,
                "count": count,
                "version": version,
            }
        )
    return told
