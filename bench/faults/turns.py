"""All faults by their numbers, and one turn of one of them: a row."""

from __future__ import annotations

import time
import traceback

from bench.faults import (
    FAULTS,
    Fault,
    NotRun,
    alarms,
    broker,
    commands,
    database,
    floods,
    memory,
    network,
    processes,
    pushes,
)
from bench.rig import Rig

# Importing them is what makes their faults known.
GROUPS = (processes, database, broker, network, commands, floods, alarms, pushes, memory)
HEAD = "| id | what | must | measured | verdict |\n|---|---|---|---|---|"


def attempt(made: Rig, fault: Fault, seconds: float) -> bool:
    """One fault, one row. False when what must hold did not."""
    began = time.monotonic()
    try:
        outcome = fault.run(made, seconds)
        said = "; ".join([*outcome.measured, *(f"**{what}**" for what in outcome.failed)])
        verdict = "FAIL" if outcome.failed else "pass"
    except NotRun as why:
        said, verdict = str(why), "not run"
    except Exception as error:
        traceback.print_exc()
        said, verdict = f"the bench stumbled: {type(error).__name__}: {error}", "FAIL"
    print(
        f"| {fault.id} | {fault.what} | {fault.criterion} | {said} ({time.monotonic() - began:.0f} s) | {verdict} |",
        flush=True,
    )
    made.restore()
    return verdict != "FAIL"


__all__ = ["FAULTS", "GROUPS", "HEAD", "attempt"]
