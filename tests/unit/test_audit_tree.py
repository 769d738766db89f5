"""The tree of the audit, without a database."""

from __future__ import annotations

from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from api.audit import states, tree


def mth(leaves: list[bytes]) -> bytes:
    """RFC 6962 section 2.1 as it is written there: split at the largest power of two below the size."""
    if len(leaves) == 1:
        return leaves[0]
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return tree.node(mth(leaves[:half]), mth(leaves[half:]))


def some(count: int) -> list[bytes]:
    return [tree.leaf(at, sha256(bytes([at % 256])).digest()) for at in range(count)]


@given(st.integers(1, 200))
def test_the_root_is_that_of_the_rfc(count: int) -> None:
    assert tree.root(some(count)) == mth(some(count))


@given(st.integers(1, 100), st.data())
def test_a_proof_leads_from_its_own_leaf_to_the_root_and_from_no_other(count: int, data: st.DataObject) -> None:
    leaves, at = some(count), data.draw(st.integers(0, count - 1))
    way = tree.proofs(leaves, [at])[at]
    assert tree.follow(leaves[at], way) == tree.root(leaves)
    assert tree.follow(sha256(b"another").digest(), way) != tree.root(leaves)


def test_a_node_cannot_be_passed_off_as_a_leaf() -> None:
    left, right = some(2)
    assert tree.node(left, right) != tree.leaf(int.from_bytes(left[:8], "big"), right)


def test_a_seal_depends_on_the_one_before() -> None:
    root = tree.root(some(3))
    assert tree.chained(2, 3, root, tree.NOTHING) != tree.chained(2, 3, root, root)


def test_commands_are_one_of_the_six_acts() -> None:
    assert states.of_command("create_incident") == states.COLLECTION
    assert states.of_command("set_status") == states.ALTERATION
    assert states.of_command("merge_nominals") == states.COMBINATION
