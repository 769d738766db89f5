"""Which Node builds the front end, and from where Python packages come."""

import pytest

from deploy.ground import installer
from deploy.ground.node import is_new_enough


@pytest.mark.parametrize("version", ["v20.19.0", "v20.20.2", "v22.12.0", "v24.19.0"])
def test_what_vite_accepts_is_used(version: str) -> None:
    assert is_new_enough(version)


@pytest.mark.parametrize("version", ["", "v18.20.4", "v20.18.1", "v21.7.3", "v22.11.0", "not found"])
def test_what_vite_refuses_is_not(version: str) -> None:
    assert not is_new_enough(version)


def test_a_registry_that_only_uv_was_told_of_is_told_to_pip(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "PIP_INDEX_URL"):
        monkeypatch.delenv(name, raising=False)
    assert installer.index_for_pip() == {}
    monkeypatch.setenv("UV_DEFAULT_INDEX", "https://mirror.example/simple")
    assert installer.index_for_pip() == {"PIP_INDEX_URL": "https://mirror.example/simple"}


def test_a_registry_that_only_pip_was_told_of_is_told_to_uv(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "UV_CONFIG_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_INDEX_URL", "https://mirror.example/simple")
    assert installer.index_for_uv({}) == {"UV_DEFAULT_INDEX": "https://mirror.example/simple"}


def test_what_uv_was_told_is_not_overruled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "https://pip.example/simple")
    monkeypatch.setenv("UV_DEFAULT_INDEX", "https://uv.example/simple")
    assert installer.index_for_uv({}) == {}
