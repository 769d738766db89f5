"""A receipt's address opens for its own push, until it is too old, and for nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.outbox.receipts import LETTERS, ReceiptRefused, opened, token

NOW = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=15)
OURS, OLDER, THEIRS = b"ours", b"older", b"theirs"


def test_a_token_opens_for_its_push_by_the_key_that_signed_it_old_or_new() -> None:
    push_id = uuid4()
    for secret in (OURS, OLDER):
        assert opened([OURS, OLDER], token(secret, push_id, LATER), NOW) == push_id


def test_a_token_always_has_the_same_length() -> None:
    assert {len(token(OURS, uuid4(), LATER)) for _ in range(200)} == {LETTERS}


@pytest.mark.parametrize("at", [LATER, LATER + timedelta(days=1)])
def test_a_token_ends(at: datetime) -> None:
    with pytest.raises(ReceiptRefused):
        opened([OURS], token(OURS, uuid4(), LATER), at)


def test_a_foreign_token_does_not_open() -> None:
    with pytest.raises(ReceiptRefused):
        opened([OURS, OLDER], token(THEIRS, uuid4(), LATER), NOW)


@given(place=st.integers(0, LETTERS - 1), letter=st.characters())
def test_no_letter_can_be_changed(place: int, letter: str) -> None:
    right = token(OURS, uuid4(), LATER)
    changed = right[:place] + letter + right[place + 1 :]
    if changed == right:
        return
    with pytest.raises(ReceiptRefused):
        opened([OURS], changed, NOW)


@given(st.text(max_size=80))
def test_whatever_is_no_token_is_refused_in_the_same_way(text: str) -> None:
    with pytest.raises(ReceiptRefused):
        opened([OURS], text, NOW)
