"""A Firefox for the journey of a push: the machine's, else Debian's ESR. Where there is none the journey says so and is left out.

Chromium's push service is Google's and cannot be played; Firefox takes another one by a preference.
"""

import os
import re
import shutil

from deploy.ground import apt, chromium
from deploy.ground.clone import Clone
from deploy.ground.programs import answer
from deploy.ground.steps import step
from deploy.ground.trouble import Trouble

PACKAGE = "firefox-esr"
# Ubuntu's `firefox` may be a note that one should install a snap, so it is asked who it is.
NAMES = (PACKAGE, "firefox")


def ensure(clone: Clone, debian: apt.Apt) -> dict[str, str]:
    """The path of a Firefox that starts, or nothing: all other journeys do without it."""
    found = of_the_machine() or fetched_before(clone) or fetch(clone, debian)
    return {"FIREFOX": found} if found else {}


def fetch(clone: Clone, debian: apt.Apt) -> str | None:
    if not apt.is_here() or not debian.knows(PACKAGE):
        return None
    try:
        with step("Firefox"):
            return installed(clone) or unpacked(clone, debian)
    except Trouble as trouble:
        print(f"  The journey in Firefox is left out: {trouble}", flush=True)
        return None


def of_the_machine() -> str | None:
    candidates = [os.environ.get("FIREFOX"), *(shutil.which(name) for name in NAMES)]
    return next((path for path in candidates if path and starts(path)), None)


def starts(path: str) -> bool:
    return bool(re.search(r"Firefox \d+", answer([path, "--version"])))


def fetched_before(clone: Clone) -> str | None:
    wrapper = clone.cache / "firefox" / "firefox"
    return str(wrapper) if wrapper.is_file() else None


def installed(clone: Clone) -> str | None:
    if os.geteuid() != 0:
        return None
    apt.install(PACKAGE, chromium.FONT, log=clone.cache / "log/firefox.log")
    return of_the_machine()


def unpacked(clone: Clone, debian: apt.Apt) -> str | None:
    """Beside the clone, with a script that tells it where its libraries and fonts are."""
    folder = clone.cache / "firefox"
    shutil.rmtree(folder, ignore_errors=True)
    root = folder / "root"
    root.mkdir(parents=True)
    debian.unpack(dict.fromkeys([PACKAGE, *debian.missing(PACKAGE), *debian.missing(chromium.FONT)]), root)
    (root / "fonts.conf").write_text(chromium.fonts(root))
    wrapper = folder / "part"
    wrapper.write_text(chromium.script(root, "usr/lib/firefox-esr/firefox-esr"))
    wrapper.chmod(0o755)
    return str(wrapper.rename(folder / "firefox")) if starts(str(wrapper)) else None
