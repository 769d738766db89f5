"""The two commands as a person meets them."""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def call(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(words, cwd=ROOT, env={**os.environ, **env}, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("command", ["./run", "./test"])
def test_help_fits_one_screen(command: str) -> None:
    said = call(command, "--help")
    assert said.returncode == 0
    assert len(said.stdout.splitlines()) <= 40
    assert max(map(len, said.stdout.splitlines())) <= 120


@pytest.mark.parametrize("command", ["./run", "./test"])
def test_a_python_that_is_too_old_is_said_in_one_sentence(command: str, tmp_path: Path) -> None:
    for name in ("python3", "python3.11", "python3.12", "python3.13", "python3.14"):
        (tmp_path / name).write_text("#!/bin/sh\nexit 1\n")
        (tmp_path / name).chmod(0o755)
    said = call(command, PATH=f"{tmp_path}:/usr/bin:/bin")
    assert said.returncode == 1
    assert said.stderr.startswith("Bluelamp needs python3, version 3.11 or newer")


def test_an_unknown_subcommand_is_refused_before_anything_is_fetched(tmp_path: Path) -> None:
    said = call("./run", "frobnicate", BLUELAMP_DATA=str(tmp_path))
    assert said.returncode == 1
    assert "There is no ./run frobnicate" in said.stderr


def test_stop_where_nothing_runs_is_no_failure(tmp_path: Path) -> None:
    said = call("./run", "stop", BLUELAMP_DATA=str(tmp_path))
    assert (said.returncode, said.stdout) == (0, "Nothing is running in this folder.\n")


def test_reset_asks_before_it_throws_data_away(tmp_path: Path) -> None:
    (tmp_path / "pg").mkdir()
    said = call("./run", "reset", BLUELAMP_DATA=str(tmp_path), DATABASE_URL="")
    assert said.returncode == 1
    assert "--yes" in said.stderr
    assert (tmp_path / "pg").exists()


def test_the_seals_of_a_database_that_is_gone_are_kept_and_not_held_against_the_next(tmp_path: Path) -> None:
    (tmp_path / "audit-seals.jsonl").write_text("a seal")
    assert call("./run", "reset", "--yes", BLUELAMP_DATA=str(tmp_path), DATABASE_URL="").returncode == 0
    (kept,) = tmp_path.glob("audit-seals*")
    assert kept.name.startswith("audit-seals-until-")
    assert kept.read_text() == "a seal"


def test_reset_never_touches_somebodys_own_database(tmp_path: Path) -> None:
    said = call("./run", "reset", "--yes", BLUELAMP_DATA=str(tmp_path), DATABASE_URL="postgresql://db.example/x")
    assert said.returncode == 1
    assert "DATABASE_URL is set" in said.stderr
