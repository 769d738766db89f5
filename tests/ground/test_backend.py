"""Starting the server's own commands."""

import pytest

from deploy.ground import backend, check


def test_an_unreachable_database_of_somebodys_own_is_named_as_that(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://somebody@db.example/bluelamp")
    said = 'psycopg.OperationalError: connection failed: connection to server at "10.0.0.9", port 5432 failed: Connection refused'
    assert (backend.explain(said) or "").startswith("The database that DATABASE_URL names does not answer")


@pytest.mark.parametrize(("told", "demo"), [(None, True), ("1", True), ("true", True), ("0", False), ("no", False)])
def test_a_fresh_machine_is_a_demo_unless_told_otherwise(
    told: str | None, demo: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BLUELAMP_DEMO", raising=False)
    if told is not None:
        monkeypatch.setenv("BLUELAMP_DEMO", told)
    assert backend.is_demo() is demo


def test_the_parts_of_the_tests_are_chosen_by_their_mark() -> None:
    assert check.selection([]) == []
    assert check.selection(["--python"]) == ["-m", "not browser"]
    assert check.selection(["--browser"]) == ["-m", "browser"]
    assert check.selection(["--browser", "--python"]) == []


def test_three_workers_unless_somebody_looks_into_a_test() -> None:
    assert check.workers(["-k", "tasking"]) == ["-n", "3"]
    assert check.workers(["-n0"]) == check.workers(["--pdb"]) == check.workers(["-s"]) == []
