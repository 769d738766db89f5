"""A warning that comes to hold while a crew is on its way, whichever way it came."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from api import clock
from api.actors import SYSTEM
from api.db import Database
from api.taskings import renewing
from tests.api.test_warnings import ADDRESS, address, lives_at
from tests.factories import HERE, Made
from tests.records import join, link, marker, nominal, put


def look(database: Database) -> int:
    return renewing.Renewer(database, committed_s=0).work()


def sql(database: Database, words: str, **params: Any) -> None:
    with database.transaction(SYSTEM) as session:
        session.execute(text(words), params)


class Job:
    """A crew on its way to an address where somebody lives, with nothing left to look at."""

    def __init__(self, made: Made, database: Database) -> None:
        self.database = database
        self.home = address(database)
        self.person = lives_at(database, self.home)
        self.crew, self.incident = made.crew(), made.incident(address=ADDRESS)
        made.tasking(self.crew, self.incident)
        look(database)


def by_a_marker(job: Job) -> None:
    marker(job.database, job.person, "VI")


def by_a_link(job: Job) -> None:
    other = nominal(job.database, "Nadia", "Osei")
    marker(job.database, other, "WE")
    look(job.database)
    link(job.database, ("nominal", other), ("address", job.home), "lives at")


def by_a_join(job: Job) -> None:
    other = nominal(job.database, "Keith", "Marlowe")
    marker(job.database, other, "WE")
    look(job.database)
    join(job.database, job.person, other)


def by_a_weapon(job: Job) -> None:
    link(
        job.database,
        ("nominal", job.person),
        ("object", put(job.database, "objects", kind="weapon", label="Machete")),
        "carried",
    )


def by_a_vehicle(job: Job) -> None:
    car = put(job.database, "vehicle_records", vrm="EX01AAA")
    link(job.database, ("nominal", job.person), ("vehicle", car), "keeper")
    look(job.database)
    sql(job.database, "UPDATE vehicle_records SET reports = '{stolen}' WHERE id = :id", id=car)


def by_a_restriction_lifted(job: Job) -> None:
    hidden = lives_at(job.database, job.home, "Tom", "Marlow", restriction="blocked", restriction_owner="made up")
    marker(job.database, hidden, "VI")
    look(job.database)
    sql(job.database, "UPDATE nominals SET restriction = NULL WHERE id = :id", id=hidden)


def by_many_at_once(job: Job) -> None:
    people = [nominal(job.database, "Ann", f"Other{n}") for n in range(3)]
    sql(
        job.database,
        "INSERT INTO record_markers (id, record_kind, record_id, code, text, source, added_on, review_on, entered_by)"
        " SELECT gen_random_uuid(), 'nominal', CASE WHEN n = 150 THEN CAST(:one AS uuid) ELSE CAST(:other AS uuid) END, 'VI', 'Bulk',"
        " 'made up', '2026-01-01', '2036-01-01', 'a test' FROM generate_series(1, 300) n",
        one=job.person,
        other=people[0],
    )


@pytest.mark.parametrize(
    "way",
    [by_a_marker, by_a_link, by_a_join, by_a_weapon, by_a_vehicle, by_a_restriction_lifted, by_many_at_once],
)
def test_a_warning_that_comes_on_the_way_interrupts_the_crew_on_that_job_only(
    made: Made, database: Database, way: Callable[[Job], None]
) -> None:
    job = Job(made, database)
    other = made.crew()
    made.tasking(other, made.incident(at=(HERE[0] + 0.05, HERE[1])))
    heard = len(made.messages(other.feed))
    before = revision(made, job.crew.feed)
    way(job)
    assert look(database) == 1
    assert revision(made, job.crew.feed) == before + 1
    assert len(made.messages(other.feed)) == heard
    assert look(database) == 0


def revision(made: Made, feed: str) -> int:
    cards = [one["body"] for one in made.messages(feed) if one["kind"].startswith("tasking.")]
    return int(cards[-1]["brief_revision"])


def test_a_change_that_says_nothing_new_asks_nobody_to_read_again(made: Made, database: Database) -> None:
    job = Job(made, database)
    heard, looks = len(made.messages(job.crew.feed)), looked(database)
    sql(database, "UPDATE nominals SET description = 'Grey coat' WHERE id = :id", id=job.person)
    assert look(database) == 0
    assert len(made.messages(job.crew.feed)) == heard
    assert looked(database) == looks


def looked(database: Database) -> int:
    with database.transaction(SYSTEM) as session:
        return int(session.execute(text("SELECT count(*) FROM audit WHERE action = 'risk card'")).scalar_one())


def test_who_is_hidden_now_is_taken_off_the_card_that_is_out(made: Made, database: Database) -> None:
    job = Job(made, database)
    marker(database, job.person, "VI")
    look(database)
    sql(
        database,
        "UPDATE nominals SET restriction = 'witness', restriction_owner = 'made up' WHERE id = :id",
        id=job.person,
    )
    assert look(database) == 1


RESTRICT = "UPDATE {table} SET restriction = 'witness', restriction_owner = 'made up' WHERE id = :id"


def cards(made: Made, feed: str) -> list[dict[str, Any]]:
    return [one["body"] for one in made.messages(feed) if one["kind"].startswith("tasking.")]


@pytest.mark.parametrize("table", ["nominals", "addresses"])
def test_who_is_hidden_now_and_has_no_warning_is_taken_off_quietly(made: Made, database: Database, table: str) -> None:
    job = Job(made, database)
    logged = made.log(job.incident)
    sql(database, RESTRICT.format(table=table), id=job.person if table == "nominals" else job.home)
    assert look(database) == 1
    card = cards(made, job.crew.feed)[-1]
    assert str(job.person) not in {one["id"] for one in card["risk"]["known"]}
    # Nothing says that something was there: no line of the log, no new brief, nothing to read again.
    assert made.log(job.incident) == logged
    assert card["brief_revision"] == cards(made, job.crew.feed)[0]["brief_revision"]
    assert look(database) == 0


def test_a_child_further_down_than_a_card_lists_is_hidden_in_the_checklist_too(made: Made, database: Database) -> None:
    home = address(database)
    born = str(clock.london_date(clock.now()) - timedelta(days=3000))
    for number in range(25):
        lives_at(database, home, "Ann", f"Grown{number}")
    child = lives_at(database, home, "Tom", "Marlow", born=born)
    crew, incident = made.crew(), made.incident(address=ADDRESS, what="Shouting")
    made.tasking(crew, incident)
    look(database)
    assert "Tom Marlow" in str(cards(made, crew.feed)[-1]["risk"]["checklist"])
    sql(database, RESTRICT.format(table="nominals"), id=child)
    look(database)
    assert "Tom Marlow" not in str(cards(made, crew.feed)[-1]["risk"])


def test_a_suspect_who_is_hidden_now_is_in_no_word_of_the_card(made: Made, database: Database) -> None:
    job, person = Job(made, database), nominal(database, "Nadia", "Osei")
    asked = {"incident_id": job.incident, "record_kind": "nominal", "record_id": person, "role": "suspect"}
    made.give(made.dispatcher(), "name_record", **asked)
    look(database)
    assert "Nadia Osei" in str(cards(made, job.crew.feed)[-1]["risk"]["checklist"])
    sql(database, RESTRICT.format(table="nominals"), id=person)
    look(database)
    assert "Nadia Osei" not in str(cards(made, job.crew.feed)[-1]["risk"])


def test_a_bulk_is_one_line_for_the_worker(made: Made, database: Database) -> None:
    job = Job(made, database)
    by_many_at_once(job)
    with database.transaction(SYSTEM) as session:
        kept: list[UUID | None] = list(session.execute(text("SELECT record_id FROM changed_records")).scalars())
    assert kept == [None]


class Busy:
    """A card that cannot be looked at so many times: another transaction holds the job, the pool is empty."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, error: Exception, times: float) -> None:
        self.error, self.times, self.looked = error, times, renewing._tell_if_news
        monkeypatch.setattr(renewing, "_tell_if_news", self)

    def __call__(self, session: Session, incident_id: UUID, *, is_hidden: bool) -> None:
        self.times -= 1
        if self.times >= 0:
            raise self.error
        self.looked(session, incident_id, is_hidden=is_hidden)


def sql_error(kind: type[psycopg.Error]) -> Exception:
    return OperationalError("made up", {}, kind("made up"))


@pytest.mark.parametrize(
    "error",
    [
        PoolTimeout("made up"),
        sql_error(psycopg.errors.QueryCanceled),
        sql_error(psycopg.errors.DeadlockDetected),
        ValueError(),
    ],
    ids=["pool", "lock wait", "deadlock", "anything"],
)
def test_a_warning_whose_card_could_not_be_looked_at_is_told_as_soon_as_it_can(
    made: Made, database: Database, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    job = Job(made, database)
    marker(database, job.person, "VI")
    other = nominal(database, "Nadia", "Osei")
    marker(database, other, "VI")
    Busy(monkeypatch, error, times=2)
    assert [look(database), look(database)] == [0, 0]
    # What concerned no card that failed is not looked at again.
    assert waiting(database) == {job.person}
    assert look(database) == 1
    assert waiting(database) == set()


def waiting(database: Database) -> set[UUID | None]:
    with database.transaction(SYSTEM) as session:
        return set(session.execute(text("SELECT record_id FROM changed_records")).scalars())


def test_a_card_that_can_never_be_made_is_given_up_and_somebody_is_told(
    made: Made, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = Job(made, database)
    marker(database, job.person, "VI")
    Busy(monkeypatch, ValueError(), times=float("inf"))
    with capture_logs() as logs:
        for _ in range(renewing.TRIES):
            look(database)
    assert [one["log_level"] for one in logs if one["event"].startswith("cards not renewed")] == ["error"]
    assert waiting(database) == set()


def test_after_a_bulk_a_card_that_failed_is_looked_at_again(
    made: Made, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = Job(made, database)
    by_many_at_once(job)
    Busy(monkeypatch, ValueError(), times=1)
    assert [look(database), look(database)] == [0, 1]


def test_after_a_look_at_every_job_single_records_are_still_looked_at(made: Made, database: Database) -> None:
    job, renewer = Job(made, database), renewing.Renewer(database, committed_s=0)
    by_many_at_once(job)
    assert renewer.work() == 1
    renewer._rests_until = float("inf")
    by_many_at_once(job)
    assert renewer.work() == 0
    marker(database, job.person, "WE")
    assert renewer.work() == 1
