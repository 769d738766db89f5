"""Fetching uv, which brings everything else: by pip if there is one, else by pip out of a wheel; always by its hash.

pip knows where this machine gets its packages from (its own default, pip.conf, PIP_INDEX_URL, proxies), so no address
stands here.
"""

import importlib.util
import os
import re
import sys
import zipfile
from pathlib import Path

from deploy.ground import apt
from deploy.ground.clone import Clone
from deploy.ground.programs import answer, quietly
from deploy.ground.trouble import Trouble

# Where distributions keep pip as a wheel although they do not install it.
WHEELS = ("/usr/share/python-wheels", "/usr/share/python3-wheels", "/usr/lib/python3/ensurepip/_bundled")


def uv(clone: Clone, pip: dict[str, str]) -> Path:
    """The pinned uv, fetched if need be by the pip that this environment gives."""
    lock = clone.root / "deploy/locks/installer.lock"
    version = re.findall(r"^uv==(\S+)", lock.read_text(), re.MULTILINE)[0]
    program = clone.cache / f"uv-{version}" / "uv"
    if not program.is_file():
        wheel = download(clone, lock, pip)
        take_out(wheel, program)
    return program


def pip(clone: Clone, packages: apt.Apt) -> dict[str, str]:
    """What must be in the environment for `python3 -m pip` to work: nothing, or the path to a wheel with pip in it."""
    if importlib.util.find_spec("pip"):
        return {}
    wheel = bundled_pip() or unpacked_pip(clone, packages)
    if not wheel:
        raise Trouble(
            "This python3 has no pip and this is not Debian or Ubuntu: install pip, then run the same command again."
        )
    return {"PYTHONPATH": str(wheel)}


def bundled_pip() -> Path | None:
    ensurepip = importlib.util.find_spec("ensurepip")
    own = [Path(ensurepip.origin).parent / "_bundled"] if ensurepip and ensurepip.origin else []
    return next((wheel for folder in [*own, *map(Path, WHEELS)] for wheel in sorted(folder.glob("pip-*.whl"))), None)


def unpacked_pip(clone: Clone, packages: apt.Apt) -> Path | None:
    """Debian's python3 comes without pip, but apt has it as a wheel."""
    root = clone.cache / "pip"
    if not (found := sorted(root.glob("usr/share/python-wheels/pip-*.whl"))) and apt.is_here():
        packages.unpack(["python3-pip-whl"], root)
        found = sorted(root.glob("usr/share/python-wheels/pip-*.whl"))
    return found[0] if found else None


def download(clone: Clone, lock: Path, env: dict[str, str]) -> Path:
    folder = clone.cache / "download"
    quietly(
        [
            *(sys.executable, "-m", "pip", "download", "--require-hashes", "--no-deps", "--only-binary=:all:"),
            *("--no-input", "--retries", "1", "--disable-pip-version-check", "--dest", folder, "--requirement", lock),
        ],
        log=clone.cache / "log/uv.log",
        what="Fetching uv",
        env=env | index_for_pip(),
    )
    return next(folder.glob("uv-*.whl"))


def take_out(wheel: Path, program: Path) -> None:
    """A wheel is a zip file; the program in it needs no installing."""
    with zipfile.ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".data/scripts/uv"))
        program.parent.mkdir(parents=True, exist_ok=True)
        part = program.with_suffix(".part")
        part.write_bytes(archive.read(name))
    part.chmod(0o755)
    part.rename(program)
    wheel.unlink()


def index_for_pip() -> dict[str, str]:
    """A machine that has told only uv of its registry has told us."""
    told = os.environ.get("UV_DEFAULT_INDEX") or os.environ.get("UV_INDEX_URL")
    return {"PIP_INDEX_URL": told} if told and not os.environ.get("PIP_INDEX_URL") else {}


def index_for_uv(env: dict[str, str]) -> dict[str, str]:
    """And one that has told only pip, by its environment or its configuration, has told us too."""
    if os.environ.get("UV_DEFAULT_INDEX") or os.environ.get("UV_INDEX_URL") or os.environ.get("UV_CONFIG_FILE"):
        return {}
    configured = answer([sys.executable, "-m", "pip", "config", "get", "global.index-url"], env=env)
    told = os.environ.get("PIP_INDEX_URL") or configured
    return {"UV_DEFAULT_INDEX": told} if told else {}
