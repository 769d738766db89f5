"""What is known of a place, worst first, with its source and its age; and what "nothing found" looked through."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import text

from api import clock
from api.actors import SYSTEM
from api.codes import service as codes
from api.places import risk
from tests.factories import FAR, HERE, NORTH, Made


def happened(
    made: Made,
    category: str,
    *,
    months_ago: float = 1,
    at: tuple[float, float] = HERE,
    outcome: str = "",
    source: str = "made up",
) -> None:
    with made.database.transaction(SYSTEM) as session:
        session.execute(
            text(
                "INSERT INTO events (source, source_key, category, label, outcome, happened_at, place)"
                " VALUES (:source, :key, :category, :label, :outcome, :at, ST_SetSRID(ST_MakePoint(:lon, :lat), 4326)::geography)"
            ),
            {
                "source": source,
                "key": str(uuid4()),
                "category": category,
                "label": category.title(),
                "outcome": outcome,
                "at": clock.now() - timedelta(days=30 * months_ago),
                "lon": at[0],
                "lat": at[1],
            },
        )
        session.execute(text(risk.COUNT_SOURCE.format(source=":source")), {"source": source})


def marker(made: Made, *, category: str = "weapons", at: tuple[float, float] = HERE, days: int = 90) -> UUID:
    marker_id = uuid4()
    given = {
        "category": category,
        "text": "Knives in the kitchen",
        "source": "Officer's report",
        "lon": at[0],
        "lat": at[1],
    }
    review_on = str(clock.london_date(clock.now()) + timedelta(days=days))
    answer = made.give(made.supervisor(), "enter_place_marker", marker_id=marker_id, review_on=review_on, **given)
    assert answer.outcome == "done", answer
    return marker_id


def of(made: Made, at: tuple[float, float] = HERE) -> dict[str, Any]:
    with made.database.transaction(SYSTEM) as session:
        return risk.of_place(session, *at, codes.current(session))


def test_the_worst_stands_first_whatever_came_first(made: Made) -> None:
    for category in ("theft", "burglary", "violence", "drugs", "weapons"):
        happened(made, category)
    titles = [item["category"] for item in of(made)["items"]]
    assert titles[-3:] == ["drugs", "burglary", "theft"]
    assert set(titles[:2]) == {"violence", "weapons"}


def test_events_are_counted_and_dated_with_their_source(made: Made) -> None:
    for months_ago in (3, 2, 1):
        happened(made, "burglary", months_ago=months_ago, outcome="Suspect charged")
    (item,) = of(made)["items"]
    newest = (clock.now() - timedelta(days=30)).astimezone(clock.LONDON).date().isoformat()
    assert (item["count"], item["last_on"], item["source"]) == (3, newest, "made up")
    assert item["text"] == "Latest: Burglary: Suspect charged"


def test_only_what_is_near_counts(made: Made) -> None:
    happened(made, "weapons", at=(HERE[0], HERE[1] + 0.0008))
    assert len(of(made)["items"]) == 1
    happened(made, "drugs", at=(HERE[0], HERE[1] + 0.0011))
    assert len(of(made)["items"]) == 1


def test_what_lies_before_the_window_is_told_in_one_line(made: Made) -> None:
    happened(made, "burglary", months_ago=30)
    card = of(made)
    assert card["items"] == []
    assert card["nothing_found"]
    assert card["older"]["count"] == 1
    assert card["older"]["text"] == "1 older than 24 months: burglary 1."


def test_nothing_found_says_what_was_searched_and_how_fresh_it_is(made: Made) -> None:
    happened(made, "burglary", at=FAR, source="a far source")
    card = of(made)
    assert card["nothing_found"]
    assert [(one["source"], one["rows"]) for one in card["searched"]] == [("a far source", 1)]
    assert card["searched"][0]["to"] == (clock.now() - timedelta(days=30)).astimezone(clock.LONDON).strftime("%Y-%m")


def test_a_marker_of_a_supervisor_stands_above_history(made: Made) -> None:
    happened(made, "violence")
    marker(made)
    first = of(made)["items"][0]
    assert (first["kind"], first["severity"], first["source"]) == ("marker", "critical", "Officer's report")


def test_a_marker_past_its_review_is_historic_and_still_there(made: Made) -> None:
    marker_id = marker(made)
    with made.database.transaction(SYSTEM) as session:
        session.execute(text("UPDATE place_markers SET review_on = current_date - 1 WHERE id = :id"), {"id": marker_id})
    (item,) = of(made)["items"]
    assert item["historic"]


def test_a_withdrawn_marker_is_gone(made: Made) -> None:
    marker_id = marker(made)
    assert (
        made.give(made.supervisor(), "withdraw_place_marker", marker_id=marker_id, reason="Moved away").outcome
        == "done"
    )
    assert of(made)["items"] == []
    assert (
        made.give(made.supervisor(), "withdraw_place_marker", marker_id=marker_id, reason="Again")["code"]
        == "marker_withdrawn"
    )


def test_a_review_in_the_past_is_refused(made: Made) -> None:
    given = {
        "category": "weapons",
        "text": "x",
        "source": "y",
        "review_on": "2026-01-01",
        "lon": HERE[0],
        "lat": HERE[1],
    }
    assert made.give(made.supervisor(), "enter_place_marker", marker_id=uuid4(), **given)["code"] == "review_in_past"


def test_a_marker_reaches_the_open_card_of_an_incident_that_nobody_is_on(made: Made) -> None:
    """A board reads the risk again when the brief has changed, so the brief of every incident near by changes."""
    near, elsewhere = made.incident(), made.incident(at=FAR)
    before = {one: made.row("incident_rows", one) for one in (near, elsewhere)}
    marker_id = marker(made)
    entered = made.row("incident_rows", near)
    assert entered["brief_revision"] == before[near]["brief_revision"] + 1
    assert entered["revision"] > before[near]["revision"]
    assert made.messages("board:CE")[-1]["body"] == entered
    assert made.row("incident_rows", elsewhere) == before[elsewhere]
    made.give(made.supervisor(), "withdraw_place_marker", marker_id=marker_id, reason="Moved away")
    assert made.row("incident_rows", near)["brief_revision"] == entered["brief_revision"] + 1


def test_a_new_marker_goes_to_everybody_on_the_job_and_to_nobody_else(made: Made) -> None:
    crew, elsewhere = made.crew(), made.crew(at=NORTH)
    tasking = made.tasking(crew, made.incident(at=HERE))
    made.tasking(elsewhere, made.incident(at=NORTH))
    before = len(made.messages(elsewhere.feed))
    marker(made)
    card = made.messages(crew.feed)[-2:]
    assert {message["kind"] for message in card} == {"tasking.changed", "incident.changed"}
    assert made.row("card_rows", tasking)["risk"]["items"][0]["kind"] == "marker"
    assert made.row("tasking_rows", tasking)["brief_revision"] == 2
    assert len(made.messages(elsewhere.feed)) == before


def test_an_incident_that_moves_takes_the_history_of_its_new_place(made: Made) -> None:
    happened(made, "weapons", at=NORTH)
    crew, dispatcher = made.crew(), made.dispatcher()
    incident = made.incident(dispatcher, at=HERE)
    tasking = made.tasking(crew, incident, dispatcher)
    assert made.row("card_rows", tasking)["risk"]["nothing_found"]
    made.give(
        dispatcher,
        "move_incident",
        incident_id=incident,
        lon=NORTH[0],
        lat=NORTH[1],
        address="There",
        reason="Rang back",
    )
    assert made.row("card_rows", tasking)["risk"]["items"][0]["category"] == "weapons"


def test_a_warning_on_the_house_is_found_by_its_address_when_the_call_is_put_at_the_middle_of_the_street(
    made: Made,
) -> None:
    """The warning lay 1.8 km from the point of its street, and the card said that there was none."""
    marked = {"category": "weapons", "text": "Knives", "source": "A report", "address": "32 Wharf Hill, Hackney"}
    where = {"lon": NORTH[0], "lat": NORTH[1], "review_on": "2036-01-01"}
    assert made.give(made.supervisor(), "enter_place_marker", marker_id=uuid4(), **marked, **where).outcome == "done"
    assert warned(made, address="Flat 2, 32 Wharf Hill") == [("weapons", None)]
    assert warned(made, address="34 Wharf Hill, Hackney") == []
    assert warned(made, address="32 Wharf Hill, Croydon", at=FAR) == []


def warned(made: Made, **more: Any) -> list[tuple[str, int | None]]:
    incident = made.incident(**more)
    with made.database.transaction(SYSTEM) as session:
        items = risk.card(session, incident, codes.current(session))["items"]
    return [(item["category"], item["distance_m"]) for item in items if item["kind"] == "marker"]


def test_what_happened_stands_below_a_warning_that_holds_however_grave_it_was(made: Made) -> None:
    """*Violence* of a year ago, sixty metres away, stood above the warning on who lives here, and looked like one."""
    happened(made, "weapons", at=(HERE[0], HERE[1] + 0.0006))
    marker(made, category="dangerous_dog")
    first, second = of(made)["items"]
    assert (first["category"], second["category"]) == ("dangerous_dog", "weapons")
    assert second["title"].endswith("nearby before")
