"""What is tried: real calls played again, the measures, and whether the screens and the record agree."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from api.cli.database import connected


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--speed",
    default=1.0,
    show_default=True,
    type=click.FloatRange(0.1, 600),
    help="How many times faster than it was.",
)
@click.option("--relocate", is_flag=True, help="Move the calls to London.")
@click.option("--minutes", default=60.0, show_default=True, type=click.FloatRange(0.1, 1440), help="How long to play.")
def replay(file: Path, speed: float, relocate: bool, minutes: float) -> None:
    """Play real calls as the demand of the exercise that is running."""
    from api.exercise.replay import Replay
    from api.imports.lines import NotReadable

    try:
        score = Replay(connected(), file, speed=speed, relocate=relocate, tell=click.echo).run(minutes)
    except NotReadable as fault:
        sys.exit(str(fault))
    click.echo(
        f"{score.played} calls played, {score.refused} refused; {score.tasked} tasked, {score.referred} closed"
        f" without a unit, {score.waiting} waiting."
    )


@click.command()
def check() -> None:
    """Compare what boards and handsets are shown with a recount of the record."""
    from api.board import check as checking

    faults = list(checking.run(connected()))
    for fault in faults:
        click.echo(fault)
    click.echo("Faults: " + str(len(faults)) if faults else "The snapshot, the feeds and the record agree.")
    sys.exit(1 if faults else 0)


@click.command()
@click.argument("name", type=click.Choice(["loop", "tasking", "imports", "push", "cold_start", "killed"]))
def bench(name: str) -> None:
    """Measure: `loop` (the running server), `tasking` (CPU of one), `imports` (rows a second), `push` (sends a second)."""
    import runpy

    runpy.run_module(f"bench.{name}", run_name="__main__")
