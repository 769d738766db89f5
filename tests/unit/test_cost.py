"""What a piece of work costs, also where a connection ended or began while it was done."""

from __future__ import annotations

from bench.cpu import Used


def test_a_backend_that_ended_takes_nothing_off_and_one_that_began_counts_whole() -> None:
    before = Used(1.0, {10: 5.0, 11: 7.0})
    cost = Used(1.5, {10: 5.25, 12: 0.5}).since(before)
    assert (cost.server_s, cost.database_s) == (0.5, 0.75)
