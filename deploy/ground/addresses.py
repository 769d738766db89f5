"""By which names and addresses this machine can be reached."""

import ipaddress
import os
import socket

from deploy.ground.programs import answer
from deploy.ground.trouble import Trouble

LOOPBACK = ("localhost", "127.0.0.1")


def listen_on(*, network: bool) -> str:
    """Loopback, unless the network is asked for: the demo's passwords are known to everybody."""
    told = os.environ.get("HOST", "")
    # Some shells put the machine's own name into HOST; that was not meant for us.
    if is_address(told) or told == "localhost":
        return told
    return "0.0.0.0" if network else "127.0.0.1"  # noqa: S104  (asked for)


def of_this_machine() -> list[str]:
    """Loopback, the machine's name, its name on the local network, and its private addresses."""
    name = socket.gethostname()
    local = [] if "." in name else [f"{name}.local"]
    return list(dict.fromkeys([*LOOPBACK, name, *local, *private_addresses()]))


def private_addresses() -> list[str]:
    found = answer(["hostname", "-I"]).split() or answer(["ipconfig", "getifaddr", "en0"]).split()
    return [one for one in found if is_address(one) and ipaddress.ip_address(one).is_private and ":" not in one]


def is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def url(scheme: str, host: str, port: int) -> str:
    """The address as people type it, without the port where it goes without saying."""
    usual = {"http": 80, "https": 443}[scheme]
    return f"{scheme}://{host}" + ("" if port == usual else f":{port}")


def port() -> int:
    told = os.environ.get("PORT", "8000")
    if not told.isdecimal() or not 0 < int(told) < 65536:
        raise Trouble(f"PORT is {told!r}, which is no port: give a number from 1 to 65535, such as PORT=8123 ./run")
    return int(told)


def require_free(host: str, number: int) -> None:
    """A listener that we did not start is somebody else's; we say so and take nothing from it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # A port that was in use a moment ago is free for a server that asks like this, as ours does.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, number))
        except PermissionError:
            raise Trouble(f"Port {number} needs root: choose one above 1023, such as PORT=8123 ./run") from None
        except OSError as error:
            raise Trouble(
                f"Port {number} is in use by another program: choose another one, such as PORT=8123 ./run"
            ) from error
