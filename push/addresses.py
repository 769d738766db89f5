"""Where a host may lead: into the public internet, never into our own network.

A name is resolved once, every address that it gave is looked at, and the connection goes to the very address that was looked
at. Asking the name again at connect time would let it answer differently (DNS rebinding).
"""

from __future__ import annotations

import ipaddress
import socket

from push.policy import Fault

# Global by their register, but they carry an IPv4 address that need not be.
TRANSLATED = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96")))


def is_public(address: str) -> bool:
    """Whether an address lies in the public internet and says so without detours."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address) and (found.ipv4_mapped or any(found in net for net in TRANSLATED)):
        return False
    return found.is_global and not (found.is_multicast or found.is_reserved)


def public_address(host: str, port: int) -> tuple[str, int]:
    """The first address of a host. Raises Fault when there is none, or when any of them lies in a private network."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise Fault("unreachable") from error
    addresses = [str(entry[4][0]) for entry in found]
    if not addresses or not all(map(is_public, addresses)):
        raise Fault("not_public")
    # Handsets live behind IPv4 more often than servers do, and so do push services' clients.
    return min(addresses, key=lambda address: ":" in address), port
