"""Breaking the glass (security.md B.7, A57): a restricted record is opened by one officer, for fifteen minutes at most, with a key.

The owner of the restriction, or a supervisor who has the exact reference from them, gives the key. A key is made for whatever
is typed, so that giving one tells nobody whether there is such a record. Of a key that does not open it is said whether it is
another officer's or too late, which is the same with and without a record; a key to nothing answers as a mistyped one does.
The giver and the auditor are told each time one is used.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from api import clock
from api.actors import SYSTEM, Actor
from api.audit import alerts, states
from api.audit import service as audit
from api.codes import service as codes
from api.db import act_as, run
from api.errors import Invalid, NotFound
from api.lookups import opened
from api.lookups import service as lookups
from api.photographs import service as photographs
from api.records.service import TABLES, record_id

TO_BE_USED_WITHIN = timedelta(hours=24)
# Read out over the radio: no letter that is taken for another. Ten of 31 are fifty bits.
_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_LENGTH = 10

_RESTRICTED = " UNION ALL ".join(
    f"SELECT '{kind}' AS kind, id, restriction_owner FROM {table} WHERE id = %(id)s AND restriction IS NOT NULL"  # noqa: S608  our own names
    for kind, table in TABLES.items()
)
_GIVE = """
    INSERT INTO restricted_keys (id, key_hash, officer_id, record_kind, record_id, given_by, given_by_id, given_at, reason, expires_at,
        open_minutes)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


def give(session: Session, body: dict[str, Any]) -> dict[str, Any]:
    """A new key, to be told to the officer. Raises Invalid for an officer who is not there, or oneself."""
    giver: Actor = session.info["actor"]
    reference = " ".join(part for part in (body["source"], body["reference"]) if part)
    audit.note(session, action="give restricted key", subject=reference, reason=body["reason"], kind=states.DISCLOSURE)
    act_as(session, SYSTEM)
    officer_id, name, pay_number = _officer(session, body["officer"].upper(), giver)
    kind, found_id, _ = _restricted(session, _named(body)) or (None, None, "")
    key, now = "".join(secrets.choice(_SIGNS) for _ in range(_LENGTH)), clock.now()
    expires_at = now + TO_BE_USED_WITHIN
    given = (giver.label, str(giver.id), now, body["reason"], expires_at, body["minutes"])
    run(session, _GIVE, (uuid4(), _hash(key), officer_id, kind, found_id, *given))
    told = {"key": key, "officer": name, "pay_number": pay_number, "minutes": body["minutes"]}
    return told | {"expires_at": clock.iso(expires_at)}


def _hash(key: str) -> bytes:
    return hashlib.sha256("".join(key.upper().split()).replace("-", "").encode()).digest()


# Over the radio it is a callsign that asks. With two in the crew it must be said which of them.
_FOR_WHOM = """
    SELECT o.id, o.rank || ' ' || o.name, o.pay_number FROM officers o WHERE o.is_active AND (o.pay_number = %(asked)s
        OR EXISTS (SELECT FROM units u JOIN crew c ON c.duty_id = u.duty_id AND c.left_at IS NULL
            WHERE u.callsign = %(asked)s AND c.officer_id = o.id)) ORDER BY o.pay_number
"""


def _officer(session: Session, asked: str, giver: Actor) -> tuple[UUID, str, str]:
    """Id, name and pay number."""
    found = run(session, _FOR_WHOM, {"asked": asked}).fetchall()
    if not found:
        sentence = "There is no officer with this pay number, and nobody is on duty under this callsign."
        raise Invalid(sentence, details={"officer": ["A letter and six digits, or a callsign."]})
    if len(found) > 1:
        crew = ", ".join(f"{name} ({pay_number})" for _, name, pay_number in found)
        raise Invalid("A key is for one officer.", details={"officer": [f"{asked} is {crew}: give a pay number."]})
    officer_id, name, pay_number = found[0]
    if str(officer_id) == str(giver.id):
        raise Invalid("A key is for somebody else.", details={"officer": ["Ask another supervisor for yours."]})
    return officer_id, name, pay_number


def _named(body: dict[str, Any]) -> UUID:
    try:
        return UUID(body["reference"])
    except ValueError:
        return record_id(body["source"], body["reference"])


def _restricted(session: Session, record_id: UUID) -> Any:
    return run(session, _RESTRICTED, {"id": record_id}).fetchone()


class Refused(Exception):
    """The key does not open; that it was tried is written down and must be committed before the answer goes out."""

    def __init__(self, why: str) -> None:
        self.problem = NotFound(why)


_OPENS_NOTHING = "This key opens nothing. Check its ten letters and digits; if they are right, ask whoever gave it."
_OF_ANOTHER = "This key was given to another officer, and opens for nobody else. Ask for one of your own."
_ENDED = "The time of this key has ended. If you still need the record, ask whoever gave the key for a new one."
_NOT_IN_TIME = "This key was not used within 24 hours of being given. Ask whoever gave it for a new one."

_KEY = """
    SELECT id, officer_id, record_id, given_by, expires_at, opened_at, ends_at, open_minutes FROM restricted_keys
    WHERE key_hash = %s FOR UPDATE
"""
_USED = """
    UPDATE restricted_keys SET opened_at = COALESCE(opened_at, %(now)s), ends_at = COALESCE(ends_at, %(ends_at)s), reads = reads + 1,
        opened_reason = CASE WHEN opened_at IS NULL THEN %(reason)s ELSE opened_reason END
    WHERE id = %(id)s RETURNING ends_at
"""


def use(session: Session, body: dict[str, Any]) -> dict[str, Any]:
    """The record whole, and for how long it may be read. Raises Refused."""
    officer: Actor = session.info["actor"]
    act_as(session, SYSTEM)
    now = clock.now()
    key = run(session, _KEY, (_hash(body["key"]),)).fetchone()
    why = _closed(key, officer, now)
    found = None if why or key is None or key[2] is None else _restricted(session, key[2])
    if key is None or found is None:
        _refuse(session, officer, body["reason_text"])
        if key is not None:
            _tell_refused(session, officer, key, body["reason_text"])
        raise Refused(why or _OPENS_NOTHING)
    kind, found_id, owner = found
    params = {"id": key[0], "now": now, "ends_at": now + timedelta(minutes=key[7]), "reason": body["reason_text"]}
    ends_at = run(session, _USED, params).fetchall()[0][0]
    record = _read(session, kind, found_id)
    _tell(
        session, officer, (kind, found_id), f"{owner or 'owner not named'}; key given by {key[3]}", body["reason_text"]
    )
    act_as(session, officer)
    lookups.note_linked(session, record["links"], body["reason_text"])
    for photograph in record["photographs"]:
        subject = f"photograph {photograph['id']} of nominal {found_id}"
        audit.note(session, action="view photograph", subject=subject, reason=body["reason_text"])
    return record | {"restricted_until": clock.iso(ends_at), "restricted_for_s": int((ends_at - now).total_seconds())}


def _closed(key: Any, officer: Actor, now: Any) -> str:
    """Why this key does not open for this officer now; empty where it may. What it leads to has no part in it."""
    if key is None:
        return _OPENS_NOTHING
    _, officer_id, _, _, expires_at, opened_at, ends_at, _ = key
    if str(officer_id) != str(officer.id):
        return _OF_ANOTHER
    if opened_at:
        return "" if ends_at > now else _ENDED
    return "" if expires_at > now else _NOT_IN_TIME


def _read(session: Session, kind: str, record_id: UUID) -> dict[str, Any]:
    """One record and no other: a restricted one that it is linked to stays hidden, and there is no second step."""
    record = opened.record(session, kind, record_id, [record_id], hides_restricted=True)
    assert record is not None  # noqa: S101  found a moment ago, under a lock
    record["further"] = []
    # A restricted record is compared with nobody, so it stands alone.
    record["golden"] = None
    # Incidents that name it are another look, with a reason of its own.
    record["named_in"] = []
    # With the record and never by itself: what shows it is the key, and that is used here.
    record["photographs"] = photographs.with_newest(session, record_id) if kind == "nominal" else []
    record["fields"]["classification"] = "OFFICIAL-SENSITIVE"
    lists = codes.current(session)
    opened.warn(session, record["links"], lists)
    return opened.dressed(record, lists)


def _tell(session: Session, officer: Actor, record: tuple[str, UUID], owner: str, reason: str) -> None:
    """Each read is in the audit, in the officer's name, and told at once to the second person."""
    kind, record_id = record
    act_as(session, officer)
    audit.note(session, action=f"open restricted {kind}", subject=f"{kind} {record_id}", reason=f"{reason}; {owner}")
    act_as(session, SYSTEM)
    words = f"{officer.label} opened a restricted record (owner: {owner}): {reason}"
    subject = f"{kind} {record_id}"
    who = (str(officer.id), officer.label)
    alerts.raise_one(session, "break_glass", f"{officer.id}{record_id}", who, subject=subject, words=words)


def _refuse(session: Session, officer: Actor, reason: str) -> None:
    act_as(session, officer)
    audit.note(session, action="restricted key refused", subject="a key", reason=reason)
    act_as(session, SYSTEM)
    words = f"{officer.label} tried a key that opens nothing for them: {reason}"
    alerts.raise_one(session, "key_refused", str(officer.id), (str(officer.id), officer.label), words=words)


_REFUSED = "UPDATE restricted_keys SET refused_at = %s, refused_to = %s, refused_reason = %s WHERE id = %s"


def _tell_refused(session: Session, officer: Actor, key: Any, reason: str) -> None:
    """Whoever gave the key sees that it was tried, and the record's owner that somebody came near it."""
    run(session, _REFUSED, (clock.now(), officer.label, reason, key[0]))
    near = _restricted(session, key[2]) if key[2] else None
    if near is None:
        return
    act_as(session, officer)
    # As when a search comes upon it: not shown to whoever tried, who would learn that there is such a record.
    why = f"Tried a key to it that did not open for them: {reason}"
    audit.note(session, action="restricted record matched", subject=f"{near[0]} {near[1]}", reason=why)
    act_as(session, SYSTEM)


_GIVEN = """
    SELECT k.id::text, o.rank || ' ' || o.name, o.pay_number, k.given_at, k.reason, k.expires_at, k.opened_at, k.opened_reason, k.ends_at,
        k.reads, k.open_minutes
    FROM restricted_keys k JOIN officers o ON o.id = k.officer_id WHERE k.given_by_id = %s ORDER BY k.given_at DESC LIMIT 100
"""
_NAMES = (
    *("id", "officer", "pay_number", "given_at", "reason", "expires_at", "opened_at", "opened_reason"),
    *("ends_at", "reads", "minutes"),
)
_TIMES = ("given_at", "expires_at", "opened_at", "ends_at")


def given(session: Session) -> list[dict[str, Any]]:
    """The keys that the acting supervisor gave, and what became of each. Which record each is to, only they know."""
    giver: Actor = session.info["actor"]
    audit.note(session, action="read restricted keys", subject="their own")
    act_as(session, SYSTEM)
    rows = [dict(zip(_NAMES, row, strict=True)) for row in run(session, _GIVEN, (str(giver.id),)).fetchall()]
    return [row | {name: clock.iso(row[name]) if row[name] else None for name in _TIMES} for row in rows]


_NEWS = """
    SELECT k.id::text, o.rank || ' ' || o.name, o.pay_number, k.opened_at, k.opened_reason, k.ends_at, k.refused_at, k.refused_to,
        k.refused_reason, greatest(k.opened_at, k.refused_at)
    FROM restricted_keys k JOIN officers o ON o.id = k.officer_id
    -- A time on the wire has milliseconds, and comes back as it was told.
    WHERE k.given_by_id = %s AND date_trunc('milliseconds', greatest(k.opened_at, k.refused_at)) > COALESCE(k.seen_until, '-infinity')
    ORDER BY 10 LIMIT 20
"""
_NEWS_NAMES = (
    *("id", "officer", "pay_number", "opened_at", "opened_reason", "ends_at"),
    *("refused_at", "refused_to", "refused_reason", "at"),
)
_NEWS_TIMES = ("opened_at", "ends_at", "refused_at", "at")
_SEEN = "UPDATE restricted_keys SET seen_until = %s WHERE id = %s AND given_by_id = %s AND (seen_until IS NULL OR seen_until < %s)"


def news(session: Session) -> list[dict[str, Any]]:
    """What became of the keys that the acting supervisor gave and has not seen yet. Who looks and is told nothing leaves no row."""
    giver: Actor = session.info["actor"]
    act_as(session, SYSTEM)
    rows = [dict(zip(_NEWS_NAMES, row, strict=True)) for row in run(session, _NEWS, (str(giver.id),)).fetchall()]
    return [row | {name: clock.iso(row[name]) if row[name] else None for name in _NEWS_TIMES} for row in rows]


def see(session: Session, body: dict[str, Any]) -> None:
    """They have seen it, up to what they were shown: a try that comes in the same moment is told of again."""
    giver: Actor = session.info["actor"]
    audit.note(session, action="saw what became of a key", subject=f"key {body['id']}")
    act_as(session, SYSTEM)
    run(session, _SEEN, (body["until"], body["id"], str(giver.id), body["until"]))
