"""A certificate for this machine's names, so that a phone on the network can install the app.

Run with the locked packages: `python -m deploy.ground.https FOLDER NAME...`. It makes an authority of this clone alone,
which the phone is told to trust, and under it a certificate that follows the machine when its address changes.
"""

import ipaddress
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

NETWORKS = (ipaddress.IPv4Network, ipaddress.IPv6Network)
# Phones refuse server certificates that live longer than 825 days.
DAYS = 800
# A stolen authority must not be good for the rest of the internet: it may vouch for these and the machine's own names.
PRIVATE = ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "100.64.0.0/10")


def main(folder: Path, names: list[str]) -> None:
    """Make what is missing, out of date, or for other names."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    authority, authority_key = fit_authority(folder / "authority", names) or make_authority(folder / "authority", names)
    if not still_good(folder / "server", names, authority):
        make_server(folder / "server", names, authority, authority_key)


def fit_authority(path: Path, names: list[str]) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey] | None:
    """The one that phones know already, if it may vouch for all of these names."""
    found = load(path)
    allowed = found and found[0].extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees
    return found if all(is_covered(name, allowed or []) for name in names) else None


def is_covered(name: str, allowed: list[x509.GeneralName]) -> bool:
    if not is_address(name):
        return x509.DNSName(name) in allowed
    address = ipaddress.ip_address(name)
    networks = (one.value for one in allowed if isinstance(one, x509.IPAddress))
    return any(isinstance(one, NETWORKS) and address in one for one in networks)


def load(path: Path) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey] | None:
    certificate_file, key_file = path.with_suffix(".crt"), path.with_suffix(".key")
    if not (certificate_file.is_file() and key_file.is_file()):
        return None
    certificate = x509.load_pem_x509_certificate(certificate_file.read_bytes())
    key = serialization.load_pem_private_key(key_file.read_bytes(), None)
    fresh = certificate.not_valid_after_utc > datetime.now(UTC) + timedelta(days=7)
    return (certificate, key) if fresh and isinstance(key, ec.EllipticCurvePrivateKey) else None


def still_good(path: Path, names: list[str], authority: x509.Certificate) -> bool:
    found = load(path)
    if not found or found[0].issuer != authority.subject:
        return False
    said = found[0].extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return set(said) == {general(name) for name in names}


def make_authority(path: Path, names: list[str]) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    key = ec.generate_private_key(ec.SECP256R1())
    # Its serial in the name keeps two clones' authorities apart on one phone.
    name = called(f"Bluelamp demo authority {x509.random_serial_number() % 10**6:06}")
    networks = [*PRIVATE, *(one for one in names if is_address(one))]
    allowed: list[x509.GeneralName] = [x509.DNSName(one) for one in names if not is_address(one)]
    allowed += [x509.IPAddress(ipaddress.ip_network(one)) for one in networks]
    certificate = (
        begin(name, name, key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.NameConstraints(permitted_subtrees=allowed, excluded_subtrees=None), critical=True)
        .add_extension(usage(signs_certificates=True), critical=True)
        .sign(key, hashes.SHA256())
    )
    write(path, [certificate], key)
    return certificate, key


def make_server(
    path: Path, names: list[str], authority: x509.Certificate, authority_key: ec.EllipticCurvePrivateKey
) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = (
        begin(called("Bluelamp demo"), authority.subject, key.public_key())
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([general(name) for name in names]), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(usage(signs_certificates=False), critical=True)
        .sign(authority_key, hashes.SHA256())
    )
    write(path, [certificate, authority], key)


def begin(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    # An hour ago, because the clocks of phones differ.
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=DAYS))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def called(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def general(name: str) -> x509.GeneralName:
    return x509.IPAddress(ipaddress.ip_address(name)) if is_address(name) else x509.DNSName(name)


def is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def write(path: Path, certificates: list[x509.Certificate], key: ec.EllipticCurvePrivateKey) -> None:
    key_file = path.with_suffix(".key")
    key_file.touch(mode=0o600)
    key_file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    path.with_suffix(".crt").write_bytes(b"".join(one.public_bytes(serialization.Encoding.PEM) for one in certificates))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
