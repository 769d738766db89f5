"""What is brought in from files: the history of places, records, roads, areas."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from api.cli.database import connected
from api.config import from_environment


def _there(_context: click.Context, _parameter: click.Parameter, paths: tuple[Path, ...]) -> tuple[Path, ...]:
    """All of the files are there. `roads` and `areas` in front are words, not files."""
    for path in paths[1:] if paths[0] in {Path("roads"), Path("areas")} else paths:
        if not path.exists():
            raise click.BadParameter(f"Path '{path}' does not exist.")
    return paths


@click.command(name="import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), callback=_there)
@click.option(
    "--kind",
    type=click.Choice(["beat", "borough", "pod", "event", "hazard"]),
    help="Of areas. Beats, boroughs and BCUs (pod) are replaced whole; zones are added. Without it the areas say it themselves.",
)
@click.option("--name", "name_column", default="", help="Of areas: the column that has the name.")
@click.option("--code", "code_column", default="", help="Of areas: the column that has the code.")
@click.option("--parent", "parent_column", default="", help="Of areas: the column that has the borough, or the BCU.")
@click.option("--by", default="the command line", help="Who brings it, for the audit.")
@click.option(
    "--map", "column_map", type=click.Path(exists=True, path_type=Path), help="A column map: of calls, or of records."
)
def import_files(
    paths: tuple[Path, ...],
    column_map: Path | None,
    kind: str | None,
    by: str,
    **columns: str,
) -> None:
    """Bring in the history of places (police.uk CSV files, calls for service, folders of them) or records.

    Records of people, vehicles, phones, addresses, objects and organisations, the links between them and the warnings on them
    come as CSV with a record map (docs/importing.md), or as Single Online Home documents: .json, or one on each line of a .jsonl file.

    `import roads FILE` puts the roads of an OpenStreetMap extract (.osm.pbf, .osm) in the place of those in use.

    `import areas FILE` brings beats, event zones and hazard areas: GeoJSON or GeoPackage, in EPSG:4326 or EPSG:27700. With
    `--kind borough`, `pod` or `beat` all areas of that kind are replaced by those of the file.
    """
    if paths[0] == Path("roads"):
        return _import_roads(paths[1:])
    if paths[0] == Path("areas"):
        if kind in {"beat", "borough", "pod"}:
            return _replace_areas(
                paths[1:], kind, by, (columns["name_column"], columns["code_column"], columns["parent_column"])
            )
        return _import_areas(paths[1:], kind or "beat", by)
    from api.imports import records

    config = from_environment()
    refusals = Path(os.environ.get("BLUELAMP_DATA", ".data")) / "imports"
    reports = records.bring(config.app_database_url, refusals, click.echo, list(paths), column_map, by)
    for report in reports:
        for line in report.lines():
            click.echo(line)
    if any(report.refused for report in reports):
        click.echo(f"Refused rows by line and reason: {refusals}")
    if not reports:
        sys.exit("There is no CSV file there.")
    sys.exit(1 if any(report.fault for report in reports) else 0)


def _replace_areas(files: tuple[Path, ...], kind: str, by: str, columns: tuple[str, str, str]) -> None:
    """One file, whole or not at all."""
    from api.actors import SYSTEM
    from api.areas import bringing
    from api.areas.reading import Columns
    from api.areas.states import KINDS
    from geo import features

    if len(files) != 1 or not files[0].is_file():
        sys.exit(f"Name one file: it replaces all areas of its kind. ./run import areas FILE --kind {kind}")
    file = files[0]
    try:
        with connected().transaction(SYSTEM) as session:
            brought = bringing.take(session, KINDS[kind], file, Columns(*columns), file_name=file.name, by=by)
    except features.NotReadable as fault:
        sys.exit(f"{fault}\n{file.name}: refused, nothing was changed.")
    plan = brought.plan
    if plan.faults:
        lines = [f"Area {one.number} {one.name}: {one.why}" if one.number else one.why for one in plan.faults[:40]]
        sys.exit("\n".join([*lines, f"{file.name}: {len(plan.faults)} refused, so nothing was changed."]))
    counts = f"{len(plan.new)} new, {len(plan.changed)} changed, {len(plan.gone)} gone, {len(plan.same)} as they were"
    click.echo(f"{file.name}: {KINDS[kind].label}: {counts}.")


def _import_areas(files: tuple[Path, ...], kind: str, by: str) -> None:
    """Each file whole or not at all."""
    from api.zones import bringing

    if not files:
        sys.exit("Name a file: ./run import areas FILE.")
    for file in files:
        if not file.is_file():
            sys.exit(f"{file} is no file.")
        try:
            brought = bringing.bring(connected(), file, kind, by=by)
        except bringing.Refused as refused:
            sys.exit("\n".join([*refused.lines[:20], f"{file.name}: refused, nothing was changed."]))
        click.echo(f"{file.name}: {brought.new} new, {brought.changed} changed, {brought.same} as they were.")


def _import_roads(paths: tuple[Path, ...]) -> None:
    from api.imports.lines import NotReadable
    from api.roads import bringing

    if len(paths) != 1 or not paths[0].is_file():
        sys.exit("Name one OpenStreetMap file: ./run import roads FILE.osm.pbf. It replaces the road network in use.")
    try:
        for line in bringing.bring(connected(), paths[0]):
            click.echo(line)
    except NotReadable as fault:
        sys.exit(f"Not imported, the roads in use stay. {fault}")
