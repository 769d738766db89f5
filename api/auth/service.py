"""Sessions: opened with a password, looked up for each request, ended by the person, by time or by somebody else."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from api import clock, columns
from api.actors import Actor
from api.db import Database, run
from api.errors import TooManyAttempts
from api.officers.models import DeviceRoot, Officer, OfficerRole, SignedIn, SignInAttempt

# Five wrong passwords in five minutes, for one person or from one address of many people, are enough.
ATTEMPTS, ATTEMPTS_FROM_ONE_ADDRESS = 5, 50
ATTEMPT_WINDOW = timedelta(minutes=5)


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def refuse_flood(session: Session, pay_number: str, address: str) -> None:
    """Raises TooManyAttempts for a pay number or an address that has failed too often just now."""
    for subject, limit in ((pay_number, ATTEMPTS), (address, ATTEMPTS_FROM_ONE_ADDRESS)):
        since = clock.now() - ATTEMPT_WINDOW
        query = select(func.count()).where(SignInAttempt.subject_hash == _hash(subject), SignInAttempt.at > since)
        if (session.scalar(query) or 0) >= limit:
            raise TooManyAttempts(retry_after_s=60)


def note_failure(session: Session, pay_number: str, address: str) -> None:
    session.add_all(SignInAttempt(subject_hash=_hash(subject), at=clock.now()) for subject in (pay_number, address))
    session.execute(delete(SignInAttempt).where(SignInAttempt.at < clock.now() - timedelta(days=1)))


def credentials(session: Session, pay_number: str) -> tuple[UUID | None, str | None]:
    """The id and password hash of an active officer, or nothing."""
    found = session.execute(
        select(Officer.id, Officer.password_hash).where(Officer.pay_number == pay_number, Officer.is_active)
    ).one_or_none()
    return (found[0], found[1]) if found else (None, None)


def open_session(session: Session, officer_id: UUID, hours: int) -> tuple[str, datetime]:
    """A new session: its token, of which only the hash is kept, and when it ends."""
    token = secrets.token_urlsafe(32)
    now = clock.now()
    expires_at = now + timedelta(hours=hours)
    session.add(
        SignedIn(id=uuid4(), token_hash=_hash(token), officer_id=officer_id, created_at=now, expires_at=expires_at)
    )
    return token, expires_at


Found = tuple[UUID, Actor, datetime]


# One statement that is a transaction by itself: every request begins with it.
_FIND_ALL = "SELECT token_hash, session_id, expires_at, id, name, rank, pay_number, pod, unit_id, duty_id, roles FROM sessions_of(%s, %s)"


def look_up_all(database: Database, tokens: Sequence[str]) -> list[Found | None]:
    """The session of each of many tokens, in their order: its id, who acts in it and when it ends. None where it is not live."""
    hashes = [_hash(token) for token in tokens]
    rows = database.ask(_FIND_ALL, (list(dict.fromkeys(hashes)), clock.now()))
    found = {bytes(token_hash): _found([row]) for token_hash, *row in rows}
    return [found.get(one) for one in hashes]


def _found(rows: list[Any]) -> Found | None:
    if not rows:
        return None
    session_id, expires_at, officer_id, name, rank, pay_number, pod, unit_id, duty_id, roles = rows[0]
    label = f"{rank} {name}"
    return session_id, Actor(officer_id, label, frozenset(roles), pod, pay_number, unit_id, duty_id), expires_at


_ENDED = """
    SELECT k.id FROM unnest(%(ids)b) AS k (id)
    LEFT JOIN sessions s ON s.id = k.id AND s.revoked_at IS NULL AND s.expires_at > %(now)s
    LEFT JOIN officers o ON o.id = s.officer_id AND o.is_active
    WHERE o.id IS NULL
"""


def ended(session: Session, session_ids: Sequence[UUID]) -> set[UUID]:
    """Which of these sessions are not live any more: their sockets are cut."""
    told = {"ids": columns.uuids(session_ids), "now": clock.now()}
    return {row[0] for row in run(session, _ENDED, told)}


def revoke(session: Session, session_id: UUID) -> None:
    session.execute(update(SignedIn).where(SignedIn.id == session_id).values(revoked_at=clock.now()))


def revoke_all(session: Session, officer_id: UUID) -> int:
    """End every session of an officer: a lost device, a leaver."""
    ended = session.execute(
        update(SignedIn)
        .where(SignedIn.officer_id == officer_id, SignedIn.revoked_at.is_(None))
        .values(revoked_at=clock.now())
        .returning(SignedIn.id)
    )
    return len(ended.all())


def device_key(session: Session, officer_id: UUID | str) -> bytes:
    """32 bytes that open what lies on this officer's devices, and on nobody else's (decision 11).

    The same at each sign-in, because what an officer could not send must still open after a session was ended.
    """
    root = session.scalars(select(DeviceRoot.secret)).one()
    return hmac.digest(root, f"device data of {officer_id}".encode(), "sha256")


def person(session: Session, officer_id: UUID | str) -> dict[str, object]:
    """An officer as the wire has them."""
    officer = session.get_one(Officer, officer_id)
    roles = session.scalars(
        select(OfficerRole.role).where(OfficerRole.officer_id == officer.id).order_by(OfficerRole.role)
    )
    return {
        "id": str(officer.id),
        "pay_number": officer.pay_number,
        "name": officer.name,
        "rank": officer.rank,
        "shoulder_number": officer.shoulder_number,
        "roles": list(roles),
        "pod": officer.pod,
    }
