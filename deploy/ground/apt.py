"""Debian's and Ubuntu's own packages without root: apt with a state folder of its own, and unpacking, not installing.

apt checks the distribution's signatures as always; nothing outside our folder changes.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

from deploy.ground.programs import answer, failed, quietly, surroundings
from deploy.ground.trouble import Trouble

PLAIN = {"LC_ALL": "C", "DEBIAN_FRONTEND": "noninteractive"}


def is_here() -> bool:
    return all(shutil.which(tool) for tool in ("apt-get", "apt-cache", "dpkg-deb"))


class Apt:
    """apt reading the machine's sources and its list of installed packages, but writing only under `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.options = [
            *("-o", f"Dir::State={folder}/state"),
            *("-o", "Dir::State::status=/var/lib/dpkg/status"),
            *("-o", f"Dir::Cache={folder}/cache"),
            # Dropping to the user _apt would need a folder that this user may write in.
            *("-o", "APT::Sandbox::User="),
            *("-o", "Debug::NoLocking=true"),
            # A machine with another network road answers within seconds or not at all.
            *("-o", "Acquire::Retries=1"),
            *("-o", "Acquire::http::Timeout=20"),
        ]

    @cached_property
    def lists(self) -> Path:
        """The distribution's package lists, fetched once for each time that we run. The value is apt's log."""
        for part in ("state/lists/partial", "cache/archives/partial"):
            (self.folder / part).mkdir(parents=True, exist_ok=True)
        log = self.folder / "update.log"
        with log.open("w") as out:
            # Its exit code says little: a foreign source that fails does not matter, a missing network gives 0.
            subprocess.run(
                ["apt-get", *self.options, "update", "-q"], env=surroundings(PLAIN), stdout=out, stderr=out, check=False
            )
        return log

    def newest(self, pattern: str) -> str | None:
        """The package whose name fits `pattern` with the highest number in it, or None."""
        log = self.lists
        found = re.findall(
            r"^\S+", answer(["apt-cache", *self.options, "search", "--names-only", pattern], env=PLAIN), re.MULTILINE
        )
        if not found and not self.knows("libc6"):
            raise failed("Reading the package lists", log)
        return max(found, key=numbers, default=None)

    def knows(self, name: str) -> bool:
        self.lists  # noqa: B018  (fetches them)
        return bool(answer(["apt-cache", *self.options, "show", "--no-all-versions", name], env=PLAIN))

    def missing(self, name: str) -> list[str]:
        """What would have to be installed for `name`, itself among it."""
        self.lists  # noqa: B018  (fetches them)
        plan = answer(["apt-get", *self.options, "install", "-s", "-qq", "--no-install-recommends", name], env=PLAIN)
        return re.findall(r"^Inst (\S+)", plan, re.MULTILINE)

    def unpack(self, names: Iterable[str], root: Path) -> None:
        """Download packages and lay their files out under `root`. Nothing in them is run."""
        debs = self.folder / "debs"
        shutil.rmtree(debs, ignore_errors=True)
        debs.mkdir(parents=True)
        self.lists  # noqa: B018  (fetches them)
        quietly(
            ["apt-get", *self.options, "download", "-q", *names],
            log=self.folder / "download.log",
            what="Downloading Debian packages",
            cwd=debs,
            env=PLAIN,
        )
        for deb in sorted(debs.glob("*.deb")):
            quietly(["dpkg-deb", "-x", deb, root], log=self.folder / "unpack.log", what=f"Unpacking {deb.name}")
            deb.unlink()

    def forget(self) -> None:
        """Give the room back that the lists take."""
        for part in ("state", "cache", "debs"):
            shutil.rmtree(self.folder / part, ignore_errors=True)
        self.__dict__.pop("lists", None)


def numbers(name: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", name)]


def install(*names: str, log: Path) -> None:
    """Install on the machine itself, for root only."""
    if os.geteuid() != 0:
        raise Trouble(f"{names[0]} is needed: apt-get install {' '.join(names)}")
    quietly(["apt-get", "update", "-q"], log=log, what="Reading the package lists", env=PLAIN)
    quietly(
        [
            *("apt-get", "install", "-y", "-q", "--no-install-recommends", *names),
            *("-o", "Dpkg::Options::=--force-confold"),
            *("-o", "Dpkg::Use-Pty=0"),
            *("-o", "DPkg::Lock::Timeout=120"),
        ],
        log=log,
        what=f"Installing {names[0]}",
        env=PLAIN,
    )
