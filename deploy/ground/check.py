"""`./test`: the same ground, a database that is thrown away, and the tests."""

import subprocess
import sys
from collections.abc import Sequence

from deploy.ground import chromium, database, disk, firefox, frontend, packages, tools
from deploy.ground.apt import Apt
from deploy.ground.clone import Clone, here
from deploy.ground.database import Database
from deploy.ground.programs import surroundings
from deploy.ground.trouble import Trouble

FIRST_RUN_MB, ANY_RUN_MB = 1800, 300

HELP = """\
The tests of Bluelamp, on a PostgreSQL with PostGIS of their own that is thrown away afterwards.

  ./test                      everything: the PWA's own tests, Python's, and the browser journeys in headless Chromium
  ./test --pwa                only the PWA's own tests
  ./test --python             only Python's, without a browser
  ./test --browser            only the browser journeys
  ./test -k name              whatever pytest understands is passed on: -k, -x, -v, --lf, -n 0, a path
  ./test --install            only bring what the tests need
  ./test --help               this page

  DATABASE_URL                use this server instead; databases named bluelamp_test_* are made there and dropped again
  CHROMIUM, FIREFOX           use these browsers
"""

PARTS = ("--pwa", "--python", "--browser")


def main(words: Sequence[str]) -> int:
    if words and words[0] in ("-h", "--help"):
        print(HELP, end="")
        return 0
    clone = here()
    debian = Apt(clone.cache / "apt")
    parts = [word for word in words if word in PARTS]
    rest = [word for word in words if word not in (*PARTS, "--install")]
    disk.require(clone, ANY_RUN_MB if (clone.root / "pwa/node_modules").exists() else FIRST_RUN_MB)
    packages.ensure(clone, debian, tests=True)
    if "--install" in words:
        return install(clone, debian)
    # Arguments are meant for pytest, and whoever gives some is in the middle of something.
    pwa_is_fine = frontend.test(clone, debian) if "--pwa" in parts or not (parts or rest) else True
    if parts == ["--pwa"]:
        return 0 if pwa_is_fine else 1
    if not pwa_is_fine:
        print("\nThe PWA's own tests failed (above). Python's follow.", file=sys.stderr, flush=True)
    code = python(clone, debian, parts, rest)
    return code or (0 if pwa_is_fine else 1)


def install(clone: Clone, debian: Apt) -> int:
    frontend.build(clone, debian)
    frontend.install(clone, debian)
    chromium.ensure(clone, debian)
    firefox.ensure(clone, debian)
    tools.ensure(clone, debian)
    debian.forget()
    return 0


def python(clone: Clone, debian: Apt, parts: Sequence[str], rest: Sequence[str]) -> int:
    browser = parts != ["--python"]
    env = browser_env(clone, debian, must="--browser" in parts or not (parts or rest)) if browser else {}
    env |= tools.ensure(clone, debian)
    with database.for_testing(clone, debian) as found:
        debian.forget()
        # Nothing may come after this: pytest's closing line is the last one.
        return subprocess.run(
            [clone.python, "-m", "pytest", *selection(parts), *workers(rest), *rest],
            cwd=clone.root,
            env=pytest_env(env, found),
            pass_fds=found.descriptors,
            check=False,
        ).returncode


def browser_env(clone: Clone, debian: Apt, *, must: bool) -> dict[str, str]:
    """The front end built, and a browser. A few chosen tests may need neither, so there it is no failure."""
    try:
        frontend.build(clone, debian)
        return chromium.ensure(clone, debian) | firefox.ensure(clone, debian)
    except Trouble as trouble:
        if must:
            raise
        print(f"  Browser journeys will not work: {trouble}", flush=True)
        return {}


def selection(parts: Sequence[str]) -> list[str]:
    if "--browser" in parts and "--python" not in parts:
        return ["-m", "browser"]
    return ["-m", "not browser"] if "--python" in parts and "--browser" not in parts else []


def workers(rest: Sequence[str]) -> list[str]:
    """Three processes, for browsers wait more than they work; unless a test is looked into by hand, or somebody said how many.

    Two of them begin with the journeys, the third with everything else (tests/lots.py).
    """
    by_hand = ("-n", "--numprocesses", "--pdb", "--trace", "-s", "--collect-only", "--co", "-p")
    return [] if any(word.startswith(by_hand) for word in rest) else ["-n", "3"]


def pytest_env(browser: dict[str, str], found: Database) -> dict[str, str]:
    """Without the app's own database, so that no test can reach it by accident."""
    return {name: value for name, value in surroundings(browser | found.env).items() if name not in APP_ONLY}


APP_ONLY = ("DATABASE_URL", "APP_DATABASE_URL", "BLUELAMP_DATA", "BLUELAMP_DEMO", "PORT", "HOST")
