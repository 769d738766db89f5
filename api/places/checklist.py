"""What a crew must know before it arrives, point by point (domain reference 8.1): known, nothing found, or not checked.

*Not checked* is said of whatever nobody has looked at: a gap that is seen can be asked about, one that is not cannot. What the
record says and what somebody answered stand side by side: a "none" of the caller never hides a warning.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from api import clock
from api.codes import service as codes
from api.places.points import KNOWN, NOTHING, POINTS, UNCHECKED
from api.records.warnings import Known

Said = tuple[str, str]

_OFFERED = {"weapons": ("firearms", "weapon"), "hurt": ("injury", "alcohol", "drugs"), "backup": ("multi_agency",)}
_CHILD, _ADULT_YEARS = ("vulnerable_child",), 18
# Codes of `warning_signals` and of `marker_categories`.
WEAPON_SIGNALS, ORDER_SIGNALS = ("FI", "XP", "WE", "CO", "CERT"), ("BAIL", "ORDER", "UAL", "WANTED", "DISQ")
WEAPON_FLAGS, CHILD_FLAGS, ABUSE_FLAGS, WAY_FLAGS = (
    ("weapons", "firearms", "booby_trap"),
    ("child_protection",),
    ("domestic_abuse",),
    ("access", "rvp"),
)


def of(
    qualifiers: list[str], facts: dict[str, Any], known: Known, card: dict[str, Any], lists: codes.Codes
) -> list[dict[str, Any]]:
    """Points `{code, label, state, text, by, version}` in the order of `POINTS`. `version` is null where nobody is asked."""
    seen = _Seen(qualifiers, facts, known, card, lists)
    answers = facts.get("answers") or {}
    return [_line(code, _RECORD[code](seen), answers.get(code)) for code in POINTS]


def answered(facts: dict[str, Any]) -> list[dict[str, Any]]:
    """What somebody was told is a line of the card like any other warning, with who was told it and when."""
    answers = facts.get("answers") or {}
    return [
        {
            "kind": "answer",
            "category": code,
            "severity": point.severity,
            "title": f"{point.label.split(':', maxsplit=1)[0]}: {answers[code]['text']}",
            "text": "",
            "source": f"told to {_by(answers[code])}",
        }
        for code, point in POINTS.items()
        if point.severity and code in answers and answers[code]["state"] == KNOWN
    ]


def _line(code: str, record: Said, answer: dict[str, Any] | None) -> dict[str, Any]:
    point, told = POINTS[code], answer if answer and answer["state"] != UNCHECKED else None
    state, text = _joined(record, told) if told else record
    version = (answer["version"] if answer else 0) if point.is_asked else None
    return {
        "code": code,
        "label": point.label,
        "state": state,
        "text": text,
        "by": _by(told) if told else None,
        "version": version,
    }


def _joined(record: Said, answer: dict[str, Any]) -> Said:
    words = answer["text"] or "Asked: none."
    if record[0] == UNCHECKED:
        return answer["state"], words
    return (KNOWN if KNOWN in (record[0], answer["state"]) else NOTHING), f"{words} · {record[1]}"


def _by(answer: dict[str, Any]) -> str:
    return f"{answer['author']}, {clock.london_time(datetime.fromisoformat(answer['at']))}"


class _Seen:
    """Everything that the record and the call say, as the points ask for it."""

    def __init__(
        self, qualifiers: list[str], facts: dict[str, Any], known: Known, card: dict[str, Any], lists: codes.Codes
    ) -> None:
        self.qualifiers, self.facts, self.known, self.lists = qualifiers, facts, known, lists
        self.items, self.searched = card["items"], card["searched"]

    def said(self, of_these: tuple[str, ...]) -> list[str]:
        mentioned = [self.lists.label("qualifiers", one) for one in self.qualifiers if one in of_these]
        return [f"{', '.join(mentioned)}, said in the call"] if mentioned else []

    def signals(self, of_these: tuple[str, ...]) -> list[str]:
        """Warnings of the record on somebody or something, with whom they are about."""
        titles = {self.lists.label("warning_signals", code) for code in of_these}
        return [_about(one) for one in self.items if one["kind"] == "record" and one["title"] in titles]

    def flags(self, of_these: tuple[str, ...]) -> list[str]:
        """Warnings on the place, in words."""
        return [
            f"{one['title']}: {one['text']}{_age(one)}"
            for one in self.items
            if one["kind"] == "marker" and one["category"] in of_these
        ]


def _about(item: dict[str, Any]) -> str:
    return f"{item['title']} ({item['subject']['line']}){_age(item)}"


def _age(item: dict[str, Any]) -> str:
    return ", historic" if item["historic"] else ""


def _told(parts: Iterable[str], otherwise: str) -> Said:
    words = "; ".join(dict.fromkeys(parts))
    return (KNOWN, f"{words}.".replace("..", ".")) if words else (UNCHECKED, otherwise)


def _weapons(seen: _Seen) -> Said:
    """A caller who did not mention a knife has not said that there is none."""
    objects = [f"{one['label']} ({one['line']}, {one['role']})" for one in seen.known.weapons]
    found = [*seen.said(_OFFERED["weapons"]), *seen.signals(WEAPON_SIGNALS), *seen.flags(WEAPON_FLAGS), *objects]
    return _told(found, "Not mentioned in the call, none on the record.")


def _suspect(seen: _Seen) -> Said:
    named = [one["line"] for one in seen.known.subjects if one["how"] == "named in this call as suspect"]
    looks = seen.facts.get("looks") or []
    return _told([*named, *looks], "Nobody has asked who, how dressed, here or gone, which way.")


def _children(seen: _Seen) -> Said:
    young = [f"{one['line']}, {one['how']}" for one in seen.known.subjects if _is_child(one["line"])]
    return _told([*seen.said(_CHILD), *seen.flags(CHILD_FLAGS), *young], "Not mentioned in the call.")


def _is_child(line: str) -> bool:
    _, is_told, birth = line.partition(", born ")
    if not is_told:
        return False
    day, month, year = map(int, birth.split("/"))
    today = clock.london_date(clock.now())
    return date(year + _ADULT_YEARS, month, min(day, 28)) > today


def _people(seen: _Seen) -> Said:
    if not seen.known.people:
        return UNCHECKED, "Nobody is named, and nobody is recorded at this address."
    warned = _subjects(seen.items, "nominal")
    found = f"{counted(seen.known.people, 'person', 'people')} looked up, {warned or 'none'} with warnings."
    return (KNOWN if warned else NOTHING), found


def _vehicles(seen: _Seen) -> Said:
    if not seen.known.vehicles:
        return UNCHECKED, "None is named."
    warned = _subjects(seen.items, "vehicle")
    found = f"{counted(seen.known.vehicles, 'vehicle', 'vehicles')} looked up, {warned or 'none'} reported."
    return (KNOWN if warned else NOTHING), found


def _subjects(items: list[dict[str, Any]], kind: str) -> int:
    return len({item["subject"]["id"] for item in items if item["subject"] and item["subject"]["kind"] == kind})


def _place(seen: _Seen) -> Said:
    flags = [item for item in seen.items if item["kind"] == "marker" or _is_of_address(item)]
    if flags:
        return KNOWN, f"{counted(len(flags), 'warning', 'warnings')} on it."
    if not seen.searched:
        return UNCHECKED, "No history has been brought in, so none could be searched."
    return NOTHING, "No warning on it."


def _is_of_address(item: dict[str, Any]) -> bool:
    return bool(item["subject"]) and item["subject"]["kind"] == "address"


def _calls(seen: _Seen) -> Said:
    if seen.known.calls:
        return KNOWN, f"{counted(seen.known.calls, 'call', 'calls')} here in six weeks."
    return NOTHING, "None here in six weeks."


def _thr(seen: _Seen) -> Said:
    """As the call handler and the officer see it (domain reference 1.6); the words are in the assessment."""
    parts = ("threat", "harm", "risk")
    told = [
        ", ".join(f"{part} {seen.lists.label('thrive_levels', one['levels'][part]).lower()}" for part in parts)
        + f" ({one['role'].replace('_', ' ')}, {clock.london_time(datetime.fromisoformat(one['at']))})"
        for one in seen.facts.get("thrive") or []
    ]
    return _told((words[:1].upper() + words[1:] for words in told), "Nobody has assessed it.")


_RECORD = {
    "weapons": _weapons,
    "suspect": _suspect,
    "hurt": lambda seen: _told(seen.said(_OFFERED["hurt"]), "Not mentioned in the call."),
    "place": _place,
    "children": _children,
    "people": _people,
    "orders": lambda seen: _told(
        seen.signals(ORDER_SIGNALS), "No source of orders is connected: ask the control room."
    ),
    "marac": lambda seen: _told(seen.flags(ABUSE_FLAGS), "Nobody has looked."),
    "access": lambda seen: _told(seen.flags(WAY_FLAGS), "Nobody has said."),
    "speech": lambda _: (UNCHECKED, "Nobody has asked."),
    "backup": lambda seen: _told(seen.said(_OFFERED["backup"]), "Nobody has said."),
    "supervisor": lambda _: (UNCHECKED, "Nobody has said."),
    "vehicles": _vehicles,
    "calls": _calls,
    "thr": _thr,
}


def counted(count: int, one: str, more: str) -> str:
    return f"{count} {one if count == 1 else more}"
