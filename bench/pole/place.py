"""The bench's own cluster, kept between runs of one size so that millions are loaded once: `--fresh` throws it away."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.database import Postgres
from bench.processes import ROOT
from deploy.ground import cluster, database
from deploy.ground.apt import Apt
from deploy.ground.clone import here

CHUNK = 4_000_000


@dataclass(frozen=True)
class PoleCluster(cluster.Cluster):
    """The embedded cluster with memory for millions. It loads without waiting for the disk; searches only read."""

    is_durable: bool = False

    def server_command(self) -> list[str]:
        more = {
            "shared_buffers": "4GB",
            "effective_cache_size": "10GB",
            "max_wal_size": "8GB",
            "checkpoint_timeout": "30min",
            "max_parallel_maintenance_workers": "1",
            # What is loaded is vacuumed once, at the end.
            "autovacuum": "off",
            "log_min_duration_statement": "-1",
        }
        if not self.is_durable:
            more |= {"fsync": "off", "full_page_writes": "off"}
        return super().server_command() + [word for name, value in more.items() for word in ("-c", f"{name}={value}")]


@contextmanager
def kept(name: str, *, fresh: bool, durable: bool = False) -> Iterator[tuple[Postgres, bool]]:
    """The database of that name, and whether it is filled already (the file `filled` in its folder)."""
    clone = here()
    found = database.private(clone, Apt(clone.cache / "apt"), mark=name)
    own = PoleCluster(found.folder, found.socket, found.binaries, found.account, is_durable=durable)
    if fresh or not is_filled(own.folder):
        shutil.rmtree(own.folder.parent, ignore_errors=True)
    postgres = Postgres(own)
    own.prepare()
    postgres.start()
    try:
        filled = is_filled(own.folder)
        if not filled:
            own.furnish()
        # Whoever comes with newer code brings the millions up to it.
        for command in ("migrate",) if filled else ("migrate", "seed"):
            env = os.environ | postgres.env | {"BLUELAMP_DEMO": "0"}
            subprocess.run(
                [sys.executable, "-m", "api.cli", command], cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL
            )
        _read_once(own.folder)
        yield postgres, filled
    finally:
        postgres.stop()
        shutil.rmtree(own.socket, ignore_errors=True)


def _read_once(folder: Path) -> None:
    """Bring every file into the system's cache: a search that waits for a cold disk is ended after two seconds, as a server's is."""
    for path in (folder / "base").glob("*/*"):
        with path.open("rb") as file:
            while file.read(CHUNK):
                pass


def is_filled(folder: Path) -> bool:
    return (folder.parent / "filled").exists()


def mark_filled(postgres: Postgres) -> None:
    (postgres.cluster.folder.parent / "filled").touch()
