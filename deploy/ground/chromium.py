"""A Chromium for the journeys through the real screens: the machine's, else Debian's, else Playwright's own."""

import os
import re
import shutil
from pathlib import Path

from deploy.ground import apt, node
from deploy.ground.clone import Clone
from deploy.ground.programs import answer, quietly
from deploy.ground.steps import step
from deploy.ground.trouble import Trouble

# Without any font a page has no text.
FONT = "fonts-dejavu-core"
# The same browser without the parts of a window that nobody sees: a page costs a third. It takes no pushes.
SHELL = "chromium-headless-shell"
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def ensure(clone: Clone, debian: apt.Apt) -> dict[str, str]:
    """What the journeys must know: the path of a Chromium that starts, its shell where there is one, and the Node that drives it."""
    # Playwright's own Node wants a library that a minimal Debian lacks; the one that builds the front end does not.
    driver = {"PLAYWRIGHT_NODEJS_PATH": str(node.ensure(clone, debian).folder / "node")}
    found = of_the_machine() or fetched_before(clone) or fetch(clone, debian, driver)
    return {"CHROMIUM": found, "CHROMIUM_SHELL": shell(clone) or found, **driver}


def fetch(clone: Clone, debian: apt.Apt, driver: dict[str, str]) -> str:
    with step("Chromium"):
        return installed(clone, debian) or unpacked(clone, debian) or from_playwright(clone, driver)


def of_the_machine() -> str | None:
    told = os.environ.get("CHROMIUM")
    candidates = [told, *(shutil.which(name) for name in NAMES)]
    return next((path for path in candidates if path and starts(path)), None)


def shell(clone: Clone) -> str | None:
    """What came with Debian's own. A browser that somebody named is used for everything."""
    candidates = [] if os.environ.get("CHROMIUM") else [shutil.which(SHELL), clone.cache / "chromium" / SHELL]
    return next((str(path) for path in candidates if path and starts(path)), None)


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
    apt.install(*packages(debian), FONT, log=clone.cache / "log/chromium.log")
    return of_the_machine()


def unpacked(clone: Clone, debian: apt.Apt) -> str | None:
    """Everybody else unpacks it, with a script that tells it where its libraries and fonts are."""
    if not apt.is_here() or not is_a_deb(debian):
        return None
    folder = clone.cache / "chromium"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "root").mkdir(parents=True)
    names = packages(debian)
    needed = [package for name in (*names, FONT) for package in debian.missing(name)]
    debian.unpack(dict.fromkeys([*names, *needed]), folder / "root")
    for papers in ("usr/share/doc", "usr/share/locale", "usr/share/man", "usr/share/icons"):
        shutil.rmtree(folder / "root" / papers, ignore_errors=True)
    (folder / "root/fonts.conf").write_text(fonts(folder / "root"))
    # The browser last: while it is not there, nothing is.
    return [wrap(folder, name) for name in reversed(names)][-1]


def wrap(folder: Path, name: str) -> str | None:
    wrapper = folder / "part"
    wrapper.write_text(script(folder / "root", f"usr/lib/chromium/{name}"))
    wrapper.chmod(0o755)
    return str(wrapper.rename(folder / name)) if starts(wrapper) else None


def packages(debian: apt.Apt) -> list[str]:
    return ["chromium", *([SHELL] if debian.knows(SHELL) else [])]


def is_a_deb(debian: apt.Apt) -> bool:
    """Ubuntu has no such package; its `chromium-browser` is a snap."""
    return debian.knows("chromium")


def script(root: Path, program: str) -> str:
    """Start a browser with the libraries and fonts of the tree that it lies in."""
    return (
        "#!/bin/sh\n"
        f"export LD_LIBRARY_PATH='{':'.join(map(str, libraries(root)))}'\n"
        f"export FONTCONFIG_FILE='{root}/fonts.conf'\n"
        f"exec '{root}/{program}' \"$@\"\n"
    )


def fonts(root: Path) -> str:
    """The distribution's own settings name fonts by places that are empty on this machine."""
    families = (("sans-serif", "DejaVu Sans"), ("serif", "DejaVu Serif"), ("monospace", "DejaVu Sans Mono"))
    aliases = "".join(f"<alias><family>{a}</family><prefer><family>{b}</family></prefer></alias>" for a, b in families)
    return (
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">'
        f"<fontconfig><dir>{root}/usr/share/fonts</dir><cachedir>{root}/font-cache</cachedir>{aliases}</fontconfig>\n"
    )


def libraries(root: Path) -> list[Path]:
    """The folders of libraries, and those below them: sound keeps a library of its own in a place known by full path."""
    tops = [folder for top in ("usr/lib", "lib") for folder in sorted((root / top).glob("*-linux-gnu*"))]
    return [*tops, *(folder for top in tops for folder in sorted(top.iterdir()) if any(folder.glob("lib*.so*")))]


def from_playwright(clone: Clone, driver: dict[str, str]) -> str:
    """Playwright's own build, where the distribution has none."""
    quietly(
        [clone.python, "-m", "playwright", "install", "chromium"],
        log=clone.cache / "log/chromium.log",
        what="Fetching Chromium",
        env={"PLAYWRIGHT_BROWSERS_PATH": str(clone.cache / "browsers"), **driver},
        explain=lambda _: NONE,
    )
    found = fetched_before(clone)
    if not found or not starts(found):
        raise Trouble(NONE)
    return found


NONE = (
    "Chromium is needed for the browser journeys, and none could be fetched: install one and name it, "
    "CHROMIUM=/path/to/chromium ./test (or leave the journeys out: ./test --python)."
)
