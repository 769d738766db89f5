"""The search for people that forgives: names first, then the record by exact keys (docs/decisions/0013)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from api.db import run
from api.identifiers import court
from api.identifiers.faults import NotAnIdentifier
from api.lookups.hits import SHOWN, Found, Hit, best, fill, none_is_sure
from api.lookups.where import Where
from api.nominals import typed

_FIND = (
    "SELECT * FROM find_nominals(%s::text[], %s::integer[], %s::integer[], %s::real[], %s::date[], %s::real[],"
    " %s::integer, %s::integer, %s, %s::text, %s::integer)"
)
_AT = "SELECT * FROM nominals_at(%s::text, %s::text[])"
_FORENAME = "SELECT * FROM find_forename(%s::text, %s::integer, %s::integer, %s::text, %s::text)"
_IN = "SELECT * FROM nominals_in(%s::uuid[], %s::text, %s::text)"
_BY_NUMBER = "SELECT record_id, is_restricted FROM find_identifier(%s::text[]) WHERE kind = 'nominal'"

# Below this the first look was thin, and a wider one may find better.
GOOD = 0.88
# The date itself, day and month swapped, the year off by one; the other slips are looked for when these find nothing good.
LIKELIEST = 4
FORGOTTEN_SPACE = 7
# Among people this near to the best nobody can say who is meant: a spelling tells less than the sign of a plate.
ALIKE = 0.03
# A guessed age tells nobody from somebody a year or two older: as much as its whole range is worth (find_forename).
ABOUT_AN_AGE = 0.08
OTHER_SEX = 0.05
# As much as the same postcode (find_nominals).
LIVES_THERE = 0.06
_NOT_ALL = "Too many have this forename and age: not all of them were looked for there. Add the other name."

_GIVEN = {
    "exact": "",
    "nickname": "forename is a short form",
    "variant": "another spelling of the forename",
    "spelling": "forename spelt differently",
    "sound": "forename sounds alike",
    "initial": "first letter of the forename",
    None: "forename differs",
}
_FAMILY = {
    "exact": "",
    "nickname": "family name is a short form",
    "variant": "another spelling of the family name",
    "spelling": "family name spelt differently",
    "sound": "family name sounds alike",
    None: "family name differs",
}


@dataclass(frozen=True)
class Wanted:
    """A person as typed. Raises NotAnIdentifier when made of what cannot be searched for."""

    name: typed.TypedName
    births: typed.Births
    sex: str = ""
    postcode: str = ""
    where: Where | None = None

    @classmethod
    def of(cls, name: str, born: str = "", sex: str = "", postcode: str = "", where: Where | None = None) -> Wanted:
        plain, behind = typed.apart(name)
        return cls(typed.name(plain), typed.births(born or behind), sex, postcode, where)

    @property
    def is_forename_and_age(self) -> bool:
        """One word and no whole date of birth: it is looked for as a forename too."""
        return len(self.name.words) == 1 and self.births.year_from is not None

    @property
    def has_birth(self) -> bool:
        return bool(self.births.dates) or self.births.year_from is not None


def find(session: Session, wanted: Wanted) -> Found:
    """People who may be meant, best first."""
    rows = _look(session, wanted, by_name=not wanted.births.dates, most=1, dates=LIKELIEST)
    # By those who may be shown: else an exact name would be looked for less widely because it is that of somebody hidden.
    if max((row[1] for row in rows if not row[-1]), default=0) < GOOD:
        spaced = _with_space(session, wanted)
        # Another reading numbers its readings anew, so what the first look found cannot be told of any more.
        rows = _best(rows if spaced is wanted else [], _look(session, spaced, by_name=True, most=2))
        wanted = spaced
    hits, too_many = [_hit(wanted, row) for row in rows], False
    if wanted.postcode:
        hits = _joined(hits, _at_postcode(session, wanted))
    by_forename: list[Hit] = []
    if wanted.is_forename_and_age:
        by_forename, too_many = _with_forename(session, wanted)
        hits = _joined(hits, by_forename, "")
    here = _favour(session, hits, wanted.where) if wanted.where else set()
    first = here & {hit.id for hit in by_forename}
    hits = _ranked(session, wanted, hits, first)
    alike = _alike(wanted, hits, first)
    if (people := count_people(alike)) > 1:
        none_is_sure(hits)
    asked = _ask(wanted, len(alike), people) or (_NOT_ALL if too_many else "")
    return Found(hits, _searched(wanted), " ".join(filter(None, [_nobody_there(wanted, hits, here), asked])))


def find_number(session: Session, number: str) -> Found:
    """By PNC id, CRO or arrest summons number. Raises NotAnIdentifier for what is none of them, or is mistyped."""
    value = _number(number)
    hits = [
        Hit("nominal", row[0], 1.0, [f"{value} is on this record"], row[1])
        for row in run(session, _BY_NUMBER, ([value],))
    ]
    return Found(
        [*_one_each(fill(session, [hit for hit in hits if not hit.is_restricted])), *_restricted(hits)], [value]
    )


def _number(number: str) -> str:
    fault: NotAnIdentifier | None = None
    for check in (court.pnc, court.cro, court.asn):
        try:
            return check(number)
        except NotAnIdentifier as error:
            # The one that knows the form but not the letter says more than the one that knows neither.
            fault = error if fault is None or "mistyped" in str(error) else fault
    assert fault is not None  # noqa: S101  three checks were made
    raise fault if "mistyped" in str(fault) else NotAnIdentifier("Give a PNC id, a CRO or an arrest summons number.")


def _with_space(session: Session, wanted: Wanted) -> Wanted:
    """Where the space between the names was forgotten, and nobody has such a name, it is put in."""
    if len(wanted.name.words) > 1 or len(wanted.name.words[0]) < FORGOTTEN_SPACE:
        return wanted
    place = run(session, "SELECT split_name(%s)", (wanted.name.words[0],)).fetchall()[0][0]
    return replace(wanted, name=typed.with_space(wanted.name, place)) if place else wanted


def _look(session: Session, wanted: Wanted, *, by_name: bool, most: int, dates: int = 99) -> list[tuple[Any, ...]]:
    name, births = wanted.name, wanted.births
    asked = (
        name.words,
        [reading.given for reading in name.readings],
        [reading.family for reading in name.readings],
        [reading.penalty for reading in name.readings],
        births.dates[:dates],
        births.worths[:dates],
        births.year_from,
        births.year_to,
        by_name,
        wanted.postcode,
        most,
    )
    return run(session, _FIND, asked).fetchall()


def _best(one: list[tuple[Any, ...]], other: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    best = {row[0]: row for row in sorted([*one, *other], key=lambda row: float(row[1]))}
    return sorted(best.values(), key=lambda row: (-row[1], row[0]))


def _at_postcode(session: Session, wanted: Wanted) -> list[Hit]:
    found = run(session, _AT, (wanted.postcode, wanted.name.words)).fetchall()
    return [
        Hit("nominal", row[0], row[1], _words(_GIVEN[row[2]], _FAMILY[row[3]], "same postcode"), row[4])
        for row in found
    ]


def _joined(hits: list[Hit], more: list[Hit], told: str = "same postcode") -> list[Hit]:
    """`told` is said of those that both found."""
    known = {hit.id: hit for hit in hits}
    for hit in more:
        if hit.id not in known:
            known[hit.id] = hit
        elif told and told not in known[hit.id].why:
            known[hit.id].why.append(told)
    return [*known.values()]


def _with_forename(session: Session, wanted: Wanted) -> tuple[list[Hit], bool]:
    """`Daniel, about 25`: thousands in a great city, a few dozen in one borough. Those there and those elsewhere; whether not all were
    tried there."""
    there, too_many = _by_forename(session, wanted, wanted.where)
    elsewhere = _by_forename(session, wanted, None)[0] if wanted.where else []
    return _joined(there, elsewhere, ""), too_many


def _by_forename(session: Session, wanted: Wanted, place: Where | None) -> tuple[list[Hit], bool]:
    where = (place.borough, place.district) if place else ("", "")
    asked = (wanted.name.words[0], wanted.births.year_from, wanted.births.year_to, *where)
    rows = run(session, _FORENAME, asked).fetchall()
    hits = [
        Hit(
            "nominal",
            row[0],
            float(row[1]),
            _words(_GIVEN[row[2]] or "forename as typed", "an alias" if row[3] else "", "age fits"),
            row[4],
        )
        for row in rows
        if row[0] is not None
    ]
    return hits, any(row[0] is None for row in rows)


def _favour(session: Session, hits: list[Hit], where: Where) -> set[UUID]:
    """Who lives where it was said; nobody falls out who does not, because a source may not know an address."""
    here = {row[0] for row in run(session, _IN, ([hit.id for hit in hits], where.borough, where.district)).fetchall()}
    for hit in hits:
        if hit.id in here:
            hit.score += LIVES_THERE
            hit.why.append(f"lives in {where.said}")
    return here


def _nobody_there(wanted: Wanted, hits: list[Hit], here: set[UUID]) -> str:
    """Who reads a list for Hackney takes its people for people of Hackney."""
    seen = {hit.id for hit in hits if not hit.is_restricted}
    if not wanted.where or not seen or seen & here:
        return ""
    return f"Nobody who fits is known to live in {wanted.where.said}: these live elsewhere, or it is not known where."


def _hit(wanted: Wanted, row: tuple[Any, ...]) -> Hit:
    nominal_id, score, _, reading, given_how, family_how, date_no, is_alias, is_restricted = row
    read = wanted.name.readings[reading - 1]
    same = given_how == family_how == "exact"
    why = _words(
        "name as typed" if same else "",
        _GIVEN.get(given_how, "") if read.given else "",
        _FAMILY.get(family_how, "") if read.family else "",
        "forename and family name swapped" if read.is_swapped else "",
        "an alias" if is_alias else "",
        _birth_words(wanted, date_no),
    )
    return Hit("nominal", nominal_id, float(score), why, is_restricted)


def _birth_words(wanted: Wanted, date_no: int | None) -> str:
    if date_no is not None:
        return wanted.births.hows[date_no - 1]
    if wanted.births.dates:
        return "date of birth differs or is not known"
    return "age fits" if wanted.births.year_from is not None else ""


def _words(*said: str) -> list[str]:
    return [words for words in said if words] or ["name as typed"]


def _restricted(hits: list[Hit]) -> list[Hit]:
    return [hit for hit in hits if hit.is_restricted]


def _ranked(session: Session, wanted: Wanted, hits: list[Hit], first: set[UUID]) -> list[Hit]:
    """With what the list shows; another sex than the one that was given counts against a hit, and never excludes it."""
    hits.sort(key=lambda hit: (hit.id not in first, -hit.score, hit.id))
    seen = fill(session, [hit for hit in hits if not hit.is_restricted][: 2 * SHOWN])
    for hit in seen:
        if wanted.sex in {"M", "F"} and hit.body["sex"] in {"M", "F"} and hit.body["sex"] != wanted.sex:
            hit.score -= OTHER_SEX
            hit.why.append("another sex")
    seen.sort(key=lambda hit: (hit.id not in first, -hit.score, hit.id))
    return [*_one_each(seen), *_restricted(hits)]


def _one_each(hits: list[Hit]) -> list[Hit]:
    """Of the joined records of a person the one that fits best stands for them all: opened, each of them tells the whole."""
    first: dict[str, Hit] = {}
    return [hit for hit in hits if first.setdefault(hit.body["golden"] or str(hit.id), hit) is hit]


def _alike(wanted: Wanted, hits: list[Hit], first: set[UUID]) -> list[Hit]:
    """Those that fit as well as the best does; of those who live there, where anybody does."""
    seen = [hit for hit in hits if not hit.is_restricted]
    if wanted.is_forename_and_age:
        return best([hit for hit in seen if (hit.id in first) == (seen[0].id in first)], ABOUT_AN_AGE)
    return best(seen, ALIKE)


def count_people(hits: list[Hit]) -> int:
    """Of how many people these records are: joined ones of one, and so are others that were born on the same day."""
    joined = [hit for hit in hits if hit.body["golden"]]
    births_of_joined = {hit.body["born_on"] for hit in joined}
    alone = {hit.body["born_on"] or hit.id for hit in hits if not hit.body["golden"]}
    return len({hit.body["golden"] for hit in joined}) + len(alone - births_of_joined)


def _ask(wanted: Wanted, records: int, people: int) -> str:
    """What would tell them apart, where nobody can say who is meant."""
    if records <= SHOWN and people < 2:
        return ""
    told = f"More than {SHOWN}" if records > SHOWN else f"{people} people"
    facts = [fact for fact, is_missing in _MISSING if is_missing(wanted)] or ["another name"]
    return f"{told} fit equally well. Add {' or '.join(facts[:2])}."


_MISSING: tuple[tuple[str, Callable[[Wanted], bool]], ...] = (
    ("the other name", lambda wanted: len(wanted.name.words) == 1),
    ("a borough or a postcode", lambda wanted: wanted.is_forename_and_age and not wanted.postcode and not wanted.where),
    ("a date of birth or an age", lambda wanted: not wanted.has_birth),
    ("the whole date of birth", lambda wanted: wanted.births.year_from is not None),
    ("a postcode", lambda wanted: not wanted.postcode),
)


def _searched(wanted: Wanted) -> list[str]:
    how = ["names in other spellings, by sound, short forms, in either order"]
    if wanted.is_forename_and_age:
        how = ["as a family name and as a forename, in other spellings and by sound"]
    elif len(wanted.name.words) == 1 and not wanted.births.dates:
        how = ["as a family name, in other spellings and by sound: a forename alone needs a date of birth or an age"]
    elif len(wanted.name.words[-1]) == 1:
        how.append("a single letter as that of a forename, never of a family name")
    if wanted.births.dates:
        how.append("the date of birth with day and month swapped and years off by one")
    elif wanted.births.said:
        how.append(wanted.births.said)
    if wanted.where:
        before = "those" if wanted.is_forename_and_age else "of those who fit alike those"
        how += [*wanted.where.read_as, f"{before} who live in {wanted.where.said} first"]
    return [*how, *([f"postcode {wanted.postcode}"] if wanted.postcode else [])]
