"""Which PostgreSQL is taken."""

from pathlib import Path

import pytest

from deploy.ground import binaries
from deploy.ground.binaries import EXTENSIONS, PROGRAMS


def lay_out(root: Path, major: str, *, extensions: tuple[str, ...] = EXTENSIONS) -> Path:
    """A PostgreSQL as Debian lays it out, made of empty programs."""
    folder = root / f"lib/postgresql/{major}/bin"
    folder.mkdir(parents=True)
    for program in PROGRAMS:
        (folder / program).write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {major}.3 (Debian {major}.3-1)'\n")
        (folder / program).chmod(0o755)
    share = root / f"share/postgresql/{major}/extension"
    share.mkdir(parents=True)
    for name in extensions:
        (share / f"{name}.control").touch()
    return folder


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine whose only PostgreSQL lies in tmp_path."""
    monkeypatch.setattr(binaries, "PLACES", (f"{tmp_path}/lib/postgresql/*/bin",))
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    monkeypatch.delenv("BLUELAMP_PG_BIN", raising=False)
    monkeypatch.setattr(binaries.shutil, "which", lambda _: None)
    return tmp_path


def test_the_newest_major_is_taken_first(machine: Path) -> None:
    for major in ("9", "15", "16"):
        lay_out(machine, major)
    assert [found.folder.parent.name for found in binaries.of_the_machine()] == ["16", "15", "9"]


def test_a_postgresql_without_postgis_is_passed_over(machine: Path) -> None:
    lay_out(machine, "16", extensions=("pg_trgm", "fuzzystrmatch"))
    older = lay_out(machine, "15")
    assert [found.folder for found in binaries.of_the_machine()] == [older]


def test_the_one_that_is_named_comes_first(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay_out(machine, "16")
    named = lay_out(machine / "opt", "14")
    monkeypatch.setenv("BLUELAMP_PG_BIN", str(named))
    assert next(binaries.of_the_machine()).folder == named


def test_a_server_says_its_major(machine: Path) -> None:
    lay_out(machine, "15")
    assert next(binaries.of_the_machine()).major == "15"


def test_a_tree_that_was_not_finished_is_not_used(tmp_path: Path) -> None:
    lay_out(tmp_path / "usr", "15")
    assert not list(binaries.unpacked(tmp_path))
    (tmp_path / "complete").touch()
    assert len(list(binaries.unpacked(tmp_path))) == 1


def test_an_unpacked_tree_is_told_where_its_libraries_and_projections_are(tmp_path: Path) -> None:
    (tmp_path / "usr/lib/x86_64-linux-gnu").mkdir(parents=True)
    env = binaries.environment(tmp_path)
    assert env["LD_LIBRARY_PATH"] == f"{tmp_path}/usr/lib/x86_64-linux-gnu"
    assert env["PROJ_DATA"] == f"{tmp_path}/usr/share/proj"
