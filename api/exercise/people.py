"""Made-up people for exercises. No officer, pay number or password here belongs to anybody."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid5

from api.exercise.places import BCUS

# Made-up things get their ids from their names, so that a second seeding finds what the first one made.
EXERCISE = UUID("5b8f7a3e-0c1d-4e2f-9a6b-7c8d9e0f1a2b")


def made_up_id(name: str) -> UUID:
    return uuid5(EXERCISE, name)


@dataclass(frozen=True)
class DemoAccount:
    """Somebody to sign in as, in demo mode only."""

    pay_number: str
    name: str
    rank: str
    roles: tuple[str, ...]
    pod: str
    shoulder_number: str | None = None
    skills: tuple[str, ...] = ()
    # One well-known word: a demo is for looking, and says so on every screen.
    password: str = "exercise"  # noqa: S105

    def as_json(self) -> dict[str, str]:
        role = self.roles[-1]
        return {
            "pay_number": self.pay_number,
            "password": self.password,
            "name": f"{self.rank} {self.name}",
            "role": role,
            "pod": self.pod,
        }


DEMO_ACCOUNTS = [
    DemoAccount(
        "P100001", "Asha Marlow", "PC", ("officer",), "CE", "101CE", ("basic_driver", "response", "taser", "first_aid")
    ),
    DemoAccount(
        "P100002", "Tom Ferriby", "PC", ("officer",), "CE", "102CE", ("basic_driver", "response", "mental_health")
    ),
    DemoAccount(
        "P100003", "Nuala Okoro", "PS", ("officer",), "CE", "12CE", ("basic_driver", "response", "public_order")
    ),
    DemoAccount("C200001", "Rowan Pike", "Dispatcher", ("dispatcher",), "CE"),
    DemoAccount("C200002", "Imogen Vale", "Dispatcher", ("dispatcher",), "NE"),
    DemoAccount("P300001", "Dev Harkness", "Insp", ("dispatcher", "supervisor"), "CE"),
    DemoAccount("C400001", "Mara Quill", "Auditor", ("auditor",), "CE"),
    DemoAccount("C700001", "Edith Sandal", "Reviewer", ("reviewer",), "CE"),
    DemoAccount("C500001", "Lewis Thorne", "Administrator", ("administrator",), "CE"),
]

# The exercise crews these itself; the others wait for somebody who signs in.
LIVING_UNITS, UNITS_IN_A_BCU = 10, 30

GIVEN = [
    "Aidan",
    "Alma",
    "Amir",
    "Anya",
    "Bryn",
    "Carys",
    "Clem",
    "Dara",
    "Edie",
    "Ewan",
    "Farah",
    "Finn",
    "Greta",
    "Hal",
    "Ines",
    "Ivor",
    "Jody",
    "Kit",
    "Lena",
    "Luca",
    "Mina",
    "Nico",
    "Oona",
    "Pia",
    "Ravi",
    "Rhys",
    "Sami",
    "Sefa",
    "Tariq",
    "Una",
    "Vera",
    "Wyn",
    "Yara",
    "Zane",
]
FAMILY = [
    "Ackland",
    "Barlowe",
    "Cresswyn",
    "Dunmore",
    "Eversley",
    "Farrowby",
    "Garside",
    "Hollins",
    "Ingram",
    "Jessop",
    "Kerridge",
    "Lanyon",
    "Merrow",
    "Northcote",
    "Oakhanger",
    "Penhallow",
    "Quennell",
    "Rushden",
    "Selwick",
    "Tarleton",
    "Umberley",
    "Venning",
    "Wexcombe",
    "Yelland",
    "Zeale",
    "Brathay",
    "Calloway",
    "Drewe",
    "Fallon",
    "Gresham",
]


def living_callsigns() -> list[str]:
    return [f"{code}{number:02}" for code in BCUS for number in range(1, LIVING_UNITS + 1)]


def kind_of(number: int) -> str:
    """Most are response cars; some are vans, and some walk."""
    return "van" if number % 10 == 7 else "foot" if number % 10 in {8, 9} else "response"


def crew_of(callsign: str) -> list[DemoAccount]:
    """The two made-up officers of a unit that lives by itself."""
    number = living_callsigns().index(callsign)
    return [_made_up(callsign, 2 * number + seat) for seat in range(2)]


def _made_up(callsign: str, number: int) -> DemoAccount:
    name = f"{GIVEN[number % len(GIVEN)]} {FAMILY[number * 7 % len(FAMILY)]}"
    rank = "PS" if number % 12 == 0 else "PC"
    shoulder = f"{20 + number % 12 if rank == 'PS' else 200 + number}{callsign[:2]}"
    skills = (
        ["basic_driver", "first_aid"]
        if kind_of(int(callsign[2:])) == "foot"
        else ["basic_driver", "response", "first_aid"]
    )
    skills += [
        skill
        for every, skill in ((3, "taser"), (5, "mental_health"), (7, "public_order"), (11, "dog"))
        if number % every == 0
    ]
    return DemoAccount(f"P{400_000 + number}", name, rank, ("officer",), callsign[:2], shoulder, tuple(skills))


# Who calls and dispatches where no person does.
CONTROL = DemoAccount("C600001", "Exercise Control", "Dispatcher", ("dispatcher",), "CE")
