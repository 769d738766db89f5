"""The two CSV formats of data.police.uk: street crime by month, and stop and search by the minute."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from api.clock import LONDON
from api.imports.formats import BRITAIN, Format, Happening, RowRefused, place

STREET_CATEGORIES = {
    "Anti-social behaviour": "antisocial",
    "Bicycle theft": "theft",
    "Burglary": "burglary",
    "Criminal damage and arson": "damage",
    "Drugs": "drugs",
    "Other crime": "other",
    "Other theft": "theft",
    "Possession of weapons": "weapons",
    "Public order": "public_order",
    "Robbery": "robbery",
    "Shoplifting": "theft",
    "Theft from the person": "theft",
    "Vehicle crime": "vehicle_crime",
    "Violence and sexual offences": "violence",
}
SEARCH_CATEGORIES = {
    "Anything to threaten or harm anyone": "weapons",
    "Articles for use in criminal damage": "damage",
    "Articles for use in theft": "stolen_goods",
    "Controlled drugs": "drugs",
    "Detailed object of search unavailable": "other",
    "Evidence of offences under the Act": "other",
    "Evidence of wildlife offences": "other",
    "Crossbows": "weapons",
    "Firearms": "weapons",
    "Fireworks": "other",
    "Game or poaching equipment": "other",
    "Goods on which duty has not been paid etc.": "stolen_goods",
    "Offensive weapons": "weapons",
    "Psychoactive substances": "drugs",
    "Seals or hunting equipment": "other",
    "Stolen goods": "stolen_goods",
}

STREET_COLUMNS = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,"
    "Crime type,Last outcome category,Context"
)
SEARCH_COLUMNS = (
    "Type,Date,Part of a policing operation,Policing operation,Latitude,Longitude,Gender,Age range,Self-defined ethnicity,"
    "Officer-defined ethnicity,Legislation,Object of search,Outcome,Outcome linked to object of search,Removal of"
    " more than just outer clothing"
)
NO_ACTION = "A no further action disposal"
MONTH = re.compile(r"^(\d{4})-(\d{2})$")
OLDEST_YEAR = 1990


def read_street(row: dict[str, str]) -> Happening:
    """A crime of a month, on or near a street. The publisher moves the place to the nearest of a list of points."""
    category = STREET_CATEGORIES.get(row["Crime type"])
    if category is None:
        raise RowRefused(f"unknown crime type {row['Crime type'][:40]!r}")
    lon, lat = place(row["Longitude"], row["Latitude"], BRITAIN)
    return Happening(
        category=category,
        label=row["Crime type"],
        outcome=row["Last outcome category"],
        happened_at=_month(row["Month"]),
        is_whole_month=True,
        lon=lon,
        lat=lat,
        address=row["Location"],
        key=row["Crime ID"],
        detail={"area": re.sub(r" \w{4}$", "", row.get("LSOA name", ""))},
    )


def read_search(row: dict[str, str]) -> Happening:
    """A stop and search. What was looked for counts as a risk only where something came of it: a search is not a finding.

    The column that says whether the outcome has to do with the object is empty of news in the Met's files: always False.
    """
    led_on = row["Outcome"] not in {"", NO_ACTION}
    sought = row["Object of search"] or "not stated"
    lon, lat = place(row["Longitude"], row["Latitude"], BRITAIN)
    return Happening(
        category=SEARCH_CATEGORIES.get(sought, "other") if led_on else "search",
        label=f"Stop and search, {sought[0].lower()}{sought[1:]}",
        outcome=row["Outcome"],
        happened_at=_instant(row["Date"]),
        lon=lon,
        lat=lat,
        detail={"legislation": row["Legislation"]} if row.get("Legislation") else {},
    )


def _month(text: str) -> datetime:
    match = MONTH.match(text)
    try:
        if match:
            return _possible(datetime(int(match[1]), int(match[2]), 1, tzinfo=LONDON))
    except ValueError:
        pass
    raise RowRefused(f"impossible month {text[:20]!r}")


def _instant(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise RowRefused(f"impossible time {text[:40]!r}") from None
    return _possible(at if at.tzinfo else at.replace(tzinfo=UTC))


def _possible(at: datetime) -> datetime:
    if not at.year >= OLDEST_YEAR or at > datetime.now(UTC):
        raise RowRefused(f"impossible time {at.date()}")
    return at


STREET = Format(
    "police.uk street crime",
    read_street,
    frozenset({"Month", "Longitude", "Latitude", "Location", "Crime type", "Crime ID", "Last outcome category"}),
    frozenset(STREET_COLUMNS.split(",")),
)
SEARCH = Format(
    "police.uk stop and search",
    read_search,
    frozenset({"Date", "Longitude", "Latitude", "Object of search", "Outcome"}),
    frozenset(SEARCH_COLUMNS.split(",")),
)
