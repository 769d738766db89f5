"""Whom this machine trusts on the network, told to the tools that would not ask it themselves."""

import os
from pathlib import Path

from deploy.ground import apt
from deploy.ground.clone import Clone

# Debian and Ubuntu, Fedora and RHEL, SUSE and Alpine, macOS.
BUNDLES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
)


def trust(clone: Clone, packages: apt.Apt) -> None:
    """Let uv, pip and Node use the machine's own list of authorities; a proxy of the house is on it, if anywhere."""
    bundle = (
        os.environ.get("SSL_CERT_FILE") or os.environ.get("PIP_CERT") or of_the_machine() or unpacked(clone, packages)
    )
    if bundle:
        for name in ("SSL_CERT_FILE", "PIP_CERT", "NODE_EXTRA_CA_CERTS"):
            os.environ.setdefault(name, bundle)


def of_the_machine() -> str | None:
    return next((bundle for bundle in BUNDLES if os.path.isfile(bundle)), None)


def unpacked(clone: Clone, packages: apt.Apt) -> str | None:
    """A minimal Debian has no authorities at all. Its signed package has them, and apt needs none to fetch it."""
    bundle = clone.cache / "authorities.pem"
    if not bundle.is_file():
        if not apt.is_here():
            return None
        root = clone.cache / "authorities"
        packages.unpack(["ca-certificates"], root)
        bundle.write_text("".join(one.read_text() for one in sorted(mozilla(root))))
    return str(bundle)


def mozilla(root: Path) -> list[Path]:
    return list((root / "usr/share/ca-certificates/mozilla").glob("*.crt"))
