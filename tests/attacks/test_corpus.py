"""Attacks on every door of the record, one by one: A15 to A28 and A52 to A57 of the list of sixty, as far as they concern it.

Doors are enumerated from the app, so that a new one is attacked too. What other tests hold already is said where it stands.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from api import clock
from api.actors import SYSTEM, Actor
from api.audit import alerts, verifier
from api.db import Database, connect
from geo import points
from tests import records
from tests.conftest import own_database, url_of
from tests.factories import HERE, Made

NOUNS = ("codes", "lookups", "photographs", "nominals", "audit", "restricted", "disclosures")
ROLES = ("officer", "dispatcher", "supervisor", "reviewer", "auditor", "administrator")
# Who may pass which guard (api/auth/guards.py).
PASS = {
    "officer": {"officer"},
    "control": {"dispatcher", "supervisor"},
    "officer_or_control": {"officer", "dispatcher", "supervisor"},
    "supervisor": {"supervisor"},
    "reviewer": {"supervisor", "reviewer"},
    "oversight": {"supervisor", "auditor"},
    "auditor": {"auditor"},
    "administrator": {"administrator"},
    "anybody": set(ROLES),
}
NOBODY = str(UUID(int=9))
REASON = {"reason": "stop"}
ASKED = {"purpose": "access", "reference": "SAR/1", "subject_kind": "nominal", "subject_id": NOBODY}
# What each door takes, and which of it is a text that somebody types.
BODIES: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "/api/audit/alerts": ({}, ()),
    "/api/audit/alerts/<int:alert_id>": ({"note": "Asked and answered"}, ("note",)),
    "/api/audit/allowances/change": ({"version": 1, "items": []}, ()),
    "/api/codes/words/change": (
        {"list": "spoken_words", "version": 1, "items": [{"code": "weapons", "words": ["gun"]}]},
        (),
    ),
    "/api/audit/export": (
        {
            "since": "2026-01-01T00:00:00Z",
            "until": "2026-01-02T00:00:00Z",
            "recipient": "A court",
            "reason": "Ordered by it",
        },
        ("recipient", "reason"),
    ),
    "/api/audit/read": ({}, ("officer", "subject", "incident")),
    "/api/audit/watched": ({}, ()),
    "/api/audit/watched/add": (
        {"record_kind": "nominal", "record_id": NOBODY, "relation": "protected", "note": ""},
        ("note",),
    ),
    "/api/audit/watched/end": ({"id": NOBODY}, ()),
    "/api/disclosures/export": ({**ASKED, "recipient": "A person"}, ("recipient", "reference")),
    "/api/disclosures/find": (
        {"purpose": "court", "reference": "T1/2", "name": "Ann Nobody"},
        ("name", "born", "cad", "reference"),
    ),
    "/api/disclosures/made": ({}, ()),
    "/api/disclosures/preview": (ASKED, ("reference",)),
    "/api/lookups/addresses": ({**REASON, "address": "1 Nowhere Road"}, ("address", "reason", "reason_text")),
    "/api/lookups/call": ({"number": "07700900999"}, ("number", "address")),
    "/api/lookups/more": ({"words": "Warrant day, many names"}, ("words",)),
    "/api/lookups/more/asked": ({}, ()),
    "/api/lookups/more/decide": ({"id": NOBODY, "allowed": True}, ()),
    "/api/lookups/open": ({**REASON, "kind": "nominal", "id": NOBODY}, ("reason", "reason_text")),
    "/api/lookups/people": ({**REASON, "name": "Ann Nobody"}, ("name", "born", "postcode", "where", "reason_text")),
    "/api/lookups/phones": ({**REASON, "number": "07700900999"}, ("number",)),
    "/api/lookups/vehicles": ({**REASON, "plate": "AB12CDE"}, ("plate", "looks", "vin")),
    "/api/lookups/words": ({**REASON, "words": "scar on the hand"}, ("words",)),
    "/api/nominals/attention": ({}, ()),
    "/api/nominals/review": ({"one_id": NOBODY, "other_id": None}, ()),
    "/api/photographs/view": ({"id": NOBODY}, ()),
    "/api/restricted/give": (
        {"pay_number": "P999999", "source": "x", "reference": "W-1", "reason": "Asked by CID"},
        ("pay_number", "source", "reference", "reason"),
    ),
    "/api/restricted/given": ({}, ()),
    "/api/restricted/news": ({}, ()),
    "/api/restricted/seen": (
        {"id": "00000000-0000-4000-8000-000000000000", "until": "2026-01-01T00:00:00Z"},
        ("id", "until"),
    ),
    "/api/restricted/owners/change": ({"version": 1, "items": []}, ()),
    "/api/restricted/near": ({"before": None}, ("before",)),
    "/api/restricted/calls": ({"known": []}, ("known",)),
    "/api/restricted/calls/seen": ({"ids": [1]}, ("ids",)),
    "/api/restricted/open": ({"key": "AAAAAAAAAA", "reason_text": "Asked by CID"}, ("key", "reason_text")),
}
INJECTIONS = (
    "' OR '1'='1",
    "'; DROP TABLE audit; --",
    "1) UNION SELECT password_hash FROM officers --",
    "%' AND pg_sleep(5) --",
    "\\'; SELECT pg_sleep(5); --",
    "$$; SELECT 1; $$",
    "a:* & b | !c <-> (",
    '$.** ? (@ == "x")',
    "{0}{1!r}%s%(x)s",
    "x' COLLATE \"C",
)


def doors(app: Any) -> Iterator[Any]:
    """Every door of the record; GET /own too, which takes no body."""
    yield from (rule for rule in app.url_map.iter_rules() if rule.endpoint.split(".")[0] in NOUNS)


def path(rule: Any) -> str:
    return str(rule).replace("<int:alert_id>", "1")


def posting(app: Any) -> list[Any]:
    return [rule for rule in doors(app) if "POST" in rule.methods]


@pytest.fixture
def everybody(made: Made) -> Actor:
    """Somebody with every role, so that only the door's own rules say no."""
    return made.person(*ROLES, name="Every Body")


def rows_of(made: Made) -> int:
    with made.database.transaction(SYSTEM) as session:
        return int(session.execute(text("SELECT count(*) FROM audit")).scalar_one())


def test_every_door_of_the_record_is_attacked(app: Any) -> None:
    assert {str(rule) for rule in posting(app)} == set(BODIES)


def test_a15_what_is_restricted_and_what_is_not_there_are_answered_alike(
    app: Any, made: Made, everybody: Actor
) -> None:
    hidden = records.nominal(made.database, "Hid", "Den", restriction="blocked", restriction_owner="Somebody")
    client = made.client(app, everybody)

    def told(door: str, **named: Any) -> tuple[int, Any]:
        answer = client.post(door, json={**BODIES[door][0], **named})
        body = {name: value for name, value in (answer.json or {}).items() if name != "request_id"}
        return answer.status_code, body

    for door, name in (
        ("/api/lookups/open", "id"),
        ("/api/nominals/review", "one_id"),
        ("/api/disclosures/preview", "subject_id"),
        ("/api/disclosures/export", "subject_id"),
    ):
        there, nowhere = told(door, **{name: str(hidden)}), told(door, **{name: NOBODY})
        assert there == nowhere, door
        assert there[0] == 404, door


def test_a15_a_watch_on_a_restricted_record_shows_nothing_of_it(app: Any, made: Made, everybody: Actor) -> None:
    hidden = records.nominal(made.database, "Hid", "Den", restriction="blocked")
    client = made.client(app, everybody)
    body = BODIES["/api/audit/watched/add"][0] | {"record_id": str(hidden)}
    client.post("/api/audit/watched/add", json=body)
    assert "Den" not in client.post("/api/audit/watched").text


def test_a17_what_is_only_ours_is_in_no_answer(app: Any, made: Made, everybody: Actor) -> None:
    known = records.nominal(
        made.database, "Vera", "Victim", description="Tall", more={"refuge": "12 Hidden Lane"}, source_id="V-1"
    )
    records.nominal(made.database, "Rita", "Refuge", restriction="refuge", restriction_owner="Owner of the block")
    client = made.client(app, everybody)
    answers = [
        client.post("/api/lookups/people", json={**REASON, "name": "Vera Victim"}),
        client.post("/api/lookups/open", json={**REASON, "kind": "nominal", "id": str(known)}),
        client.post("/api/lookups/people", json={**REASON, "name": "Rita Refuge"}),
        client.post("/api/audit/read", json={}),
        client.post("/api/audit/watched", json={}),
    ]
    for answer in answers:
        assert answer.status_code == 200
        assert "Hidden Lane" not in answer.text
        assert "Owner of the block" not in answer.text


def test_a17_what_is_restricted_goes_down_no_line_to_any_device(made: Made) -> None:
    """Every feed, the card, the risk and what a push carries: with a neighbour who is not restricted, so that it could be seen."""
    with made.database.transaction(SYSTEM) as acting:
        at = acting.execute(select(points.projected(*HERE))).scalar_one()
    home = records.put(made.database, "addresses", house="12", street="Made Up Road", postcode="E1 1AA", place=str(at))
    shown, hidden = (
        records.nominal(made.database, "Plain", "Tosee"),
        records.nominal(made.database, "Veiled", "Fromall", restriction="refuge", restriction_owner="Blockowner"),
    )
    for person, words in ((shown, "Warned openly"), (hidden, "Warned in secret")):
        records.link(made.database, ("nominal", person), ("address", home), "lives at")
        records.marker(made.database, person, "VI", text=words)
    crew = made.crew()
    made.subscription(crew)
    incident = made.incident(address="12 Made Up Road, E1 1AA")
    tasking = made.tasking(crew, incident)
    with made.database.transaction(SYSTEM) as acting:
        told = text("SELECT body::text FROM messages UNION ALL SELECT p::text FROM pushes p")
        rows = acting.execute(told).scalars().all()
    sent = [*rows, json.dumps(made.row("card_rows", tasking)), json.dumps(made.row("incident_rows", incident))]
    assert any("Warned openly" in row for row in sent)
    for secret in ("Fromall", "Veiled", "Warned in secret", "Blockowner", str(hidden)):
        assert not [row for row in sent if secret in row], secret


@pytest.mark.parametrize(
    "extra", ["role", "roles", "force_id", "actor_id", "acked_by", "server_time", "audit_id", "is_admin", "__proto__"]
)
def test_a18_what_a_door_does_not_know_is_refused_and_changes_nothing(
    app: Any, made: Made, everybody: Actor, extra: str
) -> None:
    client = made.client(app, everybody)
    before = rows_of(made)
    for rule in posting(app):
        body = BODIES[str(rule)][0]
        if str(rule) in NO_BODY:
            continue
        answer = client.post(path(rule), json={**body, extra: "x"})
        assert answer.status_code == 422, str(rule)
        assert extra in answer.json["details"], str(rule)
    assert rows_of(made) == before


# Doors that ask nothing: what is sent to them is not looked at.
NO_BODY = {
    "/api/audit/watched",
    "/api/disclosures/made",
    "/api/lookups/more/asked",
    "/api/nominals/attention",
    "/api/restricted/given",
    "/api/restricted/news",
}


@pytest.mark.parametrize("role", [*ROLES, ""])
def test_a19_each_role_passes_its_own_doors_only(app: Any, made: Made, role: str) -> None:
    client = made.client(app, made.person(role) if role else None)
    for rule in doors(app):
        guard = app.view_functions[rule.endpoint].guard
        ask = client.post if "POST" in rule.methods else client.get
        answer = ask(path(rule), **({"json": BODIES[str(rule)][0]} if "POST" in rule.methods else {}))
        if not role:
            assert answer.status_code == 401, str(rule)
        elif role in PASS[guard]:
            assert answer.status_code not in {401, 500}, str(rule)
            assert '"not_allowed"' not in answer.text, str(rule)
        else:
            assert (answer.status_code, answer.json["code"]) == (403, "not_allowed"), str(rule)


@pytest.mark.parametrize("verb", ["GET", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "PROPFIND", "HEAD"])
def test_a20_other_verbs_and_overridden_ones_do_nothing(app: Any, made: Made, everybody: Actor, verb: str) -> None:
    client = made.client(app, everybody)
    before = rows_of(made)
    for rule in posting(app):
        for more in ({}, {"X-HTTP-Method-Override": "POST", "X-Method-Override": "POST"}):
            answer = client.open(f"{path(rule)}?_method=POST", method=verb, json=BODIES[str(rule)][0], headers=more)
            assert answer.status_code == 405, f"{verb} {rule}"
    assert rows_of(made) == before


def test_a22_after_a_fault_in_the_middle_the_next_transaction_is_nobodys(template: str) -> None:
    """Ten thousand times over a real pool of two connections, each of which is used again and again."""
    fault, look = text("SELECT no_such_column"), text("SELECT current_setting('app.actor', true), pg_backend_pid()")
    auditor, used = made_up_auditor(), set()
    with own_database(template, "pooled") as name:
        database = Database(connect(url_of(name, "bluelamp_app"), 2))
        for _ in range(10_000):
            with pytest.raises(ProgrammingError), database.transaction(auditor) as session:
                session.execute(fault)
            # As a line of ours begins that nobody has been named in yet.
            with database.engine.connect() as nobody:
                actor, backend = nobody.execute(look).one()
            assert not actor
            used.add(backend)
        database.engine.dispose()
    assert len(used) <= 2


def made_up_auditor() -> Actor:
    return Actor(id=uuid4(), label="Ada", roles=frozenset({"auditor"}))


@pytest.mark.parametrize(
    "act",
    [
        "ALTER TABLE disclosures DISABLE ROW LEVEL SECURITY",
        "SET ROLE bluelamp_owner",
        "ALTER TABLE audit OWNER TO bluelamp_app",
        "UPDATE disclosures SET recipient = 'x'",
        "TRUNCATE disclosures",
        "DROP POLICY system_keeps ON disclosures",
        "COPY audit TO '/tmp/x'",
        "SELECT pg_read_file('/etc/passwd')",
    ],
)
def test_a23_the_apps_role_opens_no_fence(made: Made, as_actor: Any, act: str) -> None:
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner|must be superuser"):
        as_actor(SYSTEM).execute(text(act))


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every statement that is sent to the database, as it is sent."""
    statements: list[str] = []
    execute = psycopg.Cursor.execute

    def listening(cursor: Any, query: Any, *args: Any, **more: Any) -> Any:
        statements.append(query.as_string(cursor) if isinstance(query, sql.Composable) else str(query))
        return execute(cursor, query, *args, **more)

    monkeypatch.setattr(psycopg.Cursor, "execute", listening)
    return statements


@pytest.mark.parametrize("attack", INJECTIONS)
def test_a24_no_text_is_ever_read_as_sql(app: Any, made: Made, everybody: Actor, attack: str, asked: list[str]) -> None:
    somebody = records.nominal(made.database, "Some", "Body", "1990-01-01")
    client = made.client(app, everybody)
    for door, (body, typed) in BODIES.items():
        for name in typed:
            answer = client.post(door.replace("<int:alert_id>", "1"), json={**body, name: attack})
            assert answer.status_code in {200, 204, 403, 404, 422}, f"{door} {name}: {answer.status_code}"
            # The log repeats to the auditor what was typed; nothing else may speak of the database.
            said = "" if door == "/api/audit/read" else answer.text
            words = ("psycopg", "syntax error", "sqlstate", "pg_catalog", '"password_hash')
            assert not any(word in said.lower() for word in words), f"{door} {name}"
            # Nobody is found by an attack, and the log may only repeat it to the auditor.
            assert str(somebody) not in said, f"{door} {name}"
    # However long it takes: what somebody typed is never a part of a statement, only a value beside it.
    assert len(asked) > len(BODIES)
    assert not [statement for statement in asked if attack in statement]


@pytest.mark.parametrize("words", ["Line\r\nforged: yes", "\x1b[31mred\x1b[0m", "a\x00b", "\u202eevil"])
def test_a28_no_line_of_the_servers_log_is_anybodys_to_write(
    app: Any,
    made: Made,
    everybody: Actor,
    words: str,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    client = made.client(app, everybody)
    with caplog.at_level(logging.DEBUG):
        client.post("/api/lookups/people", json={**REASON, "name": words}, headers={"User-Agent": "x" * 60_000})
        client.post("/api/disclosures/find", json={"purpose": "access", "reference": words, "name": "Ann"})
    written = caplog.text + "".join(capsys.readouterr())
    assert "forged" not in written
    assert "\x1b[31m" not in written
    assert "x" * 200 not in written


def test_a26_a27_what_a_record_holds_is_text_in_what_is_handed_out(app: Any, made: Made, everybody: Actor) -> None:
    attacks = [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '"><svg/onload=alert(1)>',
        '=HYPERLINK("//x")',
        "</title><b>",
    ]
    known = records.nominal(made.database, attacks[0], attacks[4], description=" ".join(attacks))
    body = {**ASKED, "subject_id": str(known), "recipient": attacks[1], "reference": attacks[2]}
    answer = made.client(app, everybody).post("/api/disclosures/export", json=body)
    page = answer.json["html"]
    assert "<script" not in page
    assert "<img" not in page
    assert "<svg" not in page
    assert page.count("</title>") == 1
    assert "&lt;script&gt;" in page
    assert json.loads(answer.json["json"])["recipient"] == attacks[1]


def test_a52_who_goes_through_people_one_by_one_is_stopped_and_told_of(app: Any, made: Made) -> None:
    client = made.client(app, made.crew(name="Har Vester"))
    answers = [
        client.post("/api/lookups/people", json={**REASON, "name": f"{chr(65 + at % 26)}a Nobody"}).status_code
        for at in range(40)
    ]
    assert answers.count(200) <= 30
    assert answers[-1] == 403
    assert "over_budget" in client.post("/api/lookups/people", json={**REASON, "name": "Last One"}).text


@pytest.mark.parametrize(
    ("door", "named"), [("people", {"name": "Ann Nobody"}), ("open", {"kind": "nominal", "id": NOBODY})]
)
def test_a54_without_a_purpose_with_a_word_for_one_or_with_anothers_job_nothing_is_told(
    app: Any, made: Made, door: str, named: dict[str, str]
) -> None:
    one, other = made.crew(), made.crew()
    job = made.tasking(other, made.incident())
    client = made.client(app, one)
    before = rows_of(made)
    for purpose in (
        {},
        {"reason": ""},
        {"reason": "x"},
        {"reason": "other", "reason_text": "x"},
        {"reason": "attending"},
        {"reason": "attending", "tasking_id": str(job)},
    ):
        assert client.post(f"/api/lookups/{door}", json={**named, **purpose}).status_code in {404, 422}, purpose
    assert rows_of(made) == before


@pytest.mark.parametrize(
    "act", ["UPDATE audit SET reason = 'x'", "DELETE FROM audit", "TRUNCATE audit", "UPDATE audit_seals SET root = ''"]
)
def test_a55_the_app_changes_no_row_of_the_audit(made: Made, as_actor: Any, act: str) -> None:
    # What the database's owner changes is named by the verifier: tests/api/test_audit_seals.py.
    with pytest.raises(ProgrammingError, match="permission denied"):
        as_actor(SYSTEM).execute(text(act))


def test_a55_no_row_is_dated_back_by_its_place(made: Made, as_actor: Any) -> None:
    session = as_actor(SYSTEM)
    session.execute(
        text(
            "INSERT INTO audit (at, actor_id, actor, kind, action, subject, reason, request_id)"
            " VALUES (now() - interval '1 year', 'x', 'x', 'consultation', 'x', 'x', 'x', 'x')"
        )
    )
    # Its place is the transaction that adds it, and the seal says when that was.
    assert session.execute(
        text("SELECT max(xact::text::bigint) = pg_current_xact_id()::text::bigint FROM audit")
    ).scalar_one()


# They tell of no record: a row that is there is answered before it is written down, whoever gave a key reads of the key, and a board
# that is told of no call was told nothing.
NO_RECORD = {
    "/api/audit/alerts/<int:alert_id>",
    "/api/lookups/more/decide",
    "/api/restricted/news",
    "/api/restricted/calls",
}


@pytest.mark.parametrize("door", [door for door in BODIES if door not in NO_RECORD])
def test_a56_without_an_audit_no_door_of_the_record_answers(
    app: Any, made: Made, everybody: Actor, door: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from api.audit import service

    monkeypatch.setattr(
        service, "_NOTE", "INSERT INTO audit (no_such_column) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
    )
    app.config["PROPAGATE_EXCEPTIONS"] = False
    answer = made.client(app, everybody).post(door, json=BODIES[door][0])
    assert answer.status_code in {404, 422, 500, 503}, f"{door}: {answer.status_code}"


# A16: what each command does for another unit, another's tasking, another's job, asked for by a crew that has nothing to do with it.
def of_others(made: Made) -> Iterator[tuple[str, dict[str, Any]]]:
    other = made.crew()
    incident = made.incident()
    job = made.tasking(other, incident)
    record = str(records.nominal(made.database, "Ann", "Other"))
    levels = dict.fromkeys(("threat", "harm", "risk", "investigation", "vulnerability", "engagement"), "standard")
    report = {"report_id": str(uuid4()), "incident_id": str(incident)}
    yield "set_status", {"unit_id": str(other.unit_id), "status": "6"}
    yield "set_status", {"status": "5", "tasking_id": str(job)}
    for command in ("accept_tasking", "mark_seen"):
        yield command, {"tasking_id": str(job)}
    for command in ("mark_read", "mark_shown"):
        yield command, {"tasking_id": str(job), "brief_revision": 1}
    yield "decline_tasking", {"tasking_id": str(job), "reason": "other", "note": "Not mine"}
    yield "result_incident", {"tasking_id": str(job), "result": "AD", "text": "Nothing"}
    yield "add_log", {"entry_id": str(uuid4()), "incident_id": str(incident), "text": "I was never there"}
    yield (
        "name_record",
        {"incident_id": str(incident), "record_kind": "nominal", "record_id": record, "role": "suspect"},
    )
    yield "unname_record", {"incident_id": str(incident), "record_id": record, "reason": "Not them"}
    yield (
        "answer_checklist",
        {"answer_id": str(uuid4()), "incident_id": str(incident), "point": "weapons", "state": "nothing"},
    )
    yield "assess_thrive", {"assessment_id": str(uuid4()), "incident_id": str(incident), **levels}
    yield (
        "report_intelligence",
        {**report, "source": "2", "assessment": "B", "handling": "P", "text": "Sells at night", "provenance": "Seen"},
    )


WRITTEN = (
    "taskings",
    "log_entries",
    "named_records",
    "thrive_assessments",
    "reports",
    "statuses",
    "receipts",
    "checklist_answers",
)


_OTHERS = "SELECT t::text FROM {table} t WHERE {own} IS DISTINCT FROM :own ORDER BY 1"


def written(made: Made, but: UUID | None) -> dict[str, list[Any]]:
    """Everything that a command of a crew could have changed, row by row, but for its own unit."""
    own = {"units": "id", "statuses": "unit_id", "taskings": "unit_id"}
    with made.database.transaction(SYSTEM) as session:
        return {
            table: list(
                session.execute(
                    text(_OTHERS.format(table=table, own=own.get(table, "NULL"))),
                    {"own": but},
                ).scalars()
            )
            for table in (*WRITTEN, "incidents", "units")
        }


def test_a16_a_crew_writes_nothing_of_another_units(app: Any, made: Made) -> None:
    attempts = list(of_others(made))
    thief = made.crew()
    client = made.client(app, thief)
    before = written(made, thief.unit_id)
    for command, body in attempts:
        sent = {"id": str(uuid4()), "occurred_at": clock.iso(clock.now()), **body}
        answer = client.post(f"/api/commands/{command}", json=sent)
        told = f"{command}: {answer.status_code} {answer.text[:200]}"
        assert answer.status_code in {200, 403, 404, 409, 422}, told
        # A status is the crew's own, whatever job it names: it moves their unit and says nothing of the job.
        is_own = command == "set_status" and "unit_id" not in body
        assert answer.status_code != 200 or answer.json["outcome"] != "done" or is_own, told
    assert written(made, thief.unit_id) == before
    assert made.unit_row(thief)["incident_id"] is None


@pytest.mark.parametrize(
    "door", ["/api/feeds/duty:{duty}?after=0&epoch={epoch}", "/api/feeds/board:CE?after=0&epoch={epoch}"]
)
def test_a15_nobody_reads_anothers_feed_and_a_missing_one_is_answered_alike(app: Any, made: Made, door: str) -> None:
    other, thief = made.crew(), made.crew()
    client = made.client(app, thief)
    asked = {"duty": other.duty_id, "epoch": str(UUID(int=1))}
    there = client.get(door.format(**asked))
    nowhere = client.get(door.format(**{**asked, "duty": UUID(int=3)}))
    assert there.status_code in {403, 404}
    assert (there.status_code, there.json["code"]) == (nowhere.status_code, nowhere.json["code"])


def test_a15_a_job_of_others_and_none_at_all_are_answered_alike_to_a_crew(app: Any, made: Made) -> None:
    other, thief = made.crew(), made.crew()
    incident = made.incident()
    job = made.tasking(other, incident)
    client = made.client(app, thief)
    for door, real in (
        ("/api/incidents/{}", incident),
        ("/api/incidents/{}/candidates", incident),
        ("/api/taskings/{}/screen?at=2026-01-01T00:00:00Z&device_id=" + NOBODY, job),
        ("/api/units/{}/areas", other.unit_id),
        ("/api/units/{}/batteries", other.unit_id),
        ("/api/reports/{}", uuid4()),
    ):
        there, nowhere = client.get(door.format(real)), client.get(door.format(UUID(int=5)))
        assert there.status_code in {403, 404}, door
        assert (there.status_code, there.json["code"]) == (nowhere.status_code, nowhere.json["code"]), door


NOT_A_NUMBER = ("NaN", "Infinity", "-Infinity", "1e999", "0x10", "", "null", "[]", "51,5", "1" * 400)


@pytest.mark.parametrize("lon", NOT_A_NUMBER)
def test_a25_a_place_that_is_none_is_refused_before_any_query(app: Any, made: Made, lon: str) -> None:
    client = made.client(app, made.supervisor())
    for body in (
        f'{{"lon": {lon or "null"}, "lat": 51.5}}',
        f'{{"lon": "{lon}", "lat": 51.5}}',
        f'{{"lon": -0.1, "lat": "{lon}"}}',
    ):
        for door in ("/api/places/risk", "/api/places/markers", "/api/places/search"):
            answer = client.post(door, data=body, content_type="application/json")
            assert answer.status_code in {400, 404, 405, 415, 422}, f"{door} {body}: {answer.status_code}"
            assert "postgis" not in answer.text.lower()


@pytest.mark.parametrize(
    ("lon", "lat"),
    [(530_000.0, 180_000.0), (51.5, -0.1), (0.0, 0.0), (180.0, 90.0), (-1e308, 1e308), (-0.1, 51.5 + 360)],
)
def test_a25_metres_for_degrees_swapped_degrees_and_the_end_of_the_world_are_refused(
    app: Any, made: Made, lon: float, lat: float
) -> None:
    supervisor, crew = made.supervisor(), made.crew()
    board, handset = made.client(app, supervisor), made.client(app, crew)
    marker = {
        "category": "dangerous_dog",
        "text": "x",
        "source": "x",
        "review_on": "2050-01-01",
        "marker_id": str(uuid4()),
    }
    call = {
        "incident_id": str(uuid4()),
        "type": "VP",
        "what": "x",
        "address": "x",
        "grade": "I",
        "tasking_id": str(uuid4()),
    }
    at = {"id": str(uuid4()), "occurred_at": clock.iso(clock.now()), "lon": lon, "lat": lat}
    assert board.post("/api/commands/enter_place_marker", json={**at, **marker}).status_code == 422
    assert board.post("/api/commands/create_incident", json={**at, **call}).status_code == 422
    assert handset.post("/api/commands/come_upon_incident", json={**at, **call}).status_code == 422


@pytest.mark.parametrize("radius", [0, -1, 501, 1e12, "NaN", 1e-300])
def test_a25_a_warning_reaches_no_further_than_a_street(app: Any, made: Made, radius: Any) -> None:
    marker = {
        "category": "dangerous_dog",
        "text": "x",
        "source": "x",
        "review_on": "2050-01-01",
        "marker_id": str(uuid4()),
    }
    at = {"id": str(uuid4()), "occurred_at": clock.iso(clock.now()), "lon": -0.05, "lat": 51.53, "radius_m": radius}
    answer = made.client(app, made.supervisor()).post("/api/commands/enter_place_marker", json={**at, **marker})
    assert answer.status_code == 422


@pytest.mark.parametrize("tile", ["0/0/0", "30/1/1", "99/0/0", "14/99999999/1", "14/8190/-5", "10/1/1.5", "1e3/1/1"])
def test_a25_a_tile_that_is_none_costs_nothing(app: Any, made: Made, tile: str) -> None:
    answer = made.client(app, made.dispatcher()).get(f"/api/tiles/{tile}")
    assert answer.status_code in {200, 204, 404, 422}
    assert len(answer.data) < 600_000


def test_a28_a_header_of_a_megabyte_writes_one_line_at_most(
    app: Any, made: Made, everybody: Actor, capsys: pytest.CaptureFixture[str]
) -> None:
    client = made.client(app, everybody)
    answer = client.post(
        "/api/nominals/attention", headers={"X-Request-ID": "y" * 1_000_000, "User-Agent": "z" * 1_000_000}
    )
    assert answer.status_code in {200, 400, 431}
    written_out = "".join(capsys.readouterr())
    assert "y" * 300 not in written_out
    assert "z" * 300 not in written_out
    assert len(answer.headers.get("X-Request-ID", "")) < 200


def test_a53_a_look_at_oneself_is_answered_like_any_other(app: Any, made: Made) -> None:
    crew = made.crew(name="Selma Looker")
    records.nominal(made.database, "Selma", "Looker")
    records.nominal(made.database, "Other", "Looker")
    client = made.client(app, crew)
    own, other = (
        client.post("/api/lookups/people", json={**REASON, "name": f"{name} Looker"}) for name in ("Selma", "Other")
    )
    assert own.status_code == other.status_code == 200
    assert set(own.json) == set(other.json)
    assert [set(item) for item in own.json["items"]] == [set(item) for item in other.json["items"]]


def test_what_must_be_known_within_a_minute_is_looked_at_twice_a_minute() -> None:
    # A52, A53 and A55: sixty seconds from the act to the alert or the verifier's word.
    assert alerts.EVERY_S <= 30
    assert verifier.TAIL_EVERY_S <= 30


# A21: tests/house/test_fences.py. A53's alert: tests/api/test_audit_alerts.py.
# A55 by the owner, within a minute and by name: tests/api/test_audit_seals.py. A57: tests/api/test_restricted.py.
# A26 in a browser: tests/journeys/browser/test_brief.py.
