"""Partners: a key is made for one of them, with what it opens, and withdrawn. Covert units and the off duty are in no answer."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from gevent.lock import BoundedSemaphore
from sqlalchemy.orm import Session

from api import clock
from api.actors import SYSTEM, Actor
from api.audit import service as audit
from api.audit import states
from api.db import Database, act_as, run
from api.errors import Invalid, NotFound
from api.partners.models import FORMS
from api.partners.told import Told

# A key is looked up again after this; with the pause between two frames a withdrawn one is dead within five seconds.
BELIEVED_FOR_S = 2.0
REMEMBERED = 2_000
# However many ask, the database is asked once in this for what the same scope may see.
SAME_FOR_S = 1.0
# Whoever was heard of last before this is not told: nobody could say where they are.
HEARD_WITHIN = timedelta(minutes=10)
# A coarse position is the middle of a square with this side.
SQUARE_M = 500

_MAKE = """
    INSERT INTO partner_keys (id, key_hash, label, form, area_kind, area_code, kinds, is_precise, delay_s, made_by, made_at)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
_LIST = """
    SELECT k.id::text, k.label, k.form, a.name, k.kinds, k.is_precise, k.delay_s, k.made_by, k.made_at, k.withdrawn_by, k.withdrawn_at,
        k.used_at, COALESCE((SELECT sum(u.uses) FROM partner_uses u WHERE u.key_id = k.id AND u.minute > now() - interval '1 day'), 0)
    FROM partner_keys k LEFT JOIN areas a ON a.kind = k.area_kind AND a.code = k.area_code
    ORDER BY k.withdrawn_at IS NOT NULL, k.made_at DESC LIMIT 500
"""
_COLUMNS = (
    *("id", "label", "form", "area", "kinds", "is_precise", "delay_s", "made_by", "made_at"),
    *("withdrawn_by", "withdrawn_at", "used_at", "uses_today"),
)
_RESOLVE = """
    SELECT id, form, COALESCE(area_kind || ':' || area_code, ''), kinds, is_precise, delay_s FROM partner_keys
    WHERE key_hash = %s AND withdrawn_at IS NULL
"""
_USED = """
    INSERT INTO partner_uses AS u (key_id, minute, outcome, uses, units)
    VALUES (%(id)s, date_trunc('minute', %(now)s), %(outcome)s, 1, %(units)s)
    ON CONFLICT (key_id, minute, outcome) DO UPDATE SET uses = u.uses + 1, units = u.units + EXCLUDED.units
"""

# On duty, of that duty, not covert, of the right kind, on the right ground.
_WHERE = """
    FROM units u JOIN {places}
    WHERE u.duty_id IS NOT NULL AND NOT u.is_covert AND (%(kinds)s::text[] = '{{}}' OR u.kind = ANY (%(kinds)s))
"""
_SELECT = """
    SELECT u.callsign, u.kind, round(ST_X(s.point)::numeric, {digits})::float8, round(ST_Y(s.point)::numeric, {digits})::float8,
        {accuracy}, {motion}, p.fixed_at {where} ORDER BY u.callsign
"""
_EXACT = "CROSS JOIN LATERAL (SELECT ST_Transform(p.place, 4326) AS point) s"
_COARSE = f"""CROSS JOIN LATERAL (SELECT ST_Transform(ST_Translate(ST_SnapToGrid(ST_Translate(p.place, -{SQUARE_M / 2}, -{SQUARE_M / 2}),
    {SQUARE_M}), {SQUARE_M / 2}, {SQUARE_M / 2}), 4326) AS point) s"""
# What was covert stays so (decision 23). Written out: a function is called once for each unit of the force.
_OPENLY = """NOT EXISTS (SELECT FROM covert_times c WHERE c.unit_id = u.id AND {at} >= c.began_at
        AND (c.ended_at IS NULL OR {at} < c.ended_at))"""
_NOW = f"""positions p ON p.unit_id = u.id AND p.duty_id = u.duty_id AND p.fixed_at > %(heard)s
    AND (%(area)s = '' OR %(area)s = ANY (string_to_array(p.areas, '|'))) AND {_OPENLY.format(at="p.fixed_at")}"""
# What was true a while ago, of the same duty: a partner who is told late is told nothing of a crew that has gone home since.
_THEN = f"""LATERAL (SELECT f.duty_id, f.fixed_at, f.accuracy_m, f.speed_mps, f.heading, ST_Transform(f.place, 27700) AS place FROM fixes f
        WHERE f.unit_id = u.id AND f.duty_id = u.duty_id AND f.fixed_at BETWEEN %(heard)s AND %(then)s AND f.received_at >= %(heard)s
            AND f.flag IS NULL AND f.place IS NOT NULL AND {_OPENLY.format(at="f.fixed_at")} ORDER BY f.fixed_at DESC LIMIT 1) p
    ON (%(area)s = '' OR EXISTS (SELECT FROM areas a WHERE a.kind || ':' || a.code = %(area)s
        AND ST_Covers(a.outline, p.place)))"""  # noqa: S608  our own words


@dataclass(frozen=True)
class Scope:
    """What a key opens."""

    area: str
    kinds: tuple[str, ...]
    is_precise: bool
    delay_s: int

    @property
    def delay(self) -> timedelta:
        return timedelta(seconds=self.delay_s)


@dataclass(frozen=True)
class Bound:
    id: UUID
    form: str
    scope: Scope


def make(session: Session, body: dict[str, Any]) -> tuple[UUID, str]:
    """A new partner and its key, which is told once. Raises Invalid for an area or a kind that is not there."""
    giver: Actor = session.info["actor"]
    told = f"{body['form']} for {body['label']}: {_scope_words(body)}"
    audit.note(session, action="make partner key", subject=told, kind=states.DISCLOSURE)
    act_as(session, SYSTEM)
    area = body["area"] or {"kind": None, "code": None}
    _refuse_unknown(session, area, body["kinds"])
    partner_id, key = uuid4(), secrets.token_urlsafe(24)
    scope = (area["kind"], area["code"], body["kinds"], body["is_precise"], body["delay_s"])
    run(session, _MAKE, (partner_id, _hash(key), body["label"], body["form"], *scope, giver.label, clock.now()))
    return partner_id, key


def _scope_words(body: dict[str, Any]) -> str:
    area = f"{body['area']['kind']}:{body['area']['code']}" if body["area"] else "everywhere"
    exact = "precise" if body["is_precise"] else f"squares of {SQUARE_M} m"
    return f"{area}, {'/'.join(body['kinds']) or 'every kind'}, {exact}, {body['delay_s']} s late"


def _refuse_unknown(session: Session, area: dict[str, Any], kinds: list[str]) -> None:
    if (
        area["kind"]
        and not run(
            session, "SELECT 1 FROM areas WHERE kind = %s AND code = %s", (area["kind"], area["code"])
        ).fetchone()
    ):
        raise Invalid("There is no such area.", details={"area": ["Choose one of the list."]})
    known = set(kinds_of_units(session))
    if unknown := sorted(set(kinds) - known):
        raise Invalid("There are no such units.", details={"kinds": [f"No unit is a {', '.join(unknown)}."]})


def kinds_of_units(session: Session) -> list[str]:
    """The kinds of units that the force has."""
    return [row[0] for row in run(session, "SELECT DISTINCT kind FROM units ORDER BY kind").fetchall()]


def withdraw(session: Session, partner_id: UUID) -> None:
    """From now on, and within five seconds everywhere, its key opens nothing. Raises NotFound."""
    giver: Actor = session.info["actor"]
    audit.note(session, action="withdraw partner key", subject=str(partner_id), kind=states.ALTERATION)
    act_as(session, SYSTEM)
    sql = "UPDATE partner_keys SET withdrawn_by = %s, withdrawn_at = %s WHERE id = %s AND withdrawn_at IS NULL"
    if not run(session, sql, (giver.label, clock.now(), partner_id)).rowcount:
        raise NotFound("There is no such key, or it is withdrawn already.")


def listed(session: Session) -> list[dict[str, Any]]:
    """All of them, those in use first."""
    act_as(session, SYSTEM)
    rows = [dict(zip(_COLUMNS, row, strict=True)) for row in run(session, _LIST).fetchall()]
    for row in rows:
        row["form_name"] = FORMS[row["form"]]
        row["uses_today"] = int(row["uses_today"])
        row.update({name: clock.iso(row[name]) for name in ("made_at", "withdrawn_at", "used_at") if row[name]})
    return rows


def _hash(key: str) -> bytes:
    return hashlib.sha256(key.strip().encode(errors="replace")).digest()


class Partners:
    """For one process: the keys that it knows for a moment, and what each scope may see right now."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._known: OrderedDict[bytes, tuple[Bound | None, float]] = OrderedDict()
        self._seen: OrderedDict[Scope, tuple[list[Told], float]] = OrderedDict()
        self._asking = BoundedSemaphore(1)

    def bound(self, key: str, form: str) -> Bound | None:
        """What it opens; None for a key that is none, is withdrawn, or is for the other form."""
        hashed, now = _hash(key), time.monotonic()
        found, at = self._known.get(hashed, (None, -BELIEVED_FOR_S))
        if now - at >= BELIEVED_FOR_S:
            found = self._look_up(hashed)
            _remember(self._known, hashed, (found, now))
        return found if found and found.form == form else None

    def _look_up(self, hashed: bytes) -> Bound | None:
        with self.database.transaction(SYSTEM) as session:
            row = run(session, _RESOLVE, (hashed,)).fetchone()
        if row is None:
            return None
        key_id, form, area, kinds, is_precise, delay_s = row
        return Bound(key_id, form, Scope(area, tuple(kinds), is_precise, delay_s))

    def seen(self, scope: Scope) -> list[Told]:
        """The units of a scope. One question at a time: partners wait for each other, and nobody waits for them."""
        with self._asking:
            units, at = self._seen.get(scope, ([], -SAME_FOR_S))
            if time.monotonic() - at < SAME_FOR_S:
                return units
            with self.database.transaction(SYSTEM) as session:
                units = told(session, scope, clock.now())
            _remember(self._seen, scope, (units, time.monotonic()))
            return units

    def note(self, bound: Bound, outcome: str, units: int) -> None:
        """The use goes into the record before the answer goes out."""
        now = clock.now()
        with self.database.transaction(SYSTEM) as session:
            run(session, _USED, {"id": bound.id, "now": now, "outcome": outcome, "units": units})
            run(session, "UPDATE partner_keys SET used_at = %s WHERE id = %s", (now, bound.id))


def _remember(kept: OrderedDict[Any, Any], name: Any, value: Any) -> None:
    kept[name] = value
    kept.move_to_end(name)
    if len(kept) > REMEMBERED:
        kept.popitem(last=False)


def told(session: Session, scope: Scope, now: datetime) -> list[Told]:
    """What a scope is told at an instant, by callsign."""
    then = now - scope.delay
    where = _WHERE.format(places=_THEN if scope.delay_s else _NOW)
    exact = _EXACT if scope.is_precise else _COARSE
    joined = where.replace("    WHERE u.duty_id", f"    {exact}\n    WHERE u.duty_id")
    motion = "p.speed_mps, p.heading" if scope.is_precise else "NULL::real, NULL::real"
    accuracy = "p.accuracy_m" if scope.is_precise else f"GREATEST(p.accuracy_m, {SQUARE_M})"
    sql = _SELECT.format(digits=6 if scope.is_precise else 4, accuracy=accuracy, motion=motion, where=joined)
    asked = {"kinds": list(scope.kinds), "area": scope.area, "heard": then - HEARD_WITHIN, "then": then}
    return [Told(*row) for row in run(session, sql, asked).fetchall()]
