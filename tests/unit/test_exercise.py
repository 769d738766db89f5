"""A made-up London: the same roads everywhere, units that move along them, calls in the rhythm of a day."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from api.exercise import demand, roads
from api.exercise.moving import Moving
from api.exercise.people import crew_of, living_callsigns
from api.exercise.places import BCUS, bcus, boroughs


def test_the_twelve_bcus_hold_every_borough_but_the_city_once() -> None:
    named = [name for _, names in BCUS.values() for name in names]
    assert sorted(named) == sorted(set(boroughs()) - {"City of London"})


def test_bcus_do_not_overlap() -> None:
    outlines = list(bcus().values())
    whole = sum(outline.area for outline in outlines)
    for number, one in enumerate(outlines):
        for other in outlines[number + 1 :]:
            assert one.intersection(other).area < whole * 1e-6


def test_every_machine_draws_the_same_roads() -> None:
    outline = bcus()["CE"]
    one, other = roads.build(outline), roads.build(outline)
    assert [(road.name, road.nodes) for road in one.roads] == [(road.name, road.nodes) for road in other.roads]


def test_a_route_follows_roads_from_start_to_goal() -> None:
    network = roads.london()
    start, goal = network.nearest(-0.0656, 51.5498), network.nearest(-0.1183, 51.4531)
    route = network.route(start, goal)
    assert (route[0], route[-1]) == (network.places[start], network.places[goal])
    neighbours = {
        network.places[node]: {network.places[n] for n, _ in network.neighbours[node]} for node in network.neighbours
    }
    assert all(there in neighbours[here] for here, there in pairwise(route))


def test_every_crossing_leads_somewhere() -> None:
    network = roads.london()
    assert set(network.places) == set(network.neighbours)


def test_a_unit_arrives_and_stops() -> None:
    unit = Moving((0.0, 51.5), "car")
    unit.go([(0.0, 51.501), (0.001, 51.501)])
    unit.step(1, is_urgent=True)
    assert (unit.heading, unit.speed_mps) == (0.0, 15.0)
    unit.step(3600, is_urgent=True)
    assert unit.has_arrived
    assert unit.at == (0.001, 51.501)
    unit.step(1, is_urgent=True)
    assert unit.speed_mps == 0


def test_the_evening_is_busier_than_the_hour_before_dawn() -> None:
    def mean(hour: int) -> float:
        chance = random.Random(1)
        return sum(demand.gap_s(100, datetime(2026, 11, 22, hour, tzinfo=UTC), chance) for _ in range(400)) / 400

    assert mean(18) < mean(4) / 2


def test_every_story_names_codes_that_exist() -> None:
    from api.codes.service import met_default

    lists = {name: {entry["code"] for entry in entries} for name, entries in met_default()["lists"].items()}
    for told in demand.STORIES:
        assert told.type in lists["types"]
        assert told.grade in lists["grades"]
        assert set(told.qualifiers) <= lists["qualifiers"]
    assert set(demand.RESULTS) <= lists["results"]


def test_no_two_made_up_officers_share_a_pay_number() -> None:
    numbers = [account.pay_number for callsign in living_callsigns() for account in crew_of(callsign)]
    assert len(set(numbers)) == len(numbers) == 240


@pytest.mark.parametrize("pod", sorted(BCUS))
def test_every_bcu_has_streets_to_patrol(pod: str) -> None:
    from api.exercise import ground

    assert len(ground.london().nodes[pod]) > 15
