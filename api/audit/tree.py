"""A Merkle tree as RFC 6962 draws it: leaves and nodes are hashed apart, so that none can be passed off as the other.

A leaf is a row: its number, and the SHA-256 of what it says (`audit_said` in the database).
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

DIGEST = 32
# What the first seal is chained to.
NOTHING = bytes(DIGEST)


def leaf(row_id: int, digest: bytes) -> bytes:
    return sha256(b"\x00" + row_id.to_bytes(8, "big") + digest).digest()


def node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def root(leaves: list[bytes]) -> bytes:
    """The root over at least one leaf."""
    level = leaves
    while len(level) > 1:
        level = _above(level)
    return level[0]


def _above(level: list[bytes]) -> list[bytes]:
    # One that is left over goes up as it is.
    paired = [node(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
    return paired + level[len(paired) * 2 :]


def proofs(leaves: list[bytes], wanted: Iterable[int]) -> dict[int, list[str]]:
    """For each wanted leaf its way to the root: `L` or `R` with the hex of the neighbour on that side, from below."""
    levels = [leaves]
    while len(levels[-1]) > 1:
        levels.append(_above(levels[-1]))
    return {at: list(_way(levels, at)) for at in wanted}


def _way(levels: list[list[bytes]], at: int) -> Iterable[str]:
    for level in levels[:-1]:
        beside = at ^ 1
        if beside < len(level):
            yield ("L" if beside < at else "R") + level[beside].hex()
        at //= 2


def follow(leaf: bytes, way: list[str]) -> bytes:
    """The root to which a way leads from a leaf: what somebody who checks an export computes."""
    for step in way:
        beside = bytes.fromhex(step[1:])
        leaf = node(beside, leaf) if step[0] == "L" else node(leaf, beside)
    return leaf


def chained(number: int, rows: int, root: bytes, previous: bytes) -> bytes:
    """The seal: a root, its number and size, and the seal before."""
    return sha256(b"\x02" + number.to_bytes(8, "big") + rows.to_bytes(8, "big") + root + previous).digest()


def split(digests: bytes) -> list[bytes]:
    return [digests[at : at + DIGEST] for at in range(0, len(digests), DIGEST)]
