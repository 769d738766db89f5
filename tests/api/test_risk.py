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
    address: str = "",
) -> None:
    with made.database.transaction(SYSTEM) as session:
        session.execute(
            text(
                "INSERT INTO events (source, source_key, category, label, outcome, happened_at, address, place)"
                " VALUES (:source, :key, :category, :label, :outcome, :at, :address, ST_SetSRID(ST_MakePoint(:lon, :lat), 4326)::geography)"
            ),
            {
                "source": source,
                "key": str(uuid4()),
                "category": category,
                "label": category.title(),
                "outcome": outcome,
                "at": clock.now() - timedelta(days=30 * months_ago),
                "address": address,
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
    return [(item["category"], item["distance_m"]) for item in of_call(made, **more) if item["kind"] == "marker"]


def of_call(made: Made, **more: Any) -> list[dict[str, Any]]:
    incident = made.incident(**more)
    with made.database.transaction(SYSTEM) as session:
        items: list[dict[str, Any]] = risk.card(session, incident, codes.current(session))["items"]
    return items


def before(made: Made, **more: Any) -> list[tuple[str, int | None, bool | None]]:
    """What happened, as the card of a new call tells it."""
    items = of_call(made, **more)
    return [(one["title"], one["distance_m"], one["at_door"]) for one in items if one["kind"] == "history"]


# Some 640 m north of where the call is put, as far as a long street is.
UP_THE_STREET = (HERE[0], HERE[1] + 0.0058)


def test_what_happened_at_the_very_house_is_found_by_its_address_however_far_from_it_the_call_was_put(
    made: Made,
) -> None:
    """A call to a house of burglaries and knives was put at the point of its street, 637 m away: the card had no history."""
    happened(made, "weapons", at=UP_THE_STREET, address="39 Castor Lane, Hackney", outcome="Offender charged")
    happened(made, "burglary", months_ago=30, at=UP_THE_STREET, address="39 Castor Ln")
    (line,) = [one for one in of_call(made, address="Flat 3, 39 Castor Lane, Hackney") if one["kind"] == "history"]
    assert (line["title"], line["distance_m"], line["at_door"]) == ("Weapons here before", None, True)
    assert line["text"] == "Latest: Weapons: Offender charged (39 Castor Lane, Hackney)"
    assert before(made, address="41 Castor Lane, Hackney") == []
    assert before(made, address="39 Castor Lane, Croydon", at=FAR) == []
    assert before(made, address="Castor Lane, Hackney") == []


def test_a_house_of_the_same_name_in_another_borough_is_another_house(made: Made) -> None:
    """There are two Castor Lanes, two kilometres apart; an address that names no borough may lie in either."""
    happened(made, "weapons", at=UP_THE_STREET, address="39 Castor Lane, Hackney")
    marked = {"category": "weapons", "text": "Knives", "source": "A report", "address": "39 Castor Lane, Hackney"}
    where = {"lon": UP_THE_STREET[0], "lat": UP_THE_STREET[1], "review_on": "2036-01-01"}
    assert made.give(made.supervisor(), "enter_place_marker", marker_id=uuid4(), **marked, **where).outcome == "done"
    assert of_call(made, address="39 Castor Lane, Tower Hamlets") == []
    for address in ("39 Castor Lane, Hackney", "39 Castor Lane"):
        assert [one["at_door"] for one in of_call(made, address=address) if one["kind"] != "call"] == [True, True]


def test_a_warning_on_the_same_house_in_another_borough_interrupts_no_crew(made: Made) -> None:
    crews = {name: made.crew() for name in ("Tower Hamlets", "Hackney")}
    for borough, crew in crews.items():
        made.tasking(crew, made.incident(address=f"39 Castor Lane, {borough}"))
    marked = {"category": "weapons", "text": "Knives", "source": "A report", "address": "39 Castor Lane, Hackney"}
    where = {"lon": UP_THE_STREET[0], "lat": UP_THE_STREET[1], "review_on": "2036-01-01"}
    marker = uuid4()
    assert made.give(made.supervisor(), "enter_place_marker", marker_id=marker, **marked, **where).outcome == "done"
    withdrawn = {"marker_id": marker, "reason": "Moved away"}
    assert made.give(made.supervisor(), "withdraw_place_marker", **withdrawn).outcome == "done"
    told = {name: [one["kind"] for one in made.messages(crew.feed)] for name, crew in crews.items()}
    assert (told["Tower Hamlets"].count("tasking.changed"), told["Hackney"].count("tasking.changed")) == (0, 2)


def test_what_happened_long_ago_at_the_house_is_told_with_the_rest_of_it(made: Made) -> None:
    happened(made, "burglary", months_ago=30, at=UP_THE_STREET, address="39 Castor Lane")
    happened(made, "burglary", months_ago=31)
    incident = made.incident(address="39 Castor Lane")
    with made.database.transaction(SYSTEM) as session:
        older = risk.card(session, incident, codes.current(session))["older"]
    assert older["text"] == "2 older than 24 months: burglary 2."


def test_here_before_is_this_house_and_not_the_one_beside_it(made: Made) -> None:
    """Twenty-five metres are three doors of a terrace."""
    happened(made, "weapons", address="14 Made Up Road")
    assert before(made) == [("Weapons nearby before", 0, False)]


def test_where_the_source_names_no_house_here_is_by_distance(made: Made) -> None:
    happened(made, "weapons", address="On or near Made Up Road")
    assert before(made) == [("Weapons here before", 0, None)]


def test_what_happened_at_the_house_and_beside_it_is_not_counted_as_one(made: Made) -> None:
    for house in (12, 12, 14):
        happened(made, "burglary", address=f"{house} Made Up Road")
    lines = [(one["title"], one["count"]) for one in of_call(made) if one["kind"] == "history"]
    assert lines == [("Burglary here before", 2), ("Burglary nearby before", 1)]


def test_a_warning_on_the_house_has_no_distance_and_one_on_its_neighbour_does(made: Made) -> None:
    """*26 m away* was said of the house that the crew stood before."""
    marked = {"category": "weapons", "text": "Knives", "source": "A report", "lon": HERE[0], "lat": HERE[1] + 0.0002}
    for house in (12, 14):
        given = {**marked, "marker_id": uuid4(), "address": f"{house} Made Up Road", "review_on": "2036-01-01"}
        assert made.give(made.supervisor(), "enter_place_marker", **given).outcome == "done"
    told = [(one["distance_m"], one["at_door"]) for one in of_call(made) if one["kind"] == "marker"]
    assert told == [(None, True), (22, False)]


def test_what_happened_stands_below_a_warning_that_holds_however_grave_it_was(made: Made) -> None:
    """*Violence* of a year ago, sixty metres away, stood above the warning on who lives here, and looked like one."""
    happened(made, "weapons", at=(HERE[0], HERE[1] + 0.0006))
    marker(made, category="dangerous_dog")
    first, second = of(made)["items"]
    assert (first["category"], second["category"]) == ("dangerous_dog", "weapons")
    assert second["title"].endswith("nearby before")


def test_a_knife_of_last_year_stands_above_a_warning_of_medium_weight_and_below_a_grave_one(made: Made) -> None:
    """What merely happened weighs one step less than a warning that holds; *Asbestos* stood above *Violence here before*."""
    happened(made, "weapons")
    happened(made, "theft")
    marker(made, category="asbestos")
    marker(made, category="dangerous_dog")
    assert [item["category"] for item in of(made)["items"]] == ["dangerous_dog", "weapons", "asbestos", "theft"]


def test_the_board_has_the_lines_for_which_a_crew_is_sent_to_it(app: Any, made: Made) -> None:
    for _ in range(risk.MAX_ITEMS + 4):
        marker(made)
    incident = made.incident(qualifiers=[])
    crew = made.row("card_rows", made.tasking(made.crew(), incident))["risk"]
    board = made.client(app, made.dispatcher()).get(f"/api/incidents/{incident}").json["risk"]
    assert (len(crew["items"]), crew["left_out"]) == (risk.MAX_ITEMS, len(board["items"]) - risk.MAX_ITEMS)
    assert board["left_out"] == 0
    assert len(board["items"]) >= risk.MAX_ITEMS + 4
