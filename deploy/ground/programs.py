"""Running other programs: quietly, with their words in a log and one sentence when they fail, or with the terminal to themselves."""

import os
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from deploy.ground.trouble import Trouble, last_words, meaning


def quietly(
    command: Sequence[str | Path],
    *,
    log: Path,
    what: str,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    explain: Callable[[str], str | None] = meaning,
) -> None:
    """Run a program with its words in `log`; raise one sentence when it fails, by what `explain` makes of its words."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w") as out:
        code = subprocess.run(
            command, cwd=cwd, env=surroundings(env), stdin=subprocess.DEVNULL, stdout=out, stderr=out, check=False
        ).returncode
    if code:
        raise failed(what, log, explain)


def failed(what: str, log: Path, explain: Callable[[str], str | None] = meaning) -> Trouble:
    said = log.read_text(errors="replace")
    return Trouble(f"{explain(said) or f'{what} failed: {last_words(said)}'}\n  (all of it: {log})")


def answer(command: Sequence[str | Path], *, env: Mapping[str, str] | None = None) -> str:
    """What a program prints, and nothing when it fails or is not there."""
    try:
        done = subprocess.run(
            command, env=surroundings(env), stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def in_front(process: subprocess.Popen[bytes]) -> int:
    """Wait for a program that has the terminal to itself: Ctrl-C is its to answer."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        return process.wait()
    except KeyboardInterrupt:
        process.terminate()
        process.wait()
        raise
    finally:
        signal.signal(signal.SIGINT, before)


def surroundings(extra: Mapping[str, str] | None) -> dict[str, str]:
    return {**os.environ, **(extra or {})}
