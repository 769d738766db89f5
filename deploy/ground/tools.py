"""Programs that only fault tests need, unpacked beside us and not installed: nothing on the machine starts or changes by itself."""

import os
import shutil
from pathlib import Path

from deploy.ground import apt
from deploy.ground.chromium import libraries
from deploy.ground.clone import Clone
from deploy.ground.programs import answer
from deploy.ground.steps import step
from deploy.ground.trouble import Trouble

# A Redis to kill and freeze, a firewall for cutting lines within a network of the bench's own, and a clock that jumps.
PACKAGES = ("redis-server", "iptables", "libfaketime")


def ensure(clone: Clone, debian: apt.Apt) -> dict[str, str]:
    """Where they are, by the names that tests and benches ask for: REDIS_SERVER, IPTABLES, LIBFAKETIME. What is missing is left out."""
    root = clone.cache / "tools"
    if not (root / "complete").is_file() and apt.is_here():
        with step("Tools for fault tests"):
            unpack(debian, root)
    found = {
        "REDIS_SERVER": of(root, "redis-server", "usr/bin/redis-server", "--version"),
        "IPTABLES": of(root, "iptables", "usr/sbin/iptables-nft", "--version"),
        "LIBFAKETIME": next((str(path) for path in root.glob("usr/lib/*/faketime/libfaketime.so.1")), None),
    }
    return {name: path for name, path in found.items() if path}


def unpack(debian: apt.Apt, root: Path) -> None:
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    try:
        debian.unpack(
            dict.fromkeys(name for package in PACKAGES for name in debian.missing(package) or [package]), root
        )
    except Trouble:
        # Without a network they are not there, and what needs them says that it was not run.
        return
    for papers in ("usr/share", "etc", "lib/systemd"):
        shutil.rmtree(root / papers, ignore_errors=True)
    (root / "complete").touch()


def of(root: Path, name: str, place: str, question: str) -> str | None:
    """The machine's own program if it has one, else a script that starts the unpacked one with its libraries."""
    program = shutil.which(name)
    if not program and (root / place).exists():
        program = str(wrapper(root, name, place))
    return program if program and answer([program, question]) else None


def wrapper(root: Path, name: str, place: str) -> Path:
    path = root / name
    path.write_text(
        "#!/bin/sh\n"
        f"export LD_LIBRARY_PATH='{':'.join(map(str, libraries(root)))}'\n"
        f"export XTABLES_LIBDIR='{next(iter(root.glob('usr/lib/*/xtables')), '')}'\n"
        f"exec '{root / place}' \"$@\"\n"
    )
    path.chmod(0o755)
    return path


def paths() -> dict[str, str]:
    """What somebody has found for us already."""
    return {name: os.environ[name] for name in ("REDIS_SERVER", "IPTABLES", "LIBFAKETIME") if name in os.environ}
