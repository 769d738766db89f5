"""Nothing of ours is reached by way of a push."""

from __future__ import annotations

import pytest

from push.addresses import is_public


@pytest.mark.parametrize("address", ["142.250.180.10", "8.8.8.8", "2a00:1450:4009:81f::200a"])
def test_the_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "0.0.0.0",  # noqa: S104  refused, not listened on
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "192.0.2.1",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "ff02::1",
        "::ffff:8.8.8.8",
        "::ffff:127.0.0.1",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2001:0:7f00:1::",
        "2001:db8::1",
        "",
        "somewhere",
    ],
)
def test_nothing_else_is(address: str) -> None:
    assert not is_public(address)
