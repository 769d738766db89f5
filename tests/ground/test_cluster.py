"""A private PostgreSQL of its own: brought up, shared, and gone with its last user."""

import json
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from deploy.ground import account, binaries, lease, locks
from deploy.ground.account import Account
from deploy.ground.binaries import Binaries
from deploy.ground.clone import Clone, here
from deploy.ground.cluster import APP, OWNER, Cluster

USE_UNTIL_KILLED = """
import sys
from pathlib import Path
from deploy.ground import lease
from deploy.ground.cluster import Cluster
with lease.use(Cluster.from_json(sys.argv[1]), Path(sys.argv[2])):
    print("up", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """A cluster of the machine's own PostgreSQL in a folder of the test's."""
    clone = Clone(tmp_path, tmp_path / ".data")
    for folder in (clone.data, clone.cache):
        folder.mkdir()
    owner = account.choose(clone)
    with tempfile.TemporaryDirectory(prefix="bluelamp-") as socket:
        yield Cluster(owner.data / "pg", Path(socket) / "s", postgresql(), owner)
    if owner.data != clone.data:
        shutil.rmtree(owner.data.parent)


@pytest.fixture
def quick(cluster: Cluster) -> Cluster:
    """The same for one run of the tests."""
    return replace(cluster, throw_away=True)


def postgresql() -> Binaries:
    """The machine's, or the one that ./test has unpacked because the machine has none."""
    tree = account.choose(here()).cache / "pg"
    found = [*binaries.of_the_machine(), *binaries.unpacked(tree)]
    if not found:
        pytest.skip("The tests run on somebody's own server, and this machine has no PostgreSQL with PostGIS.")
    return found[0]


def test_a_cluster_can_be_told_to_another_process(tmp_path: Path) -> None:
    cluster = Cluster(
        tmp_path / "pg", Path("/run/x"), Binaries(Path("/opt/bin"), {"A": "b"}), Account(tmp_path, tmp_path)
    )
    assert Cluster.from_json(cluster.to_json()) == cluster
    assert json.loads(cluster.to_json())["throw_away"] is False


def test_only_the_tests_are_fast_instead_of_safe(tmp_path: Path) -> None:
    here = (tmp_path, Path("/run/x"), Binaries(Path("/opt/bin")), Account(tmp_path, tmp_path))
    assert {"fsync=on", "synchronous_commit=on", "full_page_writes=on"} <= set(Cluster(*here).server_command())
    assert "fsync=off" in Cluster(*here, throw_away=True).server_command()


def test_the_callers_own_postgresql_settings_stay_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGHOST", "db.example")
    cluster = Cluster(tmp_path, tmp_path, Binaries(Path("/opt/bin")), Account(tmp_path, tmp_path))
    assert "PGHOST" not in cluster.env()


@pytest.mark.slow
def test_the_app_owns_nothing_and_the_network_has_no_door(cluster: Cluster, tmp_path: Path) -> None:
    with lease.use(cluster, tmp_path / "locks"):
        assert cluster.sql("postgres", "show listen_addresses") == ""
        assert (
            cluster.sql("bluelamp", "select pg_get_userbyid(datdba) from pg_database where datname = 'bluelamp'")
            == OWNER
        )
        app = cluster.sql("bluelamp", f"select rolsuper or rolcreaterole from pg_roles where rolname = '{APP}'")  # noqa: S608
        assert app == "f"
        assert cluster.sql("bluelamp", "select postgis_lib_version()").startswith("3.")
    assert not locks.is_held(tmp_path / "locks/keeper.lock")
    assert not (cluster.folder / "postmaster.pid").exists()


@pytest.mark.slow
def test_the_database_stays_for_the_last_user_however_the_others_end(quick: Cluster, tmp_path: Path) -> None:
    place = tmp_path / "locks"
    first = subprocess.Popen(
        [sys.executable, "-c", USE_UNTIL_KILLED, quick.to_json(), place],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    with first:
        assert first.stdout is not None
        assert first.stdout.readline() == "up\n"
        with lease.use(quick, place):
            first.send_signal(signal.SIGKILL)
            first.wait()
            assert quick.sql("postgres", "select 1") == "1"
    # Coming back from the block means that it is down: nobody was left.
    assert not (quick.folder / "postmaster.pid").exists()


@pytest.mark.slow
def test_what_was_half_made_is_made_again(quick: Cluster, tmp_path: Path) -> None:
    quick.folder.mkdir()
    (quick.folder / "PG_VERSION").write_text("15")
    with lease.use(quick, tmp_path / "locks"):
        assert quick.sql("postgres", "select 1") == "1"
