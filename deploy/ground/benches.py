"""Benches that bring their own database and server processes, so that they may break both."""

import subprocess
from collections.abc import Sequence

from deploy.ground import packages, tools
from deploy.ground.apt import Apt
from deploy.ground.clone import Clone
from deploy.ground.programs import in_front, surroundings

OWN_GROUND = ("delivery", "faults", "checker", "pole", "golden", "audit", "positions", "nearest")


def has_own_ground(words: Sequence[str]) -> bool:
    return bool(words) and words[0] in OWN_GROUND


def run(clone: Clone, words: Sequence[str]) -> int:
    """Run one with the terminal to itself. It cleans up after itself, also when it is interrupted."""
    debian = Apt(clone.cache / "apt")
    packages.ensure(clone, debian)
    found = tools.ensure(clone, debian)
    debian.forget()
    process = subprocess.Popen(
        [clone.python, "-m", f"bench.{words[0]}", *words[1:]], cwd=clone.root, env=surroundings(found)
    )
    return in_front(process)
