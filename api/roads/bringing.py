"""`./run import roads FILE`: an OpenStreetMap extract takes the place of the network in use, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from api.actors import SYSTEM
from api.codes import service as codes
from api.db import Database
from api.imports.lines import NotReadable
from api.roads import osm, service


def bring(database: Database, path: Path) -> Iterator[str]:
    """Bring in a file and say what became of it. Raises NotReadable, with nothing changed."""
    with database.transaction(SYSTEM) as session:
        classes = {entry["code"] for entry in codes.current(session).lists["road_classes"]}
    network = osm.read(path, classes)
    # A city takes half a minute to project: no transaction waits for it.
    if not network.usable:
        raise NotReadable(f"No road in {path.name} lies in Great Britain.")
    with database.transaction(SYSTEM) as session:
        brought = service.replace(session, network)
    if not brought.is_new:
        yield f"{path.name} is the road network in use already. Nothing was changed."
        return
    turns = f" and {brought.no_turns:,} turns that are not allowed" if brought.no_turns else ""
    yield f"{path.name}: {brought.edges:,} stretches of road between crossings{turns}, in use within seconds."
    for what, count in (network.left_out or {}).items():
        yield f"  left out: {count:,} {what}"
    if brought.outside:
        yield f"  left out: {brought.outside:,} stretches outside of Great Britain or without any length"
