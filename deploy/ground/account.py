"""Who runs the database: PostgreSQL refuses root, and many machines are root's."""

import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deploy.ground.clone import Clone
from deploy.ground.trouble import Trouble

# Inside this namespace root is user 1000 to itself, so PostgreSQL starts, while its files stay root's.
NAMESPACE = ("unshare", "--user", "--map-user=1000", "--map-group=1000", "--")


@dataclass(frozen=True)
class Account:
    """How to start a program as the database's owner, and where his files may be."""

    data: Path
    cache: Path
    user: str | None = None
    prefix: tuple[str, ...] = ()

    @property
    def uid(self) -> int:
        return pwd.getpwnam(self.user).pw_uid if self.user else os.geteuid()

    def start_options(self) -> dict[str, Any]:
        """For subprocess: become that user, leave groups behind, and stand where everybody may stand."""
        become = {"user": self.uid, "group": pwd.getpwnam(self.user).pw_gid, "extra_groups": []} if self.user else {}
        return {"cwd": "/", **become}

    def own(self, folder: Path) -> None:
        """Make the folder and all in it this account's, for nobody else to read."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if os.geteuid() == 0 and folder.stat().st_uid != self.uid:
            for path in (folder, *folder.rglob("*")):
                os.chown(path, self.uid, -1, follow_symlinks=False)
        if folder.stat().st_uid != self.uid:
            owner = folder.owner()
            raise Trouble(f"The folder {folder} belongs to {owner}: run as {owner}, or remove the folder.")
        folder.chmod(0o700)


def choose(clone: Clone) -> Account:
    """Ourselves, unless we are root. Then, in this order:

    a user without rights who can reach the folder; a user namespace, for a clone under a folder that only root may
    enter; and where namespaces are forbidden (some containers), that user with a folder of his own outside.
    """
    if os.geteuid() != 0:
        return Account(clone.data, clone.cache)
    users = [name for name in ("postgres", "nobody") if exists(name)]
    for user in users:
        if can_enter(user, clone.data) and can_enter(user, clone.cache):
            return Account(clone.data, clone.cache, user=user)
    if namespaces_work():
        return Account(clone.data, clone.cache, prefix=NAMESPACE)
    return outside(clone, users)


def outside(clone: Clone, users: list[str]) -> Account:
    if not users:
        raise Trouble("PostgreSQL does not run as root and this machine has no other user: run as an ordinary user.")
    base = Path("/var/tmp") / f"bluelamp-{clone.mark}"  # noqa: S108  (its owner is checked on the next line but one)
    base.mkdir(mode=0o711, exist_ok=True)
    found = base.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != 0:
        raise Trouble(f"{base} was made by somebody else: remove it, then run the same command again.")
    return Account(base / "data", base / "cache", user=users[-1])


def exists(user: str) -> bool:
    try:
        pwd.getpwnam(user)
    except KeyError:
        return False
    return True


def can_enter(user: str, folder: Path) -> bool:
    """Whether every folder on the way lets this user through."""
    uid = pwd.getpwnam(user).pw_uid
    return all(lets_through(path.stat(), uid) for path in (folder, *folder.parents))


def lets_through(found: os.stat_result, uid: int) -> bool:
    return bool(found.st_mode & (stat.S_IXUSR if found.st_uid == uid else stat.S_IXOTH))


def namespaces_work() -> bool:
    if not shutil.which("unshare"):
        return False
    return subprocess.run([*NAMESPACE, "true"], capture_output=True, check=False).returncode == 0
