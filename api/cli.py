"""The server's command line: what an operator does once in a while. `./run --help` lists it."""

from __future__ import annotations

import os
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import click

from api.config import PROJECT, MissingSetting, from_environment

if TYPE_CHECKING:
    from api.db import Database


@click.group()
def main() -> None:
    """Bluelamp's chores."""


@main.command()
@click.argument("revision", default="head")
def migrate(revision: str) -> None:
    """Bring the database's tables up to date."""
    from alembic import command
    from alembic.config import Config as Alembic

    settings = Alembic()
    settings.set_main_option("script_location", str(PROJECT / "migrations"))
    settings.set_main_option("sqlalchemy.url", os.environ["DATABASE_URL"].replace("%", "%%"))
    command.upgrade(settings, revision)


@main.command()
def seed() -> None:
    """Load the code lists and, in demo mode, a made-up London."""
    from api.exercise import seed as exercise

    for line in exercise.run(_database(), demo=from_environment().demo):
        click.echo(line)


@main.command()
def users() -> None:
    """Who may sign in as what, in demo mode."""
    from api.exercise.people import DEMO_ACCOUNTS

    for account in DEMO_ACCOUNTS:
        click.echo(
            f"  {account.pay_number}  {account.password}  {account.rank} {account.name}, {account.roles[-1]} ({account.pod})"
        )


def _there(_context: click.Context, _parameter: click.Parameter, paths: tuple[Path, ...]) -> tuple[Path, ...]:
    """All of the files are there. `roads` and `areas` in front are words, not files."""
    for path in paths[1:] if paths[0] in {Path("roads"), Path("areas")} else paths:
        if not path.exists():
            raise click.BadParameter(f"Path '{path}' does not exist.")
    return paths


@main.command(name="import")
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
        with _database().transaction(SYSTEM) as session:
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
            brought = bringing.bring(_database(), file, kind, by=by)
        except bringing.Refused as refused:
            sys.exit("\n".join([*refused.lines[:20], f"{file.name}: refused, nothing was changed."]))
        click.echo(f"{file.name}: {brought.new} new, {brought.changed} changed, {brought.same} as they were.")


def _import_roads(paths: tuple[Path, ...]) -> None:
    from api.imports.lines import NotReadable
    from api.roads import bringing

    if len(paths) != 1 or not paths[0].is_file():
        sys.exit("Name one OpenStreetMap file: ./run import roads FILE.osm.pbf. It replaces the road network in use.")
    try:
        for line in bringing.bring(_database(), paths[0]):
            click.echo(line)
    except NotReadable as fault:
        sys.exit(f"Not imported, the roads in use stay. {fault}")


@main.command()
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
        score = Replay(_database(), file, speed=speed, relocate=relocate, tell=click.echo).run(minutes)
    except NotReadable as fault:
        sys.exit(str(fault))
    click.echo(
        f"{score.played} calls played, {score.refused} refused; {score.tasked} tasked, {score.referred} closed"
        f" without a unit, {score.waiting} waiting."
    )


@main.command()
def check() -> None:
    """Compare what boards and handsets are shown with a recount of the record."""
    from api.board import check as checking

    faults = list(checking.run(_database()))
    for fault in faults:
        click.echo(fault)
    click.echo("Faults: " + str(len(faults)) if faults else "The snapshot, the feeds and the record agree.")
    sys.exit(1 if faults else 0)


@main.command()
@click.argument("name", type=click.Choice(["loop", "tasking", "imports", "push", "cold_start", "killed"]))
def bench(name: str) -> None:
    """Measure: `loop` (the running server), `tasking` (CPU of one), `imports` (rows a second), `push` (sends a second)."""
    import runpy

    runpy.run_module(f"bench.{name}", run_name="__main__")


@main.command()
def openapi() -> None:
    """Print the OpenAPI document: pwa/openapi.json is this, and the front end's types are made of it."""
    import json

    from api import create_app
    from api.config import Config
    from api.db import Database, connect

    # The document is made of the code alone: no database is asked.
    nowhere = Config(database_url="postgresql://", app_database_url="postgresql://")
    app = create_app(nowhere, Database(connect(nowhere.app_database_url, 1)))
    click.echo(json.dumps(app.test_client().get("/api/openapi.json").json, indent=1, sort_keys=True))


@main.group()
def records() -> None:
    """The record of people, objects and locations."""


@records.command(name="link")
@click.option(
    "--memory", default="2GB", show_default=True, help="What DuckDB may take; what does not fit is put on disk."
)
def link_records(memory: str) -> None:
    """Compare all records of people with one another (Splink on DuckDB) and join those of one person.

    Nothing of a source's record is changed, what people decided stands, and a second run changes nothing.
    """
    from api.nominals import everything

    for line in everything.link(_database(), Path(os.environ.get("BLUELAMP_DATA", ".data")), memory):
        click.echo(line)


@main.group()
def vapid() -> None:
    """The keys by which push services know us (the file that VAPID_KEYS names)."""


@vapid.command(name="make")
def make_keys() -> None:
    """Make the first key, if there is none."""
    from api.outbox import keys

    path = os.environ.get("VAPID_KEYS", "")
    if path and not Path(path).is_file():
        keys.rotate(path)


@vapid.command(name="rotate")
def rotate_keys() -> None:
    """Put a new key in front and ask every device to subscribe again. The old one serves until they have."""
    from api.actors import SYSTEM
    from api.devices import subscriptions
    from api.outbox import keys

    path = os.environ.get("VAPID_KEYS", "")
    if not path:
        sys.exit("VAPID_KEYS is not set: there is no file of keys to rotate.")
    make_keys.callback()  # type: ignore[misc]  # the function under click's command
    database = _database()
    with database.transaction(SYSTEM) as session:
        ring = keys.rotate(path, subscriptions.keys_in_use(session))
    with database.transaction(SYSTEM) as session:
        asked = subscriptions.ask_to_renew(session)
    click.echo(f"The new key is in use, {len(ring.keys)} in all. Crews asked to subscribe again: {asked}.")


@main.group()
def audit() -> None:
    """The log of who did or looked at what."""


@audit.command(name="verify")
def verify_audit() -> None:
    """Check every seal against the rows and the second place; name the first bad row."""
    from api.audit import seals, verifier

    config, database = from_environment(), _database()
    try:
        seals.work(database, config.audit_seals)
        went_back = False
    except seals.PlaceWentBack:
        went_back = True
    checked = verifier.verify(database, config.audit_seals)
    verifier.keep(database, checked)
    if config.audit_seals is None:
        click.echo("AUDIT_SEALS names no second place: the seals were compared with themselves only.")
    if went_back:
        sys.exit(
            "Nothing can be sealed: the database was loaded from a dump and counts from below (docs/decisions/0014)."
        )
    if checked.fault:
        sys.exit(checked.fault)
    click.echo(f"Whole: {checked.rows:,} rows under {checked.seals:,} seals.")


@audit.command(name="export")
@click.option("--from", "since", required=True, type=click.DateTime(), help="From this day or instant on, UTC.")
@click.option("--to", "until", required=True, type=click.DateTime(), help="Up to this day or instant, UTC.")
@click.option("--recipient", default="not said", show_default=True, help="To whom it goes, for the log.")
@click.option("--reason", default="not said", show_default=True, help="Why, for the log.")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def export_audit(since: datetime, until: datetime, recipient: str, reason: str, file: Path) -> None:
    """Write the rows of a time with their proofs, as JSON lines. This is a disclosure, and is itself audited."""
    from datetime import UTC

    from api.audit import export

    if file.exists():
        sys.exit(f"{file} is there already, and an export writes over nothing.")
    told = f"to {recipient}; {reason}"
    since, until = since.replace(tzinfo=UTC), until.replace(tzinfo=UTC)
    count = export.export(_database(), from_environment().audit_seals, file, since, until, told)
    click.echo(f"{count:,} rows in {file}. It holds personal data; who exported it is in the audit.")


@records.command(name="retention")
@click.option("--dry-run", is_flag=True, help="Say what would be done and change nothing.")
@click.option("--by", default="", help="Who runs it, for the audit. Needed without --dry-run.")
def retain(dry_run: bool, by: str) -> None:
    """Erase what its review group, its reviewers and its age say, with all that belongs to it. What waits for a review is only told."""
    from api.actors import SYSTEM
    from api.retention import ages, service

    if not dry_run and len(by.strip()) < 3:
        sys.exit("Say who runs this: --by NAME. It stays in the audit. --dry-run changes nothing.")
    database = _database()
    with database.transaction(SYSTEM) as session:
        for kind, group, state, count in service.counts(session):
            click.echo(f"{kind:13} group {group}  {state:7} {count:10,}")
        for rule, table, count in ages.counts(session):
            click.echo(f"{table:18} {rule:11} {'erase':7} {count:10,}")
        for one in service.due(session, "review"):
            click.echo(f"waits for a review since {one.due_on}: {one.kind} {one.id} (group {one.group})")
    if dry_run:
        click.echo("Nothing was changed: --dry-run.")
        return
    erased = service.erase_due(database, by.strip())
    click.echo("Erased: " + (", ".join(f"{count:,} of {kind}" for kind, count in erased.items()) or "nothing") + ".")


@records.command(name="decide")
@click.argument(
    "kind", type=click.Choice(["nominal", "vehicle", "phone", "object", "organisation", "address", "incident"])
)
@click.argument("record", type=click.UUID)
@click.argument("decision", type=click.Choice(["keep", "hold", "release", "erase"]))
@click.option("--reason", required=True, help="Why: it stays with the decision and in the audit.")
@click.option("--by", required=True, help="Who decided.")
def decide_record(kind: str, record: UUID, decision: str, reason: str, by: str) -> None:
    """A reviewer's decision on one record: keep it until its next review, hold it whatever comes, release the hold, or erase it.
    An incident can be held and released."""
    from api.actors import SYSTEM
    from api.errors import Invalid
    from api.retention import service

    try:
        with _database().transaction(SYSTEM) as session:
            next_on = service.decide(session, kind, record, decision, reason, by=by)
    except Invalid as fault:
        sys.exit(fault.message)
    done = {
        "hold": "Held: nothing erases it.",
        "release": "Released.",
        "erase": "It goes with the next ./run records retention.",
    }
    click.echo(f"Kept. Next review: {next_on}." if next_on else done[decision])


@main.group()
def codes() -> None:
    """Code lists."""


@codes.command(name="load")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def load_codes(file: Path) -> None:
    """Make the lists of a JSON file the current version (migrations/codes/met_1.json shows the shape)."""
    import json

    from api.actors import SYSTEM
    from api.codes import service
    from api.errors import Invalid

    try:
        with _database().transaction(SYSTEM) as session:
            loaded = service.load(session, json.loads(file.read_text()))
    except Invalid as wrong:
        rows = [f"{name}: {fault}" for name, faults in wrong.details.items() for fault in faults]
        sys.exit("\n".join([wrong.message, *rows]))
    click.echo(
        f"Loaded: {', '.join(loaded)}." if loaded else "Every list of this file is there in this version already."
    )


def _database() -> Database:
    from api import settings_for_services
    from api.db import Database, connect

    config = from_environment()
    return Database(connect(config.app_database_url, config.pool_size), settings_for_services(config))


if __name__ == "__main__":
    try:
        main()
    except MissingSetting as missing:
        sys.exit(str(missing))
