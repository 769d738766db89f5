"""A million records once: how long, and how much memory the process takes at its highest."""

from __future__ import annotations

import resource
import time

from bench.golden import judging, linked
from bench.golden.labelled import World, ready

SEED, RECORDS, MEMORY = 606, 1_000_000, "4GB"


def run() -> None:
    began = time.monotonic()
    world = World(SEED)
    people = list(world.records(RECORDS))
    person = {one.row["id"]: one.person for one in people}
    waiting = ready(people)
    made = time.monotonic() - began
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    home, asked, seconds = linked.link(waiting, person, MEMORY)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    score = judging.score(person, home, asked)
    merged = judging.twins_merged(person, home, world.twins)
    print(
        f"{RECORDS:,} records linked in {seconds:.0f} s (made up in {made:.0f} s before); at most {most:,.0f} MB, of them {before:,.0f} MB"
        f" for the made-up rows; DuckDB held to {MEMORY}. Precision {score.precision:.5f}, recall {score.recall:.4f};"
        f" {score.asked:,} pairs for a person; twins merged {merged} of {len(world.twins):,}"
    )
