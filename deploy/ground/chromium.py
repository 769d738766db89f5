"""A Chromium for the journeys through the real screens: the machine's, else Debian's, else Playwright's own."""

import os
import re
import shutil
from pathlib import Path

from deploy.ground import apt
from deploy.ground.binaries import environment
from deploy.ground.clone import Clone
from deploy.ground.programs import answer, quietly
from deploy.ground.steps import step
from deploy.ground.trouble import Trouble

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def ensure(clone: Clone, debian: apt.Apt) -> str:
    """The path of a Chromium that starts."""
    if found := of_the_machine() or fetched_before(clone):
        return found
    with step("Chromium"):
        return installed(clone, debian) or unpacked(clone, debian) or from_playwright(clone)


def of_the_machine() -> str | None:
    told = os.environ.get("CHROMIUM")
    candidates = [told, *(shutil.which(name) for name in NAMES)]
    return next((path for path in candidates if path and starts(path)), None)


def starts(path: str | Path) -> bool:
    """Ubuntu's `chromium-browser` may be a note that one should install a snap, so it is asked who it is."""
    return bool(re.search(r"Chrom(e|ium)\S* \d+", answer([path, "--version"])))


def fetched_before(clone: Clone) -> str | None:
    wrapper = clone.cache / "chromium" / "chromium"
    if wrapper.is_file():
        return str(wrapper)
    found = sorted((clone.cache / "browsers").glob("chromium-*/chrome-linux*/chrome"))
    return str(found[-1]) if found else None


def installed(clone: Clone, debian: apt.Apt) -> str | None:
    """Root installs it like any other program, so that it gets the distribution's security updates."""
    if os.geteuid() != 0 or not apt.is_here() or not is_a_deb(debian):
        return None
    apt.install("chromium", clone.cache / "log/chromium.log")
    return of_the_machine()


def unpacked(clone: Clone, debian: apt.Apt) -> str | None:
    """Everybody else unpacks it, with a script that tells it where its libraries and fonts are."""
    if not apt.is_here() or not is_a_deb(debian):
        return None
    folder = clone.cache / "chromium"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "root").mkdir(parents=True)
    debian.unpack(
        dict.fromkeys(["chromium", *debian.missing("chromium"), *debian.missing("fonts-dejavu-core")]), folder / "root"
    )
    for papers in ("usr/share/doc", "usr/share/locale", "usr/share/man", "usr/share/icons"):
        shutil.rmtree(folder / "root" / papers, ignore_errors=True)
    wrapper = folder / "part"
    wrapper.write_text(script(folder / "root"))
    wrapper.chmod(0o755)
    if not starts(wrapper):
        return None
    return str(wrapper.rename(folder / "chromium"))


def is_a_deb(debian: apt.Apt) -> bool:
    """Ubuntu has no such package; its `chromium-browser` is a snap."""
    return debian.knows("chromium")


def script(root: Path) -> str:
    program = root / "usr/lib/chromium/chromium"
    return (
        "#!/bin/sh\n"
        f"export LD_LIBRARY_PATH='{environment(root)['LD_LIBRARY_PATH']}'\n"
        f"export FONTCONFIG_PATH='{root}/etc/fonts' FONTCONFIG_SYSROOT='{root}'\n"
        f"exec '{program}' \"$@\"\n"
    )


def from_playwright(clone: Clone) -> str:
    """Playwright's own build, where the distribution has none."""
    env = {"PLAYWRIGHT_BROWSERS_PATH": str(clone.cache / "browsers")}
    quietly(
        [clone.python, "-m", "playwright", "install", "chromium"],
        log=clone.cache / "log/chromium.log",
        what="Fetching Chromium",
        env=env,
    )
    found = fetched_before(clone)
    if not found or not starts(found):
        raise Trouble(
            "Chromium is needed for the browser journeys and none could be fetched: install one and name it, "
            "CHROMIUM=/path/to/chromium ./test (or leave the journeys out: ./test --python)."
        )
    return found
