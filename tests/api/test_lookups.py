"""Lookups: what is found, why, what is never shown, and what is written down of every look."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from api.actors import SYSTEM, Actor
from api.codes import service as codes
from api.errors import Invalid
from api.lookups import opened
from tests import records
from tests.factories import HERE, Made


@pytest.fixture
def ask(app: Any, made: Made) -> Any:
    """One lookup by an officer, or by somebody else. Answers status and body."""
    clients: dict[Any, Any] = {}

    def post(
        what: str, actor: Actor | None = None, *, reason: str | None = "stop", **terms: Any
    ) -> tuple[int, dict[str, Any]]:
        who = actor or clients.setdefault("officer", made.officer())
        client = clients.setdefault(who.id, made.client(app, who))
        why = {} if reason is None else {"reason": reason}
        answer = client.post(f"/api/lookups/{what}", json={**why, **terms})
        return answer.status_code, answer.json

    return post


def ids(answer: tuple[int, dict[str, Any]]) -> list[str]:
    assert answer[0] == 200, answer
    return [item["id"] for item in answer[1]["items"]]


def audited(made: Made) -> list[tuple[str, str, str]]:
    with made.database.transaction(SYSTEM) as session:
        return [tuple(row) for row in session.execute(text("SELECT action, subject, reason FROM audit ORDER BY id"))]


@pytest.mark.parametrize(
    ("typed", "born", "why"),
    [
        ("Robert Kowalczyk", "12/03/1994", "name as typed"),
        ("kowalczyk robert", "12 mar 1994", "forename and family name swapped"),
        ("Kowalczyk, Robert", "12.3.94", "name as typed"),
        ("Bob Kowalczyk", "12/03/1994", "forename is a short form"),
        ("Robert Kowalcyzk", "12/03/1994", "family name spelt differently"),
        ("Robert Kovalchik", "12/03/1994", "date of birth the same"),
        ("R Kowalczyk", "12/03/1994", "first letter of the forename"),
        ("RobertKowalczyk", "12/03/1994", "name as typed"),
        ("Robert Kowalczyk", "03/12/1994", "day and month swapped"),
        ("Robert Kowalczyk", "12/03/1995", "year off by one"),
        ("Robert Kowalczyk", "1994", "age fits"),
        ("Robert Kowalczyk", "", "name as typed"),
    ],
)
def test_a_person_is_found_however_the_name_and_the_date_came_out(
    ask: Any, made: Made, typed: str, born: str, why: str
) -> None:
    meant = records.nominal(made.database, "Robert", "Kowalczyk")
    records.nominal(made.database, "Rupert", "Kowalski", "1971-08-30")
    status, answer = ask("people", name=typed, born=born)
    assert status == 200
    assert answer["items"][0]["id"] == str(meant)
    assert why in answer["items"][0]["why"]


@pytest.mark.parametrize(
    ("given", "family", "typed"),
    [
        ("Łukasz", "Wójcik", "lukasz wojcik"),
        ("Mohammed", "Al-Hashimi", "Muhammad Alhashimi"),
        ("Mohammed", "Al-Hashimi", "Mohamed Hashimi"),
        ("Олександр", "Шевченко", "Alexander Shevchenko"),
        ("José", "da Silva", "Jose Dasilva"),
        ("Siobhan", "O'Brien", "shivaun o brien"),
        ("Thomas", "Smith-Jones", "Tom Jones"),
        ("Thiruchelvam", "", "Thiruchelvam"),
    ],
)
def test_no_alphabet_mark_or_hyphen_hides_anybody(ask: Any, made: Made, given: str, family: str, typed: str) -> None:
    meant = records.nominal(made.database, given, family)
    assert str(meant) in ids(ask("people", name=typed, born="12/03/1994"))


def test_about_an_age_finds_also_whom_a_source_only_guessed(ask: Any, made: Made) -> None:
    guessed = records.nominal(made.database, "Ada", "Quellfrost", None, age_from=24, age_to=30, age_on="2026-06-01")
    assert ids(ask("people", name="Ada Quelfrost", born="about 27")) == [str(guessed)]
    assert ids(ask("people", name="Ada Quelfrost", born="60s")) == []


def test_an_alias_finds_and_says_so(ask: Any, made: Made) -> None:
    aliases = [{"given_names": ["Danny"], "family_name": "Redfurrow"}]
    meant = records.nominal(made.database, "Piotr", "Zielone", aliases=aliases)
    status, answer = ask("people", name="Danny Redfurrow")
    assert (status, answer["items"][0]["id"]) == (200, str(meant))
    assert "an alias" in answer["items"][0]["why"]


def test_somebody_of_the_same_birth_and_forename_is_told_of_behind_whoever_fits(ask: Any, made: Made) -> None:
    """A family name may have changed by marriage; with another birth as well it is another person."""
    meant = records.nominal(made.database, "Agnieszka", "Kowalczyk")
    married = records.nominal(made.database, "Agnieszka", "Threlfall")
    records.nominal(made.database, "Agnieszka", "Penhaligon", "1995-03-12")
    answer = ask("people", name="Agnieszka Kowalczyk", born="12/03/1994")
    assert ids(answer) == [str(meant), str(married)]
    assert answer[1]["items"][1]["band"] == "possible"
    assert "family name differs" in answer[1]["items"][1]["why"]


def test_a_forename_alone_finds_by_every_slip_of_the_birth(ask: Any, made: Made) -> None:
    meant = records.nominal(made.database, "Agnieszka", "Kowalczyk", "1994-12-03")
    answer = ask("people", name="Agnieszka", born="12/03/1994")
    assert ids(answer) == [str(meant)]
    assert "day and month swapped" in answer[1]["items"][0]["why"]


def test_a_changed_name_is_found_by_the_new_one_only(ask: Any, made: Made) -> None:
    meant = records.nominal(made.database, "Ines", "Oldquarry")
    with made.database.transaction(SYSTEM) as session:
        session.execute(text("UPDATE nominals SET family_name = 'Newferry' WHERE id = :id"), {"id": meant})
    assert ids(ask("people", name="Ines Newferry")) == [str(meant)]
    assert ids(ask("people", name="Ines Oldquarry")) == []


def test_too_many_asks_for_one_more_fact_and_shows_twenty(ask: Any, made: Made) -> None:
    for year in range(1970, 1995):
        records.nominal(made.database, "Maud", "Throngwell", f"{year}-01-02")
    status, answer = ask("people", name="Maud Throngwell")
    assert (status, len(answer["items"])) == (200, 20)
    assert answer["ask"] == "More than 20 fit equally well. Add a date of birth or an age or a postcode."
    assert ask("people", name="Maud Throngwell", born="02/01/1971")[1]["ask"] == ""


def test_where_several_people_fit_equally_well_none_is_told_as_sure(ask: Any, made: Made) -> None:
    """An officer at the door takes *strong* for the person; of two namesakes neither is."""
    meant = records.nominal(made.database, "Maud", "Throngwell", "1970-01-02")
    records.nominal(made.database, "Maud", "Throngwell", "1985-06-07")
    answer = ask("people", name="Maud Throngwell")[1]
    assert [one["band"] for one in answer["items"]] == ["possible", "possible"]
    assert answer["ask"] == "2 people fit equally well. Add a date of birth or an age or a postcode."
    answer = ask("people", name="Maud Throngwell", born="02/01/1970")[1]
    assert (answer["items"][0]["id"], answer["items"][0]["band"], answer["ask"]) == (str(meant), "strong", "")


def test_two_records_of_one_person_are_as_sure_as_one(ask: Any, made: Made) -> None:
    for _ in range(2):
        records.nominal(made.database, "Maud", "Throngwell", "1970-01-02")
    answer = ask("people", name="Maud Throngwell")[1]
    assert ([one["band"] for one in answer["items"]], answer["ask"]) == (["strong", "strong"], "")


def test_a_postcode_tells_people_of_one_name_apart(ask: Any, made: Made) -> None:
    for number in range(5):
        records.nominal(made.database, "Maud", "Throngwell", f"198{number}-01-02", postcode="N1 1AA")
    meant = records.nominal(made.database, "Maud", "Throngwell", "1990-01-02", postcode="E2 0QN")
    status, answer = ask("people", name="Maud Throngwell", postcode="e20qn")
    assert (status, answer["items"][0]["id"]) == (200, str(meant))
    assert "same postcode" in answer["items"][0]["why"]


def test_no_trace_says_what_was_searched_how_and_how_fresh(ask: Any, made: Made) -> None:
    records.nominal(made.database, "Ada", "Quellfrost")
    status, answer = ask("people", name="Xerxes Nobodyknows", born="12/03/1994")
    assert (status, answer["nothing_found"]) == (200, True)
    assert answer["message"].startswith("No trace. Searched: names in other spellings, by sound")
    assert re.search(rf"{records.SOURCE} \(1 records, to \d\d/\d\d/\d{{4}}\)", answer["message"])


def test_no_trace_names_everything_that_was_looked_through(ask: Any, made: Made) -> None:
    for kind in ("addresses", "organisations"):
        records.put(made.database, kind, **({"name": "Dock Ltd"} if kind == "organisations" else {"street": "A Road"}))
        with made.database.transaction(SYSTEM) as session:
            session.execute(
                text("UPDATE record_sources SET source_system = :name WHERE source_system = 'Test records'"),
                {"name": f"The {kind}"},
            )
    answer = ask("words", words="zeppelin")[1]
    told = {one["source"]: one["records"] for one in answer["searched"]["sources"]}
    assert told == told | {"The addresses": 1, "The organisations": 1, "Warnings of places, as entered": None}
    assert answer["message"].endswith("; Warnings of places, as entered.")
    assert "; The organisations (1 records, to " in answer["message"]
    with made.database.transaction(SYSTEM) as session:
        session.execute(
            text(
                "INSERT INTO sources (name, rows, first_at, last_at, counted_at)"
                " VALUES ('Street crime', 7, now(), '2026-06-01', now())"
            )
        )
    assert "Street crime (7 records, to 01/06/2026)" in ask("words", words="zeppelin")[1]["message"]
    assert "Street crime" not in ask("people", name="Xerxes Nobodyknows")[1]["message"]


def test_a_pnc_id_finds_and_a_mistyped_one_is_told_so(ask: Any, made: Made) -> None:
    meant = records.nominal(made.database, "Ada", "Quellfrost")
    with made.database.transaction(SYSTEM) as session:
        session.execute(
            text("INSERT INTO nominal_identifiers (nominal_id, kind, value) VALUES (:id, 'pnc', '2003/0062845E')"),
            {"id": meant},
        )
    assert ids(ask("people", identifier="03/62845e")) == [str(meant)]
    status, answer = ask("people", identifier="03/62846e")
    assert (status, answer["code"]) == (422, "invalid")
    assert "mistyped" in answer["message"]


def test_the_list_shows_the_minimum_with_warnings_first(ask: Any, made: Made) -> None:
    meant = records.nominal(made.database, "Ada", "Quellfrost", postcode="E2 0QN", description="secret scar")
    records.marker(made.database, meant, "WE")
    records.marker(made.database, meant, "AT", review_on="2020-01-01")
    (item,) = ask("people", name="Ada Quellfrost")[1]["items"]
    assert item["detail"] == "born 12/03/1994, E2"
    assert [(one["code"], one["severity"], one["historic"]) for one in item["markers"]] == [
        ("WE", "critical", False),
        ("AT", "medium", True),
    ]
    assert "secret" not in str(item)
    assert "0QN" not in str(item)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("lk71 abd", "plate as typed"),
        ("LK?1A?D", "fits the pattern"),
        ("LK*ABD", "fits the pattern"),
        ("LK7*", "fits the pattern"),
        ("LK7IA8D", "signs that look alike on a camera"),
        ("KL71ABD", "two signs changed places"),
        ("LK71AXD", "one sign differs"),
        ("LK71AABD", "one sign too many"),
        ("LK71AD", "one sign left out"),
    ],
)
def test_a_plate_is_found_with_holes_misread_or_mistyped(ask: Any, made: Made, typed: str, why: str) -> None:
    meant = records.put(made.database, "vehicle_records", vrm="LK71ABD", make="Ford", colour="blue")
    records.put(made.database, "vehicle_records", vrm="GX09WWW", make="Kia", colour="red")
    status, answer = ask("vehicles", plate=typed)
    assert [item["id"] for item in answer["items"]] == [str(meant)], answer
    assert (status, answer["items"][0]["why"]) == (200, [why])


def test_colour_and_make_put_the_right_car_first(ask: Any, made: Made) -> None:
    records.put(made.database, "vehicle_records", vrm="LK71ABD", make="Ford", colour="blue")
    meant = records.put(made.database, "vehicle_records", vrm="LK71XYZ", make="Kia", colour="red", reports=["stolen"])
    first = ask("vehicles", plate="LK71???", looks="red kia")[1]["items"][0]
    assert (first["id"], first["band"], first["reports"][0]["label"]) == (str(meant), "strong", "Lost or stolen")


def test_what_is_reported_of_a_car_warns_wherever_the_car_is_told(ask: Any, made: Made) -> None:
    car = records.put(made.database, "vehicle_records", vrm="LK71XYZ", make="Kia", reports=["stolen"])
    keeper, friend = records.nominal(made.database, "Nadia", "Osei"), records.nominal(made.database, "Keith", "Marlow")
    records.link(made.database, ("nominal", keeper), ("vehicle", car), "keeper")
    records.link(made.database, ("nominal", friend), ("nominal", keeper), "knows")
    opened = ask("open", kind="vehicle", id=str(car))[1]
    assert [(one["label"], one["severity"]) for one in opened["reports"]] == [("Lost or stolen", "high")]
    assert "reports" not in opened["fields"]
    (link,) = [one for one in ask("open", kind="nominal", id=str(keeper))[1]["links"] if one["kind"] == "vehicle"]
    assert [one["label"] for one in link["markers"]] == ["Lost or stolen"]
    (far,) = ask("open", kind="nominal", id=str(friend))[1]["further"]
    assert [one["label"] for one in far["markers"]] == ["Lost or stolen"]


def test_half_a_plate_that_fits_several_cars_is_sure_of_none(ask: Any, made: Made) -> None:
    records.put(made.database, "vehicle_records", vrm="LK71ABD", make="Ford", colour="blue")
    records.put(made.database, "vehicle_records", vrm="LK71XYZ", make="Kia", colour="red")
    answer = ask("vehicles", plate="LK71???")[1]
    assert [one["band"] for one in answer["items"]] == ["possible", "possible"]
    assert answer["ask"] == "2 plates fit equally well. Add another letter, the colour or the make."


@pytest.mark.parametrize(
    "typed", ["07700 900123", "+44 (0)7700 900 123", "0044 7700-900123", "900123", "0123", "0900123", "...900123"]
)
def test_a_phone_is_found_in_any_format_and_by_its_end(ask: Any, made: Made, typed: str) -> None:
    meant = records.put(made.database, "phones", number="+447700900123")
    records.put(made.database, "phones", number="+447700900555")
    assert ids(ask("phones", number=typed)) == [str(meant)]


@pytest.mark.parametrize(
    "typed",
    [
        "Flat 2, 14 Roman Road E2 0QN",
        "14/2 Roman Rd",
        "2/14 roman road",
        "14 Flat 2 Roman Road",
        "14 Romna Road, E2",
        "E20QN",
        "14 Roman",
        "TQ 3540 8290",
        "UPRN 100012345678",
    ],
)
def test_an_address_is_found_in_any_order(ask: Any, made: Made, typed: str) -> None:
    place = "SRID=27700;POINT(535405 182905)"
    home = {"flat": "2", "house": "14", "street": "Roman Road", "postcode": "E2 0QN", "uprn": 100012345678}
    meant = records.put(made.database, "addresses", place=place, **home)
    records.put(made.database, "addresses", house="14", street="Barking Road", postcode="E6 1AA")
    assert ids(ask("addresses", address=typed))[:1] == [str(meant)]


def test_of_the_flats_of_a_house_none_is_told_as_sure_until_one_is_named(ask: Any, made: Made) -> None:
    """A crew sent to *14 Roman Road* must not take flat 1 for the door because it stands first."""
    for flat in ("10", "2"):
        records.put(made.database, "addresses", flat=flat, house="14", street="Roman Road", postcode="E2 0HU")
    house = ask("addresses", address="14 Roman Road")[1]
    assert [one["band"] for one in house["items"]] == ["possible", "possible"]
    assert house["ask"] == "2 addresses fit equally well. Add the flat."
    assert [one["title"] for one in house["items"]] == ["Flat 2, 14 Roman Road", "Flat 10, 14 Roman Road"]
    records.put(made.database, "addresses", house="14", street="Roman Road", postcode="E3 5QT")
    assert ask("addresses", address="14 Roman Road E2")[1]["ask"] == "2 addresses fit equally well. Add the flat."
    flat = ask("addresses", address="Flat 2, 14 Roman Road")[1]
    assert (flat["items"][0]["title"], flat["items"][0]["band"], flat["ask"]) == ("Flat 2, 14 Roman Road", "strong", "")


def test_flat_and_house_are_two_numbers(ask: Any, made: Made) -> None:
    """Flat 2 of number 2 has all the numbers of *flat 2, number 4*, and flat 4 of number 4 those of *4*."""
    for flat, house in (("2", "2"), ("2", "4"), ("4", "4"), ("3", "4")):
        records.put(made.database, "addresses", flat=flat, house=house, street="Webb Lane", postcode="BR6 0HQ")
    for typed in ("flat 2, 4 Webb Lane", "4 Webb Lane flat 2", "Flat 2 4 Webb Lane BR6 0HQ", "2 4 Webb Lane"):
        first = ask("addresses", address=typed)[1]
        assert (first["items"][0]["title"], first["items"][0]["band"]) == ("Flat 2, 4 Webb Lane", "strong"), typed
    house = ask("addresses", address="4 Webb Lane")[1]
    assert house["ask"] == "3 addresses fit equally well. Add the flat."
    assert {one["band"] for one in house["items"]} == {"possible"}


def test_a_flat_that_is_called_so_is_not_the_house_of_that_number(ask: Any, made: Made) -> None:
    for flat, house in (("3", "12"), ("12", "3")):
        records.put(made.database, "addresses", flat=flat, house=house, street="Roman Road", postcode="E2 0HU")
    for typed in ("Flat 3, 12 Roman Road", "12 Roman Road flat 03", "apartment 3 12 roman rd E2 0HU"):
        named = ask("addresses", address=typed)[1]
        assert (named["items"][0]["title"], named["items"][0]["band"]) == ("Flat 3, 12 Roman Road", "strong"), typed
        assert named["ask"] == ""
    # Nobody can tell which of the two this is.
    assert ask("addresses", address="12/3 Roman Road")[1]["items"][0]["band"] == "possible"


def test_words_of_a_description_find_people_and_things(ask: Any, made: Made) -> None:
    person = records.nominal(made.database, "Ada", "Quellfrost", description="Spider web tattoo on left elbow")
    knife = records.put(made.database, "objects", kind="weapon", label="Zombie knife", description="tattooed handle")
    assert set(ids(ask("words", words="tattoos"))) == {str(person), str(knife)}


HACKNEY = {"place": "SRID=27700;POINT(534900 184500)"}
CROYDON = {"place": "SRID=27700;POINT(532500 165500)"}


def found(answer: tuple[int, dict[str, Any]]) -> dict[str, list[str]]:
    assert answer[0] == 200, answer
    return {item["id"]: item["why"] for item in answer[1]["items"]}


@pytest.mark.parametrize("typed", ["!!", "xy!", "a b"])
def test_words_that_are_none_are_told_what_is_missing(ask: Any, typed: str) -> None:
    status, answer = ask("words", words=typed)
    assert (status, answer["code"], answer["message"]) == (422, "invalid", "Give at least one word of three letters.")


def test_words_of_a_warning_find_whose_it_is_and_say_where_they_stood(ask: Any, made: Made) -> None:
    ada = records.nominal(made.database, "Ada", "Quellfrost")
    records.marker(made.database, ada, "WE", text="Keeps a machete under the stairs")
    why = found(ask("words", words="machetes stairs"))
    assert why == {str(ada): ["machete, stairs in a warning: Keeps a machete under the stairs"]}


def test_a_warning_that_was_withdrawn_is_not_found(ask: Any, made: Made) -> None:
    ada = records.nominal(made.database, "Ada", "Quellfrost")
    records.marker(
        made.database, ada, "WE", text="Keeps a machete", withdrawn_at="2026-02-02T00:00:00Z", withdrawn_by="x"
    )
    assert found(ask("words", words="machete")) == {}


def test_how_a_car_looks_and_where_its_keeper_lives_find_it(ask: Any, made: Made) -> None:
    """`red golf Hackney`: the words of three records."""
    golfs = {}
    for name, ground in (("here", HACKNEY), ("elsewhere", CROYDON)):
        golfs[name] = records.put(
            made.database,
            "vehicle_records",
            vrm=f"LK71{name[:3].upper()}",
            make="Volkswagen",
            model="Golf",
            colour="red",
        )
        keeper = records.nominal(made.database, name.title(), "Keeper")
        home = records.put(made.database, "addresses", house="1", street="Quarrel Lane", postcode="E8 1AA", **ground)
        records.link(made.database, ("nominal", keeper), ("vehicle", golfs[name]), "keeper")
        records.link(made.database, ("nominal", keeper), ("address", home), "lives at")
    records.put(made.database, "vehicle_records", vrm="LK71BLU", make="Volkswagen", model="Golf", colour="blue")
    assert found(ask("words", words="red golf Hackney")) == {
        str(golfs["here"]): ["red, Golf in colour, make and model: red Volkswagen Golf", "kept in Hackney"]
    }
    both = ask("words", words="red golf")
    assert set(found(both)) == {str(golf) for golf in golfs.values()}
    assert {item["band"] for item in both[1]["items"]} == {"possible"}
    assert set(found(ask("words", words="golf E8 red"))) == {str(golf) for golf in golfs.values()}


def test_a_car_is_found_by_its_looks_and_by_whatever_else_is_said_of_it(ask: Any, made: Made) -> None:
    """Colour, make and model of millions stand in one dictionary; what is said of one vehicle stands with it alone."""
    plain = records.put(made.database, "vehicle_records", vrm="LK71AAA", make="Volkswagen", model="Golf", colour="red")
    dented = records.put(
        made.database, "vehicle_records", vrm="LK71BBB", model="Golf", colour="red", description="dented left wing"
    )
    assert set(found(ask("words", words="red golf"))) == {str(plain), str(dented)}
    assert found(ask("words", words="golf dented")) == {
        str(dented): ["Golf, dented in colour, make and model: red Golf dented left wing"]
    }
    with made.database.transaction(SYSTEM) as session:
        session.execute(text("UPDATE vehicle_records SET colour = 'green', description = '' WHERE vrm = 'LK71BBB'"))
    assert set(found(ask("words", words="green golf"))) == {str(dented)}
    assert found(ask("words", words="golf dented")) == {}


def test_of_many_that_look_alike_those_that_look_otherwise_are_tried_as_well(ask: Any, made: Made) -> None:
    """`golf Hackney` must not be answered with the black ones only, because there are more of them than are tried."""
    with made.database.transaction(SYSTEM) as session:
        session.execute(
            text(
                "INSERT INTO vehicle_records (id, source_system, source_id, vrm, model, colour)"
                " SELECT gen_random_uuid(), 'Many', n, 'EX' || n, 'Golf', 'black' FROM generate_series(1, most_tried() + 1) n"
            )
        )
    car = kept(made, "Volkswagen", "Golf", HACKNEY)
    answer = ask("words", words="golf Hackney")
    assert set(found(answer)) == {str(car)}
    assert "not all of them were looked for in Hackney" in answer[1]["ask"]


def test_where_somebody_hidden_lives_is_not_told_by_finding_their_car(ask: Any, made: Made) -> None:
    golf = records.put(made.database, "vehicle_records", vrm="LK71HID", model="Golf", colour="red")
    keeper = records.nominal(made.database, "Hid", "Keeper", restriction="refuge", restriction_owner="W")
    open_home = records.put(made.database, "addresses", street="Open Lane", **HACKNEY)
    records.link(made.database, ("nominal", keeper), ("vehicle", golf), "keeper")
    records.link(made.database, ("nominal", keeper), ("address", open_home), "lives at")
    other = records.nominal(made.database, "Open", "Keeper")
    refuge = records.put(made.database, "addresses", street="Refuge Lane", restriction="refuge", **HACKNEY)
    records.link(made.database, ("nominal", other), ("vehicle", golf), "drives")
    records.link(made.database, ("nominal", other), ("address", refuge), "lives at")
    assert found(ask("words", words="red golf Hackney")) == {}


def test_where_not_all_could_be_looked_for_the_answer_says_so(ask: Any, made: Made) -> None:
    """An officer takes an empty list for nobody there."""
    with made.database.transaction(SYSTEM) as session:
        session.execute(
            text(
                "INSERT INTO vehicle_records (id, source_system, source_id, vrm, model, colour)"
                " SELECT md5(n::text)::uuid, 'Many', n::text, 'EX' || n, 'Golf', 'red' FROM generate_series(1, 3001) n".replace(
                    "::", "\\:\\:"
                )
            )
        )
    status, answer = ask("words", words="red golf Hackney")
    assert (status, answer["items"]) == (200, [])
    assert answer["ask"] == "Too many hold these words: not all of them were looked for in Hackney. Add another word."


def test_words_find_documents_organisations_and_what_happened(ask: Any, made: Made) -> None:
    passport = records.put(made.database, "objects", kind="document", label="Passport", description="burgundy cover")
    garage = records.put(made.database, "organisations", name="Marlhollow Motors", kind="repair garage")
    fire = records.event(made.database, "Arson at the marlhollow yard", address="Gasworks Row")
    assert set(found(ask("words", words="document burgundy"))) == {str(passport)}
    assert found(ask("words", words="garages marlhollow")) == {
        str(garage): ["Marlhollow, garage in the name: Marlhollow Motors repair garage"]
    }
    status, answer = ask("words", words="arson gasworks")
    assert (status, [(one["kind"], one["id"]) for one in answer["items"]]) == (200, [("event", str(fire))])
    assert answer["items"][0]["detail"] == "01/06/2026, Gasworks Row"


def test_what_is_said_of_a_restricted_record_finds_nothing_and_its_owner_learns_of_it(ask: Any, made: Made) -> None:
    hidden = records.nominal(made.database, "Hid", "Den", restriction="witness", restriction_owner="Witness unit")
    records.marker(made.database, hidden, "WE", text="Carries a sickle")
    report = records.event(made.database, "Threats against Hid Den with a sickle")
    records.link(made.database, ("nominal", hidden), ("event", report), "victim", subject_category="victim")
    status, answer = ask("words", words="sickle")
    assert (status, answer["items"], answer["nothing_found"]) == (200, [], True)
    matched = [subject for action, subject, _ in audited(made) if action == "restricted record matched"]
    assert set(matched) == {f"nominal {hidden}"}


def test_a_name_and_a_word_of_the_description_find_who_has_both(ask: Any, made: Made) -> None:
    meant = records.nominal(made.database, "Ada", "Quellfrost", description="Spider web tattoo on left elbow")
    records.nominal(made.database, "Bea", "Quellfrost", description="Scar on the chin")
    records.nominal(made.database, "Cyd", "Throngwell", description="Rose tattoo")
    line = "Quellfrost, tattoo in the name and the description: Ada Quellfrost: Spider web tattoo on left elbow"
    assert found(ask("words", words="quellfrost tattoos")) == {str(meant): [line]}
    assert ids(ask("words", words="ada spider elbow")) == [str(meant)]
    assert ids(ask("words", words="quellfrost")) == []


def test_a_misspelt_name_beside_a_word_is_tried_where_nothing_else_was_found(ask: Any, made: Made) -> None:
    meant = records.nominal(made.database, "Ada", "Quellfrost", description="Spider web tattoo on left elbow")
    assert ids(ask("words", words="quelfrost tattoo")) == [str(meant)]


def test_a_name_a_word_and_a_borough_find_who_has_all_three(ask: Any, made: Made) -> None:
    here = lived(made, "Ada", "1990-01-02", HACKNEY, description="Rose tattoo")
    lived(made, "Mara", "1990-01-02", CROYDON, description="Rose tattoo")
    assert ids(ask("words", words="throngwell tattoo hackney")) == [str(here)]


def test_a_car_is_found_by_its_looks_and_the_name_of_its_keeper(ask: Any, made: Made) -> None:
    car = kept(made, "Volkswagen", "Golf", HACKNEY)
    records.put(made.database, "vehicle_records", vrm="LK71CCC", make="Volkswagen", model="Golf", colour="red")
    assert found(ask("words", words="golf keeper")) == {
        str(car): ["Golf, Keeper in how it looks and the name of who keeps it: red Volkswagen Golf, Ada Keeper"]
    }
    with made.database.transaction(SYSTEM) as session:
        session.execute(text("UPDATE nominals SET restriction = 'refuge', restriction_owner = 'W'"))
    assert found(ask("words", words="golf keeper")) == {}


def test_words_and_a_street_find_who_lives_there_their_warnings_and_their_cars(ask: Any, made: Made) -> None:
    car = kept(made, "Volkswagen", "Golf", HACKNEY)
    here = lived(made, "Ada", "1990-01-02", HACKNEY, description="Rose tattoo")
    records.marker(made.database, here, "VI", text="Punched an officer")
    away = records.nominal(made.database, "Mara", "Throngwell", description="Rose tattoo")
    other = records.put(made.database, "addresses", house="1", street="Open Road", **HACKNEY)
    records.link(made.database, ("nominal", away), ("address", other), "lives at")
    assert found(ask("words", words="tattoo quarrel lane")) == {
        str(here): ["tattoo in the description: Rose tattoo", "lives on Quarrel Lane"]
    }
    assert found(ask("words", words="violent Quarrel Ln")) == {
        str(here): ["warning Violent: Punched an officer", "lives on Quarrel Ln"]
    }
    assert found(ask("words", words="red golf 1 quarrel lane hackney")) == {
        str(car): ["red, Golf in colour, make and model: red Volkswagen Golf", "kept at 1 Quarrel Lane"]
    }
    assert found(ask("words", words="red golf 2 quarrel lane")) == {}
    assert found(ask("words", words="red golf quarrel lane croydon")) == {}


def test_nobody_restricted_and_no_restricted_home_is_found_by_a_street_or_a_name(ask: Any, made: Made) -> None:
    hidden = lived(
        made, "Hid", "1990-01-02", HACKNEY, description="Rose tattoo", restriction="refuge", restriction_owner="W"
    )
    refuge = records.put(made.database, "addresses", street="Refuge Lane", restriction="refuge", **HACKNEY)
    seen = records.nominal(made.database, "Ada", "Throngwell", description="Rose tattoo")
    records.link(made.database, ("nominal", seen), ("address", refuge), "lives at")
    assert found(ask("words", words="tattoo quarrel lane")) == {}
    assert found(ask("words", words="tattoo refuge lane")) == {}
    assert found(ask("words", words="hid tattoo")) == {}
    matched = [subject for action, subject, _ in audited(made) if action == "restricted record matched"]
    assert matched == [f"nominal {hidden}"] * 2


def test_a_record_that_holds_the_words_in_two_texts_is_told_once_with_both(ask: Any, made: Made) -> None:
    ada = records.nominal(made.database, "Ada", "Quellfrost", description="Scar from a machete on the chin")
    records.marker(made.database, ada, "WE", text="Keeps a machete")
    (why,) = found(ask("words", words="machete")).values()
    assert sorted(one.split(":")[0] for one in why) == ["machete in a warning", "machete in the description"]


@pytest.mark.parametrize("typed", ["violent", "VIOLENT", "violence", "suicidal or violent", "voilent or violents"])
def test_a_warning_is_found_by_what_it_is_called(ask: Any, made: Made, typed: str) -> None:
    """A marker says in its text what somebody did: that they are violent says only its code."""
    ada = records.nominal(made.database, "Ada", "Quellfrost")
    records.marker(made.database, ada, "VI", text="Punched an officer at a stop")
    assert found(ask("words", words=typed)) == {str(ada): ["warning Violent: Punched an officer at a stop"]}


def test_what_else_is_typed_beside_a_warning_stands_in_its_text(ask: Any, made: Made) -> None:
    ada = records.nominal(made.database, "Ada", "Quellfrost")
    records.marker(made.database, ada, "VI", text="Fights at the bookmaker, is violent with a hammer")
    other = records.nominal(made.database, "Mara", "Quellfrost")
    records.marker(made.database, other, "VI", text="Punched an officer")
    line = "warning Violent: Fights at the bookmaker, is violent with a hammer"
    assert found(ask("words", words="violent hammers")) == {str(ada): [line]}
    assert found(ask("words", words="violent sickle")) == {}


def test_a_warning_by_its_name_is_narrowed_by_where_they_live(ask: Any, made: Made) -> None:
    here, away = lived(made, "Ada", "1990-01-02", HACKNEY), lived(made, "Mara", "1990-01-02", CROYDON)
    for who in (here, away):
        records.marker(made.database, who, "FI", text="Had a pistol")
    house = records.put(made.database, "addresses", street="Pistol Lane", **HACKNEY)
    records.marker(made.database, house, "FI", record_kind="address", text="Shots were fired")
    assert found(ask("words", words="firearms Hackney")) == {
        str(here): ["warning Firearms: Had a pistol", "lives in Hackney"],
        str(house): ["warning Firearms: Shots were fired", "in Hackney"],
    }


@pytest.mark.parametrize(
    ("typed", "code", "label"),
    [
        ("gun", "FI", "Firearms"),
        ("shotguns", "FI", "Firearms"),
        ("knife", "WE", "Weapons"),
        ("hiv", "CN", "Contagious"),
        ("needles", "CN", "Contagious"),
    ],
)
def test_a_warning_is_found_by_what_officers_say_for_it_and_how_it_was_read_is_told(
    ask: Any, made: Made, typed: str, code: str, label: str
) -> None:
    ada = records.nominal(made.database, "Ada", "Quellfrost")
    records.marker(made.database, ada, code, text="Seen at the canal")
    answer = ask("words", words=typed)
    assert found(answer) == {str(ada): [f"warning {label}: Seen at the canal"]}
    assert any(one.startswith(f"{typed} also as the warning ") and label in one for one in answer[1]["searched"]["how"])


def warns_of(made: Made, version: int, name: str, *entries: dict[str, Any]) -> None:
    """From now on these are the warnings of the force."""
    rows = [{"rank": rank, "severity": "critical", **entry} for rank, entry in enumerate(entries, start=1)]
    with made.database.transaction(SYSTEM) as session:
        codes.load(session, {"version": version, "force": "Test", "note": "", "lists": {name: rows}})


def test_a_list_of_warnings_that_is_older_than_its_words_finds_by_ours_until_it_says_its_own(
    ask: Any, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Another test has another version of the same number.
    monkeypatch.setattr(codes, "_memory", {})
    ada = records.nominal(made.database, "Ada", "Quellfrost")
    records.marker(made.database, ada, "FI", text="Seen at the canal")
    firearms, locate = {"code": "FI", "label": "Firearms"}, {"code": "LOCATE", "label": "Locate or trace"}
    warns_of(made, 71, "warning_signals", firearms, locate)
    assert found(ask("words", words="gun")) == {str(ada): ["warning Firearms: Seen at the canal"]}
    warns_of(made, 72, "warning_signals", firearms | {"said": ["shooter"]}, locate)
    assert [found(ask("words", words=one)) != {} for one in ("gun", "shooter")] == [False, True]
    warns_of(made, 73, "warning_signals", firearms | {"said": []}, locate)
    assert found(ask("words", words="shooter")) == {}


def test_the_same_holds_of_warnings_of_places_and_no_code_of_ours_comes_into_a_list(
    ask: Any, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(codes, "_memory", {})
    mark_place(made, address="1 Wharf Hill, Hackney", category="dangerous_dog", said="Loose")
    mark_place(made, address="2 Wharf Hill, Hackney", category="weapons", said="Under the bed")
    warns_of(made, 71, "marker_categories", {"code": "dangerous_dog", "label": "Dog that bites"})
    (item,) = ask("words", words="rottweiler")[1]["items"]
    assert item["why"] == ["warning Dog that bites: Loose"]
    assert ask("words", words="machete")[1]["items"] == []


def test_whose_warning_has_the_word_itself_stands_before_those_for_whom_it_is_said(ask: Any, made: Made) -> None:
    for name in ("Ada", "Bea", "Cyd"):
        records.marker(
            made.database, records.nominal(made.database, name, "Quellfrost"), "WE", text="Seen at the canal"
        )
    has_it = records.nominal(made.database, "Dot", "Quellfrost")
    records.marker(made.database, has_it, "WE", text="Carries a knife")
    assert ids(ask("words", words="knife"))[0] == str(has_it)


def test_more_warned_people_than_are_shown_ask_for_another_word(ask: Any, made: Made) -> None:
    for number in range(22):
        records.marker(made.database, records.nominal(made.database, f"Nr{number}", "Quellfrost"), "ES")
    answer = ask("words", words="escaper")[1]
    assert len(answer["items"]) == 20
    assert answer["ask"] == "More than 20 records hold these words. Add another word."


def test_a_warning_by_its_name_tells_of_nobody_restricted_and_of_none_that_was_withdrawn(ask: Any, made: Made) -> None:
    hidden = records.nominal(made.database, "Hid", "Den", restriction="refuge", restriction_owner="W")
    records.marker(made.database, hidden, "SU")
    was = records.nominal(made.database, "Ada", "Quellfrost")
    records.marker(made.database, was, "SU", withdrawn_at="2026-02-02T00:00:00Z", withdrawn_by="x")
    answer = ask("words", words="suicidal")
    assert (found(answer), "warnings" in ", ".join(answer[1]["searched"]["how"])) == ({}, True)
    matched = [subject for action, subject, _ in audited(made) if action == "restricted record matched"]
    assert matched == [f"nominal {hidden}"]


def test_where_not_all_the_warned_could_be_looked_for_the_answer_says_so(ask: Any, made: Made) -> None:
    with made.database.transaction(SYSTEM) as session:
        session.execute(
            text(
                "INSERT INTO record_markers (id, record_kind, record_id, code, text, source, added_on, review_on, entered_by)"
                " SELECT gen_random_uuid(), 'nominal', gen_random_uuid(), 'ES', 'Over the wall', 'Many', '2026-01-01', '2036-01-01', 'x'"
                " FROM generate_series(1, most_tried() + 1)"
            )
        )
    answer = ask("words", words="escaper Hackney")[1]
    assert (answer["items"], answer["ask"]) == (
        [],
        "Too many hold these words: not all of them were looked for in Hackney. Add another word.",
    )


def kept(made: Made, make: str, model: str, ground: dict[str, str]) -> UUID:
    """A red car and its keeper's home."""
    car = records.put(made.database, "vehicle_records", vrm=f"X{model}", make=make, model=model, colour="red")
    keeper = records.nominal(made.database, "Ada", "Keeper")
    home = records.put(made.database, "addresses", house="1", street="Quarrel Lane", **ground)
    records.link(made.database, ("nominal", keeper), ("vehicle", car), "keeper")
    records.link(made.database, ("nominal", keeper), ("address", home), "lives at")
    return car


KINGSTON = {"place": "SRID=27700;POINT(518500 169000)"}


@pytest.mark.parametrize(
    ("typed", "make", "model"), [("red VW golf", "Volkswagen", "Golf"), ("merc", "Mercedes-Benz", "A180")]
)
def test_a_make_is_found_by_what_people_call_it(ask: Any, made: Made, typed: str, make: str, model: str) -> None:
    car = kept(made, make, model, HACKNEY)
    assert set(found(ask("words", words=typed))) == {str(car)}
    assert set(found(ask("words", words=f"{typed} Hackney"))) == {str(car)}
    assert f"also as {make.split('-', maxsplit=1)[0]}" in ", ".join(ask("words", words=typed)[1]["searched"]["how"])


@pytest.mark.parametrize(
    ("typed", "ground", "told"),
    [
        ("golf hackny", HACKNEY, "hackny read as Hackney"),
        ("hakcney golf", HACKNEY, "hakcney read as Hackney"),
        ("red golf kingston", KINGSTON, "kingston read as Kingston upon Thames"),
    ],
)
def test_a_borough_that_is_misspelt_or_cut_short_is_read_as_one_and_that_is_said(
    ask: Any, made: Made, typed: str, ground: dict[str, str], told: str
) -> None:
    car = kept(made, "Volkswagen", "Golf", ground)
    kept(made, "Volkswagen", "Golf", CROYDON)
    answer = ask("words", words=typed)
    assert set(found(answer)) == {str(car)}
    assert told in answer[1]["searched"]["how"]


def test_a_word_that_finds_something_as_it_stands_is_no_misspelt_borough(ask: Any, made: Made) -> None:
    kept(made, "Volkswagen", "Golf", HACKNEY)
    told = records.put(made.database, "objects", kind="tool", label="Golf trolley", description="made by hackny")
    answer = ask("words", words="golf hackny")
    assert set(found(answer)) == {str(told)}
    assert "read as" not in " ".join(answer[1]["searched"]["how"])


def test_what_happened_somewhere_is_said_once(ask: Any, made: Made) -> None:
    event = records.event(made.database, "Robbery", address="5 Upper Street, Hackney")
    with made.database.transaction(SYSTEM) as session:
        session.execute(
            text("UPDATE events SET place = ST_Transform(ST_GeomFromEWKT(:place), 4326)"), {"place": HACKNEY["place"]}
        )
    (why,) = found(ask("words", words="robbery Hackney")).values()
    assert why == ["Robbery, Hackney in what happened"]
    assert found(ask("words", words="robbery")) == {str(event): ["Robbery in what happened"]}


def lived(made: Made, given: str, born: str, ground: dict[str, str], **more: Any) -> UUID:
    who = records.nominal(made.database, given, "Throngwell", born, **more)
    home = records.put(made.database, "addresses", street="Quarrel Lane", postcode="E8 1AA", **ground)
    records.link(made.database, ("nominal", who), ("address", home), "lives at")
    return who


def test_a_forename_and_an_age_find_somebody_where_the_borough_is_known(ask: Any, made: Made) -> None:
    meant = lived(made, "Daniel", "2001-05-06", HACKNEY)
    away = lived(made, "Daniel", "2001-07-08", CROYDON)
    lived(made, "Daniel", "1950-05-06", HACKNEY)
    answer = ask("people", name="Daniel", born="about 25", where="hackney")
    assert found(answer) == {
        str(meant): ["forename as typed", "age fits", "lives in Hackney"],
        str(away): ["forename as typed", "age fits"],
    }
    assert (ids(answer)[0], answer[1]["ask"]) == (str(meant), "")
    assert answer[1]["searched"]["how"][0] == "as a family name and as a forename, in other spellings and by sound"
    assert found(ask("people", name="Danny", born="25", where="Hackney"))[str(meant)][0] == "forename is a short form"
    assert len(found(ask("people", name="Daniel", born="about 25", where="E8"))) == 2


def test_where_nobody_of_that_forename_lives_that_is_said_and_those_elsewhere_are_shown(ask: Any, made: Made) -> None:
    lived(made, "Mara", "1990-01-02", HACKNEY)
    away = lived(made, "Daniel", "2001-05-06", CROYDON)
    unknown = records.nominal(made.database, "Daniel", "Nohome", "2000-05-06")
    answer = ask("people", name="Daniel", born="about 25", where="Hackney")
    assert set(found(answer)) == {str(away), str(unknown)}
    assert answer[1]["ask"] == (
        "Nobody who fits is known to live in Hackney: these live elsewhere, or it is not known where."
        " 2 people fit equally well. Add the other name or the whole date of birth."
    )


def test_two_of_one_forename_and_about_one_age_in_one_place_are_asked_about(ask: Any, made: Made) -> None:
    """Who is said to be about 25 is no less 27 than 25."""
    nearer, other = lived(made, "Daniel", "2001-05-06", HACKNEY), lived(made, "Daniel", "1999-05-06", HACKNEY)
    away = lived(made, "Daniel", "2001-05-06", CROYDON)
    answer = ask("people", name="Daniel", born="about 25", where="Hackney")
    assert [*found(answer)][-1] == str(away)
    assert {*ids(answer)[:2]} == {str(nearer), str(other)}
    assert {item["band"] for item in answer[1]["items"]} == {"possible"}
    assert answer[1]["ask"] == "2 people fit equally well. Add the other name or the whole date of birth."


def test_too_many_of_one_forename_and_age_ask_for_where(ask: Any, made: Made) -> None:
    for day in range(1, 26):
        records.nominal(made.database, "Daniel", "Throngwell", f"2001-05-{day:02}")
    answer = ask("people", name="Daniel", born="about 25")[1]
    assert len(answer["items"]) == 20
    assert answer["ask"] == "More than 20 fit equally well. Add the other name or a borough or a postcode."


def test_nobody_is_found_by_a_forename_where_they_are_hidden(ask: Any, made: Made) -> None:
    hidden = lived(made, "Daniel", "2001-05-06", HACKNEY, restriction="refuge", restriction_owner="W")
    moved = records.nominal(made.database, "Daniel", "Movedaway", "2001-05-06")
    refuge = records.put(made.database, "addresses", street="Refuge Lane", restriction="refuge", **HACKNEY)
    records.link(made.database, ("nominal", moved), ("address", refuge), "lives at")
    answer = ask("people", name="Daniel", born="about 25", where="Hackney")
    # As anybody of that name, whose home is not known.
    assert found(answer) == {str(moved): ["forename as typed", "age fits"]}
    assert answer[1]["ask"].startswith("Nobody who fits is known to live in Hackney")
    matched = [subject for action, subject, _ in audited(made) if action == "restricted record matched"]
    assert matched == [f"nominal {hidden}"]


def test_where_somebody_lives_puts_the_right_namesake_first(ask: Any, made: Made) -> None:
    lived(made, "Maud", "1970-01-02", CROYDON)
    meant = lived(made, "Maud", "1985-06-07", HACKNEY)
    answer = ask("people", name="Maud Throngwell", where="Hackney")[1]
    assert (answer["items"][0]["id"], answer["items"][0]["band"], answer["ask"]) == (str(meant), "strong", "")


def test_a_place_that_is_none_is_told_so(ask: Any) -> None:
    status, answer = ask("people", name="Daniel", born="about 25", where="Atlantis")
    assert (status, answer["code"]) == (422, "invalid")
    assert "Give a borough, as Hackney, or the first half of a postcode, as E8." in answer["message"]


def test_a_birth_behind_the_name_is_taken_for_one(ask: Any, made: Made) -> None:
    """It was dropped without a word, and six others were shown."""
    born = records.nominal(made.database, "Jan", "Wisniewski", "2008-08-14")
    records.nominal(made.database, "Jan", "Wisniewski", "1961-02-03")
    for words in ("Wisniewski 14/08/2008", "Jan Wisniewski, 14.8.2008"):
        answer = ask("people", name=words)[1]
        assert (answer["items"][0]["id"], "date of birth the same" in answer["items"][0]["why"]) == (str(born), True)
    assert ask("people", name="Jan Wisniewski 77")[0] == 422


@pytest.mark.parametrize("words", ["O Brien James", "OBrien James", "James O'Brien", "Mac Leod Trevor"])
def test_a_family_name_written_apart_may_come_first(ask: Any, made: Made, words: str) -> None:
    there = {
        str(records.nominal(made.database, "James", "O'Brien")),
        str(records.nominal(made.database, "Trevor", "MacLeod")),
    }
    records.nominal(made.database, "Olivia", "Brown")
    assert ids(ask("people", name=words))[0] in there


def test_what_a_single_name_is_not_looked_for_as_is_said(ask: Any, made: Made) -> None:
    person = records.nominal(made.database, "Quennell", "Fernwhistle")
    alone = ask("people", name="Quennell")[1]
    assert alone["nothing_found"]
    assert "a forename alone needs a date of birth or an age" in alone["message"]
    assert ids(ask("people", name="Quennell", born="12/03/1994")) == [str(person)]
    assert ids(ask("people", name="Quennell", born="about 32")) == [str(person)]


def test_one_person_is_one_line_with_the_warnings_of_all_their_records(ask: Any, made: Made) -> None:
    """Custody knew nothing of the violence that the crime record told of: its line stood bare, above the other."""
    custody, crimes, other = (records.nominal(made.database, "Anthony", "Davies", "1980-11-28") for _ in range(3))
    records.join(made.database, custody, crimes)
    records.marker(made.database, crimes, "VI")
    answer = ask("people", name="antony davis", born="28/11/1980")[1]
    (joined,) = [item for item in answer["items"] if item["id"] in {str(custody), str(crimes)}]
    assert [one["code"] for one in joined["markers"]] == ["VI"]
    assert joined["detail"].endswith("2 records")
    assert {item["id"] for item in answer["items"]} - {joined["id"]} == {str(other)}
    flat = records.put(made.database, "addresses", house="14", street="Roman Road")
    records.link(made.database, ("nominal", custody), ("address", flat), "lives_at")
    (link,) = ask("open", kind="address", id=str(flat))[1]["links"]
    assert [one["code"] for one in link["markers"]] == ["VI"]


# What is restricted.


def test_a_restricted_person_is_not_there_and_its_owner_can_be_told(ask: Any, made: Made) -> None:
    hidden = records.nominal(made.database, "Ada", "Quellfrost", restriction="refuge", restriction_owner="Safeguarding")
    status, answer = ask("people", name="Ada Quellfrost", born="12/03/1994")
    assert (status, answer["items"], answer["nothing_found"]) == (200, [], True)
    assert ("restricted record matched", f"nominal {hidden}") in [row[:2] for row in audited(made)]
    assert "found 0" in audited(made)[-2][1]


def test_the_exact_name_of_somebody_hidden_is_looked_for_as_widely_as_any_other(ask: Any, made: Made) -> None:
    alike = records.nominal(made.database, "Ashling", "Quellfrots")
    records.nominal(made.database, "Ashling", "Quellfrost", restriction="witness")
    assert str(alike) in ids(ask("people", name="Ashling Quellfrost"))
    near = records.put(made.database, "addresses", house="14", street="Quellfrots Road", postcode="E2 0QN")
    records.put(
        made.database, "addresses", house="14", street="Quellfrost Road", postcode="E2 0QN", restriction="refuge"
    )
    assert str(near) in ids(ask("addresses", address="14 Quellfrost Road"))


def test_a_restricted_record_answers_like_one_that_is_not_there(ask: Any, made: Made) -> None:
    hidden = records.nominal(made.database, "Ada", "Quellfrost", restriction="witness")
    answers = [ask("open", kind="nominal", id=str(one)) for one in (hidden, uuid4())]
    for answer in answers:
        answer[1].pop("request_id")
    assert answers[0] == answers[1]
    assert answers[0][0] == 404
    assert [row[0] for row in audited(made)[-2:]] == ["restricted record asked for", "view nominal, not there"]


def test_a_link_to_a_restricted_record_is_not_told(ask: Any, made: Made) -> None:
    seen = records.nominal(made.database, "Ada", "Quellfrost")
    hidden = records.nominal(made.database, "Ben", "Quellfrost", restriction="blocked")
    home = records.put(made.database, "addresses", house="14", street="Roman Road")
    records.link(made.database, ("nominal", seen), ("nominal", hidden), "partner")
    records.link(made.database, ("nominal", seen), ("address", home), "lives at")
    status, record = ask("open", kind="nominal", id=str(seen))
    assert status == 200
    assert [(one["role"], one["line"]) for one in record["links"]] == [("lives at", "14 Roman Road")]


def far(made: Made) -> dict[str, UUID]:
    """Ada, her flatmate Cal by the flat, and an event at it; a refuge beside."""
    ids = {
        "ada": records.nominal(made.database, "Ada", "Quellfrost"),
        "cal": records.nominal(made.database, "Cal", "Fernwhistle"),
        "hidden": records.nominal(made.database, "Ben", "Quellfrost", restriction="refuge"),
        "home": records.put(made.database, "addresses", house="14", street="Roman Road"),
        "refuge": records.put(made.database, "addresses", house="9", street="Quiet Road", restriction="refuge"),
    }
    for who, where in (("ada", "home"), ("cal", "home"), ("hidden", "home"), ("ada", "refuge"), ("cal", "refuge")):
        records.link(made.database, ("nominal", ids[who]), ("address", ids[where]), "lives at")
    records.marker(made.database, ids["cal"], "SU")
    records.marker(made.database, ids["cal"], "WE")
    return ids


def test_two_steps_out_is_told_with_its_warnings_and_the_way_there(ask: Any, made: Made) -> None:
    ids = far(made)
    record = ask("open", kind="nominal", id=str(ids["ada"]))[1]
    (link,) = record["further"]
    assert (link["id"], link["role"], link["line"]) == (str(ids["cal"]), "lives at", "Cal Fernwhistle, born 12/03/1994")
    assert link["via"] == {"kind": "address", "id": str(ids["home"])}
    assert [one["label"] for one in link["markers"]] == ["Weapons", "Suicidal"]


def test_a_link_is_marked_as_high_as_whom_it_leads_to(ask: Any, made: Made) -> None:
    """What is told of a person is never only OFFICIAL, whatever their source says of it (domain reference 5.5)."""
    ids = far(made)
    record = ask("open", kind="nominal", id=str(ids["ada"]))[1]
    assert record["fields"]["classification"] == "OFFICIAL-SENSITIVE"
    assert [(one["kind"], one["classification"]) for one in record["links"]] == [("address", "OFFICIAL")]
    assert [(one["kind"], one["classification"]) for one in record["further"]] == [("nominal", "OFFICIAL-SENSITIVE")]
    (item,) = ask("people", name="Cal Fernwhistle")[1]["items"]
    assert item["classification"] == "OFFICIAL-SENSITIVE"


def test_a_restricted_record_is_no_way_to_anybody_and_is_not_told_two_steps_out(ask: Any, made: Made) -> None:
    ids = far(made)
    told = str(ask("open", kind="nominal", id=str(ids["ada"]))[1])
    assert str(ids["hidden"]) not in told
    assert str(ids["refuge"]) not in told
    assert "Quiet Road" not in told


def test_the_second_step_is_bounded(ask: Any, made: Made) -> None:
    ada = records.nominal(made.database, "Ada", "Quellfrost")
    home = records.put(made.database, "addresses", house="14", street="Roman Road")
    records.link(made.database, ("nominal", ada), ("address", home), "lives at")
    for number in range(opened.MOST_OF_EACH + 3):
        other = records.nominal(made.database, f"Cal{number}", "Fernwhistle")
        records.link(made.database, ("nominal", other), ("address", home), "lives at")
    assert len(ask("open", kind="nominal", id=str(ada))[1]["further"]) == opened.MOST_OF_EACH


def test_whom_a_record_is_linked_to_is_written_down_with_the_opening(ask: Any, made: Made) -> None:
    ids = far(made)
    ask("open", kind="nominal", id=str(ids["ada"]))
    told, opening = audited(made)[-2:]
    assert told[0] == "told linked records"
    assert set(told[1].split(", ")) == {f"address {ids['home']}", f"nominal {ids['cal']}"}
    assert opening[:2] == ("view nominal", f"nominal {ids['ada']}")


def test_the_worst_warning_that_holds_stands_first(ask: Any, made: Made) -> None:
    ids = far(made)
    records.marker(made.database, ids["cal"], "FI", review_on="2020-01-01")
    record = ask("open", kind="nominal", id=str(ids["cal"]))[1]
    assert [(one["code"], one["historic"]) for one in record["markers"]] == [("WE", False), ("SU", False), ("FI", True)]


# A call that is being taken.


def test_while_a_call_is_taken_the_warnings_of_whose_number_and_place_it_is_are_known(ask: Any, made: Made) -> None:
    ids = far(made)
    phone = records.put(made.database, "phones", number="+447700900123")
    records.link(made.database, ("nominal", ids["cal"]), ("phone", phone), "uses")
    status, answer = ask("call", made.dispatcher(), reason=None, number="07700 900123", address="14 Roman Road")
    assert status == 200, answer
    (number,), (place,) = answer["number"]["items"], answer["place"]["items"]
    assert (number["title"], [one["code"] for one in number["linked"][0]["markers"]]) == ("+447700900123", ["WE", "SU"])
    assert [one["line"] for one in place["linked"]] == [
        "Cal Fernwhistle, born 12/03/1994",
        "Ada Quellfrost, born 12/03/1994",
    ]
    assert str(ids["hidden"]) not in str(answer)
    (row,) = [row for row in audited(made) if row[0] == "search call"]
    assert (row[2], "found 2" in row[1]) == ("Taking a call", True)


def test_the_warned_flat_of_a_house_is_told_first_however_many_there_are(ask: Any, made: Made) -> None:
    """Five are told. Which of the eight it is nobody knows yet, so the warning must be among them."""
    for flat in range(1, 9):
        home = records.put(made.database, "addresses", flat=str(flat), house="14", street="Roman Road")
        who = records.nominal(made.database, "Tenant", f"Flatson{'abcdefgh'[flat - 1]}", f"19{60 + flat}-01-02")
        records.link(made.database, ("nominal", who), ("address", home), "lives at")
        if flat == 7:
            records.marker(made.database, who, "WE")
    place = ask("call", made.dispatcher(), reason=None, address="14 Roman Road")[1]["place"]
    assert (len(place["items"]), place["items"][0]["title"]) == (5, "Flat 7, 14 Roman Road")
    assert [one["code"] for one in place["items"][0]["linked"][0]["markers"]] == ["WE"]
    assert place["ask"] == "8 addresses fit equally well. Add the flat."
    named = ask("call", made.dispatcher(), reason=None, address="Flat 3, 14 Roman Road")[1]["place"]
    assert ([one["title"] for one in named["items"]], named["ask"]) == (["Flat 3, 14 Roman Road"], "")


def mark_place(
    made: Made,
    *,
    address: str,
    category: str = "violent_occupant",
    said: str = "Has assaulted police",
    at: tuple[float, float] = HERE,
) -> None:
    said_of_it = {"category": category, "text": said, "source": "A report", "address": address}
    more = {"lon": at[0], "lat": at[1], "review_on": "2036-01-01"}
    answer = made.give(made.supervisor(), "enter_place_marker", marker_id=uuid4(), **said_of_it, **more)
    assert answer.outcome == "done", answer


IN_HACKNEY, IN_CROYDON = (-0.0546, 51.5436), (-0.0988, 51.3733)


@pytest.mark.parametrize("typed", ["dog wharf hill", "rottweilers 32 Wharf Hill", "wharf hill staffie"])
def test_a_warning_of_a_place_is_found_by_words_and_told_as_its_address(ask: Any, made: Made, typed: str) -> None:
    home = records.put(made.database, "addresses", house="32", street="Wharf Hill", locality="Hackney")
    mark_place(made, address="32 Wharf Hill, Hackney", category="dangerous_dog", said="Bites, loose in the yard")
    mark_place(made, address="9 Quarrel Lane, Hackney", category="dangerous_dog", said="Bites")
    (item,) = ask("words", words=typed)[1]["items"]
    assert (item["kind"], item["id"], item["title"]) == ("address", str(home), "32 Wharf Hill")
    assert item["why"] == ["warning Dangerous dog: Bites, loose in the yard"]
    assert [one["label"] for one in item["markers"]] == ["Dangerous dog"]
    assert "search words" in [action for action, _, _ in audited(made)]


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("violent quellfrost", "warning Violent: Punched an officer with a bottle"),
        ("ada quellfrost violence", "warning Violent: Punched an officer with a bottle"),
        ("aggressive ada", "warning Violent: Punched an officer with a bottle"),
        ("bottle quellfrost", "bottle in a warning: Punched an officer with a bottle"),
        ("violent quelfrost", "warning Violent: Punched an officer with a bottle"),
    ],
)
def test_a_name_with_what_somebody_is_warned_of_finds_who_is_both(ask: Any, made: Made, typed: str, why: str) -> None:
    ada = records.nominal(made.database, "Ada", "Quellfrost")
    records.marker(made.database, ada, "VI", text="Punched an officer with a bottle")
    records.nominal(made.database, "Bea", "Quellfrost")
    records.marker(made.database, records.nominal(made.database, "Cyd", "Larkspur"), "VI", text="Threw a bottle")
    assert found(ask("words", words=typed)) == {str(ada): [why]}


def test_a_name_with_a_warning_tells_of_nobody_restricted_and_of_none_that_was_withdrawn(
    ask: Any, made: Made, app: Any
) -> None:
    hidden = records.nominal(made.database, "Ada", "Quellfrost", restriction="refuge", restriction_owner="W")
    records.marker(made.database, hidden, "VI")
    was = records.nominal(made.database, "Bea", "Quellfrost")
    records.marker(made.database, was, "VI", withdrawn_at="2026-02-02T00:00:00Z", withdrawn_by="x")
    assert found(ask("words", words="violent quellfrost")) == {}
    assert "restricted record matched" in [action for action, _, _ in audited(made)]


@pytest.fixture
def custody_and_crime(made: Made) -> tuple[UUID, UUID]:
    """One person of two sources: custody knows them by one name, the crime system by another, with the violence."""
    custody = records.nominal(made.database, "Ada", "Quellfrost")
    crime = records.nominal(made.database, "Ada", "Larkspur")
    records.marker(made.database, crime, "VI", text="Punched an officer with a bottle")
    return custody, crime


@pytest.mark.parametrize("typed", ["violent quellfrost", "bottle quellfrost", "ada quellfrost violence"])
def test_a_warning_on_another_record_of_the_same_person_is_found_by_the_name_until_they_are_split_apart(
    ask: Any, made: Made, custody_and_crime: tuple[UUID, UUID], typed: str
) -> None:
    custody, crime = custody_and_crime
    assert found(ask("words", words=typed)) == {}
    records.join(made.database, custody, crime)
    (item,) = ask("words", words=typed)[1]["items"]
    assert (item["id"], [one["code"] for one in item["markers"]]) == (str(custody), ["VI"])
    assert "Punched an officer with a bottle" in item["why"][0]
    records.part(made.database, custody, crime)
    assert found(ask("words", words=typed)) == {}


def test_of_two_records_of_a_person_that_are_called_so_the_warned_one_is_told_once(ask: Any, made: Made) -> None:
    one, warned, _ = (records.nominal(made.database, "Ada", "Quellfrost") for _ in range(3))
    records.marker(made.database, warned, "VI", text="Punched an officer")
    records.join(made.database, one, warned)
    assert found(ask("words", words="violent quellfrost")) == {str(warned): ["warning Violent: Punched an officer"]}


@pytest.mark.parametrize("which", [0, 1])
def test_a_restricted_record_of_a_person_lends_them_no_warning_and_gets_none(
    ask: Any, made: Made, custody_and_crime: tuple[UUID, UUID], which: int
) -> None:
    """It leaves the person as soon as it is restricted, also where the person goes by its number."""
    records.join(made.database, *custody_and_crime)
    assert found(ask("words", words="violent quellfrost")) != {}
    with made.database.transaction(SYSTEM) as session:
        session.execute(
            text("UPDATE nominals SET restriction = 'refuge' WHERE id = :id"), {"id": custody_and_crime[which]}
        )
    assert found(ask("words", words="violent quellfrost")) == {}
    assert [one[1] for one in audited(made) if one[0] == "restricted record matched"] == []
    assert str(custody_and_crime[which]) not in found(ask("words", words="violent larkspur"))


def test_of_a_person_with_records_out_of_all_measure_it_is_said_that_not_all_were_looked_through(
    ask: Any, made: Made
) -> None:
    ada = records.nominal(made.database, "Ada", "Quellfrost")
    with made.database.transaction(SYSTEM) as session:
        session.execute(
            text(
                "WITH many AS (INSERT INTO nominals (id, source_system, source_id, given_names, family_name)"
                " SELECT gen_random_uuid(), 'Many', n, ARRAY['Bea'], 'Larkspur' FROM generate_series(1, 5 * most_tried() + 1) n"
                " RETURNING id) INSERT INTO golden_members (nominal_id, golden_id) SELECT id, :ada FROM many"
                " UNION ALL SELECT :ada, :ada"
            ),
            {"ada": ada},
        )
    assert ask("words", words="violent quellfrost")[1]["ask"].startswith("Too many are called so: not all of them")


def test_of_a_name_that_too_many_have_it_is_said_that_not_all_were_looked_through(ask: Any, made: Made) -> None:
    with made.database.transaction(SYSTEM) as session:
        session.execute(
            text(
                "INSERT INTO nominals (id, source_system, source_id, given_names, family_name)"
                " SELECT gen_random_uuid(), 'Many', n, ARRAY['Ada'], 'Quellfrost' FROM generate_series(1, most_tried() + 1) n"
            )
        )
    answer = ask("words", words="violent quellfrost")[1]
    assert answer["ask"].startswith("Too many are called so: not all of them were looked through for that warning.")


def test_a_warned_house_that_no_record_has_is_found_under_address(ask: Any, made: Made) -> None:
    """No trace was the answer, and the crew knocked."""
    records.put(made.database, "addresses", house="34", street="Wharf Hill", locality="Hackney")
    mark_place(made, address="32 Wharf Hill, Hackney")
    mark_place(made, address="32 Wharf Hill, Hackney", category="dangerous_dog", said="Bites")
    item, *_ = ask("addresses", address="32 Wharf Hill")[1]["items"]
    assert [item["kind"], item["title"], item["band"]] == ["place", "32 Wharf Hill, Hackney", "strong"]
    assert [one["label"] for one in item["markers"]] == ["Violent occupant", "Dangerous dog"]
    assert ask("open", kind="place", id=item["id"])[0] == 200
    spelt, *_ = ask("addresses", address="32 Warf Hill")[1]["items"]
    assert (spelt["id"], spelt["why"]) == (item["id"], ["a warning of a house spelt like it"])
    assert [one["kind"] for one in ask("addresses", address="34 Wharf Hill")[1]["items"]] == ["address"]
    home = records.put(made.database, "addresses", house="32", street="Wharf Hill", locality="Hackney")
    assert ids(ask("addresses", address="32 Wharf Hill"))[0] == str(home)
    assert item["id"] not in ids(ask("addresses", address="32 Wharf Hill"))


def test_a_warned_house_with_a_restricted_home_in_it_is_not_found_under_address(ask: Any, made: Made) -> None:
    mark_place(made, address="32 Wharf Hill, Hackney")
    assert ids(ask("addresses", address="32 Wharf Hill")) != []
    hidden = records.put(
        made.database, "addresses", house="32", street="Wharf Hill", restriction="refuge", restriction_owner="W"
    )
    assert ids(ask("addresses", address="32 Wharf Hill")) == []
    assert ("restricted record matched", f"address {hidden}") in [row[:2] for row in audited(made)]


def test_a_warning_of_the_same_house_in_another_borough_is_none_of_this_one(ask: Any, made: Made) -> None:
    """There are two Castor Lanes, two kilometres apart; an address that names no borough may lie in either."""
    home = records.put(made.database, "addresses", house="39", street="Castor Lane", locality="Tower Hamlets")
    mark_place(made, address="39 Castor Lane, Hackney")

    def typed(address: str) -> list[str]:
        return [
            one["label"] for one in ask("call", made.dispatcher(), reason=None, address=address)[1]["place"]["warnings"]
        ]

    assert typed("39 Castor Lane, Tower Hamlets") == []
    assert [typed(one) for one in ("39 Castor Lane, Hackney", "39 Castor Lane")] == [["Violent occupant"]] * 2
    assert ask("open", kind="address", id=str(home))[1]["markers"] == []
    (place,) = ask("words", words="violent castor lane")[1]["items"]
    assert (place["kind"], place["title"]) == ("place", "39 Castor Lane, Hackney")
    mark_place(made, address="39 Castor Lane, Tower Hamlets", said="Keeps a bat by the door")
    assert [one["text"] for one in ask("open", kind="address", id=str(home))[1]["markers"]] == [
        "Keeps a bat by the door"
    ]
    assert [one["text"] for one in ask("open", kind="place", id=place["id"])[1]["markers"]] == ["Has assaulted police"]


def test_a_warning_of_a_place_that_has_the_words_is_told_once_and_without_the_address_above_it(
    ask: Any, made: Made
) -> None:
    mark_place(
        made, address="17 Tannery Mews, Hackney", category="dangerous_dog", said="Two rottweilers loose, bit a postman."
    )
    why = "rottweilers, Hackney in a warning of the place: rottweilers loose, bit a postman"
    assert [one["why"] for one in ask("words", words="rottweiler hackney")[1]["items"]] == [[why]]
    records.put(made.database, "addresses", house="17", street="Tannery Mews", flat="2", locality="Hackney")
    (item,) = ask("words", words="rottweiler hackney")[1]["items"]
    assert (item["title"], item["why"]) == ("Flat 2, 17 Tannery Mews", [why])


def test_warned_places_of_a_borough_are_found_by_what_the_warning_is_called(ask: Any, made: Made) -> None:
    mark_place(made, address="1 Wharf Hill", at=IN_HACKNEY)
    mark_place(made, address="2 Quarrel Lane", at=IN_CROYDON)
    (item,) = ask("words", words="violent Hackney")[1]["items"]
    assert (item["kind"], item["title"]) == ("place", "1 Wharf Hill")
    assert item["why"] == ["warning Violent occupant: Has assaulted police", "in Hackney"]
    (item,) = ask("words", words="assaulted police croydon")[1]["items"]
    assert item["title"] == "2 Quarrel Lane"


def test_a_place_that_no_record_has_is_opened_with_its_warnings_and_that_is_written_down(ask: Any, made: Made) -> None:
    mark_place(made, address="32 Wharf Hill, Hackney")
    mark_place(made, address="32 Wharf Hill, Hackney", category="dangerous_dog", said="Bites")
    (place,) = ask("words", words="violent wharf hill")[1]["items"]
    assert [one["label"] for one in place["markers"]] == ["Violent occupant", "Dangerous dog"]
    status, opened_one = ask("open", kind="place", id=place["id"])
    assert (status, opened_one["fields"]["address"]) == (200, "32 Wharf Hill, Hackney")
    assert [one["text"] for one in opened_one["markers"]] == ["Has assaulted police", "Bites"]
    assert ("view place", f"place {place['id']}") in [(action, subject) for action, subject, _ in audited(made)]


@pytest.mark.parametrize(("category", "marked"), [("violent_occupant", "OFFICIAL-SENSITIVE"), ("asbestos", "OFFICIAL")])
def test_an_address_and_a_place_are_marked_as_high_as_the_warnings_on_the_house(
    ask: Any, made: Made, category: str, marked: str
) -> None:
    """Who reads of a violent occupant reads of a person, whatever the record of the bare address is marked."""
    home = records.put(made.database, "addresses", house="32", street="Wharf Hill")
    for house in ("32 Wharf Hill, Hackney", "9 Quarrel Lane, Hackney"):
        mark_place(made, address=house, category=category)
    (item,) = ask("addresses", address="32 Wharf Hill")[1]["items"]
    assert item["classification"] == marked
    assert ask("open", kind="address", id=str(home))[1]["fields"]["classification"] == marked
    (place,) = ask("words", words="police quarrel lane")[1]["items"]
    assert place["classification"] == marked
    assert ask("open", kind="place", id=place["id"])[1]["fields"]["classification"] == marked
    known = ask("call", made.dispatcher(), reason=None, address="9 Quarrel Lane")[1]["place"]
    assert [one["marking"] for one in known["warnings"]] == [marked]


def test_a_record_and_a_link_are_marked_as_high_as_their_warnings(ask: Any, made: Made) -> None:
    home, car = (
        records.put(made.database, "addresses", house="32", street="Wharf Hill"),
        records.put(made.database, "vehicle_records", vrm="AB12CDE"),
    )
    records.link(made.database, ("vehicle", car), ("address", home), "kept_at")
    opened_one = ask("open", kind="address", id=str(home))[1]
    assert [opened_one["fields"]["classification"], opened_one["links"][0]["classification"]] == ["OFFICIAL"] * 2
    records.marker(made.database, car, "WE", record_kind="vehicle")
    records.marker(made.database, home, "VI", record_kind="address")
    opened_one = ask("open", kind="address", id=str(home))[1]
    marks = [opened_one["fields"]["classification"], opened_one["links"][0]["classification"]]
    (item,) = ask("addresses", address="32 Wharf Hill")[1]["items"]
    assert {*marks, item["classification"]} == {"OFFICIAL-SENSITIVE"}


def test_a_marking_that_this_system_may_not_hold_is_refused_in_a_list(made: Made) -> None:
    with pytest.raises(Invalid) as refused:
        warns_of(made, 91, "marker_categories", {"code": "lair", "label": "Lair", "marking": "SECRET"})
    (wrong,) = refused.value.details["marker_categories"]
    assert wrong == "marker_categories, row 1: marking is neither OFFICIAL nor OFFICIAL-SENSITIVE."


def test_a_warning_of_a_house_with_a_restricted_home_in_it_is_not_found_by_words(ask: Any, made: Made) -> None:
    mark_place(made, address="32 Wharf Hill, Hackney")
    (place,) = ask("words", words="violent wharf hill")[1]["items"]
    refuge = records.put(
        made.database, "addresses", house="32", street="Wharf Hill", restriction="refuge", restriction_owner="W"
    )
    for typed in ("violent wharf hill", "assaulted police"):
        assert ask("words", words=typed)[1]["items"] == []
    assert ask("open", kind="place", id=place["id"])[0] == 404
    came_near = [action for action, subject, _ in audited(made) if subject == f"address {refuge}"]
    assert set(came_near) == {"restricted record matched"}
    # The own log tells what was asked for, and never which record is hidden there.
    assert ("view place, not there", f"place {place['id']}") in [row[:2] for row in audited(made)]


def test_a_warning_of_one_flat_is_told_as_that_flat_also_beside_a_restricted_one(ask: Any, made: Made) -> None:
    records.put(made.database, "addresses", flat="2", house="32", street="Wharf Hill", restriction="refuge")
    for flat in ("1", "3"):
        records.put(made.database, "addresses", flat=flat, house="32", street="Wharf Hill")
    mark_place(made, address="Flat 3, 32 Wharf Hill")
    (item,) = ask("words", words="violent wharf hill")[1]["items"]
    assert item["title"] == "Flat 3, 32 Wharf Hill"


def test_a_warning_of_a_place_that_was_withdrawn_is_not_found(ask: Any, made: Made) -> None:
    mark_place(made, address="32 Wharf Hill, Hackney")
    with made.database.transaction(SYSTEM) as session:
        session.execute(text("UPDATE place_markers SET withdrawn_at = now(), withdrawn_by = 'x'"))
    assert found(ask("words", words="violent wharf hill")) == {}


def test_a_warning_on_the_house_is_known_while_the_call_is_taken_whether_or_not_the_record_has_the_address(
    ask: Any, made: Made
) -> None:
    dispatcher = made.dispatcher()
    mark_place(made, address="32 Wharf Hill, Hackney")
    for typed in ("32 Wharf Hill, Hackney", "Flat 2, 32 wharf hill", "32 Warf Hill"):
        place = ask("call", dispatcher, reason=None, address=typed)[1]["place"]
        assert [(one["label"], one["address"]) for one in place["warnings"]] == [
            ("Violent occupant", "32 Wharf Hill, Hackney")
        ]
    assert ask("call", dispatcher, reason=None, address="33 Wharf Hill, Hackney")[1]["place"]["warnings"] == []
    home = records.put(made.database, "addresses", house="32", street="Wharf Hill", locality="Hackney")
    (found,) = ask("addresses", address="32 Wharf Hill")[1]["items"]
    assert [one["label"] for one in found["markers"]] == ["Violent occupant"]
    assert [one["text"] for one in ask("open", kind="address", id=str(home))[1]["markers"]] == ["Has assaulted police"]


def test_the_end_of_a_number_says_nothing_about_a_caller(ask: Any, made: Made) -> None:
    records.put(made.database, "phones", number="+447700900123")
    assert ask("call", made.dispatcher(), reason=None, number="0123")[0] == 422
    assert ask("call", made.dispatcher(), reason=None, number="07700 900999")[1]["number"]["items"] == []


def test_only_the_control_room_takes_calls(ask: Any, made: Made) -> None:
    assert ask("call", made.crew(), reason=None, number="07700 900123")[0] == 403


@pytest.mark.parametrize("table", ["nominals", "names", "nominal_keys", "record_markers", "nominal_identifiers"])
def test_row_level_security_hides_what_the_doors_do_not_show(made: Made, as_actor: Any, table: str) -> None:
    hidden = records.nominal(made.database, "Ada", "Quellfrost", restriction="refuge")
    records.marker(made.database, hidden, "WE")
    seen = as_actor(made.officer()).execute(text(f"SELECT count(*) FROM {table}")).scalar_one()  # noqa: S608  names above
    assert seen == 0


def test_an_officer_changes_no_record(made: Made, as_actor: Any) -> None:
    meant = records.nominal(made.database, "Ada", "Quellfrost")
    changed = as_actor(made.officer()).execute(
        text("UPDATE nominals SET family_name = 'X' WHERE id = :id"), {"id": meant}
    )
    assert changed.rowcount == 0


# Why somebody looks, and what is written down.


def test_opening_a_record_is_the_consultation(ask: Any, made: Made) -> None:
    meant = records.nominal(made.database, "Ada", "Quellfrost", description="limps")
    records.marker(made.database, meant, "VI", text="Assaulted an officer")
    status, record = ask("open", kind="nominal", id=str(meant), reason="traffic")
    assert (status, record["fields"]["description"], record["markers"][0]["label"]) == (200, "limps", "Violent")
    assert {"restriction", "restriction_owner"}.isdisjoint(record["fields"])
    assert audited(made)[-1] == ("view nominal", f"nominal {meant}", "Traffic stop")


def test_every_search_leaves_its_terms_and_its_reason(ask: Any, made: Made) -> None:
    records.nominal(made.database, "Ada", "Quellfrost")
    ask("people", name="Ada Quellfrost", reason="missing")
    assert audited(made)[-1] == ("search people", '{"name":"Ada Quellfrost"} found 1', "Missing person")


def test_from_a_task_the_job_is_the_reason(ask: Any, made: Made) -> None:
    crew = made.crew()
    tasking_id = made.tasking(crew, made.incident())
    assert ask("people", crew, reason="attending", name="Ada Quellfrost", tasking_id=str(tasking_id))[0] == 200
    assert audited(made)[-1][2].startswith("Attending an incident; ")


def test_with_the_tasking_of_another_unit_nothing_is_looked_up(ask: Any, made: Made) -> None:
    tasking_id = made.tasking(made.crew(), made.incident())
    status, answer = ask("people", made.crew(), reason="attending", name="Ada Quellfrost", tasking_id=str(tasking_id))
    assert (status, answer["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    "body",
    [
        {"reason": ""},
        {"reason": "curious"},
        {"reason": "attending"},
        {"reason": "other", "reason_text": "x"},
        {"reason": "investigation"},
    ],
)
def test_without_a_purpose_nothing_is_looked_up(ask: Any, made: Made, body: dict[str, str]) -> None:
    before = len(audited(made))
    assert ask("people", name="Ada Quellfrost", **body)[0] == 422
    assert len(audited(made)) == before


def test_an_auditor_and_a_stranger_look_nobody_up(app: Any, made: Made, ask: Any) -> None:
    assert ask("people", made.person("auditor"), name="Ada Quellfrost")[0] == 403
    assert app.test_client().post("/api/lookups/people", json={"reason": "stop", "name": "Ada"}).status_code == 401


# Bad input.

BOMBS = [
    "A" * 10_000,
    "%" * 100,
    "_%_%_%",
    "'; DROP TABLE nominals; --",
    "' OR '1'='1",
    "(((((((a+)+)+)+)+)+)+)+$",
    "\\\\\\",
    "$$ || pg_sleep(5) || $$",
    "*" * 90,
    "?" * 14,
    "\u202e\u0000",
    "a\u0301" * 60,
    "& | ! ( ) <->",
    "😀😀😀",
    "-- --",
]


@pytest.mark.parametrize(
    ("what", "field"),
    [
        ("people", "name"),
        ("people", "identifier"),
        ("vehicles", "plate"),
        ("phones", "number"),
        ("addresses", "address"),
        ("words", "words"),
    ],
)
def test_no_bomb_goes_off(ask: Any, made: Made, what: str, field: str) -> None:
    records.nominal(made.database, "Ada", "Quellfrost")
    for typed in BOMBS:
        status, answer = ask(what, **{field: typed})
        assert status in (200, 422), (typed, answer)
        assert not answer.get("items"), typed
        assert "SQL" not in str(answer)


@pytest.mark.parametrize("born", ["31/02/1990", "1/1/1899", "99", "about 400", "12/13/14/15", "yesterday", "20-10"])
def test_an_impossible_birth_is_told_so(ask: Any, born: str) -> None:
    status, answer = ask("people", name="Ada Quellfrost", born=born)
    if born == "99":
        assert status == 200
    else:
        assert (status, answer["code"]) == (422, "invalid")


def test_a_search_that_takes_too_long_is_ended_and_says_so(ask: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from api.db import run
    from api.lookups import service

    monkeypatch.setitem(
        service.KINDS, "people", (lambda session, _: run(session, "SELECT pg_sleep(30)") and None, ["nominal"])
    )
    monkeypatch.setattr(service, "SEARCH_WITHIN_MS", 30)
    status, answer = ask("people", name="Ada Quellfrost")
    assert (status, answer["code"]) == (422, "search_too_long")


def test_without_an_audit_there_is_no_answer(app: Any, made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    from api.audit import service as audit

    records.nominal(made.database, "Ada", "Quellfrost")

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the audit is not there")

    monkeypatch.setattr(audit, "note", broken)
    answer = made.client(app, made.officer()).post(
        "/api/lookups/people", json={"reason": "stop", "name": "Ada Quellfrost"}
    )
    assert answer.status_code == 500
    assert "Quellfrost" not in answer.text


def test_the_same_person_of_two_sources_stays_two_records(ask: Any, made: Made) -> None:
    both: set[UUID] = {records.nominal(made.database, "Ada", "Quellfrost") for _ in range(2)}
    assert set(ids(ask("people", name="Ada Quellfrost"))) == {str(one) for one in both}


def test_over_the_budget_a_search_waits_for_a_supervisor_and_never_on_an_immediate_tasking(
    app: Any, made: Made
) -> None:
    crew, supervisor = made.crew(name="Over Budget"), made.client(app, made.supervisor())
    client = made.client(app, crew)

    def search() -> Any:
        return client.post("/api/lookups/phones", json={"number": "07700900999", "reason": "traffic"})

    with made.database.transaction(SYSTEM) as session:
        session.execute(
            text(
                "INSERT INTO audit (at, actor_id, actor, kind, action, subject, reason, request_id) SELECT now(), :id,"
                " 'PC Over Budget', 'consultation', 'search people', 'x', '', '' FROM generate_series(1, 30)"
            ),
            {"id": str(crew.id)},
        )
        # Much else that they do in the hour, such as opening cars, pushes no search out of the count.
        session.execute(
            text(
                "INSERT INTO audit (at, actor_id, actor, kind, action, subject, reason, request_id) SELECT now(), :id,"
                " 'PC Over Budget', 'consultation', 'view vehicle', 'x', '', '' FROM generate_series(1, 400)"
            ),
            {"id": str(crew.id)},
        )
    refused = search()
    assert (refused.status_code, refused.json["code"]) == (403, "over_budget")
    assert "A supervisor can allow more" in refused.json["message"]
    assert client.post("/api/lookups/more", json={"words": "x"}).status_code == 422
    assert client.post("/api/lookups/more/asked", json={}).status_code == 403
    for _ in range(2):
        assert client.post("/api/lookups/more", json={"words": "Checkpoint on Mile End Road"}).status_code == 204
    (asked,) = [one for one in supervisor.post("/api/lookups/more/asked").json["items"] if one["officer"] == crew.label]
    assert asked["words"] == "Checkpoint on Mile End Road"
    tasking_id = made.tasking(crew, made.incident(grade="I"))
    assert search().status_code == 200
    made.give(made.dispatcher(), "withdraw_tasking", tasking_id=tasking_id, reason="not_needed")
    assert search().status_code == 403
    decided = {"id": asked["id"], "allowed": True}
    assert [supervisor.post("/api/lookups/more/decide", json=decided).status_code for _ in range(2)] == [204, 404]
    assert search().status_code == 200


def test_an_event_is_opened_from_whom_it_is_linked_to_and_the_look_is_written_down(made: Made, ask: Any) -> None:
    person = records.nominal(made.database, "Odile", "Brackenmoor")
    hidden = records.nominal(
        made.database, "Perrin", "Brackenmoor", restriction="refuge", restriction_owner="Safeguarding"
    )
    event = records.event(made.database, "Assault outside a public house", outcome="Under investigation")
    for one, role in ((person, "victim"), (hidden, "witness")):
        records.link(made.database, ("nominal", one), ("event", event), role, subject_category=role)
    _, told = ask("open", kind="nominal", id=str(person))
    (link,) = told["links"]
    status, opened_event = ask("open", kind=link["kind"], id=link["id"])
    assert status == 200
    fields = opened_event["fields"]
    assert (fields["label"], fields["outcome"]) == ("Assault outside a public house", "Under investigation")
    assert fields["happened"] == "01/06/2026 13:30"
    assert fields["address"] == "14 Roman Road"
    assert "detail" not in fields
    assert [one["id"] for one in opened_event["links"]] == [str(person)]
    looked = [(action, subject) for action, subject, _ in audited(made)]
    assert ("view event", f"event {event}") in looked
    assert ("told linked records", f"nominal {person}") in looked


def test_an_event_that_is_not_there_is_not_found_and_the_look_stays(made: Made, ask: Any) -> None:
    missing = uuid4()
    assert ask("open", kind="event", id=str(missing))[0] == 404
    assert ("view event, not there", f"event {missing}") in [row[:2] for row in audited(made)]


def test_the_incidents_that_name_somebody_are_told_on_their_record_and_nothing_that_was_said_in_them(
    made: Made, ask: Any
) -> None:
    person = records.nominal(made.database, "Odile", "Brackenmoor")
    other = records.nominal(made.database, "Odile", "Brackenmoor")
    records.join(made.database, person, other)
    incident = made.incident()
    made.give(
        made.dispatcher(), "name_record", incident_id=incident, record_kind="nominal", record_id=other, role="victim"
    )
    (named,) = ask("open", kind="nominal", id=str(person))[1]["named_in"]
    with made.database.transaction(SYSTEM) as session:
        cad = session.execute(
            text("SELECT cad_reference(cad_number, cad_date) FROM incidents WHERE id = :id"), {"id": incident}
        ).scalar_one()
    assert (named["cad"], named["role"], named["closed"]) == (cad, "victim", False)
    assert set(named) == {"cad", "role", "type", "opened_at", "closed"}
    assert ("told incidents that name it", f"incident_id:{incident}") in [row[:2] for row in audited(made)]


def many_links(made: Made, home: UUID, people: int) -> None:
    """So many people who lived at an address until last year, whose names come first in any order."""
    with made.database.transaction(SYSTEM) as session:
        session.execute(
            text(
                "WITH gone AS (INSERT INTO nominals (id, source_system, source_id, given_names, family_name)"
                " SELECT gen_random_uuid(), 'many', n::text, '{Aaron}', 'Aardvark' FROM generate_series(1, :people) n"
                " RETURNING id, source_id)"
                " INSERT INTO links (id, source_system, source_id, from_kind, from_id, to_kind, to_id, role, valid_to)"
                " SELECT gen_random_uuid(), 'many', source_id, 'nominal', id, 'address', :home, 'a lodger at', current_date - 1 FROM gone"
            ),
            {"people": people, "home": home},
        )


def test_of_many_links_those_that_hold_and_those_that_are_warned_of_are_told_and_the_rest_is_counted(
    ask: Any, made: Made
) -> None:
    home = records.put(made.database, "addresses", house="14", street="Roman Road")
    lives, warned, was_warned, hidden = (
        records.nominal(made.database, name, "Zeller") for name in ("Lives", "Warned", "Was", "Hidden")
    )
    for person in (lives, warned, was_warned, hidden):
        records.link(made.database, ("nominal", person), ("address", home), "the last by role")
    for person in (warned, was_warned, hidden):
        records.marker(made.database, person, "VI")
    with made.database.transaction(SYSTEM) as session:
        session.execute(text("UPDATE nominals SET restriction = 'witness' WHERE id = :id"), {"id": hidden})
        session.execute(text("UPDATE links SET valid_to = current_date - 1 WHERE from_id = :id"), {"id": was_warned})
    many_links(made, home, 148)
    told = ask("open", kind="address", id=str(home))[1]
    # Nobody learns from the count that there is one more.
    assert (len(told["links"]), told["left_out"]) == (100, 51)
    assert [one["id"] for one in told["links"][:3]] == [str(warned), str(lives), str(was_warned)]
