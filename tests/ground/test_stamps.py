"""Nothing is done twice, and nothing is left undone."""

from pathlib import Path

from deploy.ground import stamps


def test_the_same_files_give_the_same_fingerprint(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("one")
    assert stamps.fingerprint([tmp_path]) == stamps.fingerprint([tmp_path])


def test_another_content_another_name_or_another_setting_gives_another(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("one")
    first = stamps.fingerprint([tmp_path])
    (tmp_path / "a").write_text("two")
    second = stamps.fingerprint([tmp_path])
    (tmp_path / "a").rename(tmp_path / "b")
    third = stamps.fingerprint([tmp_path])
    assert len({first, second, third, stamps.fingerprint([tmp_path], "demo")}) == 4


def test_what_is_built_or_fetched_does_not_count(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("one")
    before = stamps.fingerprint([tmp_path])
    for made in ("node_modules/left-pad", "dist", "src/__pycache__", ".cache"):
        (tmp_path / made).mkdir(parents=True)
        (tmp_path / made / "file").write_text("new")
    assert stamps.fingerprint([tmp_path]) == before


def test_a_stamp_stands_for_one_fingerprint_only(tmp_path: Path) -> None:
    stamp = tmp_path / "deep" / "stamp"
    assert not stamps.stands(stamp, "abc")
    stamps.put(stamp, "abc")
    assert stamps.stands(stamp, "abc")
    assert not stamps.stands(stamp, "abd")
