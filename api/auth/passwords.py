"""argon2id, never on the event loop: one check takes 150 ms, in which nobody else would be served."""

from __future__ import annotations

from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from gevent import get_hub

_hasher = PasswordHasher()


@lru_cache
def _nobody() -> str:
    """Somebody unknown costs as much time as somebody known, so that the time tells nothing."""
    return _hasher.hash("nobody has this password")


def hashed(password: str) -> str:
    made: str = get_hub().threadpool.apply(_hasher.hash, (password,))
    return made


def is_right(password_hash: str | None, password: str) -> bool:
    right: bool = get_hub().threadpool.apply(_verify, (password_hash or _nobody(), password))
    return right and password_hash is not None


def _verify(password_hash: str, password: str) -> bool:
    try:
        return _hasher.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False
