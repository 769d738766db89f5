"""The watch: every few seconds a worker looks at the new looks and raises quiet alerts, each once (security.md B.7).

It blocks nobody, and the officer sees no difference. Like the sealer it goes by place, (transaction, row), up to the oldest
transaction that still runs, so that what commits late is looked at as well.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from api import clock
from api.actors import SYSTEM
from api.audit import allowances, rules, sequences, service, states
from api.db import Database, act_as, run
from api.errors import NotFound

EVERY_S = 5.0
MOST_ROWS, MOST_SHOWN = 2_000, 100
# One watch at a time, however many workers there are. The number means nothing.
_CLAIM = "SELECT pg_try_advisory_xact_lock(722050)"
_HORIZON = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
_MARK = "SELECT xact::text, row_id FROM audit_watch"
_UP_TO = """
    SELECT n.xact, n.id, count(*) OVER () FROM (SELECT a.xact::text AS xact, a.id FROM audit a WHERE (a.xact, a.id) > (%s::text::xid8, %s)
        AND a.xact < %s::text::xid8 ORDER BY a.xact, a.id LIMIT %s) n ORDER BY n.xact::bigint DESC, n.id DESC LIMIT 1
"""
_MOVE = "UPDATE audit_watch SET xact = %(to_xact)s::text::xid8, row_id = %(to_id)s"
_RAISE = """
    INSERT INTO audit_alerts AS old (rule, key, first_at, last_at, count, actor_id, actor, subject, words)
    {found}
    ON CONFLICT (rule, key) WHERE settled_at IS NULL DO UPDATE SET first_at = LEAST(old.first_at, EXCLUDED.first_at),
        last_at = GREATEST(old.last_at, EXCLUDED.last_at), words = EXCLUDED.words, count = {count}
"""
_ADDED, _LARGEST = "old.count + EXCLUDED.count", "GREATEST(old.count, EXCLUDED.count)"
_ONE = _RAISE.format(found="VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)", count=_ADDED)

LIMITS = {
    "officers": rules.MANY_OFFICERS,
    "trails": rules.TRAILS_AN_HOUR,
    "again": rules.TRAIL_AGAIN_A_DAY,
    "far": rules.FAR_M,
    "neighbour": rules.NEIGHBOUR_M,
    "position_age": rules.POSITION_AGE_MIN,
    "rare": rules.RARE_NAME,
}


def work(database: Database) -> int:
    """Look through all that is new, in rounds of MOST_ROWS. Gives how many rows.

    Only a full round is followed by another: with every command there is a new row, and a watch that waited for none would go
    round without end in what is to be a look every few seconds.
    """
    looked = last = _once(database)
    while last == MOST_ROWS:
        last = _once(database)
        looked += last
    return looked


def _once(database: Database) -> int:
    with database.transaction(SYSTEM) as session:
        if not run(session, _CLAIM).fetchall()[0][0]:
            return 0
        return look_through(session, run(session, _HORIZON).fetchall()[0][0])


def look_through(session: Session, horizon: int) -> int:
    """Raise what stands out among the new rows below a transaction, and move the mark. Gives how many rows, MOST_ROWS at most."""
    xact, row_id = run(session, _MARK).fetchall()[0]
    up_to = run(session, _UP_TO, (xact, row_id, str(horizon), MOST_ROWS)).fetchone()
    if up_to is None:
        return 0
    params = {"xact": xact, "row_id": row_id, "to_xact": up_to[0], "to_id": up_to[1]}
    params |= LIMITS | allowances.as_columns(session)
    for rule, sql in rules.BY_LOOK.items():
        run(session, _raising(rule, sql, _ADDED), params)
    for rule, sql in rules.BY_WINDOW.items():
        run(session, _raising(rule, sql.format(newest=rules.NEWEST, looks=rules.LOOKS), _LARGEST), params)
    _raise_sequences(session, params)
    run(session, _MOVE, params)
    return int(up_to[2])


def _raising(rule: str, sql: str, count: str) -> str:
    # The common tables stand in front of the question, not in front of the insert.
    named = f"{rules.FRESH} SELECT '{rule}', found.* FROM ({sql}) AS found"  # noqa: S608  our own words
    return _RAISE.format(found=named, count=count)


def _raise_sequences(session: Session, params: dict[str, Any]) -> None:
    for actor_id, actor, action, terms, first, last in run(session, rules.TERMS, params).fetchall():
        if order := sequences.found(terms):
            words = f"{actor} made searches of one kind ({action.removeprefix('search ')}), {order}"
            told = {"first": first, "last": last, "subject": action, "words": words}
            raise_one(session, "sequence", f"{actor_id}{action}", (actor_id, actor), **told)


def raise_one(session: Session, rule: str, key: str, who: tuple[str, str], **told: Any) -> None:
    """One alert of whoever notices something by themselves, in the system's name: nobody else writes alerts.

    `who`: id and name. `told`: words, and subject, first, last where they are known.
    """
    first, last = told.get("first", clock.now()), told.get("last", clock.now())
    run(session, _ONE, (rule, key, first, last, 1, *who, told.get("subject", ""), told["words"]))


_ALERTS = """
    SELECT l.id, l.rule, l.first_at, l.last_at, l.raised_at, l.count, l.actor, o.pay_number, l.subject, l.words, l.seen_by, l.seen_at,
        l.settled_by, l.settled_at, l.note,
        CASE WHEN l.subject ~ '^(nominal|vehicle|phone|address|object|organisation) [0-9a-f-]{36}$' THEN
            (SELECT r.line FROM record_lines r WHERE r.kind = split_part(l.subject, ' ', 1)
                AND r.id = split_part(l.subject, ' ', 2)::uuid AND restricted_owner(r.id) IS NULL LIMIT 1) END,
        restricted_owner(substring(l.subject FROM '^[a-z]+ ([0-9a-f-]{36})$')::uuid),
        restricted_reference(substring(l.subject FROM '^[a-z]+ ([0-9a-f-]{36})$')::uuid)
    FROM audit_alerts l LEFT JOIN officers o ON o.id::text = l.actor_id
    WHERE (l.settled_at IS NOT NULL) = %(settled)s AND (%(before)s::bigint IS NULL OR l.id < %(before)s)
    ORDER BY l.id DESC LIMIT %(most)s
"""
_NAMES = (
    *("id", "rule", "first_at", "last_at", "raised_at", "count", "actor", "pay_number", "subject", "words", "seen_by"),
    *("seen_at", "settled_by", "settled_at", "note", "line", "owner", "reference"),
)
_TIMES = ("first_at", "last_at", "raised_at", "seen_at", "settled_at")
_OPEN = "SELECT count(*) FROM audit_alerts WHERE settled_at IS NULL"


def listed(session: Session, asked: dict[str, Any]) -> dict[str, Any]:
    """`{items, next, open}`: open or settled alerts, newest first, and how many are open. That they were read is written down."""
    state = asked["state"]
    service.note(session, action="read audit alerts", subject=state)
    act_as(session, SYSTEM)
    params = {"settled": state == "settled", "before": asked["before"], "most": MOST_SHOWN + 1}
    rows = [_row(row) for row in run(session, _ALERTS, params).fetchall()]
    more = rows[MOST_SHOWN - 1]["id"] if len(rows) > MOST_SHOWN else None
    return {"items": rows[:MOST_SHOWN], "next": more, "open": run(session, _OPEN).fetchall()[0][0]}


def _row(row: Any) -> dict[str, Any]:
    told = dict(zip(_NAMES, row, strict=True))
    times = {name: clock.iso(told[name]) if told[name] else None for name in _TIMES}
    return told | times | {"label": rules.LABELS.get(told["rule"], told["rule"])}


_SEEN = "UPDATE audit_alerts SET seen_by = %s, seen_at = %s WHERE id = %s AND seen_at IS NULL"
_SETTLED = """
    UPDATE audit_alerts SET settled_by = %s, settled_at = %s, note = %s, seen_by = COALESCE(seen_by, %s), seen_at = COALESCE(seen_at, %s)
    WHERE id = %s AND settled_at IS NULL
"""


def answer(session: Session, alert_id: int, note: str | None) -> None:
    """An auditor has seen an alert; with a note it is settled. Settled is settled: a second answer changes nothing."""
    who, now = session.info["actor"].label, clock.now()
    action = "see audit alert" if note is None else "settle audit alert"
    service.note(session, action=action, subject=f"alert {alert_id}", reason=note or "", kind=states.ALTERATION)
    act_as(session, SYSTEM)
    if not run(session, "SELECT 1 FROM audit_alerts WHERE id = %s", (alert_id,)).fetchone():
        raise NotFound
    if note is None:
        run(session, _SEEN, (who, now, alert_id))
    else:
        run(session, _SETTLED, (who, now, note, who, now, alert_id))
