"""Made-up streets and homes in London's postcode districts. No such address exists."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from api.exercise.population import origins

_DISTRICTS = (
    [f"E{n}" for n in range(1, 19)] + [f"N{n}" for n in range(1, 23)] + [f"NW{n}" for n in range(1, 12)] + [f"SE{n}" for n in range(1, 29)]
    + [f"SW{n}" for n in range(2, 21)] + [f"W{n}" for n in range(2, 15)] + [f"CR{n}" for n in range(9)] + [f"BR{n}" for n in range(1, 9)]
    + [f"IG{n}" for n in range(1, 12)] + [f"RM{n}" for n in range(1, 21)] + [f"HA{n}" for n in range(10)] + [f"UB{n}" for n in range(1, 12)]
    + [f"TW{n}" for n in range(1, 20)] + [f"KT{n}" for n in range(1, 7)] + [f"SM{n}" for n in range(1, 8)]
    + [f"EN{n}" for n in range(1, 10)]
)  # fmt: skip
# One that lies in each borough: a postcode that contradicts its address would teach people not to believe them.
_DISTRICT_OF = {
    "Barking and Dagenham": "RM8", "Barnet": "N12", "Bexley": "DA6", "Brent": "NW10", "Bromley": "BR2", "Camden": "NW1",
    "City of London": "EC2A", "Croydon": "CR0", "Ealing": "W5", "Enfield": "EN1", "Greenwich": "SE10", "Hackney": "E8",
    "Hammersmith and Fulham": "W6", "Haringey": "N15", "Harrow": "HA1", "Havering": "RM3", "Hillingdon": "UB10", "Hounslow": "TW3",
    "Islington": "N7", "Kensington and Chelsea": "W8", "Kingston upon Thames": "KT2", "Lambeth": "SW9", "Lewisham": "SE13",
    "Merton": "SW19", "Newham": "E15", "Redbridge": "IG1", "Richmond upon Thames": "TW10", "Southwark": "SE15", "Sutton": "SM1",
    "Tower Hamlets": "E1", "Waltham Forest": "E17", "Wandsworth": "SW18", "Westminster": "SW1V",
}  # fmt: skip
_KIND_WORDS = (
    "Road Road Road Street Street Avenue Avenue Close Gardens Lane Drive Way Court Place Grove Crescent Terrace Hill Mews "
    "Walk Square Park"
)
_KINDS = _KIND_WORDS.split()
# Letters that the second half of a postcode uses.
_INWARD = "ABDEFGHJLNPQRSTUWXYZ"


def postcode_in(borough: str, street: str) -> str:
    """A made-up postcode of a street in one of London's boroughs, the same each time. Raises KeyError for any other name."""
    chance = random.Random(f"{street}, {borough}")
    return f"{_DISTRICT_OF[borough]} {chance.randrange(10)}{chance.choice(_INWARD)}{chance.choice(_INWARD)}"


@dataclass(frozen=True)
class Home:
    uprn: int
    flat: str
    house: str
    street: str
    locality: str
    postcode: str
    east: float
    north: float


@dataclass(frozen=True)
class Street:
    name: str
    locality: str
    postcodes: list[str]
    east: float
    north: float


@dataclass
class Streets:
    """As many streets as so many homes need, about 130 to each."""

    seed: int
    homes_wanted: int
    streets: list[Street] = field(init=False)

    def __post_init__(self) -> None:
        chance = random.Random(self.seed)
        self.streets = [self._street(chance) for _ in range(max(20, self.homes_wanted // 130))]

    @property
    def postcodes(self) -> list[str]:
        return [postcode for street in self.streets for postcode in street.postcodes]

    def _street(self, chance: random.Random) -> Street:
        district = chance.choice(_DISTRICTS)
        british = origins()[0]
        name = (
            chance.choice(british.family)
            if chance.random() < 0.3
            else chance.choice(british.heads) + chance.choice(british.tails)
        )
        postcodes = [
            f"{district} {chance.randrange(10)}{chance.choice(_INWARD)}{chance.choice(_INWARD)}" for _ in range(3)
        ]
        return Street(
            f"{name} {chance.choice(_KINDS)}",
            district,
            postcodes,
            chance.uniform(505_000, 560_000),
            chance.uniform(157_000, 199_000),
        )

    def homes(self, count: int) -> Iterator[Home]:
        chance = random.Random(self.seed + 7)
        each = -(-count // len(self.streets))
        for number in range(count):
            street, place = self.streets[number // each], number % each
            # A third of the homes are flats, four to a house.
            is_flat = place < each // 3
            house, flat = (str(1 + place // 4), str(1 + place % 4)) if is_flat else (str(1 + place), "")
            yield Home(
                100_000_000 + number,
                flat,
                house,
                street.name,
                f"Exercise {street.locality}",
                street.postcodes[place * len(street.postcodes) // each],
                street.east + 8 * place * (1 if place % 2 else -1) / 2,
                street.north + chance.uniform(-20, 20),
            )
