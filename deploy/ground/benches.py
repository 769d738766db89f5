"""Benches that bring their own database and server processes, so that they may break both."""

import subprocess
from collections.abc import Sequence

from deploy.ground import chromium, frontend, packages, tools
from deploy.ground.apt import Apt
from deploy.ground.clone import Clone
from deploy.ground.programs import in_front, surroundings

OWN_GROUND = ("delivery", "faults", "planted", "pole", "golden", "audit", "positions", "nearest", "board", "peers")
IN_A_BROWSER = ("board",)


def has_own_ground(words: Sequence[str]) -> bool:
    return bool(words) and words[0] in OWN_GROUND


def run(clone: Clone, words: Sequence[str]) -> int:
    """Run one with the terminal to itself. It cleans up after itself, also when it is interrupted."""
    debian = Apt(clone.cache / "apt")
    in_a_browser = words[0] in IN_A_BROWSER
    # Clients and rivals that the server never imports are among the tests' packages.
    packages.ensure(clone, debian, tests=True)
    found = tools.ensure(clone, debian)
    if in_a_browser:
        frontend.build(clone, debian)
        found |= chromium.ensure(clone, debian)
    debian.forget()
    process = subprocess.Popen(
        [clone.python, "-m", f"bench.{words[0]}", *words[1:]], cwd=clone.root, env=surroundings(found)
    )
    return in_front(process)
