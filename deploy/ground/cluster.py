"""A private PostgreSQL: its folder, its settings, its socket, and the roles that the app signs in with."""

import json
import shutil
import subprocess
from dataclasses import asdict, dataclass
from pathlib import Path

from deploy.ground.account import Account
from deploy.ground.binaries import EXTENSIONS, Binaries
from deploy.ground.programs import surroundings
from deploy.ground.trouble import Trouble, last_words, meaning

SUPERUSER, OWNER, APP, DATABASE = "postgres", "bluelamp_owner", "bluelamp_app", "bluelamp"

SETTINGS = {
    # A socket in a folder of the owner's, and no door to the network.
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "256MB",
    # Compiling costs more than our short queries take.
    "jit": "off",
    # Nobody copies from this server, so it need not write for copies.
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "log_min_duration_statement": "500",
    "log_line_prefix": "%m [%p] ",
    "timezone": "UTC",
}
# A committed tasking survives a power cut.
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
# A test's database is gone in a minute whatever happens.
THROW_AWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_wal_size": "4GB"}


@dataclass(frozen=True)
class Cluster:
    """Everything that is needed to start it, so that another process can be told: see keeper.py."""

    folder: Path
    socket: Path
    binaries: Binaries
    account: Account
    # For one run of the tests: fast instead of safe, and removed afterwards.
    throw_away: bool = False

    @property
    def log(self) -> Path:
        # Failed statements may name people, so the log lies in the folder that only the owner may read.
        return self.folder / "server.log"

    def url(self, role: str, database: str = DATABASE) -> str:
        return f"postgresql://{role}@/{database}?host={self.socket}"

    @property
    def mark(self) -> Path:
        """Left when everything was made. Without it the folder holds nothing that anybody has put there."""
        return self.folder / "bluelamp"

    def prepare(self) -> None:
        """Make the folders, and the database files in them if they are not there. No server may be running."""
        if not self.mark.exists():
            shutil.rmtree(self.folder, ignore_errors=True)
        for folder in (self.folder, self.socket):
            refuse_link(folder)
            self.account.own(folder)
        if not self.mark.exists():
            self.initialise()

    def initialise(self) -> None:
        # Only the owner can reach the socket, which makes a password for it a formality.
        options = [
            "-U",
            SUPERUSER,
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            *(["--no-sync"] if self.throw_away else []),
        ]
        done = subprocess.run(
            self.command("initdb", "-D", str(self.folder), *options),
            env=self.env(),
            capture_output=True,
            text=True,
            check=False,
            **self.account.start_options(),
        )
        if done.returncode:
            said = done.stdout + done.stderr
            raise Trouble(meaning(said) or f"The database files could not be made: {last_words(said)}")

    def command(self, program: str, *arguments: str) -> list[str]:
        return [*self.account.prefix, self.binaries[program], *arguments]

    def server_command(self) -> list[str]:
        settings = (
            SETTINGS | (THROW_AWAY if self.throw_away else DURABLE) | {"unix_socket_directories": str(self.socket)}
        )
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        return self.command("postgres", "-D", str(self.folder), *options)

    def env(self) -> dict[str, str]:
        """Without the caller's own PostgreSQL settings, which are about another server."""
        calm = {name: value for name, value in surroundings(self.binaries.env).items() if not name.startswith("PG")}
        return calm | {"LC_ALL": "C.UTF-8", "HOME": str(self.folder)}

    def sql(self, database: str, *statements: str) -> str:
        """Ask as the superuser. The first refusal ends it."""
        commands = [word for statement in statements for word in ("-c", statement)]
        done = subprocess.run(
            [
                self.binaries["psql"],
                "-h",
                str(self.socket),
                "-U",
                SUPERUSER,
                "-d",
                database,
                "-XAtq",
                "-v",
                "ON_ERROR_STOP=1",
                *commands,
            ],
            env=self.env(),
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise Trouble(meaning(done.stderr) or f"The database refused: {last_words(done.stderr)}")
        return done.stdout.strip()

    def furnish(self) -> None:
        """Once: the roles, the database and its extensions. The owner migrates; the app owns nothing."""
        if self.mark.exists():
            return
        # Whoever came before may have been stopped half-way.
        self.sql("postgres", f"drop database if exists {DATABASE}")
        for role in (OWNER, APP):
            self.sql("postgres", f"drop role if exists {role}", f"create role {role} login")
        # The tests make databases of their own.
        if not self.throw_away:
            self.sql("postgres", f"create database {DATABASE} owner {OWNER}")
            self.sql(DATABASE, *(f"create extension {name}" for name in EXTENSIONS))
        self.mark.touch()

    def to_json(self) -> str:
        return json.dumps(asdict(self), default=str)

    @classmethod
    def from_json(cls, text: str) -> "Cluster":
        told = json.loads(text)
        account, binaries = told["account"], told["binaries"]
        return cls(
            Path(told["folder"]),
            Path(told["socket"]),
            Binaries(Path(binaries["folder"]), binaries["env"]),
            Account(Path(account["data"]), Path(account["cache"]), account["user"], tuple(account["prefix"])),
            told["throw_away"],
        )


def socket_folder(mark: str) -> Path:
    """Short, because the name of a socket may have 107 letters and a clone's path is often longer."""
    return Path("/tmp") / f"bluelamp-{mark}"  # noqa: S108  (its owner is checked before it is used)


def refuse_link(folder: Path) -> None:
    if folder.is_symlink():
        raise Trouble(f"{folder} is a link that Bluelamp did not make: remove it, then run the same command again.")
