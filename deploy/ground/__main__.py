"""What the two commands start: `python3 -m deploy.ground run ...`, `... test ...`; and `... npm ...` for the checks."""

import errno
import os
import signal
import sys
from types import FrameType

from deploy.ground import bytecode, check, frontend, run
from deploy.ground.trouble import Trouble, meaning

FULL = (errno.ENOSPC, errno.EDQUOT)


def main() -> int:
    # What we make may be read by the account that runs the database; what is private is made so by name.
    os.umask(0o022)
    bytecode.keep()
    for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        # `nohup ./run` means what it says; a shell's `./run &` does not mean that SIGINT is unwelcome.
        if one != signal.SIGHUP or signal.getsignal(one) != signal.SIG_IGN:
            signal.signal(one, stop)
    command, *words = sys.argv[1:]
    try:
        return {"run": run.main, "test": check.main, "npm": frontend.main}[command](words)
    except Trouble as trouble:
        return refuse(str(trouble))
    except OSError as error:
        if error.errno in FULL:
            return refuse(meaning("ENOSPC") or "")
        raise
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130


def stop(_signal: int, _frame: FrameType | None) -> None:
    """However we are asked to stop, everything that was brought up is taken down on the way out."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise KeyboardInterrupt


def refuse(sentence: str) -> int:
    sys.stdout.flush()
    print(f"\n{sentence}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
