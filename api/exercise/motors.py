"""Made-up vehicles. Any mark may happen to be somebody's; no person or place of this exercise is theirs."""

from __future__ import annotations

import random
from bisect import bisect
from dataclasses import dataclass, field
from itertools import accumulate

_MODELS = (
    ("Ford", "Fiesta"), ("Ford", "Focus"), ("Vauxhall", "Corsa"), ("Vauxhall", "Astra"), ("Volkswagen", "Golf"), ("Volkswagen", "Polo"),
    ("BMW", "3 Series"), ("Audi", "A3"), ("Mercedes", "C Class"), ("Toyota", "Prius"), ("Toyota", "Yaris"), ("Nissan", "Qashqai"),
        ("Nissan", "Juke"),
    ("Mini", "Hatch"), ("Kia", "Sportage"), ("Hyundai", "Tucson"), ("Honda", "Jazz"), ("Peugeot", "208"), ("Renault", "Clio"), ("Skoda",
        "Octavia"),
    ("Tesla", "Model 3"), ("Ford", "Transit"), ("Range Rover", "Evoque"), ("Seat", "Leon"), ("Yamaha", "NMAX"), ("Piaggio", "Vespa"),
)  # fmt: skip
_COLOURS = ("black", "grey", "white", "silver", "blue", "red", "green", "orange", "yellow", "brown")
_COLOUR_SHARES = list(accumulate((22, 24, 19, 10, 14, 8, 1.5, 0.7, 0.5, 0.3)))
# A few offices issue most of London's marks.
_AREA_WORDS = (
    "LA LB LC LD LE LF LG LH LJ LK LL LM LN LO LP LR LS LT LU LV LW LX LY GF GK GJ KP KR EA EF EY HV BD YD AK AV FN NA RV "
    "SF WA MA"
)
_AREAS = _AREA_WORDS.split()
_LETTERS = "ABCDEFGHJKLMNOPRSTUVWXYZ"
_YEARS = [f"{year:02}" for year in range(5, 27)] + [str(year) for year in range(55, 77)]


@dataclass(frozen=True)
class Motor:
    vrm: str
    make: str
    model: str
    colour: str


@dataclass
class Motors:
    seed: int
    _chance: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)

    def motor(self) -> Motor:
        chance = self._chance
        make, model = _MODELS[int(len(_MODELS) * chance.random() ** 1.6)]
        return Motor(self._vrm(), make, model, _COLOURS[bisect(_COLOUR_SHARES, chance.random() * _COLOUR_SHARES[-1])])

    def _vrm(self) -> str:
        chance = self._chance
        letters = "".join([_LETTERS[int(24 * chance.random())] for _ in range(3)])
        if chance.random() < 0.9:
            return f"{_AREAS[int(len(_AREAS) * chance.random() ** 1.4)]}{_YEARS[int(len(_YEARS) * chance.random())]}{letters}"
        number = str(1 + int(998 * chance.random()))
        return (
            f"{_LETTERS[int(20 * chance.random())]}{number}{letters}" if chance.random() < 0.7 else f"{letters}{number}"
        )
