"""The sealed audit: nothing slips in behind a seal, and each kind of tampering is named."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson
import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from api import clock
from api.actors import SYSTEM
from api.audit import export, published, remembered, seals, service, states, tree, verifier
from api.db import Database, say_last_words
from tests.conftest import database_at, own_database, url_of


@pytest.fixture(scope="module")
def name(template: str) -> Iterator[str]:
    with own_database(template, "sealed") as name:
        yield name


@pytest.fixture
def owner(name: str) -> Iterator[Any]:
    """Whoever owns the database may do anything to it."""
    with psycopg.connect(url_of(name), autocommit=True) as connection:
        connection.execute("TRUNCATE audit, audit_seals, audit_checks")
        yield connection


@pytest.fixture
def real(name: str, owner: Any) -> Iterator[Database]:
    database = database_at(url_of(name, "bluelamp_app"))
    yield database
    database.engine.dispose()


@pytest.fixture
def second(tmp_path: Path) -> Path:
    return tmp_path / "elsewhere" / "seals.jsonl"


def look(database: Database, *subjects: str) -> None:
    for subject in subjects:
        with database.transaction(SYSTEM) as session:
            service.note(session, action="view nominal", subject=subject, reason="Traffic stop")


# What the sealer could take now. Transactions of other databases hold the horizon back for as long as they run.
SEALABLE = """
    SELECT count(*) FROM audit a WHERE a.xact < pg_snapshot_xmin(pg_current_snapshot())
        AND NOT EXISTS (SELECT FROM audit_seals s WHERE (a.xact, a.id) <= (s.through_xact, s.through_id))
"""


def sealed(database: Database, second: Path | None, rows: int) -> bool:
    """So many rows get their seal in one go."""
    end = time.monotonic() + 240
    while sealable(database) < rows and time.monotonic() < end:
        time.sleep(0.05)
    return seals.work(database, second) == rows


def sealable(database: Database) -> int:
    with database.transaction(SYSTEM) as session:
        return int(session.execute(text(SEALABLE)).scalar_one())


@pytest.fixture
def story(real: Database, second: Path) -> Database:
    """Two seals, of three rows and of two."""
    look(real, "one", "two", "three")
    assert sealed(real, second, 3)
    look(real, "four", "five")
    assert sealed(real, second, 2)
    return real


def ids(owner: Any) -> list[int]:
    return [row[0] for row in owner.execute("SELECT id FROM audit ORDER BY xact, id")]


def fault(database: Database, second: Path | None) -> str:
    return verifier.verify(database, second).fault


def test_what_nobody_touched_is_whole(story: Database, second: Path) -> None:
    checked = verifier.verify(story, second)
    assert (checked.fault, checked.rows, checked.seals) == ("", 5, 2)
    assert [one.number for one in published.read(second)] == [1, 2]


def test_with_nothing_new_nothing_is_sealed(story: Database, second: Path) -> None:
    assert seals.work(story, second) == 0
    assert len(list(published.read(second))) == 2


def test_a_row_that_commits_late_is_sealed_and_holds_back_what_is_younger(
    real: Database, owner: Any, second: Path
) -> None:
    look(real, "before")
    with real.transaction(SYSTEM) as session:
        service.note(session, action="view nominal", subject="slow")
        look(real, "overtaking")
        assert sealed(real, second, 1)
        assert fault(real, second) == ""
    assert sealed(real, second, 2)
    assert verifier.verify(real, second).rows == 3
    assert fault(real, second) == ""


def test_rows_of_one_transaction_go_under_several_seals(
    real: Database, second: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seals, "MOST_ROWS", 2)
    monkeypatch.setattr(verifier, "GROUP_ROWS", 3)
    with real.transaction(SYSTEM) as session:
        for at in range(5):
            service.note(session, action="view nominal", subject=str(at))
    assert sealed(real, second, 5)
    checked = verifier.verify(real, second)
    assert (checked.fault, checked.rows, checked.seals) == ("", 5, 3)


def test_a_look_does_not_wait_for_the_sealer(real: Database, owner: Any) -> None:
    look(real, "one")
    with real.transaction(SYSTEM) as sealing:
        sealing.execute(text(seals._CLAIM))
        sealing.execute(text("SELECT count(*) FROM audit"))
        look(real, "two")
        # And a second sealer steps aside.
        assert seals.seal_once(real) == 0
    assert len(ids(owner)) == 2


def test_a_changed_row_is_named(story: Database, owner: Any, second: Path) -> None:
    row = ids(owner)[3]
    owner.execute("UPDATE audit SET reason = 'Missing person' WHERE id = %s", (row,))
    assert fault(story, second).startswith(f"Row {row} was changed after the seal 2 of ")


@pytest.mark.parametrize("at", [0, 2, 4])
def test_a_missing_row_is_named(story: Database, owner: Any, second: Path, at: int) -> None:
    row = ids(owner)[at]
    owner.execute("DELETE FROM audit WHERE id = %s", (row,))
    assert fault(story, second).startswith(f"Row {row} is missing: it was taken away after the seal ")


def test_an_added_row_is_named(story: Database, owner: Any, second: Path) -> None:
    row = owner.execute(
        "INSERT INTO audit (at, actor_id, actor, kind, action, subject, reason, request_id, xact)"
        " SELECT at, actor_id, 'somebody else', kind, action, subject, reason, request_id, xact FROM audit ORDER BY xact, id LIMIT 1"
        " RETURNING id"
    ).fetchone()[0]
    assert fault(story, second).startswith(f"Row {row} was added among the rows of the seal 1 of ")


def test_rows_that_changed_places_are_named(story: Database, owner: Any, second: Path) -> None:
    first, other = ids(owner)[:2]
    said = "at, actor_id, actor, kind, action, subject, reason, request_id, xact"
    owner.execute(
        f"UPDATE audit a SET ({said}) = (SELECT {said} FROM audit b WHERE b.id = CASE a.id WHEN %(a)s THEN %(b)s ELSE %(a)s END)"  # noqa: S608
        " WHERE a.id IN (%(a)s, %(b)s)",
        {"a": first, "b": other},
    )
    assert f"Row {first} was reordered" in fault(story, second)


def test_a_row_moved_to_another_seal_is_named(story: Database, owner: Any, second: Path) -> None:
    rows = ids(owner)
    owner.execute("UPDATE audit SET xact = (SELECT xact FROM audit WHERE id = %s) WHERE id = %s", (rows[4], rows[1]))
    assert f"Row {rows[1]} was reordered" in fault(story, second)


def forge(owner: Any, number: int, row: int) -> None:
    """Change a row, and make its seal again so that it closes: whoever owns the database can."""
    owner.execute("UPDATE audit SET reason = 'forged' WHERE id = %s", (row,))
    held, previous = owner.execute("SELECT ids, previous FROM audit_seals WHERE number = %s", (number,)).fetchone()
    said = dict(owner.execute("SELECT id, audit_said(a) FROM audit a WHERE id = ANY (%s)", (held,)).fetchall())
    digests = [sha256(said[one].encode()).digest() for one in held]
    root = tree.root([tree.leaf(one, digest) for one, digest in zip(held, digests, strict=True)])
    seal = tree.chained(number, len(held), root, previous)
    told = (b"".join(digests), root, seal, number)
    owner.execute("UPDATE audit_seals SET digests = %s, root = %s, seal = %s WHERE number = %s", told)


def test_a_seal_made_again_by_the_owner_is_not_the_one_in_the_second_place(
    story: Database, owner: Any, second: Path
) -> None:
    forge(owner, 2, ids(owner)[4])
    # The database by itself looks whole: this is what the second place is for.
    assert fault(story, None) == ""
    assert "is not the one that the second place holds" in fault(story, second)


def test_a_seal_made_again_breaks_the_chain(story: Database, owner: Any) -> None:
    forge(owner, 1, ids(owner)[0])
    assert "is not chained to the one before" in fault(story, None)


def test_a_seal_whose_digests_were_made_again_does_not_close(story: Database, owner: Any, second: Path) -> None:
    row = ids(owner)[0]
    owner.execute("UPDATE audit SET reason = 'forged' WHERE id = %s", (row,))
    owner.execute(
        "UPDATE audit_seals s SET digests = (SELECT string_agg(sha256(convert_to(audit_said(a), 'UTF8')), ''::bytea ORDER BY a.xact, a.id)"
        " FROM audit a WHERE a.id = ANY (s.ids)) WHERE number = 1"
    )
    assert "its root does not close over" in fault(story, second)


def test_a_tail_taken_away_with_its_seal_is_named(story: Database, owner: Any, second: Path) -> None:
    owner.execute("DELETE FROM audit WHERE id = ANY (%s)", (ids(owner)[3:],))
    owner.execute("DELETE FROM audit_seals WHERE number = 2")
    assert fault(story, second).startswith("Seal 2 stands in the second place and is missing from the database")


def test_a_seal_taken_out_of_the_middle_is_named(story: Database, owner: Any, second: Path) -> None:
    owner.execute("DELETE FROM audit_seals WHERE number = 1")
    assert fault(story, second).startswith("Seal 1 is missing from the database")


def test_a_seal_missing_from_the_second_place_is_named(story: Database, owner: Any, second: Path) -> None:
    second.write_bytes(second.read_bytes().splitlines(keepends=True)[1])
    owner.execute("UPDATE audit_seals SET sealed_at = sealed_at - interval '1 hour'")
    assert "is missing from the second place" in fault(story, second)


@pytest.mark.parametrize("line", [b"no JSON\n", b"{}\n", b"[]\n"])
def test_a_second_place_that_cannot_be_read_is_said(story: Database, second: Path, line: bytes) -> None:
    second.write_bytes(line + second.read_bytes())
    assert fault(story, second) == "Line 1 of the second place is no seal."


def test_the_second_place_catches_up_after_it_was_out_of_reach(real: Database, second: Path) -> None:
    look(real, "one")
    assert sealed(real, None, 1)
    look(real, "two")
    assert sealed(real, second, 1)
    assert [one.number for one in published.read(second)] == [1, 2]
    assert fault(real, second) == ""


def test_a_database_loaded_from_a_dump_seals_nothing_and_says_so(story: Database, owner: Any, second: Path) -> None:
    owner.execute("UPDATE audit_seals SET through_xact = '999999999999' WHERE number = 2")
    with pytest.raises(seals.PlaceWentBack):
        seals.seal_once(story)


def test_what_the_verifier_found_is_kept_for_the_auditor(story: Database, second: Path, owner: Any) -> None:
    verifier.check_newest(story, second)
    owner.execute("DELETE FROM audit WHERE id = %s", (ids(owner)[0],))
    verifier.keep(story, verifier.verify(story, second))
    kept = owner.execute("SELECT seals, rows, is_all, fault <> '' FROM audit_checks ORDER BY id").fetchall()
    assert kept == [(2, 5, False, False), (0, 0, True, True)]


def checks(owner: Any) -> list[tuple[bool, str]]:
    return owner.execute("SELECT is_all, fault FROM audit_checks ORDER BY id").fetchall()


def told_of(owner: Any) -> None:
    """The server's own counts, which it brings up to date when there is time, are brought up to date now."""
    owner.execute("SELECT pg_stat_force_next_flush()")


def test_the_quick_look_says_nothing_while_all_is_whole(story: Database, second: Path, owner: Any) -> None:
    told_of(owner)
    tail = verifier.Tail(story, second)
    for _ in range(3):
        tail.look()
    assert checks(owner) == []


@pytest.mark.parametrize(
    "act", ["UPDATE audit SET reason = 'Missing person' WHERE id = %s", "DELETE FROM audit WHERE id = %s"]
)
def test_a_row_touched_anywhere_is_named_by_the_next_quick_look_however_old_it_is(
    story: Database, second: Path, owner: Any, act: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The look itself reads the last seal only, which is whole: it is the touched row that makes it look at all of them.
    monkeypatch.setattr(verifier, "TAIL", 1)
    told_of(owner)
    tail = verifier.Tail(story, second)
    tail.look()
    oldest = ids(owner)[0]
    owner.execute(act, (oldest,))
    told_of(owner)
    tail.look()
    ((is_all, fault),) = checks(owner)
    assert is_all
    assert fault.startswith(f"Row {oldest} ")
    assert verifier.TAIL_EVERY_S <= 30


def test_tampering_with_the_last_seals_is_found_without_any_count(story: Database, second: Path, owner: Any) -> None:
    tail = verifier.Tail(story, second)
    owner.execute("UPDATE audit SET reason = 'Missing person' WHERE id = %s", (ids(owner)[-1],))
    told_of(owner)
    tail.look()
    tail.look()
    assert [fault.partition(" was")[0] for _, fault in checks(owner)] == [f"Row {ids(owner)[-1]}"]


def test_the_quick_look_reads_the_end_of_the_second_place_only(real: Database, second: Path, owner: Any) -> None:
    for at in range(6):
        look(real, f"row {at}")
        assert sealed(real, second, 1)
    lines = second.read_bytes().splitlines(keepends=True)
    second.write_bytes(b"what is this\n" + b"".join(lines[1:]))
    assert verifier.verify(real, second).fault == "Line 1 of the second place is no seal."
    assert verifier.verify(real, second, newest=3).fault == ""
    owner.execute("UPDATE audit_seals SET root = '\\x00' WHERE number = 6")
    assert verifier.verify(real, second, newest=3).fault.startswith("The seal 6 of ")


def test_an_export_proves_each_row_and_is_itself_audited(
    story: Database, second: Path, tmp_path: Path, owner: Any
) -> None:
    file, now = tmp_path / "export.jsonl", clock.now()
    count = export.export(
        story, second, file, now - timedelta(hours=1), now + timedelta(hours=1), "to the IOPC; case 7"
    )
    lines = [orjson.loads(line) for line in file.read_bytes().splitlines()]
    roots = {line["seal"]: line["root"] for line in lines if "root" in line}
    rows = [line for line in lines if "row" in line]
    assert count == len(rows) == 6
    # The row of the export itself is sealed as soon as no older transaction is open anywhere on the server.
    proven = rows if rows[-1]["proof"] is not None else rows[:-1]
    for row in proven:
        leaf = tree.leaf(row["row"], sha256(row["said"].encode()).digest())
        assert tree.follow(leaf, row["proof"]).hex() == roots[row["seal"]]
    told = owner.execute("SELECT kind, action, reason FROM audit ORDER BY id DESC LIMIT 1").fetchone()
    assert told == (states.DISCLOSURE, "export audit", "to the IOPC; case 7")
    assert fault(story, second) == ""


def test_an_export_of_an_hour_reads_the_seals_of_that_hour_only(
    real: Database, second: Path, owner: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(1, 6):
        look(real, f"row {number}")
        assert sealed(real, second, 1)
        days = timedelta(days=6 - number)
        owner.execute("UPDATE audit SET at = at - %s WHERE id = %s", (days, ids(owner)[-1]))
        owner.execute("UPDATE audit_seals SET sealed_at = sealed_at - %s WHERE number = %s", (days, number))
    read, of_seal = [], export._of_seal

    def counted(session: Session, number: int, *times: datetime) -> Any:
        read.append(number)
        return of_seal(session, number, *times)

    monkeypatch.setattr(export, "_of_seal", counted)
    now = clock.now()
    lines = [orjson.loads(line) for line in export.lines(real, now - timedelta(days=3.1), now - timedelta(days=2.9))]
    assert [line["row"] for line in lines if "row" in line] == [ids(owner)[2]]
    # The fourth says that it lies wholly behind the time; the fifth is not asked.
    assert read == [3, 4]


@pytest.mark.parametrize("table", ["audit", "audit_seals", "audit_checks"])
@pytest.mark.parametrize("act", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}", "TRUNCATE {0}"])
def test_the_app_changes_and_takes_away_nothing(story: Database, table: str, act: str) -> None:
    column = {"audit": "reason", "audit_seals": "root", "audit_checks": "fault"}[table]
    with pytest.raises(psycopg.errors.InsufficientPrivilege), story.transaction(SYSTEM) as session:
        session.info["driver"].execute(act.format(table, column))


def test_even_with_the_grant_row_level_security_lets_nothing_be_changed(story: Database, owner: Any) -> None:
    owner.execute("GRANT UPDATE, DELETE ON audit TO bluelamp_app")
    try:
        with story.transaction(SYSTEM) as session:
            assert session.info["driver"].execute("UPDATE audit SET reason = 'forged'").rowcount == 0
            assert session.info["driver"].execute("DELETE FROM audit").rowcount == 0
    finally:
        owner.execute("REVOKE UPDATE, DELETE ON audit FROM bluelamp_app")
    assert len(ids(owner)) == 5


def test_rows_that_come_while_the_sealer_is_at_work_wait_for_its_next_turn(
    story: Database, second: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns = iter([seals.MOST_ROWS, 3, 1])
    monkeypatch.setattr(seals, "seal_once", lambda _: next(turns))
    assert seals.work(story, second) == seals.MOST_ROWS + 3


@pytest.fixture
def memory(real: Database) -> remembered.Memory:
    return remembered.Memory(real)


def cut(owner: Any) -> list[str]:
    rows = owner.execute("SELECT words FROM audit_alerts WHERE rule = 'audit_cut' ORDER BY id").fetchall()
    return [row[0] for row in rows]


@pytest.fixture
def no_alerts(owner: Any) -> None:
    owner.execute("DELETE FROM audit_alerts")


def test_a_tail_cut_off_before_its_seal_is_told_of_although_the_counts_were_set_back(
    real: Database, second: Path, owner: Any, memory: remembered.Memory, no_alerts: None
) -> None:
    look(real, "one", "two", "three")
    *_, last = ids(owner)
    owner.execute("DELETE FROM audit WHERE id = %s", (last,))
    owner.execute("SELECT pg_stat_force_next_flush(), pg_stat_reset()")
    assert sealed(real, second, 2)
    assert verifier.verify(real, second).fault == ""
    memory.look()
    (told,) = cut(owner)
    assert told.startswith(f"Row {last} is gone: committed by this server and taken away before a seal")
    assert checks(owner) == [(False, told)]
    # Once is enough.
    memory.look()
    assert cut(owner) == [told]


def test_what_is_there_is_looked_for_until_it_is_sealed(
    real: Database, second: Path, owner: Any, memory: remembered.Memory, no_alerts: None
) -> None:
    look(real, "one", "two")
    memory.look()
    assert len(memory.waiting) == 2
    assert sealed(real, second, 2)
    memory.look()
    assert len(memory.waiting) == 0
    look(real, "three", "four")
    memory.look()
    owner.execute("DELETE FROM audit WHERE subject IN ('three', 'four')")
    memory.look()
    (told,) = cut(owner)
    assert told.startswith("2 rows, the first of them row ")


def test_a_row_that_was_rolled_back_is_not_missed(
    real: Database, owner: Any, memory: remembered.Memory, no_alerts: None
) -> None:
    def undone() -> None:
        with real.transaction(SYSTEM) as session:
            service.note(session, action="view nominal", subject="one")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        undone()
    memory.look()
    assert (cut(owner), list(memory.waiting)) == ([], [])


def test_a_row_with_the_last_words_is_remembered_as_well(
    real: Database, owner: Any, memory: remembered.Memory, no_alerts: None
) -> None:
    with real.transaction(SYSTEM) as session:
        service.note_at_end(session, action="risk card", subject="one")
        service.note_at_end(session, action="risk card", subject="two")
        say_last_words(session)
    assert list(memory.waiting) == ids(owner)


def test_while_the_database_is_out_of_reach_nothing_is_forgotten(
    real: Database, memory: remembered.Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    look(real, "one", "two")
    kept = list(memory.waiting)
    with monkeypatch.context() as broken:
        broken.setattr(memory, "_missing", lambda _: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            memory.look()
    assert list(memory.waiting) == kept
