"""What a crew must know before it arrives, item by item (domain reference 8.1): known, nothing found, or not checked.

*Not checked* is said of whatever nobody has looked at: a gap that is seen can be asked about, one that is not cannot.
"""

from __future__ import annotations

from typing import Any

from api.codes import service as codes
from api.records.warnings import Known

KNOWN, NOTHING, UNCHECKED = "known", "nothing", "unchecked"

_WEAPONS = ("firearms", "weapon")
_HURT = ("injury", "alcohol", "drugs")
_CHILDREN = ("vulnerable_child",)


def of(qualifiers: list[str], known: Known, card: dict[str, Any], lists: codes.Codes) -> list[dict[str, str]]:
    """Items `{code, label, state, text}` in the order in which they are read."""
    items = card["items"]
    return [
        _said("weapons", "Weapons", qualifiers, _WEAPONS, lists),
        _said("hurt", "Hurt, drink or drugs", qualifiers, _HURT, lists),
        _said("children", "Children there", qualifiers, _CHILDREN, lists),
        _people(known, items),
        _place(items, card["searched"]),
        _calls(known),
        _vehicles(known, items),
        _unchecked("orders", "Bail and court orders", "No source of orders is connected: ask the control room."),
        _unchecked("speech", "Language, hearing, speech", "Nobody has asked."),
    ]


def _line(code: str, label: str, state: str, text: str) -> dict[str, str]:
    return {"code": code, "label": label, "state": state, "text": text}


def _unchecked(code: str, label: str, text: str) -> dict[str, str]:
    return _line(code, label, UNCHECKED, text)


def _said(code: str, label: str, said: list[str], of_these: tuple[str, ...], lists: codes.Codes) -> dict[str, str]:
    """A caller who did not mention a knife has not said that there is none."""
    mentioned = [lists.label("qualifiers", one) for one in said if one in of_these]
    if mentioned:
        return _line(code, label, KNOWN, ", ".join(mentioned) + ", said in the call.")
    return _unchecked(code, label, "Not mentioned in the call.")


def _people(known: Known, items: list[dict[str, Any]]) -> dict[str, str]:
    if not known.people:
        return _unchecked("people", "Who is there", "Nobody is named, and nobody is recorded at this address.")
    warned = _subjects(items, "nominal")
    found = f"{counted(known.people, 'person', 'people')} looked up, {warned or 'none'} with warnings."
    return _line("people", "Who is there", KNOWN if warned else NOTHING, found)


def _vehicles(known: Known, items: list[dict[str, Any]]) -> dict[str, str]:
    if not known.vehicles:
        return _unchecked("vehicles", "Vehicles", "None is named.")
    warned = _subjects(items, "vehicle")
    found = f"{counted(known.vehicles, 'vehicle', 'vehicles')} looked up, {warned or 'none'} reported."
    return _line("vehicles", "Vehicles", KNOWN if warned else NOTHING, found)


def _subjects(items: list[dict[str, Any]], kind: str) -> int:
    return len({item["subject"]["id"] for item in items if item["subject"] and item["subject"]["kind"] == kind})


def _place(items: list[dict[str, Any]], searched: list[dict[str, Any]]) -> dict[str, str]:
    flags = [item for item in items if item["kind"] == "marker" or _is_of_address(item)]
    if flags:
        return _line("place", "The place", KNOWN, f"{counted(len(flags), 'warning', 'warnings')} on it.")
    if not searched:
        return _unchecked("place", "The place", "No history has been brought in, so none could be searched.")
    return _line("place", "The place", NOTHING, "No warning on it.")


def _is_of_address(item: dict[str, Any]) -> bool:
    return bool(item["subject"]) and item["subject"]["kind"] == "address"


def _calls(known: Known) -> dict[str, str]:
    if known.calls:
        return _line("calls", "Calls before", KNOWN, f"{counted(known.calls, 'call', 'calls')} here in six weeks.")
    return _line("calls", "Calls before", NOTHING, "None here in six weeks.")


def counted(count: int, one: str, more: str) -> str:
    return f"{count} {one if count == 1 else more}"
