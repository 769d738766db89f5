"""`./run` and its subcommands."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

from deploy.ground import addresses, backend, benches, database, disk, frontend, locks, packages, server
from deploy.ground.apt import Apt
from deploy.ground.clone import Clone, here
from deploy.ground.programs import quietly
from deploy.ground.steps import step
from deploy.ground.trouble import Trouble

# What is on the disk after the first start, and what the database wants to have free at any time.
FIRST_START_MB, ANY_START_MB = 1200, 150

# The server's own commands; `python -m api.cli NAME --help` says more of each.
PASSED_ON = (
    "audit",
    "import",
    "records",
    "replay",
    "users",
    "check",
    "codes",
    "bench",
    "openapi",
    "migrate",
    "seed",
    "vapid",
)

HELP = """\
Bluelamp: the officer's field app, its server and the dispatcher's board, on this machine.

  ./run                       bring everything up and serve it on http://localhost:8000 (Ctrl-C stops all of it)
  PORT=8123 ./run             serve it on another port
  ./run --https               with a certificate made here and on all addresses, for phones on the network
  ./run --logs                with the server's log on the terminal instead of .data/server.log

  ./run users                 who may sign in as what
  ./run import FILE...        history of places and calls out of CSV files (police.uk, Montgomery 911, own)
  ./run import areas FILE     beats, event zones and hazard areas out of GeoJSON or GeoPackage
  ./run import roads FILE     the roads of an OpenStreetMap extract, for arrival times
  ./run replay FILE           play recorded calls as the demand (--speed 60 --relocate)
  ./run records link          compare all records of people with one another and join those of one person
  ./run check                 recount the board from the rows and compare
  ./run audit verify          check the seals of the audit against its rows; names the first bad row
  ./run audit export          rows of a time with their proofs: --from 2026-11-01 --to 2026-12-01 FILE
  ./run records retention     what is due by review group: --dry-run tells, --by NAME erases
  ./run records decide        KIND ID keep|hold|release|erase --reason WHY --by NAME
  ./run codes                 the code lists: grades, statuses, types, results, skills
  ./run bench NAME            measure or break (bench/README.md): loop, tasking, imports, push, cold_start, killed,
                              delivery, faults, planted, golden, audit, positions, nearest, board, peers, pole
  ./run vapid rotate          a new key for the push services; every device subscribes again
  ./run openapi               the OpenAPI document, of which the front end's types are made
  ./run psql                  a prompt on the database, as its owner
  ./run stop                  stop what runs in this folder
  ./run reset [--yes]         throw the embedded database away and start with a new one next time
  ./run --help                this page

  PORT, HOST                  where to listen (8000, 127.0.0.1)
  DATABASE_URL                use this PostgreSQL with PostGIS instead of the embedded one
  APP_DATABASE_URL            and this login, which owns nothing, for serving
  BLUELAMP_DEMO=0             no made-up people, units and incidents
  BLUELAMP_DATA               where the data lies (.data)

Needs nothing but python3 (3.11 or newer) on Debian and Ubuntu; brings the rest into .venv, .cache and .data here.
The tests: ./test --help. More: docs/running.md, and `./run import --help` for each command.
"""


def main(words: Sequence[str]) -> int:
    first = words[0] if words else ""
    if first in ("-h", "--help", "help"):
        print(HELP, end="")
        return 0
    if first in OWN:
        return OWN[first](here(), list(words[1:]))
    if first == "bench" and benches.has_own_ground(words[1:]):
        return benches.run(here(), words[1:])
    if first in PASSED_ON:
        return pass_on(here(), words)
    return serve(here(), words)


def serve(clone: Clone, words: Sequence[str]) -> NoReturn:
    """Everything, until somebody stops it."""
    if unknown := [word for word in words if word not in ("--https", "--logs")]:
        raise Trouble(f"There is no ./run {unknown[0]}: ./run --help lists what there is.")
    started = time.monotonic()
    https, port = "--https" in words, addresses.port()
    host = addresses.listen_on(network=https)
    url = addresses.url("https" if https else "http", "localhost", port)
    debian = Apt(clone.cache / "apt")
    with server.only_one(clone, url):
        addresses.require_free(host, port)
        disk.require(clone, ANY_START_MB if clone.python.exists() else FIRST_START_MB)
        print("Bluelamp", file=sys.stderr, flush=True)
        packages.ensure(clone, debian)
        with database.for_running(clone, debian) as found:
            users = backend.prepare(clone, found)
            frontend.build(clone, debian)
            debian.forget()
            env = backend.env(clone, found) | where(clone, host, port, https=https)
            with server.serving(clone, env, found.descriptors, show_log="--logs" in words) as process:
                with step("Server"):
                    server.wait_until_ready(clone, process, local(url, host))
                print(welcome(clone, url, users, time.monotonic() - started), flush=True)
                # Ctrl-C and SIGTERM leave this line as KeyboardInterrupt, and every block above cleans up after itself.
                watch(clone, process, found)


def watch(clone: Clone, process: server.Process, found: database.Database) -> NoReturn:
    """Wait for what should not happen: that the server or the database ends by itself."""
    while process.poll() is None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(1)
        if found.own and not database.is_up(clone):
            raise Trouble(f"The database ended by itself; its log says why: {found.own.log}")
    raise server.ended(clone, process)


def where(clone: Clone, host: str, port: int, *, https: bool) -> dict[str, str]:
    """What the server must know of its own address."""
    told = {"HOST": host, "PORT": str(port)}
    if https:
        told |= certificate(clone)
    if host not in addresses.LOOPBACK and not os.environ.get("BLUELAMP_ORIGINS"):
        scheme = "https" if https else "http"
        told["BLUELAMP_ORIGINS"] = ",".join(addresses.url(scheme, name, port) for name in addresses.of_this_machine())
    return told


def certificate(clone: Clone) -> dict[str, str]:
    """The operator's own, when it is named; else one made here."""
    if os.environ.get("BLUELAMP_CERT") and os.environ.get("BLUELAMP_KEY"):
        return {}
    folder = clone.data / "https"
    quietly(
        [clone.python, "-m", "deploy.ground.https", folder, *addresses.of_this_machine()],
        log=clone.cache / "log/https.log",
        what="Making a certificate",
        cwd=clone.root,
    )
    return {"BLUELAMP_CERT": str(folder / "server.crt"), "BLUELAMP_KEY": str(folder / "server.key")}


def local(url: str, host: str) -> str:
    """By which address we ask our own server whether it is ready."""
    name = "127.0.0.1" if host in ("0.0.0.0", "localhost") else f"[{host}]" if ":" in host else host  # noqa: S104
    return url.replace("localhost", name, 1)


def welcome(clone: Clone, url: str, users: str, seconds: float) -> str:
    pages = [("Handset", "/"), ("Board", "/board"), ("API", "/api/docs")]
    lines = ["", f"  Ready after {seconds:.1f} s.", "", *(f"  {name:<10}{url}{path}" for name, path in pages)]
    if url.startswith("https"):
        elsewhere = [name for name in addresses.of_this_machine() if name not in addresses.LOOPBACK]
        lines += [f"  {'Network':<10}{url.replace('localhost', name, 1)}" for name in elsewhere]
        lines += [f"  {'Phones':<10}must trust {clone.data / 'https/authority.crt'} (docs/running.md)"]
    lines += ["", *(f"  {line}".rstrip() for line in textwrap.dedent(users).strip().splitlines()), ""]
    return "\n".join([*lines, f"  Log: {server.log(clone)}   Stop: Ctrl-C   More: ./run --help", ""])


def pass_on(clone: Clone, words: Sequence[str]) -> int:
    """One of the server's commands, beside a running server or alone."""
    debian = Apt(clone.cache / "apt")
    packages.ensure(clone, debian, tests=words[0] == "bench")
    with database.for_running(clone, debian) as found:
        debian.forget()
        if words[0] not in ("migrate", "seed"):
            backend.prepare(clone, found)
        return backend.hand_over(clone, found, words)


def psql(clone: Clone, words: list[str]) -> int:
    with database.for_running(clone, Apt(clone.cache / "apt")) as found:
        url = found.env.get("DATABASE_URL") or os.environ["DATABASE_URL"]
        program = found.own.binaries["psql"] if found.own else shutil.which("psql")
        if not program:
            raise Trouble("This machine has no psql: install the PostgreSQL client.")
        env = found.own.env() | {"HOME": os.environ.get("HOME", "/")} if found.own else dict(os.environ)
        # Row-level security holds for the owner too: without a name nobody sees a row.
        env["PGOPTIONS"] = "-c app.actor=psql -c app.scope=system"
        return subprocess.run([program, url, *words], env=env, check=False).returncode


def stop(clone: Clone, _words: list[str]) -> int:
    """Ask the server of this clone to end, and come back when it and its database have."""
    if not locks.is_held(server.lock(clone)):
        print("Nothing is running in this folder.")
        return 0
    pid = server.about(clone)["pid"]
    if not pid.isdecimal():
        raise Trouble("Bluelamp is just starting in this folder: try again in a moment.")
    os.kill(int(pid), signal.SIGTERM)
    give_up_at = time.monotonic() + server.STOP_WITHIN_S + 30
    while locks.is_held(server.lock(clone)):
        if time.monotonic() > give_up_at:
            raise Trouble(f"Bluelamp (pid {pid}) does not stop; end it with: kill -9 {pid}")
        time.sleep(0.1)
    print("Stopped.")
    return 0


def reset(clone: Clone, words: list[str]) -> int:
    """Throw the embedded database away. What others have in DATABASE_URL is never touched."""
    if database.external():
        raise Trouble("DATABASE_URL is set, and reset only ever throws the embedded database away: unset it first.")
    if locks.is_held(server.lock(clone)):
        raise Trouble(f"Bluelamp is running in this folder (pid {server.about(clone)['pid']}): ./run stop first.")
    if "--yes" not in words and not confirmed(
        "This throws the database of this folder away, with everything in it. Go on? [y/N] "
    ):
        print("Nothing was changed.")
        return 1
    with locks.alone(clone.data / "locks/start.lock"):
        users = locks.hold(clone.data / "locks/users.lock")
        for folder in database.folders(clone):
            shutil.rmtree(folder, ignore_errors=True)
        if users is not None:
            os.close(users)
    (clone.data / "users.txt").unlink(missing_ok=True)
    set_seals_aside(clone.data)
    print("The database is gone. ./run starts with a new one.")
    return 0


def set_seals_aside(data: Path) -> None:
    """The seals of the audit tell of the database that is gone: they are kept, and not held against the next one."""
    seals = data / "audit-seals.jsonl"
    if seals.exists():
        seals.rename(data / f"audit-seals-until-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.jsonl")


def confirmed(question: str) -> bool:
    if not sys.stdin.isatty():
        raise Trouble("./run reset asks before it throws data away; without a terminal say ./run reset --yes.")
    return input(question).strip().lower() in ("y", "yes")


OWN = {"psql": psql, "stop": stop, "reset": reset}
