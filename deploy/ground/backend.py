"""The server's own commands (`python -m api.cli ...`), run with the locked packages and the database up."""

import os
import re
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

from deploy.ground import stamps
from deploy.ground.clone import Clone
from deploy.ground.database import Database, external
from deploy.ground.programs import in_front, quietly, surroundings
from deploy.ground.steps import step
from deploy.ground.tether import tether
from deploy.ground.trouble import meaning


def env(clone: Clone, database: Database) -> dict[str, str]:
    told = {"BLUELAMP_DATA": str(clone.data), "BLUELAMP_DEMO": demo(), "VAPID_KEYS": str(vapid_keys(clone))}
    told["HIGH_WATER_MARK"] = str((clone.data / "high-water.json").absolute())
    told["AUDIT_SEALS"] = os.environ.get("AUDIT_SEALS") or str((clone.data / "audit-seals.jsonl").absolute())
    return told | database.env


def vapid_keys(clone: Clone) -> Path:
    """The keys by which push services know this server: the operator's own file, or one beside the data."""
    return Path(os.environ.get("VAPID_KEYS") or clone.data / "vapid.json").absolute()


def prepare(clone: Clone, database: Database) -> str:
    """Migrations and demo data, when the code or the database has changed. Gives the list of who may sign in."""
    wanted = stamps.fingerprint([clone.root / name for name in ("api", "geo", "migrations", "pyproject.toml")], demo())
    if not vapid_keys(clone).is_file():
        call(clone, database, "vapid", "make")
    # Inside the database's own folder, so that an empty database never looks prepared. Somebody else's we always ask.
    stamp = database.own.folder / "prepared" if database.own else None
    users = clone.data / "users.txt"
    if stamp and stamps.stands(stamp, wanted) and users.is_file():
        return users.read_text()
    with step("Migrations"):
        call(clone, database, "migrate")
    # The code lists always, a made-up London in demo mode.
    with step("Demo data" if is_demo() else "Code lists"):
        call(clone, database, "seed")
    users.write_text(call(clone, database, "users") if is_demo() else "")
    if stamp:
        stamps.put(stamp, wanted)
    return users.read_text()


def is_demo() -> bool:
    return demo().lower() in ("1", "true", "yes", "on")


def demo() -> str:
    """On a fresh machine everything is made up, unless somebody says otherwise."""
    return os.environ.get("BLUELAMP_DEMO", "1")


def call(clone: Clone, database: Database, command: str, *words: str) -> str:
    """Run one command and give its words."""
    log = clone.cache / f"log/{command}.log"
    quietly(
        [clone.python, "-m", "api.cli", command, *words],
        log=log,
        what=f"./run {command}",
        cwd=clone.root,
        env=env(clone, database),
        explain=explain,
    )
    return log.read_text()


# `connection failed: connection to server at "10.0.0.9", port 5432 failed: Connection refused`, `failed to resolve host ...`
UNREACHABLE = re.compile(r"(?:connection (?:failed|to server)|failed to resolve host|could not translate host name).*")


def explain(said: str) -> str | None:
    """A database that does not answer is no missing network: it is the one that the person named."""
    unreachable = UNREACHABLE.search(said)
    if external() and unreachable:
        return f"The database that DATABASE_URL names does not answer: {unreachable[0]}"
    return meaning(said) if re.search(r"No space left|ENOSPC", said) else None


def hand_over(clone: Clone, database: Database, words: Sequence[str]) -> int:
    """Run one command with the terminal to itself. Ctrl-C is its to answer."""
    process = subprocess.Popen(
        [clone.python, "-m", "api.cli", *words],
        # Where the person stands, so that the names of files mean what he means.
        env=surroundings(env(clone, database) | {"PYTHONPATH": str(clone.root)}),
        preexec_fn=tether(signal.SIGTERM),  # noqa: PLW1509  (there are no threads here)
        pass_fds=database.descriptors,
    )
    return in_front(process)
