"""Finding a PostgreSQL that has PostGIS: the machine's own, or one that was unpacked here earlier."""

import glob
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from deploy.ground.programs import answer

EXTENSIONS = ("postgis", "pg_trgm", "fuzzystrmatch")
PROGRAMS = ("initdb", "postgres", "psql")

# Debian and Ubuntu, Fedora and RHEL, Homebrew on both kinds of Mac, Postgres.app.
PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)


@dataclass(frozen=True)
class Binaries:
    """One PostgreSQL, and the environment that its programs need."""

    folder: Path
    env: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, program: str) -> str:
        return str(self.folder / program)

    @property
    def major(self) -> str:
        """`15`, out of what it says of itself: `postgres (PostgreSQL) 15.18 (Debian ...)`."""
        said = re.search(r"\) (\d+)", answer([self["postgres"], "--version"], env=self.env))
        return said[1] if said else ""


def of_the_machine() -> Iterator[Binaries]:
    """The newest first; one that BLUELAMP_PG_BIN names before all others."""
    told = os.environ.get("BLUELAMP_PG_BIN")
    on_path = shutil.which("postgres")
    found = [path for place in PLACES for path in sorted(glob.glob(place), key=version, reverse=True)]
    for folder in [told, *found, on_path and os.path.dirname(os.path.realpath(on_path))]:
        if folder and is_whole(Path(folder)):
            yield Binaries(Path(folder))


def unpacked(root: Path) -> Iterator[Binaries]:
    """A tree that was laid out by `unpack`, which leaves its mark when it has finished."""
    if not (root / "complete").is_file():
        return
    for folder in sorted(root.glob("usr/lib/postgresql/*/bin"), key=lambda path: version(str(path)), reverse=True):
        if is_whole(folder):
            yield Binaries(folder, environment(root))


def environment(root: Path) -> dict[str, str]:
    """PostgreSQL finds its own files beside itself; its libraries and the map projections it must be told of."""
    libraries = [
        str(path) for top in ("usr/lib", "lib") for path in sorted((root / top).glob("*-linux-gnu*")) if path.is_dir()
    ]
    return {"LD_LIBRARY_PATH": ":".join(libraries), "PROJ_DATA": str(root / "usr/share/proj")}


def is_whole(folder: Path) -> bool:
    """The server, its tools and all three extensions. Many machines have PostgreSQL without PostGIS."""
    return all(os.access(folder / program, os.X_OK) for program in PROGRAMS) and any(
        all((share / "extension" / f"{name}.control").exists() for name in EXTENSIONS) for share in shares(folder)
    )


def shares(folder: Path) -> Iterator[Path]:
    """Where the extensions of these programs may be, by each distribution's habit."""
    if debian := re.fullmatch(r"(.*)/lib/postgresql/(\d+)/bin", str(folder)):
        yield Path(debian[1]) / "share/postgresql" / debian[2]
    yield folder.parent / "share/postgresql"
    yield folder.parent / "share"
    if told := answer([folder / "pg_config", "--sharedir"]):
        yield Path(told)


def version(path: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", path)]
