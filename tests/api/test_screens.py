"""What could they see? Any minute of a tasking, rebuilt from the record for one device."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from api import clock
from api.actors import SYSTEM
from api.handset import service as handset
from api.outbox import feeds, proofs
from api.outbox import service as outbox
from api.retention import ages
from api.taskings import screens, told
from tests.api.test_retention import LONG_CLOSED, ON_DUTY_THEN, TASKED_THEN, aged
from tests.api.test_thrive import assess
from tests.api.test_zones import draw
from tests.factories import Made

WIRE = Path(__file__).resolve().parents[2] / "docs/messages.md"
OF_A_FEED = re.compile(r"^\| `([a-z.]+)` \|.*\|([^|]*)\|$", re.MULTILINE)


def kinds_of_a_duty() -> set[str]:
    """What a crew's feed can hold, as the wire is described."""
    table = WIRE.read_text().split("## 4. Feeds")[1].split("## 5. Rows")[0]
    return {kind for kind, to in OF_A_FEED.findall(table) if "dut" in to}


class Story:
    """A crew that was tasked; afterwards the brief changed, and the device got that only later."""

    def __init__(self, made: Made) -> None:
        self.made, self.device = made, uuid4()
        self.dispatcher, self.crew = made.dispatcher(), made.crew(has_device=False)
        # The device comes with its duty, as on book-on.
        self.device = made.device(self.crew)
        self.incident = made.incident(self.dispatcher)
        self.tasking = made.tasking(self.crew, self.incident, self.dispatcher)

    def store(self) -> datetime:
        """The device stores all that its feed holds, and says so."""
        with self.made.database.transaction(SYSTEM) as session:
            last = feeds.last_seqs(session, [self.crew.feed])[self.crew.feed]
            proofs.acknowledge(session, self.crew.feed, self.device, last)
        return clock.now()

    def change(self) -> None:
        given = {"type": "PH", "what": "Now with a knife", "qualifiers": ["weapon"]}
        assert (
            self.made.give(self.dispatcher, "describe_incident", incident_id=self.incident, **given).outcome == "done"
        )

    def screen(self, at: datetime, device: UUID | None = None) -> dict[str, Any]:
        with self.made.database.transaction(SYSTEM) as session:
            return screens.at_minute(session, self.tasking, device or self.device, at)


@pytest.fixture
def story(made: Made) -> Story:
    return Story(made)


@pytest.fixture
def sweep(made: Made, monkeypatch: pytest.MonkeyPatch) -> Callable[[], dict[str, int]]:
    """A month goes by for every feed."""

    of_rules = ages.before

    def before(session: Session, rule: str) -> datetime:
        return clock.now() + timedelta(days=1) if rule == "FEED" else of_rules(session, rule)

    def swept() -> dict[str, int]:
        monkeypatch.setattr(ages, "before", before)
        return ages.erase(made.database, ["FEED"], "the server")

    return swept


def test_years_later_the_screen_is_still_the_one_that_was_seen(
    story: Story, made: Made, sweep: Callable[[], dict[str, int]]
) -> None:
    everything_happens(story, made)
    at = story.store()
    made.give(story.crew, "mark_read", tasking_id=story.tasking, brief_revision=1, device_id=story.device)
    before = story.screen(at)
    assert sweep()["messages"] > 0
    assert made.messages(story.crew.feed) == []
    assert story.screen(at) == before
    assert before["is_kept"]


def test_what_was_told_before_it_was_kept_is_said_to_be_gone_and_the_receipts_stand(story: Story, made: Made) -> None:
    """A feed that was swept when nothing of it was put by."""
    story.store()
    made.give(story.crew, "mark_read", tasking_id=story.tasking, brief_revision=1, device_id=story.device)
    with made.database.transaction(SYSTEM) as session:
        for table in ("messages", "deliveries"):
            session.execute(text(f"DELETE FROM {table} WHERE recipient = :feed"), {"feed": story.crew.feed})  # noqa: S608
    screen = story.screen(clock.now())
    assert (screen["is_kept"], screen["card"], screen["messages"]) == (False, None, [])
    assert [one["device_id"] for one in screen["devices"]] == [str(story.device)]
    assert [one["rung"] for one in screen["receipts"]] == ["delivered", "read"]


def test_what_was_told_of_an_incident_goes_with_it_and_the_rest_with_the_duty(
    story: Story, made: Made, sweep: Callable[[], dict[str, int]]
) -> None:
    other = made.incident(story.dispatcher)
    made.give(story.dispatcher, "withdraw_tasking", tasking_id=story.tasking, reason="not_needed")
    story.store()
    sweep()
    assert kept(made, story, "incident_id IS NOT NULL") > 0
    assert kept(made, story, "incident_id IS NULL") > 0
    aged(made, TASKED_THEN, LONG_CLOSED, id=story.incident)
    aged(made, "UPDATE units SET incident_id = NULL WHERE id = :unit", unit=story.crew.unit_id)
    assert ages.erase_incidents(made.database, "A. Records") == 1
    assert kept(made, story, "incident_id IS NOT NULL") == 0
    assert kept(made, story, "incident_id IS NULL") > 0
    made.give(story.crew, "book_off")
    aged(made, ON_DUTY_THEN, duty=story.crew.duty_id)
    ages.erase_all(made.database, "A. Records")
    assert kept(made, story, "true") == 0
    assert made.row("incident_rows", other)


def test_a_crew_that_was_sent_to_nothing_leaves_nothing_behind(made: Made, sweep: Callable[[], dict[str, int]]) -> None:
    crew = made.crew()
    sweep()
    with made.database.transaction(SYSTEM) as session:
        sql = "SELECT count(*) FROM kept_messages WHERE recipient = :feed"
        assert session.execute(text(sql), {"feed": crew.feed}).scalar_one() == 0


def kept(made: Made, story: Story, where: str) -> int:
    with made.database.transaction(SYSTEM) as session:
        sql = f"SELECT count(*) FROM kept_messages WHERE recipient = :feed AND {where}"  # noqa: S608  our own words
        return int(session.execute(text(sql), {"feed": story.crew.feed}).scalar_one())


def test_every_kind_that_a_duty_can_hold_has_words_of_its_own_and_can_be_looked_back_at(
    story: Story, made: Made
) -> None:
    assert set(told.WORDS) == kinds_of_a_duty(), "give each new kind its words: api/taskings/told.py"
    everything_happens(story, made)
    held = made.messages(story.crew.feed)
    assert {one["kind"] for one in held} == kinds_of_a_duty()
    assert [one["kind"] for one in held if told.words(one["kind"], one["body"]) == one["kind"]] == []
    listed = story.screen(story.store())["messages"]
    assert {one["kind"] for one in listed} >= {"zone.told", "report.changed", "emergency.changed", "tasking.assigned"}


def everything_happens(story: Story, made: Made) -> None:
    draw(made)
    made.give(story.crew, "accept_tasking", tasking_id=story.tasking)
    assert assess(made, story.dispatcher, story.incident).outcome == "done"
    story.change()
    intelligence = {"source": "2", "assessment": "C", "handling": "P", "provenance": "Told by a neighbour"}
    sent = {
        "report_id": uuid4(),
        "incident_id": story.incident,
        "text": "Parcels change hands at night",
        "subjects": [],
    }
    assert made.give(story.crew, "report_intelligence", **sent, **intelligence).outcome == "done"
    made.give(story.crew, "raise_emergency", emergency_id=uuid4())
    said = {"notice_id": uuid4(), "text": "He has a machete", "is_urgent": True, "incident_id": story.incident}
    assert made.give(story.dispatcher, "send_notice", **said).outcome == "done"
    with made.database.transaction(SYSTEM) as session:
        outbox.post(session, [story.crew.feed], "alerts.renew", story.crew.duty_id, body={"vapid_key": "x"})
        ended = {"duty_id": str(story.crew.duty_id), "reason": "booked off"}
        outbox.post(session, [story.crew.feed], "duty.ended", story.crew.unit_id, body=ended)


def test_what_nobody_here_has_words_for_still_has_a_line() -> None:
    assert told.words("something.new", {}) == "something.new"
    # A row of years ago, when it said less.
    assert told.words("zone.told", {"id": "x"}) == "zone.told"


def test_before_anything_was_stored_the_screen_was_empty(story: Story) -> None:
    tasked = clock.now()
    story.store()
    screen = story.screen(tasked)
    assert screen["card"] is None
    assert [one["was_there"] for one in screen["messages"]] == [False] * len(screen["messages"])


def test_the_card_is_the_one_that_the_device_held_not_the_one_of_today(story: Story) -> None:
    first = story.store()
    story.change()
    second = story.store()
    assert story.screen(first)["card"]["incident"]["what"] == "Domestic, weapon mentioned"
    assert story.screen(second)["card"]["incident"]["what"] == "Now with a knife"


def test_what_came_later_is_listed_with_when_it_came(story: Story) -> None:
    first = story.store()
    story.change()
    story.store()
    late = [one for one in story.screen(first)["messages"] if not one["was_there"]]
    assert any("Now with a knife" in one["words"] for one in late)
    assert all(one["stored_at"] > clock.iso(first - timedelta(milliseconds=1)) for one in late)


def test_at_the_instant_of_a_step_as_the_wire_has_it_the_step_is_done(story: Story) -> None:
    story.store()
    [step, *_] = [one["stored_at"] for one in story.screen(clock.now())["messages"]]
    assert story.screen(datetime.fromisoformat(step))["card"]


def test_what_never_arrived_says_so(story: Story) -> None:
    first = story.store()
    story.change()
    late = [one for one in story.screen(first)["messages"] if not one["was_there"]]
    assert {one["stored_at"] for one in late} == {None}


def test_the_rebuilt_card_is_the_card_of_the_snapshot(story: Story, made: Made) -> None:
    """Rebuilding and starting over are two ways to the same screen."""
    story.change()
    made.give(story.crew, "add_log", entry_id=uuid4(), incident_id=story.incident, text="Area searched")
    now = story.store()
    with made.database.transaction(SYSTEM) as session:
        snapshot = orjson.loads(orjson.dumps(handset.snapshot(session, story.crew)))
    assert story.screen(now)["card"] == snapshot["cards"][0]


def test_each_device_of_a_crew_has_a_screen_of_its_own(story: Story, made: Made) -> None:
    other = made.device(story.crew)
    now = story.store()
    with made.database.transaction(SYSTEM) as session:
        proofs.acknowledge(session, story.crew.feed, other, 1)
    assert story.screen(now, story.device)["card"]
    assert story.screen(now, other)["card"] is None
    assert [one["device_id"] for one in story.screen(now)["devices"]] == [str(story.device), str(other)]


def test_the_screen_opens_on_the_device_that_came_furthest(story: Story, made: Made) -> None:
    other = made.device(story.crew)
    story.store()
    made.give(story.crew, "mark_shown", tasking_id=story.tasking, brief_revision=1, device_id=other)
    with made.database.transaction(SYSTEM) as session:
        screen = screens.at_minute(session, story.tasking, None, clock.now())
    assert screen["device_id"] == str(other)
    assert [(one["device_id"], one["rung"]) for one in screen["devices"]] == [
        (str(story.device), "delivered"),
        (str(other), "shown"),
    ]
    assert screen["devices"][0]["since"] < screen["devices"][1]["since"]


def test_a_device_that_came_after_the_job_had_ended_is_not_offered(story: Story, made: Made) -> None:
    story.store()
    made.give(story.dispatcher, "withdraw_tasking", tasking_id=story.tasking, reason="not_needed")
    late = made.device(story.crew)
    with made.database.transaction(SYSTEM) as session:
        last = feeds.last_seqs(session, [story.crew.feed])[story.crew.feed]
        # It stores the whole feed, and with it the tasking that is over.
        proofs.acknowledge(session, story.crew.feed, late, last)
    assert [one["device_id"] for one in story.screen(clock.now())["devices"]] == [str(story.device)]


def test_zones_that_the_device_held_and_the_status_it_showed_are_part_of_the_screen(story: Story, made: Made) -> None:
    zone = draw(made, name="Gas leak")
    first = story.store()
    made.give(made.supervisor(), "end_zone", zone_id=zone, reason="Over")
    second = story.store()
    [held] = story.screen(first)["zones"]
    assert (held["zone_id"], held["why"]) == (str(zone), "incident")
    assert story.screen(second)["zones"] == []
    assert story.screen(first)["unit_status_label"] == "On patrol"


def test_what_the_officer_confirmed_is_told_with_its_time(story: Story, made: Made) -> None:
    story.store()
    made.give(story.crew, "mark_read", tasking_id=story.tasking, brief_revision=1, device_id=story.device)
    receipts = story.screen(clock.now())["receipts"]
    assert [(one["rung"], one["was_there"]) for one in receipts] == [("delivered", True), ("read", True)]


@pytest.mark.parametrize(
    ("role", "status"), [("officer", 403), ("dispatcher", 403), ("supervisor", 200), ("auditor", 200)]
)
def test_supervisors_and_auditors_look_back_and_nobody_else(
    story: Story, made: Made, app: Any, role: str, status: int
) -> None:
    client = made.client(app, made.person(role))
    story.store()
    answer = client.get(f"/api/taskings/{story.tasking}/screen", query_string={"at": clock.iso(clock.now())})
    assert answer.status_code == status
    # Row-level security lets them read the crew's feed too.
    assert status == 403 or answer.json["card"]["id"] == str(story.tasking)
    cad = made.row("incident_rows", story.incident)["cad"]
    assert client.post("/api/taskings/of-incident", json={"cad": cad}).status_code == status


def test_looking_back_leaves_an_audit_row(story: Story, made: Made) -> None:
    story.screen(clock.now())
    with made.database.transaction(SYSTEM) as session:
        looked = (
            session.connection().exec_driver_sql("SELECT subject FROM audit WHERE action = 'look_back'").scalars().all()
        )
    assert looked == [f"tasking_id:{story.tasking}"]


def test_a_reference_that_nobody_knows_is_said_plainly(made: Made, app: Any) -> None:
    answer = made.client(app, made.person("auditor")).post("/api/taskings/of-incident", json={"cad": "1/01JAN20"})
    assert (answer.status_code, answer.json["code"]) == (404, "not_found")
