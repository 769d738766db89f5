"""What goes wrong on a machine, said in one sentence to the person at the terminal."""

import re

# What tools say, and what it means. The first that fits is used, so the surest come first.
MEANINGS = (
    (
        r"No space left on device|ENOSPC|Disk quota exceeded|os error 28\b|not enough free space",
        "The disk is full: make room and run the same command again, it goes on where it stopped.",
    ),
    (
        r"[Hh]ash mismatch|DO NOT MATCH THE HASHES|EINTEGRITY|Hash Sum mismatch|BadZipFile|[Cc]hecksum mismatch",
        "A download arrived broken, so it was not used: run the same command again. If it stays so, the package "
        "registry or a proxy on the way hands out other files than the lock names.",
    ),
    (
        r"CERTIFICATE_VERIFY_FAILED|certificate verify failed|UnknownIssuer|SELF_SIGNED_CERT|UNABLE_TO_GET_ISSUER_CERT",
        "This machine does not trust the registry that answered: if your network has a proxy with a certificate "
        "of its own, add it to the system's authorities or name it, SSL_CERT_FILE=/path/to/authorities.pem",
    ),
    (
        r"dns error|[Tt]emporary failure (in name )?resol|Could not resolve|Name or service not known|ENOTFOUND"
        r"|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|Network is unreachable|error sending request"
        r"|Failed to establish a new connection|tcp connect error|Connection refused|timed out|Could not connect"
        r"|No matching distribution found for uv",
        "There is no network: the first start fetches packages (about 200 MB), so connect this machine, or tell pip, "
        "npm and apt of your mirror, then run the same command again.",
    ),
)


class Trouble(Exception):
    """One clear sentence for a person; the command ends with a non-zero exit code."""


def meaning(output: str) -> str | None:
    """The sentence for what a tool wrote before it gave up, when we know it."""
    return next((sentence for pattern, sentence in MEANINGS if re.search(pattern, output)), None)


def last_words(output: str) -> str:
    """The line that says most: the last one with an error in it, else the last one."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if re.search(r"error|fatal|failed|cannot", line, re.IGNORECASE)]
    return (errors or lines or ["it said nothing"])[-1]
