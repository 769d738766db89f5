"""`python3 -m deploy.locks` makes the lock files anew; `--check` says whether they are in step with pyproject.toml.

The first line of each lock holds a hash of what was asked for when it was made, so the check needs no network.
"""

import hashlib
import json
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deploy.ground.apt import Apt
from deploy.ground.clone import here
from deploy.ground.packages import tools
from deploy.ground.programs import surroundings
from deploy.ground.trouble import Trouble

ROOT = Path(__file__).resolve().parents[2]
OLDEST_PYTHON = "3.11"


@dataclass(frozen=True)
class Lock:
    """One lock file: which lists of pyproject.toml it answers."""

    file: str
    project: bool = False
    group: str = ""
    # Versions that it has to share.
    like: str = ""

    def asked(self, pyproject: dict[str, Any]) -> str:
        """A hash of the lines in pyproject.toml that this lock answers."""
        wanted = (pyproject["project"]["dependencies"] if self.project else []) + (
            pyproject["dependency-groups"][self.group] if self.group else []
        )
        return hashlib.sha256(json.dumps([OLDEST_PYTHON, *wanted]).encode()).hexdigest()[:16]

    def head(self, pyproject: dict[str, Any]) -> str:
        return f"# answers {self.asked(pyproject)}: python3 -m deploy.locks --check\n"

    def is_in_step(self, pyproject: dict[str, Any]) -> bool:
        path = ROOT / self.file
        return path.is_file() and path.read_text().startswith(self.head(pyproject))


LOCKS = (
    Lock("requirements.lock", project=True),
    # It holds the server's packages too, at the same versions, so that one .venv serves both commands.
    Lock("deploy/locks/test.lock", project=True, group="test", like="requirements.lock"),
    Lock("deploy/locks/node.lock", group="node"),
    Lock("deploy/locks/installer.lock", group="uv"),
)


def main(words: list[str]) -> int:
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text())
    stale = [lock for lock in LOCKS if not lock.is_in_step(pyproject)]
    if "--check" in words:
        for lock in stale:
            print(f"{lock.file} is not what pyproject.toml asks for: python3 -m deploy.locks", file=sys.stderr)
        return 1 if stale else 0
    for lock in LOCKS:
        make(lock, pyproject)
    return 0


def make(lock: Lock, pyproject: dict[str, Any]) -> None:
    clone = here()
    env, uv = tools(clone, Apt(clone.cache / "apt"))
    command: list[str | Path] = [
        uv,
        "pip",
        "compile",
        "--quiet",
        "--universal",
        "--python-version",
        OLDEST_PYTHON,
        "--generate-hashes",
    ]
    # The header would hold the command line, the annotations who asked for what; neither helps an installer.
    command += ["--no-header", "--no-annotate", *(["pyproject.toml"] if lock.project else [])]
    command += ["--group", lock.group] if lock.group else []
    command += ["--constraint", lock.like] if lock.like else []
    done = subprocess.run(command, cwd=ROOT, env=surroundings(env), capture_output=True, text=True, check=False)
    if done.returncode:
        raise Trouble(f"{lock.file} could not be made:\n{done.stderr}")
    (ROOT / lock.file).write_text(lock.head(pyproject) + done.stdout)
    print(f"{lock.file}: {done.stdout.count('==')} packages")


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Trouble as trouble:
        sys.exit(str(trouble))
