"""Made-up people for exercises. No officer, pay number or password here belongs to anybody."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid5

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
    DemoAccount("P100001", "Asha Marlow", "PC", ("officer",), "CE", "101CE", ("basic_driver", "response", "taser", "first_aid")),
    DemoAccount("P100002", "Tom Ferriby", "PC", ("officer",), "CE", "102CE", ("basic_driver", "response", "mental_health")),
    DemoAccount("P100003", "Nuala Okoro", "PS", ("officer",), "CE", "12CE", ("basic_driver", "response", "public_order")),
    DemoAccount("C200001", "Rowan Pike", "Dispatcher", ("dispatcher",), "CE"),
    DemoAccount("C200002", "Imogen Vale", "Dispatcher", ("dispatcher",), "NE"),
    DemoAccount("P300001", "Dev Harkness", "Insp", ("dispatcher", "supervisor"), "CE"),
    DemoAccount("C400001", "Mara Quill", "Auditor", ("auditor",), "CE"),
    DemoAccount("C500001", "Lewis Thorne", "Administrator", ("administrator",), "CE"),
]
