"""Looks in an order are no chance; looks in no order are."""

import pytest

from api.audit import sequences


@pytest.mark.parametrize(
    "terms",
    [
        ["LK71 AAA", "LK71AAB", "lk71aac", "LK71AAD"],
        ["07700900001", "07700900002", "07700900003", "07700900005"],
        ["Adams", "Baker", "Carver", "Dunn", "Ellery", "Frome", "Garth"],
    ],
)
def test_what_follows_one_another_is_found(terms: list[str]) -> None:
    assert sequences.found(terms)


@pytest.mark.parametrize(
    "terms",
    [
        [],
        ["LK71AAA", "LK71AAB", "LK71AAC"],
        ["LK71AAA", "LK71AAA", "LK71AAA", "LK71AAA"],
        ["LK71AAD", "LK71AAC", "LK71AAB", "LK71AAA"],
        ["LK71QBD", "AB12CDE", "KT19FGH", "MA61XYZ"],
        ["Adams", "Baker", "Carver", "Dunn", "Ellery", "Frome", "Abel"],
        ["12", "13", "14", "15"],
    ],
)
def test_what_is_in_no_order_is_not(terms: list[str]) -> None:
    assert not sequences.found(terms)
