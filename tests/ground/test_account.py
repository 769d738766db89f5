"""Who runs the database."""

import os
from pathlib import Path

import pytest

from deploy.ground import account
from deploy.ground.account import NAMESPACE, Account
from deploy.ground.clone import Clone
from deploy.ground.trouble import Trouble


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    clone = Clone(tmp_path, tmp_path / ".data")
    clone.data.mkdir()
    clone.cache.mkdir()
    return clone


@pytest.fixture
def root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)


def test_an_ordinary_user_runs_it_himself(clone: Clone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert account.choose(clone) == Account(clone.data, clone.cache)


@pytest.mark.usefixtures("root")
def test_root_gives_it_to_a_user_without_rights_who_can_reach_the_folder(
    clone: Clone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(account, "exists", lambda name: name == "nobody")
    monkeypatch.setattr(account, "can_enter", lambda *_: True)
    assert account.choose(clone).user == "nobody"


@pytest.mark.usefixtures("root")
def test_in_a_folder_of_roots_a_namespace_is_used(clone: Clone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(account, "can_enter", lambda *_: False)
    monkeypatch.setattr(account, "namespaces_work", lambda: True)
    assert account.choose(clone).prefix == NAMESPACE


def test_a_folder_that_only_its_owner_enters_stops_others(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    assert not account.lets_through(closed.stat(), os.geteuid() + 1)
    assert account.lets_through(closed.stat(), os.geteuid())


@pytest.mark.skipif(os.geteuid() == 0, reason="Root may read everything.")
def test_data_of_another_user_is_refused_by_name() -> None:
    with pytest.raises(Trouble, match="belongs to root: run as root"):
        Account(Path("/"), Path("/")).own(Path("/usr"))


def test_what_the_database_owns_nobody_else_reads(tmp_path: Path) -> None:
    folder = tmp_path / "pg"
    Account(tmp_path, tmp_path).own(folder)
    assert folder.stat().st_mode & 0o777 == 0o700
