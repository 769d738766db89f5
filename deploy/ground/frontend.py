"""The PWA: its packages by its own lock, and its build, each only when something changed."""

import subprocess
from collections.abc import Sequence

from deploy.ground import apt, certificates, node, stamps
from deploy.ground.clone import Clone, here
from deploy.ground.programs import quietly, surroundings
from deploy.ground.steps import step


def build(clone: Clone, debian: apt.Apt) -> None:
    """Make pwa/dist what the sources say."""
    pwa = clone.root / "pwa"
    # The front end may be built from the contract that both sides read.
    wanted = stamps.fingerprint([pwa, clone.root / "tests/contract", clone.root / "docs/messages.md"])
    if (pwa / "dist").is_dir() and stamps.stands(clone.cache / "stamps/dist", wanted):
        return
    tools = install(clone, debian)
    with step("Front end"):
        # Only the bundle: whether its types and sizes are right is for .ci/run to say, not for somebody's first minute.
        quietly(
            ["npm", "run", "bundle"],
            log=clone.cache / "log/build.log",
            what="Building the front end",
            cwd=pwa,
            env=tools,
        )
        stamps.put(clone.cache / "stamps/dist", wanted)


def install(clone: Clone, debian: apt.Apt) -> dict[str, str]:
    """The front end's packages. Gives the environment in which npm and Node are found."""
    certificates.trust(clone, debian)
    found = node.ensure(clone, debian)
    pwa = clone.root / "pwa"
    stamp = pwa / "node_modules" / ".bluelamp"
    wanted = stamps.fingerprint([pwa / "package.json", pwa / "package-lock.json"], found.version.split(".")[0])
    if not stamps.stands(stamp, wanted):
        with step("Front end packages"):
            quietly(
                ["npm", "ci", "--no-audit", "--no-fund"],
                log=clone.cache / "log/npm.log",
                what="Installing the front end's packages",
                cwd=pwa,
                env=found.env() | QUIET,
            )
            stamps.put(stamp, wanted)
    return found.env() | QUIET


def test(clone: Clone, debian: apt.Apt) -> bool:
    """The PWA's own tests, with their words on the terminal."""
    return npm(clone, debian, ["test"]) == 0


def npm(clone: Clone, debian: apt.Apt, words: Sequence[str]) -> int:
    """npm in pwa/, with the Node and the packages that the build uses, and its words on the terminal."""
    env = install(clone, debian)
    return subprocess.run(["npm", *words], cwd=clone.root / "pwa", env=surroundings(env), check=False).returncode


def main(words: Sequence[str]) -> int:
    clone = here()
    return npm(clone, apt.Apt(clone.cache / "apt"), words)


QUIET = {"NO_UPDATE_NOTIFIER": "1", "npm_config_update_notifier": "false", "npm_config_loglevel": "error"}
