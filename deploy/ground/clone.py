"""Where this clone keeps what it makes."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from deploy.ground.trouble import Trouble


@dataclass(frozen=True)
class Clone:
    """One checkout. Two of them side by side share nothing but the machine."""

    root: Path
    data: Path

    @property
    def cache(self) -> Path:
        """What can be fetched or built again."""
        return self.root / ".cache"

    @property
    def python(self) -> Path:
        """The interpreter with the locked packages."""
        return self.root / ".venv" / "bin" / "python"

    @property
    def mark(self) -> str:
        """Twelve characters that tell this clone's data from any other's."""
        return hashlib.sha256(str(self.data).encode()).hexdigest()[:12]


def here() -> Clone:
    """The clone that this file belongs to, with its folders made."""
    root = Path(__file__).resolve().parents[2]
    clone = Clone(root, Path(os.environ.get("BLUELAMP_DATA") or root / ".data").resolve())
    for folder in (clone.data, clone.cache):
        make(folder)
    return clone


def make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except PermissionError:
        raise Trouble(
            f"The folder {folder.parent} is not yours to write in: clone Bluelamp into a folder of your own."
        ) from None
    if not os.access(folder, os.W_OK):
        raise Trouble(f"The folder {folder} belongs to another user: run as that user, or make a clone of your own.")
