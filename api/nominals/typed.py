"""What an officer typed for a person, read in every way that it may be meant. No database here."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from api.clock import london_date, now
from api.identifiers.faults import NotAnIdentifier

MOST_WORDS = 5
OLDEST_YEAR = 1900
# Letters that no mark can be taken off; the database folds names in the same way (migration 0031).
_LETTERS = str.maketrans(
    {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "ı": "i", "ħ": "h", "Ħ": "H", "ə": "e", "Ə": "E"}
    | {"ß": "SS", "Æ": "AE", "æ": "AE", "Œ": "OE", "œ": "OE", "Þ": "TH", "þ": "TH"}
)  # fmt: skip
_LATIN = "A B V G G D E Z I I K L M N O P R S T U F Y E ZH KH TS CH SHCH SH YU YA YE"
_CYRILLIC = dict(
    zip(
        "АБВГҐДЕЗИІКЛМНОПРСТУФЫЭЖХЦЧЩШЮЯЄ",
        _LATIN.split(),
        strict=True,
    )
)
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
# What is written as a word of its own or not at all.
_APART = "MC MAC O DE DA DOS DEL DELA VAN VON LE LA AL EL ST ABDUL ABDEL ABU BIN IBN UL UR OLA ADE"
_PARTICLES = frozenset(_APART.split())
_TITLES = frozenset({"MR", "MRS", "MS", "MISS", "DR", "SIR", "MX"})


def folded(word: str) -> str:
    """A name as it is compared: capitals from A to Z only."""
    plain = unicodedata.normalize("NFKD", word.translate(_LETTERS)).upper()
    return "".join(letter for sign in plain if (letter := _CYRILLIC.get(sign, sign)).isascii() and letter.isalpha())


@dataclass(frozen=True)
class Reading:
    """One way to take the words: which is the given name, which the family name (places from 1; 0: none)."""

    given: int
    family: int
    penalty: float
    is_swapped: bool = False


@dataclass(frozen=True)
class TypedName:
    words: list[str]
    readings: list[Reading]


def name(typed: str) -> TypedName:
    """Every reading of a name. Raises NotAnIdentifier for one without two letters that can be compared."""
    if any(sign.isdigit() for sign in typed):
        raise NotAnIdentifier(
            "There are figures in the name: a date of birth, an age and a number have their own ways."
        )
    before, comma, after = typed.partition(",")
    families, givens = (_words(before), _words(after)) if comma else ([], [])
    if comma and families and givens:
        words = [*givens, *families]
        return _with_readings(words, len(givens), swap_costs=0.12)
    return _with_readings(_words(typed), 0, swap_costs=0.04)


_BORN = re.compile(r"\b(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|(?:about|aged?)\s*\d{1,3}|(?:19|20)\d\d)\b", re.IGNORECASE)


def apart(typed: str) -> tuple[str, str]:
    """A name, and the date of birth or the age that was typed behind it; empty where there is none."""
    found = _BORN.search(typed)
    return (typed, "") if found is None else (f"{typed[: found.start()]} {typed[found.end() :]}".strip(" ,"), found[0])


def _words(typed: str) -> list[str]:
    found = [folded(word) for word in re.split(r"[\s,]+", typed)]
    return [word[:40] for word in found if word and word not in _TITLES][:MOST_WORDS]


def _with_readings(words: list[str], split: int, swap_costs: float) -> TypedName:
    if sum(len(word) for word in words) < 2 or all(len(word) == 1 for word in words):
        raise NotAnIdentifier("Give at least two letters of a name, in Latin or Cyrillic script.")
    if len(words) == 1:
        return TypedName(words, [Reading(0, 1, 0.0), Reading(1, 0, 0.02)])
    last = len(words)
    # Two words at one end may be one name written apart: "de Souza", "Abdul Rahman".
    joined = [*words]
    readings = [Reading(1, last, 0.0), Reading(last, 1, swap_costs, is_swapped=True)]
    if last > 2:
        joined += ["".join(words[(split or 1) :])[:40], "".join(words[: split or last - 1])[:40]]
        readings += [
            Reading(1, last + 1, 0.0),
            Reading(last + 2, last, 0.0),
            Reading(2, last, 0.05),
            Reading(1, 2, 0.06),
            Reading(last + 1, 1, swap_costs + 0.02, is_swapped=True),
        ]
        if not split and words[0] in _PARTICLES:
            # "O Brien James": the family name first, and written apart.
            readings = [Reading(last, last + 2, 0.01, is_swapped=True), *readings]
    elif not split and (min(map(len, words)) <= 3 or _PARTICLES & {*words}):
        joined += ["".join(words)[:40]]
        # "Mac Donald" and "O Brien" are one name.
        readings += [Reading(0, 3, 0.05)]
    return TypedName(joined, readings)


def with_space(name: TypedName, place: int) -> TypedName:
    """The one word of a name as two."""
    word = name.words[0]
    return _with_readings([word[:place], word[place:]], 0, swap_costs=0.04)


@dataclass(frozen=True)
class Births:
    """Dates that are looked for, each with its worth (1: as typed) and why; or the years that an age leaves open."""

    dates: list[date]
    worths: list[float]
    hows: list[str]
    year_from: int | None = None
    year_to: int | None = None
    said: str = ""


NO_BIRTH = Births([], [], [])
_ABOUT = re.compile(r"(?:about|around|abt|c|ca|circa|aged?|age about)\.?\s*~?(\d{1,3})|~\s*(\d{1,3})|(\d{1,3})\s*ish")
_RANGE = re.compile(r"(\d{1,3})\s*(?:-|to|–)\s*(\d{1,3})(?:\s*(?:years?|yrs?|y/?o))?")
_DECADE = re.compile(r"(early|mid|late)?\s*([1-9]0)'?s")


def births(typed: str, today: date | None = None) -> Births:
    """A date of birth or an age in any of the usual ways. Raises NotAnIdentifier for what is neither."""
    given, today = typed.strip().lower(), today or london_date(now())
    if not given:
        return NO_BIRTH
    if (ages := _ages(given)) is not None:
        youngest, oldest = ages
        if not 0 <= youngest <= oldest <= 120:
            raise NotAnIdentifier("An age lies between 0 and 120.")
        said = f"age {youngest}" if youngest == oldest else f"age {youngest} to {oldest}"
        return Births([], [], [], today.year - oldest - 1, today.year - youngest, said)
    if re.fullmatch(r"(19|20)\d\d", given):
        return Births([], [], [], int(given), int(given), f"born in {given}")
    return _variants(_date(given, today))


def _ages(given: str) -> tuple[int, int] | None:
    if match := _ABOUT.fullmatch(given):
        age = int(match[1] or match[2] or match[3])
        exactly = given.startswith("age") and "about" not in given
        return (age, age) if exactly else (max(0, age - 3), age + 3)
    if match := _DECADE.fullmatch(given):
        start, third = int(match[2]), {"early": (0, 4), "mid": (3, 7), "late": (6, 9)}
        first, last = third.get(match[1] or "", (0, 9))
        return start + first, start + last
    if match := _RANGE.fullmatch(given):
        return int(match[1]), int(match[2])
    return (int(given), int(given)) if re.fullmatch(r"\d{1,2}", given) else None


def _date(given: str, today: date) -> date:
    for month, word in enumerate(_MONTHS, start=1):
        given = re.sub(rf"{word}[a-z]*", f" {month} ", given)
    parts = re.findall(r"\d+", re.sub(r"(\d)(st|nd|rd|th)\b", r"\1", given))
    if len(parts) == 1 and len(parts[0]) in (6, 8):
        parts = [parts[0][:2], parts[0][2:4], parts[0][4:]]
    if len(parts) != 3 or re.search(r"[a-z]{3}", given):
        raise NotAnIdentifier("Write a date of birth as 12/03/1994, a year as 1994, or an age as about 25.")
    if len(parts[0]) == 4:
        parts.reverse()
    day, month, year = (int(part) for part in parts)
    if year < 100:
        year += 2000 if year <= today.year % 100 else 1900
    if month > 12 >= day:
        day, month = month, day
    made = _possible(year, month, day)
    if made is None or not made.year >= OLDEST_YEAR or made > today:
        raise NotAnIdentifier("There is no such date of birth.")
    return made


def _possible(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _variants(born: date) -> Births:
    """The date, and those that people make of it when they mistype or mishear it."""
    year, month, day = born.year, born.month, born.day
    turned = int(f"{day:02}"[::-1])
    others = [
        (year, day, month, 0.86, "day and month swapped"),
        (year - 1, month, day, 0.82, "year off by one"),
        (year + 1, month, day, 0.82, "year off by one"),
        (year, month, turned, 0.78, "digits of the day swapped"),
        (year, month, day - 1, 0.76, "day off by one"),
        (year, month, day + 1, 0.76, "day off by one"),
        (year, month - 1, day, 0.74, "month off by one"),
        (year, month + 1, day, 0.74, "month off by one"),
        (year - 10, month, day, 0.70, "year off by ten"),
        (year + 10, month, day, 0.70, "year off by ten"),
    ]
    found = {born: (1.0, "date of birth the same")}
    for other_year, other_month, other_day, worth, how in others:
        made = _possible(other_year, other_month, other_day)
        if made is not None:
            found.setdefault(made, (worth, how))
    return Births(
        [*found],
        [worth for worth, _ in found.values()],
        [how for _, how in found.values()],
        said=f"born {born:%d/%m/%Y}",
    )
