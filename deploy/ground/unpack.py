"""A PostgreSQL with PostGIS out of the distribution's packages, laid out in a folder of ours.

It takes 10 seconds, needs no root and changes nothing on the machine: docs/decisions/0001-private-postgis.md.
"""

import re
import shutil
from pathlib import Path

from deploy.ground.apt import Apt
from deploy.ground.binaries import Binaries, environment, unpacked
from deploy.ground.programs import answer

# What the packages ask for but the server never loads. Leaving it out saves 70 of 120 MB; `libraries_missing` sees
# when a distribution has changed its mind, and then everything is fetched.
NOT_LOADED = re.compile(
    "|".join(
        (
            # PostGIS reads rasters by GDAL, which brings every image and science format there is. We have no rasters.
            r"libgdal|gdal-|libpoppler|poppler-data|libarmadillo|libhdf[45]|libnetcdf|libkml|libspatialite|libogdi|libfreexl",
            r"libcfitsio|libarpack|libsuperlu|libopenjp2|libqhull|librttopo|liburiparser|libxerces|libgif|libgeotiff|libfyba",
            r"libminizip|libsz2|libaec|libblosc|libcharls|libsnappy|libheif|libde265|libx265|libdav1d|librav1e|libsvtav1|libyuv",
            r"libaom|libpng16|libfontconfig|libfreetype|fontconfig|fonts-|liblcms2|libnuma|libltdl|libnss3|libnspr4",
            r"libodbc|unixodbc-common|libmariadb|mariadb-|mysql-",
            # Linear algebra for the same.
            r"liblapack|libblas|libgfortran|libquadmath",
            # Three-dimensional geometry is an extension of its own.
            r"libsfcgal|libmpfr|libboost",
            # Compiling queries is switched off, so the compiler is not needed.
            r"libllvm|libz3",
            # Debian's tools around PostgreSQL, and the Perl they are written in.
            r"perl$|perl-base|perl-modules|libperl|libjson-perl|libtimedate-perl|libgdbm|locales|libc-l10n|ucf$|sensible-utils",
            r"ssl-cert|openssl$|postgresql-common|postgresql-client-common|lsb-base|netbase|sysvinit-utils|adduser|logsave",
        )
    )
)
# Large and never read by a server.
PAPERS = ("usr/share/doc", "usr/share/locale", "usr/share/man", "usr/share/lintian")


def unpack(apt: Apt, root: Path, *, everything: bool = False) -> Binaries | None:
    """Lay the newest PostGIS that the distribution has out under `root`; None when it has none."""
    package = apt.newest(r"^postgresql-[0-9]+-postgis-3$")
    if not package:
        return None
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    major = package.split("-")[1]
    apt.unpack(wanted(apt.missing(package), major, everything=everything), root)
    finish(root, major)
    found = next(unpacked(root), None)
    if found and not libraries_missing(root, found):
        return found
    shutil.rmtree(root, ignore_errors=True)
    return None if everything else unpack(apt, root, everything=True)


def wanted(missing: list[str], major: str, *, everything: bool) -> list[str]:
    """What to unpack; the server's own packages even if the machine has them: programs and data must share a tree."""
    server = [
        f"postgresql-{major}",
        f"postgresql-client-{major}",
        f"postgresql-{major}-postgis-3",
        f"postgresql-{major}-postgis-3-scripts",
    ]
    rest = [name for name in missing if everything or not NOT_LOADED.match(name)]
    return list(dict.fromkeys([*server, *rest]))


def finish(root: Path, major: str) -> None:
    """What the packages' own scripts would have done, and a mark that all of it is there."""
    for control in (root / f"usr/share/postgresql/{major}/extension").glob("*-3.control"):
        plain = control.with_name(control.name.replace("-3.control", ".control"))
        if not plain.exists():
            plain.symlink_to(control.name)
    for papers in PAPERS:
        shutil.rmtree(root / papers, ignore_errors=True)
    (root / "complete").touch()


def libraries_missing(root: Path, binaries: Binaries) -> list[str]:
    """Libraries that the loader cannot find for anything that the server will load."""
    modules = binaries.folder.parent / "lib"
    loaded = [
        binaries["postgres"],
        binaries["psql"],
        *(modules / f"{name}.so" for name in ("postgis-3", "pg_trgm", "fuzzystrmatch")),
    ]
    said = "\n".join(answer(["ldd", str(file)], env=environment(root)) for file in loaded)
    return re.findall(r"(\S+) => not found", said)
