"""What Python has compiled once, kept."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def keep() -> None:
    """Have it in .cache where PYTHONDONTWRITEBYTECODE forbids it beside the sources, as images of Python for containers do.

    Every start would compile every library anew, which is half of a server's start; the tests start hundreds of processes.
    """
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", None):
        os.environ.setdefault("PYTHONPYCACHEPREFIX", str(ROOT / ".cache" / "bytecode"))
