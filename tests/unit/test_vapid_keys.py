"""The file of keys: only for the server's eyes, the newest first, read again when it changes."""

from __future__ import annotations

import stat
from base64 import urlsafe_b64decode
from pathlib import Path

from api.outbox import keys


def test_a_rotation_puts_a_new_key_in_front_and_keeps_the_old(tmp_path: Path) -> None:
    path = str(tmp_path / "vapid.json")
    first = keys.rotate(path).current
    second = keys.rotate(path).current
    assert first
    assert second
    assert [key.public for key in keys.ring(path).keys] == [second.public, first.public]
    assert keys.ring(path).named(first.public) == first


def test_the_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "vapid.json"
    keys.rotate(str(path))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_browser_can_take_the_public_key(tmp_path: Path) -> None:
    current = keys.rotate(str(tmp_path / "vapid.json")).current
    assert current
    point = urlsafe_b64decode(current.public + "=")
    assert (len(point), point[0]) == (65, 4)


def test_without_a_file_there_are_no_keys() -> None:
    assert keys.ring("").current is None


def test_a_rotation_lets_go_of_what_nobody_uses_any_more(tmp_path: Path) -> None:
    path = str(tmp_path / "vapid.json")
    used, unused, last = (keys.rotate(path).current for _ in range(3))
    assert used
    assert unused
    assert last
    kept = [key.public for key in keys.rotate(path, {used.public}).keys[1:]]
    assert kept == [last.public, used.public]
