"""Settings that must stop the start."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.config import MissingSetting, from_environment


@pytest.fixture(autouse=True)
def database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody-is-asked-here/")
    for name in ("BLUELAMP_DEMO", "PUSH_TEST_ORIGINS", "VAPID_KEYS", "VAPID_SUBJECT"):
        monkeypatch.delenv(name, raising=False)


def test_a_stand_in_for_a_push_service_is_for_a_demo_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUSH_TEST_ORIGINS", "http://127.0.0.1:9000")
    with pytest.raises(MissingSetting, match="for tests only"):
        from_environment()
    monkeypatch.setenv("BLUELAMP_DEMO", "1")
    assert from_environment().push_test_origins == ("http://127.0.0.1:9000",)


def test_keys_that_are_named_must_be_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("VAPID_KEYS", str(tmp_path / "vapid.json"))
    with pytest.raises(MissingSetting, match="vapid rotate"):
        from_environment()


def test_a_push_service_must_be_able_to_write_to_us(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VAPID_SUBJECT", "somebody")
    with pytest.raises(MissingSetting, match="mailto"):
        from_environment()
