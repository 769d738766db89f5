"""What is handed out holds nothing of anybody else: not covered, but absent from the bytes."""

from __future__ import annotations

import base64
import html
import json
import re
from datetime import timedelta
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from api import clock
from api.actors import SYSTEM, Actor
from api.audit import service as audit
from api.disclosure import paper
from api.retention import service as retention
from api.thrive.rules import PARTS
from tests import records
from tests.factories import Made

REFERENCE, RECIPIENT = "SAR/2026/0417", "Paula Subject"
# What must not be in any document on Paula Subject; nobody here exists.
OTHERS = [
    "Zebedee",
    "Quillfeather",
    "Ottoline",
    "07700 900456",
    "+447700900456",
    "3 Hawthorn Mews",
    "Hawthorn",
    "19/07/1961",
    "1961-07-19",
]
HIDDEN = ["Wilhelmina", "Nightingale", "77 Secret Row", "Secret Row", "E9 5ZZ"]
CONFIDENCE = [
    "told by a CHIS",
    "Source handling",
    "Seen with cash by somebody who fears them",
    "Do not tell the subject",
    "1 Covert Yard",
]


class World:
    """One person, with a neighbour, a witness in refuge, and something that came in confidence."""

    def __init__(self, made: Made) -> None:
        self.made = made
        database = made.database
        self.subject = records.nominal(
            database,
            "Paula",
            "Subject",
            "1985-02-03",
            ethnicity="W1",
            description="Tall. Argues with Zebedee Quillfeather of 3 Hawthorn Mews, 07700 900456",
            more={"note": "neighbour Zebedee"},
        )
        self.other = records.nominal(
            database, "Zebedee Ottoline", "Quillfeather", "1961-07-19", classification="OFFICIAL"
        )
        self.hidden = records.nominal(
            database, "Wilhelmina", "Nightingale", restriction="witness", restriction_owner="Witness unit"
        )
        self.refuge = records.put(
            database, "addresses", house="77", street="Secret Row", postcode="E9 5ZZ", restriction="refuge"
        )
        home = records.put(database, "addresses", house="12", street="Made Up Road", postcode="E1 2AB")
        yard = records.put(
            database,
            "addresses",
            house="1",
            street="Covert Yard",
            postcode="E1 9ZZ",
            handling="Do not tell the subject",
        )
        mews = records.put(database, "addresses", house="3", street="Hawthorn Mews", postcode="E3 4XY")
        phone = records.put(database, "phones", number="+447700900456", as_given="07700 900456")
        for role, kind, id_ in (
            ("lives at", "address", home),
            ("knows", "nominal", self.other),
            ("knows", "nominal", self.hidden),
            ("stays at", "address", self.refuge),
            ("meets at", "address", yard),
        ):
            records.link(database, ("nominal", self.subject), (kind, id_), role)
        records.link(database, ("nominal", self.other), ("address", mews), "lives at")
        records.link(database, ("nominal", self.other), ("phone", phone), "uses")
        records.marker(database, self.subject, "VI", text="Hit Zebedee with a bottle")
        records.marker(
            database,
            self.subject,
            "WE",
            text="Seen with cash by somebody who fears them",
            source="Source handling unit",
        )
        self.dispatcher = made.dispatcher(name="Dora Dispatch")
        self.incident = made.incident(
            self.dispatcher,
            what="Paula Subject shouts at Wilhelmina Nightingale, flat near 77 Secret Row",
            address="3 Hawthorn Mews",
            caller_number="+447700900456",
        )
        for record_id, role in ((self.subject, "suspect"), (self.other, "victim")):
            made.give(
                self.dispatcher,
                "name_record",
                incident_id=self.incident,
                record_kind="nominal",
                record_id=record_id,
                role=role,
            )
        for words in ("Zebedee on the phone: he hides", "Wilhelmina is not at home", "Officers speak to Paula Subject"):
            made.give(self.dispatcher, "add_log", entry_id=uuid4(), incident_id=self.incident, text=words)
        with database.transaction(SYSTEM) as session:
            # Named while nobody knew that she would have to be hidden.
            session.execute(
                text(
                    "INSERT INTO named_records (incident_id, record_id, kind, role, named_by, named_at)"
                    " VALUES (:i, :r, 'nominal', 'witness', 'PC Dora Dispatch', now())"
                ),
                {"i": self.incident, "r": self.hidden},
            )
            session.execute(
                text(
                    "INSERT INTO log_entries (id, incident_id, number, kind, text, author, author_id, source, occurred_at, received_at)"
                    " VALUES (gen_random_uuid(), :i, 900, 'named', 'Named as witness: Wilhelmina Nightingale.', 'PC Dora Dispatch', '',"
                    " 'control', now(), now())"
                ),
                {"i": self.incident},
            )


@pytest.fixture
def world(made: Made) -> World:
    return World(made)


@pytest.fixture
def auditor(made: Made) -> Actor:
    return made.person("auditor", name="Ada Auditor")


def asked(world: World, **more: Any) -> dict[str, Any]:
    return {
        "purpose": "access",
        "reference": REFERENCE,
        "subject_kind": "nominal",
        "subject_id": str(world.subject),
        **more,
    }


def preview(app: Any, world: World, auditor: Actor, **more: Any) -> Any:
    return world.made.client(app, auditor).post("/api/disclosures/preview", json=asked(world, **more))


def export(app: Any, world: World, auditor: Actor, **more: Any) -> Any:
    given = asked(world, **{"recipient": RECIPIENT, **more})
    return world.made.client(app, auditor).post("/api/disclosures/export", json=given)


def writings(words: str) -> set[bytes]:
    """The same words in every way in which a file could hold them."""
    plain = {words, words.upper(), words.lower(), words[::-1], words.replace(" ", ""), words.encode().hex()}
    written = {
        *plain,
        html.escape(words),
        quote(words),
        json.dumps(words)[1:-1],
        "".join(f"&#{ord(sign)};" for sign in words),
        "".join(f"\\u{ord(sign):04x}" for sign in words),
    }
    coded = {one.encode(code) for one in plain for code in ("utf-8", "utf-16-le", "utf-16-be")}
    based = {base64.b64encode(b"x" * shift + words.encode())[4:-4] for shift in range(3)}
    return {one for one in coded | {one.encode() for one in written} | based if len(one) >= 4}


def held(answer: Any, words: list[str]) -> list[str]:
    """Which of the words can be found in the bytes of the answer, in any writing."""
    whole = answer.data + b"".join(
        file.encode(code) for file in (answer.json["json"], answer.json["html"]) for code in ("utf-8",)
    )
    return [one for one in words if any(way in whole or way.lower() in whole.lower() for way in writings(one))]


def test_the_bytes_hold_nothing_of_others_of_the_hidden_or_of_what_came_in_confidence(
    app: Any, world: World, auditor: Actor
) -> None:
    answer = export(app, world, auditor)
    assert answer.status_code == 200
    assert held(answer, ["Paula", "Made Up Road", "Officers speak to"]) == [
        "Paula",
        "Made Up Road",
        "Officers speak to",
    ]
    assert held(answer, OTHERS) == []
    assert held(answer, HIDDEN) == []
    assert held(answer, CONFIDENCE) == []
    # Nor the ids by which they could be asked for, nor the names of staff.
    assert (
        held(answer, [str(world.other), str(world.hidden), str(world.refuge), str(world.incident), "Dora Dispatch"])
        == []
    )


def test_each_redaction_says_why_and_the_origin_of_every_record_has_one(app: Any, world: World, auditor: Actor) -> None:
    document = json.loads(export(app, world, auditor).json["json"])
    items = [item for section in document["sections"] for item in section["items"]]
    removed = [item for item in items if "removed" in item]
    assert all(set(item) == {"label", "removed"} for item in removed)
    assert {item["removed"] for item in removed} >= {"data of another person", "where a record came from is not told"}
    assert [item["label"] for item in removed].count("Where it came from") == 1
    assert any("[removed: data of another person]" in item.get("text", "") for item in items)
    assert (
        sum(1 for item in items if item.get("removed") == "data of another person" and item["label"] == "A person") == 1
    )


def test_a_restricted_record_leaves_no_trace_not_even_a_mark(
    app: Any, world: World, auditor: Actor, made: Made
) -> None:
    seen = preview(app, world, auditor).json
    assert held_in(seen, HIDDEN) == []
    with made.database.transaction(SYSTEM) as session:
        session.execute(text("DELETE FROM links WHERE to_id = ANY (:ids)"), {"ids": [world.hidden, world.refuge]})
        session.execute(
            text("UPDATE named_records SET removed_at = now(), removed_by = 'x' WHERE record_id = :id"),
            {"id": world.hidden},
        )
        session.execute(text("ALTER TABLE log_entries DISABLE TRIGGER USER") if False else text("SELECT 1"))
    without = preview(app, world, auditor).json
    assert (len(seen["items"]), seen["removed"]) == (len(without["items"]), without["removed"])


def held_in(told: Any, words: list[str]) -> list[str]:
    said = json.dumps(told, ensure_ascii=False).lower()
    return [one for one in words if one.lower() in said]


def test_a_restricted_subject_and_one_that_is_not_there_get_the_same_answer_and_the_look_is_kept(
    app: Any, world: World, auditor: Actor, made: Made
) -> None:
    hidden = preview(app, world, auditor, subject_id=str(world.hidden))
    nobody = preview(app, world, auditor, subject_id=str(UUID(int=7)))
    assert (
        (hidden.status_code, hidden.json["message"])
        == (nobody.status_code, nobody.json["message"])
        == (404, nobody.json["message"])
    )
    assert actions(made, auditor)[-2:] == ["restricted record asked for", "view nominal for disclosure, not there"]


def actions(made: Made, actor: Actor) -> list[str]:
    with made.database.transaction(SYSTEM) as session:
        found = session.execute(
            text("SELECT action FROM audit WHERE actor_id = :id ORDER BY id"), {"id": str(actor.id)}
        )
        return list(found.scalars())


def test_more_may_be_taken_out_and_words_are_cut_out_wherever_they_stand(
    app: Any, world: World, auditor: Actor
) -> None:
    items = preview(app, world, auditor).json["items"]
    birth = next(item for item in items if item["label"] == "Date of birth")
    answer = export(
        app, world, auditor, changes=[{"key": birth["key"], "show": False}], words=["officers speak", "03/02/1985"]
    )
    assert held(answer, ["03/02/1985", "Officers speak"]) == []
    assert "taken out by whoever made this document" in answer.json["html"]


def test_putting_back_needs_a_reason_is_audited_and_never_brings_back_what_is_locked_or_hidden(
    app: Any, world: World, auditor: Actor, made: Made
) -> None:
    items = preview(app, world, auditor).json["items"]
    where = next(item for item in items if item["label"] == "Where" and item["out"])
    assert where["was"] == "3 Hawthorn Mews"
    short = export(app, world, auditor, changes=[{"key": where["key"], "show": True, "reason": "because"}])
    assert short.status_code == 422
    why = "The victim has agreed in writing"
    answer = export(app, world, auditor, changes=[{"key": where["key"], "show": True, "reason": why}])
    assert held(answer, ["3 Hawthorn Mews"]) == ["3 Hawthorn Mews"]
    with made.database.transaction(SYSTEM) as session:
        row = session.execute(
            text("SELECT kind, reason FROM audit WHERE action = 'put back what a rule took out'")
        ).one()
    assert row.kind == "disclosure"
    assert why in row.reason
    report = next(item for item in items if item["label"] == "What was reported")
    opened = export(app, world, auditor, changes=[{"key": report["key"], "show": True, "reason": why}])
    assert held(opened, HIDDEN) == []
    for locked in [item for item in items if item["locked"]]:
        assert (locked["was"], locked["text"]) == ("", "")
        refused = export(app, world, auditor, changes=[{"key": locked["key"], "show": True, "reason": why}])
        assert refused.status_code == 422


def test_the_highest_marking_of_what_is_left_wins(app: Any, world: World, auditor: Actor, made: Made) -> None:
    assert json.loads(export(app, world, auditor).json["json"])["marking"] == "OFFICIAL-SENSITIVE"
    plain = made.incident(what="A tree has fallen", address="Park Lane")
    court = {"purpose": "court", "subject_kind": "incident", "subject_id": str(plain)}
    answer = export(app, world, auditor, **court)
    assert (json.loads(answer.json["json"])["marking"], answer.json["html"].count("OFFICIAL-SENSITIVE")) == (
        "OFFICIAL",
        0,
    )
    car = records.put(made.database, "vehicle_records", vrm="AB12CDE", classification="OFFICIAL-SENSITIVE")
    made.give(made.dispatcher(), "name_record", incident_id=plain, record_kind="vehicle", record_id=car, role="other")
    assert preview(app, world, auditor, **court).json["marking"] == "OFFICIAL"
    key = next(item["key"] for item in preview(app, world, auditor, **court).json["items"] if "AB12CDE" in item["was"])
    back = [{"key": key, "show": True, "reason": "The car is the exhibit"}]
    assert preview(app, world, auditor, changes=back, **court).json["marking"] == "OFFICIAL-SENSITIVE"


def reported(world: World, kind: str, **more: Any) -> None:
    crew = world.made.crew(name="Rhoda Reporter")
    world.made.tasking(crew, world.incident, world.dispatcher)
    given = {"report_id": uuid4(), "incident_id": world.incident, **more}
    assert world.made.give(crew, kind, **given).outcome == "done"


def refer(world: World, record_id: UUID) -> None:
    said = {"concern": "neglect", "concern_text": "Paula Subject is afraid at night", "immediate_risk": False}
    asked_for = {"consent": "not_asked", "consent_text": "Nobody there", "voice": "Says that she is hungry"}
    reported(world, "refer_safeguarding", about="child", record_id=record_id, **said, **asked_for)


def test_a_referral_is_told_of_and_its_words_only_where_somebody_has_read_them(
    app: Any, world: World, auditor: Actor
) -> None:
    refer(world, world.subject)
    items = preview(app, world, auditor).json["items"]
    of_report = [item for item in items if item["section"] == "Reports of officers"]
    assert [(item["label"], item["out"]) for item in of_report] == [
        ("Report", False),
        ("What the concern is", True),
        ("Consent", True),
        ("What the child says", True),
        ("Reported by", True),
    ]
    (concern,) = [item for item in of_report if item["label"] == "What the concern is"]
    back = [{"key": concern["key"], "show": True, "reason": "Read, and cleaned of others"}]
    answer = export(app, world, auditor, changes=back)
    assert held(answer, ["is afraid at night", "that she is hungry", "Rhoda Reporter"]) == ["is afraid at night"]


def test_intelligence_is_withheld_and_not_named_and_a_report_on_somebody_hidden_is_not_there(
    app: Any, world: World, auditor: Actor
) -> None:
    given = {"source": "2", "assessment": "B", "handling": "P", "provenance": "Told by a neighbour in flat 4"}
    named = [{"kind": "nominal", "id": str(world.subject)}]
    reported(world, "report_intelligence", text="Keeps a blade under the bed", subjects=named, **given)
    of_report = [one for one in preview(app, world, auditor).json["items"] if one["section"] == "Reports of officers"]
    assert [(one["label"], one["text"], one["locked"]) for one in of_report] == [("Report", "", True)]
    assert held(export(app, world, auditor), ["blade", "flat 4", "ntelligence"]) == []
    refer(world, world.other)
    with world.made.database.transaction(SYSTEM) as session:
        session.execute(text("UPDATE nominals SET restriction = 'witness' WHERE id = :id"), {"id": world.other})
    court = {"purpose": "court", "subject_kind": "incident", "subject_id": str(world.incident)}
    told = [
        one for one in preview(app, world, auditor, **court).json["items"] if one["section"] == "Reports of officers"
    ]
    assert [one["label"] for one in told] == ["Report"]


def test_a_court_reads_why_the_risk_was_judged_as_it_was(app: Any, world: World, auditor: Actor) -> None:
    levels = dict.fromkeys(PARTS, "high") | {f"{part}_text": "Knives in the kitchen" for part in PARTS}
    given = {"assessment_id": uuid4(), "incident_id": world.incident, **levels}
    assert world.made.give(world.dispatcher, "assess_thrive", **given).outcome == "done"
    court = {"purpose": "court", "subject_kind": "incident", "subject_id": str(world.incident)}
    told = {item["label"]: item["text"] for item in preview(app, world, auditor, **court).json["items"]}
    assert told["THRIVE, threat (call handler)"] == "High: Knives in the kitchen"


def test_the_number_of_the_caller_is_somebody_and_marks_the_paper(
    app: Any, world: World, auditor: Actor, made: Made
) -> None:
    plain = made.incident(what="A tree has fallen", address="Park Lane", caller_number="07700 900777")
    court = {"purpose": "court", "subject_kind": "incident", "subject_id": str(plain)}
    told = preview(app, world, auditor, **court).json
    assert told["marking"] == "OFFICIAL"
    key = next(item["key"] for item in told["items"] if item["label"] == "Number of the caller")
    back = [{"key": key, "show": True, "reason": "The number is what is in dispute"}]
    assert preview(app, world, auditor, changes=back, **court).json["marking"] == "OFFICIAL-SENSITIVE"


def test_a_court_is_told_who_is_named_but_not_how_to_reach_them_nor_who_is_hidden(
    app: Any, world: World, auditor: Actor
) -> None:
    answer = export(app, world, auditor, purpose="court", subject_kind="incident", subject_id=str(world.incident))
    assert held(answer, ["Zebedee Ottoline Quillfeather", "Dora Dispatch"]) == [
        "Zebedee Ottoline Quillfeather",
        "Dora Dispatch",
    ]
    assert held(answer, ["07700 900456", "+447700900456", "19/07/1961", *HIDDEN]) == []


def test_an_incident_is_no_answer_to_a_person_who_asks(app: Any, world: World, auditor: Actor) -> None:
    assert preview(app, world, auditor, subject_kind="incident", subject_id=str(world.incident)).status_code == 422


def test_handing_out_is_a_disclosure_in_the_audit_with_the_hash_of_what_was_handed_out(
    app: Any, world: World, auditor: Actor, made: Made
) -> None:
    answer = export(app, world, auditor).json
    with made.database.transaction(SYSTEM) as session:
        row = session.execute(
            text("SELECT * FROM audit WHERE kind = 'disclosure' AND action = 'disclose nominal'")
        ).one()
        kept = session.execute(text("SELECT * FROM disclosures")).one()
    assert row.subject == f"nominal {world.subject}"
    assert all(part in row.reason for part in (RECIPIENT, REFERENCE, answer["number"], answer["digest"]))
    assert (str(kept.id), kept.digest.hex(), kept.made_by) == (answer["number"], answer["digest"], "PC Ada Auditor")
    # Only decisions are kept: nothing of what was handed out, and nothing of what was not.
    assert held_in([str(one) for one in kept], [*OTHERS, *HIDDEN, "Made Up Road"]) == []


def test_no_audit_no_document(
    app: Any, world: World, auditor: Actor, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("the audit is not there")

    monkeypatch.setattr(audit, "note", broken)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    assert export(app, world, auditor).status_code == 500
    with made.database.transaction(SYSTEM) as session:
        assert session.execute(text("SELECT count(*) FROM disclosures")).scalar_one() == 0


@pytest.mark.parametrize("door", ["find", "preview", "export", "made"])
def test_only_the_auditor_may(app: Any, made: Made, world: World, door: str) -> None:
    for actor in (made.crew(), made.dispatcher(), made.supervisor(), made.person("administrator")):
        assert made.client(app, actor).post(f"/api/disclosures/{door}", json=asked(world)).status_code == 403
    assert app.test_client().post(f"/api/disclosures/{door}", json=asked(world)).status_code == 401


def test_a_subject_is_found_by_name_and_birth_or_by_cad_and_the_search_is_in_the_audit(
    app: Any, world: World, auditor: Actor, made: Made
) -> None:
    def found(**terms: str) -> list[dict[str, Any]]:
        body = {"purpose": "access", "reference": REFERENCE, **terms}
        items: list[dict[str, Any]] = made.client(app, auditor).post("/api/disclosures/find", json=body).json["items"]
        return items

    assert str(world.subject) in [one["id"] for one in found(name="Paula Subject", born="03/02/1985")]
    assert found(name="Wilhelmina Nightingale") == []
    with made.database.transaction(SYSTEM) as session:
        cad = session.execute(
            text("SELECT cad_reference(cad_number, cad_date) FROM incidents WHERE id = :id"), {"id": world.incident}
        ).scalar_one()
    assert [one["id"] for one in found(cad=cad)] == [str(world.incident)]
    assert actions(made, auditor)[:3] == ["search people", "search people", "restricted record matched"]


def test_what_was_handed_out_before_is_part_of_the_answer_and_of_the_list(
    app: Any, world: World, auditor: Actor, made: Made
) -> None:
    export(app, world, auditor, recipient="Probation Service")
    assert "Probation Service" in export(app, world, auditor).json["html"]
    listed = made.client(app, auditor).post("/api/disclosures/made").json["items"]
    assert [row["recipient"] for row in listed] == [RECIPIENT, "Probation Service"]


def test_an_erased_record_is_not_handed_out_and_after_seven_years_nothing_says_that_it_was(
    app: Any, world: World, auditor: Actor, made: Made
) -> None:
    export(app, world, auditor)
    with made.database.transaction(SYSTEM) as session:
        session.execute(text("DELETE FROM links WHERE from_id = :id"), {"id": world.subject})
        retention.decide(session, "nominal", world.subject, "erase", "A court ordered it", by="A reviewer")
    retention.erase_due(made.database, "A reviewer")
    assert preview(app, world, auditor).status_code == 404
    assert len(made.client(app, auditor).post("/api/disclosures/made").json["items"]) == 1
    with made.database.transaction(SYSTEM) as session:
        session.execute(
            text(
                "INSERT INTO disclosures SELECT gen_random_uuid(), purpose, subject_kind, subject_id, recipient, reference, marking,"
                " shown, removed, changes, digest, made_by, :old FROM disclosures"
            ),
            {"old": clock.now() - timedelta(days=2558)},
        )
    retention.erase_due(made.database, "A reviewer")
    assert len(made.client(app, auditor).post("/api/disclosures/made").json["items"]) == 1
    with made.database.transaction(SYSTEM) as session:
        assert session.execute(text("SELECT count(*) FROM audit WHERE action = 'erase disclosures'")).scalar_one() == 1


def test_times_are_told_in_london_and_in_words_and_no_program_writes_any(
    app: Any, world: World, auditor: Actor, made: Made
) -> None:
    instant = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
    with made.database.transaction(SYSTEM) as session:
        session.execute(
            text(
                "UPDATE nominals SET more = :more::jsonb WHERE id = :id".replace(":more::jsonb", "CAST(:more AS jsonb)")
            ),
            {"more": json.dumps({"seen": "2026-07-01T22:30:00Z"}), "id": world.subject},
        )
    items = preview(app, world, auditor).json["items"]
    assert not [item for item in items if instant.search(item["text"] + (item["at"] or "") + (item["was"] or ""))]
    in_words = re.compile(r"\d{1,2} [A-Z][a-z]+ \d{4}, \d\d:\d\d")
    assert [item for item in items if in_words.search(item["text"] + (item["at"] or ""))]


def test_a_printed_sheet_has_its_marking_its_number_and_its_page(app: Any, world: World, auditor: Actor) -> None:
    page = export(app, world, auditor).json["html"]
    assert '@top-center { content: "OFFICIAL-SENSITIVE";' in page
    assert 'content: "Page " counter(page) " of " counter(pages);' in page


def test_nothing_of_a_marking_ends_the_words_of_a_margin() -> None:
    assert paper.css_text('A"; } body { x: y') == "A\\22 \\3b  \\7d  body \\7b  x\\3a  y"


def test_a_photograph_is_handed_out_only_where_somebody_chose_it(app: Any, world: World, auditor: Actor) -> None:
    shown = records.photograph(world.made.database, world.subject, "2025-04-01")
    (item,) = [one for one in preview(app, world, auditor).json["items"] if one["label"] == "Photograph"]
    assert (item["out"], item["locked"], item["was"]) == (True, False, "Photograph, taken 1 April 2025")
    assert item["reasons"] == ["photograph, handed out only where whoever made this document chose it"]
    without = export(app, world, auditor).json
    assert "jpeg" not in without["json"] + without["html"]
    chosen = {"key": item["key"], "show": True, "reason": "They asked for their picture"}
    made = export(app, world, auditor, changes=[chosen]).json
    (told,) = re.findall('"jpeg": "([^"]+)"', made["json"])
    assert base64.b64decode(told).startswith(b"\xff\xd8\xff")
    assert f'<img src="data:image/jpeg;base64,{told}" alt="Photograph, taken 1 April 2025">' in made["html"]
    assert str(shown) not in made["json"] + made["html"]
