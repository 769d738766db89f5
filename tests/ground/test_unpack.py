"""What is unpacked of a distribution's packages, and what is left out."""

from pathlib import Path

from deploy.ground.unpack import finish, wanted

MISSING = ["libgdal32", "libgeos-c1v5", "libllvm14", "perl", "libproj25", "postgresql-15", "libperl5.36", "libxml2"]


def test_what_the_server_never_loads_is_left_out() -> None:
    names = wanted(MISSING, "15", everything=False)
    assert {"libgeos-c1v5", "libproj25", "libxml2"} <= set(names)
    assert not {"libgdal32", "libllvm14", "perl", "libperl5.36"} & set(names)


def test_everything_means_everything() -> None:
    assert set(MISSING) <= set(wanted(MISSING, "15", everything=True))


def test_the_server_is_unpacked_even_if_the_machine_has_it() -> None:
    assert wanted([], "15", everything=False) == [
        "postgresql-15",
        "postgresql-client-15",
        "postgresql-15-postgis-3",
        "postgresql-15-postgis-3-scripts",
    ]


def test_postgis_gets_the_name_that_the_packages_own_script_would_give_it(tmp_path: Path) -> None:
    folder = tmp_path / "usr/share/postgresql/15/extension"
    folder.mkdir(parents=True)
    (folder / "postgis-3.control").write_text("default_version = '3.3.2'")
    finish(tmp_path, "15")
    assert (folder / "postgis.control").read_text() == "default_version = '3.3.2'"
