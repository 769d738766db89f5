"""Fixes: all stored, only a newer one moves the unit."""

from __future__ import annotations

from sqlalchemy import text

from api.actors import SYSTEM
from tests.factories import HERE, NORTH, Made


def place(made: Made, unit_id: object) -> tuple[float, float]:
    with made.database.transaction(SYSTEM) as session:
        lon, lat = session.execute(
            text("SELECT lon(place), lat(place) FROM positions WHERE unit_id = :id"), {"id": unit_id}
        ).one()
    return float(lon), float(lat)


def test_only_a_newer_fix_moves_the_unit_and_all_are_kept(made: Made) -> None:
    crew = made.crew(at=None)
    made.fix(crew, HERE)
    made.fix(crew, NORTH, age_s=30)
    assert place(made, crew.unit_id) == HERE
    with made.database.transaction(SYSTEM) as session:
        assert (
            session.execute(text("SELECT count(*) FROM fixes WHERE unit_id = :id"), {"id": crew.unit_id}).scalar_one()
            == 2
        )


def test_a_fix_from_the_future_is_a_broken_clock(made: Made) -> None:
    crew = made.crew(at=HERE)
    made.fix(crew, NORTH, age_s=-120)
    assert place(made, crew.unit_id) == HERE


def test_a_unit_that_may_be_offered_is_marked_for_the_nearest_search(made: Made) -> None:
    crew = made.crew(at=HERE)

    def offered() -> bool:
        with made.database.transaction(SYSTEM) as session:
            return bool(
                session.execute(
                    text("SELECT is_deployable FROM positions WHERE unit_id = :id"), {"id": crew.unit_id}
                ).scalar_one()
            )

    assert offered()
    made.give(crew, "set_status", status="8")
    assert not offered()
    made.give(crew, "set_status", status="2")
    assert offered()
