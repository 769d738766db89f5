"""What Python has compiled is kept where nobody minds it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.ground import bytecode


@pytest.fixture(autouse=True)
def untold(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the ground itself was told is put back afterwards."""
    for name in ("PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)


def test_where_nothing_may_lie_beside_the_sources_it_lies_in_the_cache(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(bytecode, "ROOT", tmp_path)
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    (tmp_path / "lamp.py").write_text("LIT = True\n")
    bytecode.keep()
    subprocess.run([sys.executable, "-c", "import lamp"], cwd=tmp_path, check=True)
    (kept,) = tmp_path.rglob("lamp.*.pyc")
    assert kept.is_relative_to(tmp_path / ".cache")


@pytest.mark.parametrize("told", [{}, {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPYCACHEPREFIX": "/elsewhere"}])
def test_who_has_a_place_for_it_already_keeps_that(monkeypatch: pytest.MonkeyPatch, told: dict[str, str]) -> None:
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    bytecode.keep()
    assert os.environ.get("PYTHONPYCACHEPREFIX") == told.get("PYTHONPYCACHEPREFIX")
    assert "PYTHONDONTWRITEBYTECODE" not in os.environ
