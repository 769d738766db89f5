"""What follows from two records, and which records stand together: rules without a database."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from api.nominals import comparing, linkable, verdicts
from api.nominals.comparing import COMPARISONS, Linkable, levels, model
from api.nominals.grouping import MOST, Edge, group
from api.nominals.verdicts import FRACTURE, JOIN, judge

ASHA = Linkable("1", "ASHA", "", "MARLOWE", ["ASHA MARLOWE"], [], 27.0, True, "1994-03-12", "F", "E1 1AA")
A, B, C, D = (UUID(int=number) for number in range(1, 5))


def of(other: Linkable, one: Linkable = ASHA) -> verdicts.Verdict:
    return judge(model(), levels(one, other))


def named(one: Linkable, other: Linkable) -> dict[str, str]:
    return {c.name: c.name_of(level) for c, level in zip(COMPARISONS, levels(one, other), strict=True)}


def test_the_same_rare_name_birth_and_postcode_are_joined() -> None:
    assert of(replace(ASHA, id="2")).state == "same"


def test_twins_are_never_joined_by_the_computer() -> None:
    twin = replace(ASHA, id="2", given="ROSA", names=["ROSA MARLOWE"])
    assert (of(twin).state, of(twin).why) == ("attention", "twins")
    assert of(replace(twin, given="ASTA")).why == "twins"
    same_number = replace(ASHA, pnc="2012/1234567K")
    assert judge(model(), levels(same_number, replace(twin, pnc="2012/1234567K"))).why != "twins"


def test_different_numbers_are_for_a_person_to_judge() -> None:
    one, other = replace(ASHA, pnc="2012/1234567K"), replace(ASHA, id="2", pnc="2003/0062845E")
    assert of(other, one).why == "numbers"


def test_parent_and_child_of_one_name_at_one_address_are_not_joined() -> None:
    parent = replace(ASHA, id="2", born="1968-07-24")
    assert (of(parent).state, of(parent).why) == ("attention", "namesakes")
    assert of(replace(parent, cro="065656/91H"), replace(ASHA, cro="065656/91H")).why != "namesakes"


def test_without_a_date_of_birth_a_number_joins_or_a_rare_name_at_the_same_address() -> None:
    unborn = replace(ASHA, id="2", born="")
    assert of(unborn).state == "same"
    for doubt in (replace(unborn, postcode="E1 9ZZ"), replace(unborn, given="ASTHA"), replace(unborn, rarity=16.0)):
        assert of(doubt).state != "same"
    assert of(replace(unborn, rarity=16.0)).why == "no_birth"
    moved = replace(unborn, postcode="E1 9ZZ", cro="065656/91H")
    assert of(moved, replace(ASHA, cro="065656/91H")).state == "same"


@pytest.mark.parametrize(
    ("other", "about", "level"),
    [
        ({"given": "MARLOWE", "family": "ASHA"}, "name", "swapped"),
        ({"given": "A"}, "name", "initial"),
        ({"family": "MARLOW"}, "name", "near"),
        ({"born": "1994-12-03"}, "birth", "swapped"),
        ({"born": "1995-03-12"}, "birth", "slip"),
        ({"postcode": "E1 9ZZ"}, "postcode", "outcode"),
        ({"sex": "U"}, "sex", "missing"),
    ],
)
def test_each_comparison_finds_its_level(other: dict[str, str], about: str, level: str) -> None:
    assert named(ASHA, replace(ASHA, id="2", names=[], **other))[about] == level  # type: ignore[arg-type]


def test_a_weight_is_told_in_words() -> None:
    told = {one["about"]: one for one in comparing.reasons(model(), levels(ASHA, replace(ASHA, born="1994-12-03")))}
    assert told["birth"]["words"] == "date of birth with day and month swapped"
    assert told["birth"]["speaks"] == "speaks strongly for it"
    assert "number" not in told


def test_placeholders_are_no_agreement() -> None:
    row = {"id": "1", "given_names": ["Asha"], "family_name": "O'Brien", "aliases": [], "sex": "F", "numbers": {}}
    made = linkable.of({**row, "born_on": "1900-01-01", "postcode": "NF1 1NF"}, linkable.Frequencies({}, 10), {})
    assert (made.born, made.postcode, made.family) == ("", "", "OBRIEN")


def edge(one: UUID, other: UUID, weight: float = JOIN, *, joins: bool = True, bars: bool = False) -> Edge:
    return Edge(one, other, weight, joins, bars)


def test_the_lowest_record_names_the_cluster() -> None:
    assert group([A, B, C], [edge(B, C)], [], []).home == {A: A, B: B, C: B}


def test_a_person_wins_over_the_computer() -> None:
    assert group([A, B], [edge(A, B)], [], [(A, B)]).home == {A: A, B: B}
    assert group([A, B], [], [(A, B)], []).home == {A: A, B: A}
    twins = edge(A, B, joins=False, bars=True)
    assert group([A, B], [twins], [(A, B)], []).home == {A: A, B: A}


def test_records_held_apart_are_not_brought_together_by_a_third() -> None:
    grouped = group([A, B, C], [edge(A, C, 30), edge(B, C, 25)], [], [(A, B)])
    assert grouped.home == {A: A, B: B, C: A}
    assert grouped.barred == {(B, C): "between"}


def test_twins_are_not_brought_together_by_a_third() -> None:
    grouped = group([A, B, C], [edge(A, C, 30), edge(B, C, 25), edge(A, B, -5, joins=False, bars=True)], [], [])
    assert grouped.home[A] != grouped.home[B]


def test_a_record_without_a_birth_that_suits_father_and_son_is_left_to_a_person() -> None:
    apart = edge(A, B, joins=False, bars=True)
    unborn = [replace(edge(A, C, 12), is_unborn=True), replace(edge(B, C, 11), is_unborn=True)]
    grouped = group([A, B, C], [apart, *unborn], [], [])
    assert grouped.home == {A: A, B: B, C: C}
    assert grouped.barred == {(A, C): "between", (B, C): "between"}


def test_a_record_without_a_birth_leaves_again_when_the_other_of_the_name_comes() -> None:
    unborn = [replace(edge(A, C, 12), is_unborn=True), replace(edge(B, C, 11), is_unborn=True)]
    assert group([A, C], unborn[:1], [], []).home[C] == A
    assert group([A, B, C], [edge(A, B, joins=False, bars=True), *unborn], [], [], {A: A, B: B, C: A}).home[C] == C
    assert group([A, B, C], [edge(A, B, joins=False, bars=True), *unborn], [(A, C)], []).home[C] == A


def test_the_computer_makes_no_large_cluster() -> None:
    many = [UUID(int=number) for number in range(1, MOST + 3)]
    grouped = group(many, [edge(one, other) for one, other in itertools.pairwise(many)], [], [])
    assert max(list(grouped.home.values()).count(home) for home in grouped.home.values()) == MOST
    assert "large" in grouped.barred.values()


def test_a_joined_pair_holds_until_it_fractures() -> None:
    weak = edge(A, B, FRACTURE, joins=False)
    assert group([A, B], [weak], [], [], {A: A, B: A}).home[B] == A
    assert group([A, B], [weak], [], [], {A: A, B: B}).home[B] == B
    assert group([A, B], [edge(A, B, FRACTURE - 1, joins=False)], [], [], {A: A, B: A}).home[B] == B


def test_the_order_of_what_is_known_changes_nothing() -> None:
    edges = [edge(A, B, 22), edge(B, C, 21), edge(C, D, 23), edge(A, D, -5, joins=False, bars=True)]
    assert group([A, B, C, D], edges, [], []).home == group([D, C, B, A], edges[::-1], [], []).home


def test_splink_gives_every_pair_the_weight_that_we_give_it(tmp_path: Path) -> None:
    from api.nominals.bulk import Bulk
    from bench.golden.labelled import World, ready

    records = {one.id: one for one in ready(list(World(9, homes=2_000).records(1_500)))}
    bulk = Bulk(tmp_path)
    bulk.add(records.values())
    seen = [*bulk.pairs(model(), -60)]
    assert len(seen) > 1_000
    for one, other, weight, found in seen:
        ours = levels(records[one], records[other])
        assert (ours, round(model().weight(ours), 3)) == (found, round(weight, 3))


def test_what_a_person_brought_together_is_not_parted_by_what_looks_like_twins() -> None:
    edges = [edge(A, C, 30), edge(B, C, 25), edge(A, B, -5, joins=False, bars=True)]
    assert group([A, B, C], edges, [], [], {A: A, B: A, C: A}).home == {A: A, B: A, C: A}
