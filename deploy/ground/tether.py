"""A child that ends when we end, even when we are killed."""

import ctypes
import signal
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1


def tether(farewell: signal.Signals) -> Callable[[], None]:
    """For subprocess's preexec_fn: Linux sends `farewell` to the child when this process is gone.

    Other systems cannot; there only an orderly end takes the child along.
    """

    def ask_the_kernel() -> None:
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, farewell)

    return ask_the_kernel
