"""The made-up record, as the server of an exercise has it: its people live where its calls come from."""

from __future__ import annotations

import random
from typing import Any

from sqlalchemy import text

from api.actors import SYSTEM
from api.db import Database
from api.exercise import neighbours
from api.exercise.places import BCUS
from tests.factories import Made


def card(made: Made, address: str, lon: float, lat: float) -> dict[str, Any]:
    incident = made.incident(address=address, at=(lon, lat))
    risk: dict[str, Any] = made.row("card_rows", made.tasking(made.crew(), incident))["risk"]
    return risk


def test_a_call_from_a_made_up_home_has_its_people_and_what_happened_there_on_the_card(
    made: Made, database: Database
) -> None:
    for pod in BCUS:
        with database.transaction(SYSTEM) as session:
            home = neighbours.called_from(session, pod, random.Random(1))
        assert home, pod
        risk = card(made, home.address, home.lon, home.lat)
        assert [one for one in risk["known"] if one["kind"] == "nominal"], (pod, home)
        assert [one for one in risk["items"] if one["kind"] == "record"], (pod, home)
        # Of a home where nothing has happened for two years that is said, in place of what happened.
        here = [one for one in risk["items"] if one["title"].endswith("here before")]
        assert here or risk["older"], (pod, home)


def test_a_marked_house_that_is_typed_into_a_new_incident_has_its_warning_and_its_people(
    made: Made, database: Database
) -> None:
    with database.transaction(SYSTEM) as session:
        found = text(
            "SELECT lon(place::geometry) AS lon, lat(place::geometry) AS lat FROM streets WHERE (name, area) = ('Wharf Hill', 'Hackney')"
        )
        lon, lat = session.execute(found).one()
    risk = card(made, "32 Wharf Hill, Hackney", lon, lat)
    assert {"marker", "record"} <= {one["kind"] for one in risk["items"]}
