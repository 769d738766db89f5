"""The locked Python packages in .venv."""

import shutil
import sys
from pathlib import Path

from deploy.ground import apt, certificates, installer, stamps
from deploy.ground.clone import Clone
from deploy.ground.programs import quietly
from deploy.ground.steps import step

SERVER, TESTS = "requirements.lock", "deploy/locks/test.lock"


def ensure(clone: Clone, packages: apt.Apt, *, tests: bool = False) -> None:
    """Make .venv hold what the lock says. The tests' lock holds the server's packages too, so it serves both."""
    wanted = [TESTS] if tests else [SERVER, TESTS]
    if any(stands(clone, lock) for lock in wanted):
        return
    # Whoever has run the tests once keeps their packages when the lock changes.
    lock = TESTS if tests or (stamp(clone).is_file() and stamp(clone).read_text().startswith(TESTS)) else SERVER
    with step("Python packages"):
        install(clone, packages, lock)


def stands(clone: Clone, lock: str) -> bool:
    return clone.python.exists() and stamps.stands(stamp(clone), value(clone, lock))


def stamp(clone: Clone) -> Path:
    # Inside .venv, so that it goes when the packages go.
    return clone.root / ".venv" / "bluelamp"


def value(clone: Clone, lock: str) -> str:
    return f"{lock} {stamps.fingerprint([clone.root / lock])}"


def install(clone: Clone, packages: apt.Apt, lock: str) -> None:
    env, uv = tools(clone, packages)
    if not clone.python.exists():
        # What a start that was stopped left behind.
        shutil.rmtree(clone.root / ".venv", ignore_errors=True)
        quietly(
            [uv, "venv", "--python", sys.executable, clone.root / ".venv"],
            log=clone.cache / "log/venv.log",
            what="Making .venv",
            env=env,
        )
    quietly(
        [uv, "pip", "sync", "--python", clone.python, "--require-hashes", clone.root / lock],
        log=clone.cache / "log/packages.log",
        what="Installing the Python packages",
        env=env,
    )
    stamps.put(stamp(clone), value(clone, lock))


def tools(clone: Clone, packages: apt.Apt) -> tuple[dict[str, str], Path]:
    """uv, and the environment in which it behaves like the machine's other tools."""
    certificates.trust(clone, packages)
    pip = installer.pip(clone, packages)
    uv = installer.uv(clone, pip)
    env = {
        # Its Python builds come from elsewhere; the system's is what we run on.
        "UV_PYTHON_DOWNLOADS": "never",
        "UV_NO_PROGRESS": "1",
        "VIRTUAL_ENV": "",
    }
    return env | installer.index_for_uv(pip), uv
