"""Room for what the first start brings."""

import shutil

from deploy.ground.clone import Clone
from deploy.ground.trouble import Trouble

MB = 1024 * 1024


def require(clone: Clone, wanted_mb: int) -> None:
    """Say it before the disk is full rather than after: half a database start is harder to explain."""
    free = shutil.disk_usage(clone.root).free
    if free < wanted_mb * MB:
        raise Trouble(
            f"The disk is full: {clone.root} has {free // MB} MB left and {wanted_mb} MB are needed. "
            "Make room and run the same command again."
        )
