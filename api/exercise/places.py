"""London for an exercise: its boroughs and BCUs, from the outlines in geo/data."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from shapely import prepare
from shapely.geometry import MultiPolygon
from shapely.ops import unary_union

from api.config import PROJECT
from geo import topology

BOROUGHS = PROJECT / "geo" / "data" / "london_boroughs.topo.json"

# The twelve BCUs with their boroughs (domain reference 7.4). The City of London is a force of its own.
BCUS: dict[str, tuple[str, tuple[str, ...]]] = {
    "AS": ("Central South", ("Lambeth", "Southwark")),
    "AW": ("Central West", ("Westminster", "Kensington and Chelsea", "Hammersmith and Fulham")),
    "CE": ("Central East", ("Hackney", "Tower Hamlets")),
    "CN": ("Central North", ("Camden", "Islington")),
    "EA": ("East Area", ("Barking and Dagenham", "Havering", "Redbridge")),
    "NA": ("North Area", ("Enfield", "Haringey")),
    "NE": ("North East", ("Newham", "Waltham Forest")),
    "NW": ("North West", ("Barnet", "Brent", "Harrow")),
    "SE": ("South East", ("Bexley", "Greenwich", "Lewisham")),
    "SN": ("South Area", ("Bromley", "Croydon", "Sutton")),
    "SW": ("South West", ("Kingston upon Thames", "Merton", "Richmond upon Thames", "Wandsworth")),
    "WA": ("West Area", ("Ealing", "Hillingdon", "Hounslow")),
}


@lru_cache
def boroughs() -> dict[str, MultiPolygon]:
    return _prepared(topology.areas(json.loads(BOROUGHS.read_text()), "boroughs"))


@lru_cache
def bcus() -> dict[str, MultiPolygon]:
    return _prepared({code: joined([boroughs()[name] for name in names]) for code, (_, names) in BCUS.items()})


def _prepared(outlines: dict[str, MultiPolygon]) -> dict[str, MultiPolygon]:
    # An outline that is asked about thousands of points answers a hundred times faster when prepared.
    prepare(list(outlines.values()))
    return outlines


def joined(outlines: list[MultiPolygon]) -> MultiPolygon:
    whole: Any = unary_union(outlines)
    return whole if isinstance(whole, MultiPolygon) else MultiPolygon([whole])
