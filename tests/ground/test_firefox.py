"""A Firefox, or a sentence that there is none."""

from pathlib import Path

import pytest

from deploy.ground import apt, firefox
from deploy.ground.clone import Clone, here
from deploy.ground.trouble import Trouble


class Knowing(apt.Apt):
    """A distribution that has the package, or has not."""

    def __init__(self, folder: Path, *, has_it: bool) -> None:
        super().__init__(folder)
        self.has_it = has_it

    def knows(self, name: str) -> bool:
        return self.has_it


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> Clone:
    """A machine without any Firefox."""
    monkeypatch.setattr(firefox, "of_the_machine", lambda: None)
    monkeypatch.setattr(firefox, "fetched_before", lambda _: None)
    monkeypatch.setattr(apt, "is_here", lambda: True)
    return here()


def test_where_there_is_no_package_the_tests_go_on_without(bare: Clone, tmp_path: Path) -> None:
    assert firefox.ensure(bare, Knowing(tmp_path, has_it=False)) == {}


def test_a_download_that_fails_leaves_one_journey_out_and_says_so(
    bare: Clone, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(*_: object) -> None:
        raise Trouble("There is no network.")

    monkeypatch.setattr(firefox, "installed", fails)
    assert firefox.ensure(bare, Knowing(tmp_path, has_it=True)) == {}
    assert "left out: There is no network." in capsys.readouterr().out


def test_only_what_says_that_it_is_firefox_is_taken_for_it(tmp_path: Path) -> None:
    note = tmp_path / "firefox"
    note.write_text("#!/bin/sh\necho 'Mozilla Firefox 140.5.0esr'\n")
    note.chmod(0o755)
    assert firefox.starts(str(note))
    note.write_text("#!/bin/sh\necho 'command requires the firefox snap' >&2\nexit 1\n")
    assert not firefox.starts(str(note))
