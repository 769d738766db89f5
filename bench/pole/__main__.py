"""`./run bench pole`: 2,000 published queries against millions of made-up people, vehicles, phones and homes.

On a cluster of its own, kept in the data folder so that millions are loaded once.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg

from api.actors import Actor
from api.db import Database, connect
from api.nominals import groups
from bench.pole import bringing, measure, place, queries, risk, rivals, words, world
from bench.pole.measure import Answered
from bench.pole.undone import undone

OFFICER = Actor(id=uuid4(), label="PC Bench", roles=frozenset({"officer"}))


def main() -> None:
    asked = _arguments()
    if asked.imported:
        bringing.run(asked.imported)
        return
    size = world.Size(asked.people, asked.vehicles or asked.people // 3, asked.addresses or asked.people // 3)
    with (
        place.kept(f"bench-pole-{size.people}", fresh=asked.fresh) as (postgres, is_filled),
        psycopg.connect(postgres.admin, autocommit=True) as connection,
    ):
        if not is_filled:
            print("Loading (once for each size):")
            world.load(connection, size, lambda line: print(line, flush=True))
            place.mark_filled(postgres)
        persons = _persons(connection)
        if not risk.is_filled(connection):
            risk.fill(connection, size, persons)
        answered = _run(postgres, connection, size, persons)
        _tell(connection, answered, size)
        _tell_cards(risk.measure(Database(connect(postgres.env["APP_DATABASE_URL"], 1)), size, persons))
        print(f"| Words and places | n | p50 ms | p95 ms | longest |\n{'|---' * 5}|")
        for line in words.measure(Database(connect(postgres.env["APP_DATABASE_URL"], 1)), OFFICER, size.seed):
            print(line)
        if asked.queries:
            _publish(answered, asked.queries)
        if not asked.no_rivals:
            _rivals(connection, [one for one in answered if one.query.door == "nominals" and one.is_findable])


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./run bench pole", description=__doc__)
    parser.add_argument("--people", type=int, default=200_000, help="records of people (12000000 is what is asked for)")
    parser.add_argument("--vehicles", type=int, default=0, help="a third of the people unless told otherwise")
    parser.add_argument("--addresses", type=int, default=0, help="the same")
    parser.add_argument("--fresh", action="store_true", help="load anew")
    parser.add_argument("--no-rivals", action="store_true", help="without ILIKE, trigrams and tantivy")
    parser.add_argument(
        "--import", dest="imported", type=int, default=0, help="measure an import of so many people instead"
    )
    parser.add_argument("--queries", type=Path, help="write every query with what came of it to this file")
    return parser.parse_args()


def _persons(connection: psycopg.Connection[Any]) -> int:
    """How many people the records are of."""
    found = connection.execute(
        "SELECT max(split_part(source_id, '-', 1)::integer) + 1 FROM nominals WHERE source_system = 'Exercise crime records'"
    ).fetchone()
    return found[0] if found else 0


def _run(postgres: Any, connection: psycopg.Connection[Any], size: world.Size, persons: int) -> list[Answered]:
    stand_for: dict[str, set[str]] = defaultdict(set)
    members: dict[int, set[str]] = defaultdict(set)
    for name, number, _ in groups.shipped():
        members[number].add(name)
    for one in members.values():
        for name in one:
            stand_for[name] |= one - {name}
    asked = queries.everything(size, {name: sorted(others) for name, others in stand_for.items()}, persons)
    database = Database(connect(postgres.env["APP_DATABASE_URL"], 1))
    with undone(database, OFFICER) as session:
        answered = measure.run_all(session, asked)
    measure.judge_alike(connection, answered)
    return answered


def _tell(connection: psycopg.Connection[Any], answered: list[Answered], size: world.Size) -> None:
    counted = connection.execute("SELECT count(*) FROM names WHERE kind = 'person'").fetchone()
    load = f"load average {os.getloadavg()[0]:.1f}"
    held = f"{size.people:,} people, {size.vehicles:,} vehicles, {size.addresses:,} addresses, {size.phones:,} phones"
    print(f"\n{held}; {counted[0] if counted else 0:,} names; {load}")
    print(f"{len(answered):,} queries, each warm, on one connection as the app's own role\n")
    _table("Doors", _grouped(answered, _door))
    _table("Kinds of query", _grouped(answered, lambda one: one.query.kind))
    _table(
        "Names of people by origin",
        _grouped([one for one in answered if one.query.door == "nominals"], lambda one: one.query.origin),
    )


def _tell_cards(cards: risk.Cards) -> None:
    size = f"{at(cards.lines, 0.5):.0f} lines (p50), {max(cards.bytes):,} bytes compressed at most"
    print(
        f"Risk card of a new call, {len(cards.ms)} calls: p50 {at(cards.ms, 0.5):.1f}, p95 {at(cards.ms, 0.95):.1f} ms; {size}\n"
    )


def _door(one: Answered) -> str:
    if one.query.door != "nominals":
        return "plates" if one.query.door == "vehicles" else one.query.door
    return "people, with a date" if one.query.is_dated else "people, with an age, a year or nothing"


def _grouped(answered: Iterable[Answered], key: Callable[[Answered], str]) -> dict[str, list[Answered]]:
    found: dict[str, list[Answered]] = defaultdict(list)
    for one in answered:
        found[key(one)].append(one)
    return found


def _table(title: str, rows: dict[str, list[Answered]]) -> None:
    print(
        f"| {title} | n | findable | recall@10 | unique | precision@1 | sure | right when sure | database p50 ms | p95 ms |"
        f"\n{'|---' * 10}|"
    )
    for name, some in {**rows, "all": [one for part in rows.values() for one in part]}.items():
        findable = [one for one in some if one.is_findable]
        unique = [one for one in some if one.alike == 1]
        spent = [one.database_ms for one in some]
        recall = _share(one.place is not None and one.place <= 10 for one in findable)
        precision = _share(one.place == 1 for one in unique)
        sure = [one for one in some if one.is_sure]
        right = _share(one.place == 1 for one in sure if one.is_findable)
        times = f"{at(spent, 0.5):.2f} | {at(spent, 0.95):.2f}"
        print(
            f"| {name} | {len(some)} | {len(findable)} | {recall} | {len(unique)} | {precision} | {len(sure)} | {right} | {times} |"
        )
    print()


def _share(hits: Iterable[bool]) -> str:
    all_of_them = list(hits)
    return f"{sum(all_of_them) / len(all_of_them):.3f}" if all_of_them else ""


def at(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))] if values else 0.0


def _publish(answered: list[Answered], path: Path) -> None:
    with path.open("w") as file:
        file.write("kind\tasked\tmeant\tplace\talike\tdatabase_ms\n")
        for one in answered:
            file.write(
                f"{one.query.kind}\t{one.query.asked}\t{one.query.meant}\t{one.place}\t{one.alike}\t{one.database_ms:.2f}\n"
            )


def _rivals(connection: psycopg.Connection[Any], people: list[Answered]) -> None:
    connection.execute("SET statement_timeout = 0")
    print("| People, the findable ones | asked | recall@10 | p50 ms | p95 ms |\n|---|---|---|---|---|")
    ours = [one.database_ms for one in people]
    _rival_line(
        "ours: names first, in the database",
        len(people),
        float(_share(bool(one.place and one.place <= 10) for one in people)),
        ours,
    )
    with tempfile.TemporaryDirectory() as folder:
        for rival in rivals.everyone(connection, folder, len(people)):
            asked, spent, recall = rivals.run(rival, connection, people)
            _rival_line(rival.name, asked, recall, spent)
    connection.execute("DROP INDEX rival_trigrams")


def _rival_line(name: str, asked: int, recall: float, spent: list[float]) -> None:
    print(f"| {name} | {asked} | {recall:.3f} | {at(spent, 0.5):.2f} | {at(spent, 0.95):.2f} |", flush=True)


if __name__ == "__main__":
    main()
