"""The database for this command: the one that DATABASE_URL names, or our own, brought up for as long as we need it."""

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from deploy.ground import account, apt, binaries, cluster, lease, locks
from deploy.ground.clone import Clone
from deploy.ground.steps import step
from deploy.ground.trouble import Trouble
from deploy.ground.unpack import unpack


@dataclass(frozen=True)
class Database:
    """How to reach it, and what a child must hold so that it stays up."""

    env: dict[str, str]
    own: cluster.Cluster | None = None
    descriptors: list[int] = field(default_factory=list)


def external() -> str | None:
    return os.environ.get("DATABASE_URL")


@contextmanager
def for_running(clone: Clone, packages: apt.Apt) -> Iterator[Database]:
    """For the app: durable, and shared with whatever else of this clone runs at the same time."""
    if external():
        yield Database({})
        return
    own = private(clone, packages)
    with lease.use(own, clone.data / "locks") as users:
        env = {"DATABASE_URL": own.url(cluster.OWNER), "APP_DATABASE_URL": own.url(cluster.APP)}
        yield Database(env, own, [users])


def is_up(clone: Clone) -> bool:
    """Whether somebody keeps the embedded database of this clone."""
    return locks.is_held(clone.data / "locks/keeper.lock")


@contextmanager
def for_testing(clone: Clone, packages: apt.Apt) -> Iterator[Database]:
    """For one run of the tests: the URL of somebody who may make databases and roles."""
    if url := external():
        yield Database({"TEST_DATABASE_URL": url})
        return
    sweep(clone)
    mark = f"test-{secrets.token_hex(4)}"
    own = private(clone, packages, mark=mark)
    with lease.use(own, clone.data / mark) as users:
        yield Database({"TEST_DATABASE_URL": own.url(cluster.SUPERUSER, "postgres")}, own, [users])


def sweep(clone: Clone) -> None:
    """Remove what a run of the tests left behind whose keeper was killed."""
    for place in clone.data.glob("test-*"):
        # Another run that is only just starting holds the other lock.
        if not any(locks.is_held(place / name) for name in ("start.lock", "keeper.lock")):
            shutil.rmtree(place, ignore_errors=True)


def private(clone: Clone, packages: apt.Apt, mark: str | None = None) -> cluster.Cluster:
    """Our own cluster, described but not started. `mark` makes it one for a run of the tests."""
    owner = account.choose(clone)
    folder = owner.data / (mark or "") / "pg"
    found = find(folder, owner, packages)
    return cluster.Cluster(folder, cluster.socket_folder(mark or clone.mark), found, owner, throw_away=bool(mark))


def find(folder: Path, owner: account.Account, packages: apt.Apt) -> binaries.Binaries:
    """The machine's PostgreSQL, else the one unpacked here before, else unpack one now."""
    made_by = folder / "PG_VERSION"
    major = made_by.read_text().strip() if made_by.exists() else None
    tree = owner.cache / "pg"
    here = [one for one in (*binaries.of_the_machine(), *binaries.unpacked(tree)) if major in (None, one.major)]
    return here[0] if here else bring(tree, packages, major)


def bring(tree: Path, packages: apt.Apt, major: str | None) -> binaries.Binaries:
    with locks.alone(tree.with_suffix(".lock")):
        if found := next(binaries.unpacked(tree), None):
            return found
        if not apt.is_here():
            raise Trouble(HOW_TO_INSTALL)
        with step("PostgreSQL with PostGIS"):
            found = unpack(packages, tree)
    if not found:
        raise Trouble(HOW_TO_INSTALL)
    if major not in (None, found.major):
        raise Trouble(
            f"The data was made by PostgreSQL {major}, and this machine offers {found.major}: "
            f"install PostgreSQL {major} with PostGIS again, or ./run reset to start with an empty database."
        )
    return found


HOW_TO_INSTALL = (
    "PostgreSQL with PostGIS is needed, and Bluelamp can fetch it on Debian and Ubuntu only. "
    "Install it (Fedora: dnf install postgis postgresql-server, macOS: brew install postgis), "
    "or name a database: DATABASE_URL=postgresql://user@host/name ./run"
)


def folders(clone: Clone) -> list[Path]:
    """Everything that the embedded database of this clone consists of."""
    return [account.choose(clone).data / "pg", clone.data / "pg"]
