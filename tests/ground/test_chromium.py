"""A Chromium that was unpacked instead of installed."""

from pathlib import Path

from deploy.ground import chromium


def test_it_finds_libraries_that_lie_one_folder_deeper(tmp_path: Path) -> None:
    top = tmp_path / "usr/lib/x86_64-linux-gnu"
    for file in ("libnss3.so", "pulseaudio/libpulsecommon-16.1.so", "gconv/readme"):
        (top / file).parent.mkdir(parents=True, exist_ok=True)
        (top / file).touch()
    assert chromium.libraries(tmp_path) == [top, top / "pulseaudio"]


def test_it_has_a_font_for_every_kind_of_text(tmp_path: Path) -> None:
    said = chromium.fonts(tmp_path)
    assert f"<dir>{tmp_path}/usr/share/fonts</dir>" in said
    assert all(f"<family>{kind}</family>" in said for kind in ("sans-serif", "serif", "monospace"))


def test_a_note_to_install_a_snap_is_not_taken_for_a_browser(tmp_path: Path) -> None:
    note = tmp_path / "chromium-browser"
    note.write_text("#!/bin/sh\necho 'requires the chromium snap to be installed' >&2\nexit 1\n")
    note.chmod(0o755)
    assert not chromium.starts(note)
    note.write_text("#!/bin/sh\necho 'Chromium 156.0.8078.79 built on Debian'\n")
    assert chromium.starts(note)
