"""Two calls for one thing: what the second caller says and who they are reaches the crew that is on its way to the first."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from api.actors import Actor
from api.db import Database
from tests.api.test_caller import NUMBER, whose
from tests.api.test_checklist import answer, job, point, told
from tests.api.test_renewing import look
from tests.api.test_warnings import of_record
from tests.factories import Made
from tests.records import marker, nominal, put


class Two:
    """A crew on its way to the first call; the second is found to be the same thing."""

    def __init__(self, made: Made, **second: Any) -> None:
        self.made, self.dispatcher = made, made.dispatcher()
        self.crew, self.first = job(made, what="Shouting")
        self.second = made.incident(**{"what": "Shouting", **second})

    def mark(self) -> None:
        answer_ = self.made.give(self.dispatcher, "mark_duplicate", incident_id=self.second, duplicate_of=self.first)
        assert answer_.outcome == "done"

    def name(self, incident: UUID, record: UUID, role: str = "suspect", by: Actor | None = None) -> None:
        asked = {"incident_id": incident, "record_kind": "nominal", "record_id": record, "role": role}
        self.made.give(by or self.dispatcher, "name_record", **asked)

    def card(self) -> dict[str, Any]:
        return dict(told(self.made, self.crew)[-1]["risk"])

    def revision(self) -> int:
        return int(self.made.row("incident_rows", self.first)["brief_revision"])


def test_whom_the_second_call_names_is_on_the_card_of_the_crew_which_reads_again(
    made: Made, database: Database
) -> None:
    two, person = Two(made), nominal(database, "Nadia", "Osei")
    marker(database, person, "FI")
    two.name(two.second, person)
    before = two.revision()
    two.mark()
    assert of_record(two.card()) == [("Firearms", "Nadia Osei, born 12/03/1994", "named in this call as suspect")]
    assert two.revision() == before + 1
    assert "Taken over from" in made.log(two.first)[-1]


def test_the_role_that_the_twin_knows_stays_and_who_was_taken_off_it_comes_back_only_if_named_later(
    made: Made, database: Database
) -> None:
    two, seen, other = Two(made), nominal(database, "Nadia", "Osei"), nominal(database, "Keith", "Marlow")
    for record in (seen, other):
        two.name(two.second, record, "witness")
        two.name(two.first, record, "suspect")
    made.give(two.dispatcher, "unname_record", incident_id=two.first, record_id=other, reason="Another of this name.")
    two.mark()
    assert [(one["id"], one["how"]) for one in two.card()["known"]] == [(str(seen), "named in this call as suspect")]


def test_the_qualifiers_of_both_calls_hold(made: Made) -> None:
    two = Two(made, qualifiers=["weapon"])
    two.mark()
    assert made.row("incident_rows", two.first)["qualifiers"] == ["weapon"]
    assert point(two.card(), "weapons")["state"] == "known"


def test_what_was_answered_in_the_second_call_is_answered_and_never_less_known(made: Made) -> None:
    two = Two(made)
    answer(made, two.first, "weapons", words="A bat")
    answer(made, two.second, "weapons", words="A long knife")
    answer(made, two.first, "children", words="Two upstairs")
    answer(made, two.second, "children", "nothing")
    answer(made, two.second, "access", words="Back gate is open")
    two.mark()
    card = two.card()
    assert point(card, "weapons")["text"].startswith("A bat; A long knife")
    assert point(card, "children")["text"].startswith("Two upstairs")
    assert point(card, "access")["text"].startswith("Back gate is open")


def test_the_words_of_the_second_caller_are_heard_also_those_said_after_it_was_marked(made: Made) -> None:
    two = Two(made, what="He has got a machete")
    before = two.revision()
    two.mark()
    assert "machete" in point(two.card(), "weapons")["text"]
    assert two.revision() == before
    made.give(two.dispatcher, "add_log", entry_id=UUID(int=7), incident_id=two.second, text="And a gun", source="call")
    assert "gun" in point(two.card(), "weapons")["text"]


def test_a_call_that_is_opened_as_a_duplicate_is_heard_at_once(made: Made) -> None:
    two = Two(made)
    made.incident(what="Shouting", first_words="He has got a machete", duplicate_of=two.first)
    assert "machete" in point(two.card(), "weapons")["text"]


def test_a_warning_on_the_second_caller_is_told_and_their_later_warnings_come_too(
    made: Made, database: Database
) -> None:
    person = whose(database, put(database, "phones", number=NUMBER))
    marker(database, person, "VI")
    two = Two(made, caller_number="07700 900009")
    before = two.revision()
    two.mark()
    titles = [one["title"] for one in two.card()["items"]]
    assert titles == ["Caller's number: linked to somebody with warnings (Violent)"]
    assert two.revision() == before + 1
    look(database)
    marker(database, person, "FI")
    assert look(database) == 1
    assert "Firearms" in two.card()["items"][0]["title"]


def test_a_call_that_is_no_duplicate_after_all_takes_its_caller_and_its_words_with_it(
    made: Made, database: Database
) -> None:
    marker(database, whose(database, put(database, "phones", number=NUMBER)), "VI")
    two = Two(made, caller_number="07700 900009", what="He has got a machete", qualifiers=["injury"])
    two.mark()
    made.give(two.dispatcher, "reopen_incident", incident_id=two.second, reason="Another street.")
    card = two.card()
    assert [one["title"] for one in card["items"] if one["title"].startswith("Caller's number")] == []
    assert "machete" not in point(card, "weapons")["text"]
    # What somebody can take back stays until somebody does, and the log says so.
    assert made.row("incident_rows", two.first)["qualifiers"] == ["injury"]
    assert made.log(two.first)[-1].endswith("What was taken over from it stands until it is taken back.")


@pytest.mark.parametrize("nth", [0, 1])
def test_a_duplicate_of_a_duplicate_goes_to_the_call_that_goes_on(made: Made, nth: int) -> None:
    two = Two(made)
    third = made.incident(what="He has got a machete")
    pairs = [(third, two.second), (two.second, two.first)]
    for one, other in (pairs, pairs[::-1])[nth]:
        made.give(two.dispatcher, "mark_duplicate", incident_id=one, duplicate_of=other)
    assert "machete" in point(two.card(), "weapons")["text"]


def test_two_calls_are_not_each_others_duplicates(made: Made) -> None:
    two = Two(made)
    two.mark()
    other = made.incident()
    made.give(two.dispatcher, "mark_duplicate", incident_id=other, duplicate_of=two.second)
    assert made.row("incident_rows", other)["duplicate_of"] == str(two.first)
    # Reopened by nobody, and marked the other way round: it would be a duplicate of itself.
    free, its = made.incident(), made.incident()
    made.give(two.dispatcher, "mark_duplicate", incident_id=its, duplicate_of=free)
    answer_ = made.give(two.dispatcher, "mark_duplicate", incident_id=free, duplicate_of=its)
    assert answer_["code"] == "same_incident"


def test_a_call_is_no_duplicate_of_one_that_somebody_closed_meanwhile(made: Made) -> None:
    """Both would leave the board, and nobody would go."""
    dispatcher = made.dispatcher()
    first, second = made.incident(dispatcher), made.incident(dispatcher)
    assert made.give(dispatcher, "close_incident", incident_id=first, result="words").outcome == "done"
    marked = made.give(dispatcher, "mark_duplicate", incident_id=second, duplicate_of=first)
    assert (marked.outcome, marked["code"]) == ("refused", "incident_closed")
    assert made.row("incident_rows", second)["state"] == "open"


def test_an_answer_whose_words_occur_in_another_sentence_is_no_repetition(made: Made) -> None:
    two = Two(made)
    answer(made, two.first, "weapons", words="no knife, only a bat")
    answer(made, two.second, "weapons", words="knife")
    two.mark()
    assert point(two.card(), "weapons")["text"].count("knife") == 2
