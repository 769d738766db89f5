"""`./run bench golden`: who is joined with whom, and how right that is. Parts by name: labelled, febrl, million."""

from __future__ import annotations

import sys

from api.nominals.comparing import model
from bench.golden import febrl, judging, linked, million
from bench.golden.labelled import World, ready

SEED, RECORDS = 505, 200_000


def main(words: list[str]) -> None:
    print(f"Model {model().version}, not trained on any of these records.")
    parts = {"labelled": labelled, "febrl": febrl.run, "million": million.run}
    for name in words or [*parts]:
        parts[name]()


def labelled() -> None:
    """Another seed than the one that the model was trained on."""
    world = World(SEED)
    people = list(world.records(RECORDS))
    person = {one.row["id"]: one.person for one in people}
    home, asked, seconds = linked.link(ready(people), person)
    score = judging.score(person, home, asked)
    merged = judging.twins_merged(person, home, world.twins)
    print(
        f"Own labelled set, {len(people):,} records of {len(set(person.values())):,} people, seed {SEED}: precision"
        f" {score.precision:.5f}, recall {score.recall:.4f}; {score.joined - score.right:,} wrong of {score.joined:,} joined pairs;"
        f" {score.asked:,} pairs for a person; twins merged {merged} of {len(world.twins):,}; {seconds:.0f} s"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
