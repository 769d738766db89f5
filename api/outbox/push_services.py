"""Which addresses are push services. An endpoint is a URL that a browser gives us: without this list we would ask whatever it names.

The same list is asked when a device subscribes and again before anything is sent.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from api.errors import Problem

# Whoever makes browsers runs these: their own pages name the hosts (security reference B.4).
HOSTS = {
    "google": re.compile(r"fcm\.googleapis\.com"),
    "mozilla": re.compile(r"(?:[a-z0-9-]+\.)+push\.services\.mozilla\.com|push\.services\.mozilla\.com"),
    "apple": re.compile(r"(?:[a-z0-9-]+\.)+push\.apple\.com"),
    "windows": re.compile(r"(?:[a-z0-9-]+\.)+notify\.windows\.com"),
}
LONGEST = 1_024
# No user, no port, no sign that parsers read differently: a browser writes none of them.
ENDPOINT = re.compile(r"https://(?P<host>[a-z0-9.-]{1,253})/[\w!$%&'()*+,./:;=?@~-]+", re.ASCII)


class NotAPushService(Problem):
    """Raised for an endpoint that we will never ask."""

    status, code = 422, "not_a_push_service"
    message = "This is not the address of a push service that we know."


def service_of(endpoint: str, test_origins: Collection[str] = ()) -> str:
    """The service that an endpoint belongs to, by name. Raises NotAPushService."""
    if len(endpoint) > LONGEST:
        raise NotAPushService("This address is too long for a push service.")
    for origin in test_origins:
        if re.fullmatch(re.escape(origin) + r"/[\w./?=&~-]*", endpoint, re.ASCII):
            return origin
    found = ENDPOINT.fullmatch(endpoint)
    names = [name for name, host in HOSTS.items() if found and host.fullmatch(found["host"])]
    if not names:
        raise NotAPushService
    return names[0]


def origin_of(endpoint: str) -> str:
    """`https://fcm.googleapis.com`, of an endpoint that service_of has let through: whom a VAPID header is made out to."""
    scheme, _, rest = endpoint.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}"
