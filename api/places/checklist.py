"""What a crew must know before it arrives, point by point (domain reference 8.1): known, nothing found, or not checked.

*Not checked* is said of whatever nobody has looked at: a gap that is seen can be asked about, one that is not cannot. What the
record says and what somebody answered stand side by side: a "none" of the caller never hides a warning.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from api import clock
from api.codes import service as codes
from api.places import spoken
from api.places.points import KNOWN, NOTHING, POINTS, UNCHECKED
from api.records.warnings import ANOTHER_FLAT, Known

Said = tuple[str, str]

_OFFERED = {
    "weapons": ("firearms", "weapon"),
    "hurt": ("injury", "alcohol", "drugs"),
    "backup": ("multi_agency",),
    "children": ("vulnerable_child",),
}
_ADULT_YEARS = 18
# Codes of `warning_signals` and of `marker_categories`.
WEAPON_SIGNALS, ORDER_SIGNALS = ("FI", "XP", "WE", "CO", "CERT"), ("BAIL", "ORDER", "UAL", "WANTED", "DISQ")
WEAPON_FLAGS, CHILD_FLAGS, ABUSE_FLAGS, WAY_FLAGS = (
    ("weapons", "firearms", "booby_trap"),
    ("child_protection",),
    ("domestic_abuse",),
    ("access", "rvp"),
)
# Codes of `event_categories`.
WEAPON_EVENTS = ("weapons",)


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
        self.ear = spoken.Ear(lists)
        self.items, self.searched = card["items"], card["searched"]

    def said(self, point: str) -> list[str]:
        """What the call says of a point: qualifiers that were ticked, and its words, quoted."""
        ticked = [self.lists.label("qualifiers", one) for one in self.qualifiers if one in _OFFERED.get(point, ())]
        quotes = self.ear.heard(point, self.facts.get("spoken") or []).named
        return [
            *([f"{', '.join(ticked)}, said in the call"] if ticked else []),
            *([f"The call says: {_quoted(quotes)}"] if quotes else []),
        ]

    def denied(self, point: str) -> list[str]:
        quotes = self.ear.heard(point, self.facts.get("spoken") or []).denied
        return [f"The call says: {_quoted(quotes)}"] if quotes else []

    def signals(self, of_these: tuple[str, ...]) -> list[str]:
        """Warnings of the record on somebody or something, with whom they are about."""
        told = [_about(one) for one in self._of_record(of_these) if one["at_door"] is not False]
        return told + ([self.known.caller.words] if set(self.known.caller.signals) & set(of_these) else [])

    def of_other_flats(self, of_these: tuple[str, ...]) -> list[str]:
        """The same of whoever is recorded at another flat of the house."""
        return [f"In another flat, {_about(one)}" for one in self._of_record(of_these) if one["at_door"] is False]

    def _of_record(self, of_these: tuple[str, ...]) -> list[dict[str, Any]]:
        titles = {self.lists.label("warning_signals", code) for code in of_these}
        return [one for one in self.items if one["kind"] == "record" and one["subject"] and one["title"] in titles]

    def flags(self, of_these: tuple[str, ...]) -> list[str]:
        """Warnings on the place, in words."""
        return [_flag(one) for one in self._marked(of_these) if one["at_door"] is not False]

    def beside(self, of_these: tuple[str, ...]) -> list[str]:
        """The same of another address near by: to be known, and nothing that is known of this one."""
        return [f"Nearby, {_flag(one)}" for one in self._marked(of_these) if one["at_door"] is False]

    def _marked(self, of_these: tuple[str, ...]) -> list[dict[str, Any]]:
        return [one for one in self.items if one["kind"] == "marker" and one["category"] in of_these]

    def happened(self, of_these: tuple[str, ...]) -> list[dict[str, Any]]:
        return [one for one in self.items if one["kind"] == "history" and one["category"] in of_these]


def _quoted(quotes: list[str]) -> str:
    return ", ".join(f"“{one}”" for one in quotes)


def _flag(item: dict[str, Any]) -> str:
    return f"{item['title']}: {item['text']}{_age(item)}"


def _past(item: dict[str, Any]) -> str:
    times = f", {item['count']} times" if item["count"] > 1 else ""
    return f"{item['title']}{times}, last in {_month(item['last_on'])}"


def _month(on: str) -> str:
    """Some sources give no day, and of what is past the month says enough."""
    return f"{date.fromisoformat(on[:7] + '-01'):%B %Y}"


def _about(item: dict[str, Any]) -> str:
    return f"{item['title']} ({item['subject']['line']}){_age(item)}"


def _age(item: dict[str, Any]) -> str:
    return ", historic" if item["historic"] else ""


def _told(parts: Iterable[str], otherwise: str, notes: Iterable[str] = ()) -> Said:
    """`notes` are said in any case, and make nothing known: what was near by, and what somebody says is not there."""
    known, more = list(dict.fromkeys(parts)), list(dict.fromkeys(notes))
    if not known:
        return UNCHECKED, " ".join([*map(_sentence, more), otherwise])
    return KNOWN, _sentence("; ".join([*known, *more]))


def _sentence(words: str) -> str:
    return f"{words}.".replace("..", ".")


def _held(weapon: dict[str, Any]) -> str:
    return f"{weapon['label']} ({weapon['line']}, {weapon['role']})"


def _weapons(seen: _Seen) -> Said:
    """A caller who did not mention a knife has not said that there is none."""
    objects = [_held(one) for one in seen.known.weapons if not one["elsewhere"]]
    beside = [f"In another flat, {_held(one)}" for one in seen.known.weapons if one["elsewhere"]]
    past = seen.happened(WEAPON_EVENTS)
    here = [_past(one) for one in past if one["at_door"]]
    near = [_past(one) for one in past if not one["at_door"]]
    found = [*seen.said("weapons"), *seen.signals(WEAPON_SIGNALS), *seen.flags(WEAPON_FLAGS), *objects, *here]
    notes = [*seen.denied("weapons"), *seen.of_other_flats(WEAPON_SIGNALS), *beside, *seen.beside(WEAPON_FLAGS), *near]
    return _told(found, "No qualifier names one, and no warning here." if not notes else "Ask the caller.", notes)


def _suspect(seen: _Seen) -> Said:
    named = [one["line"] for one in seen.known.subjects if one["how"] == "named in this call as suspect"]
    looks = seen.facts.get("looks") or []
    return _told([*named, *looks], "Nobody has asked who, how dressed, here or gone, which way.")


def _children(seen: _Seen) -> Said:
    young = [f"{one['line']}, {one['how']}" for one in seen.known.subjects if _is_child(one["line"])]
    here = [one for one in young if ANOTHER_FLAT not in one]
    found = [*seen.said("children"), *seen.flags(CHILD_FLAGS), *here]
    beside = [*seen.beside(CHILD_FLAGS), *(one for one in young if one not in here)]
    return _told(found, "No qualifier names one: ask.", [*seen.denied("children"), *beside])


def _is_child(line: str) -> bool:
    _, is_told, birth = line.partition(", born ")
    if not is_told:
        return False
    day, month, year = map(int, birth.split("/"))
    today = clock.london_date(clock.now())
    return date(year + _ADULT_YEARS, month, min(day, 28)) > today


def _people(seen: _Seen) -> Said:
    caller = [seen.known.caller.words] if seen.known.caller.items else []
    if not seen.known.people:
        return _told(caller, "Nobody is named, and nobody is recorded at this address.")
    warned = _subjects(seen.items, "nominal")
    found = f"{counted(seen.known.people, 'person', 'people')} looked up, {warned or 'none'} with warnings"
    cut = (
        [f"{seen.known.left_out} more on record here are not on this card: ask the control room"]
        if seen.known.left_out
        else []
    )
    return (KNOWN if warned or caller else NOTHING), _sentence("; ".join([found, *caller, *cut]))


def _vehicles(seen: _Seen) -> Said:
    if not seen.known.vehicles:
        return _told(seen.said("vehicles"), "None is named as a record.")
    warned = _subjects(seen.items, "vehicle")
    found = f"{counted(seen.known.vehicles, 'vehicle', 'vehicles')} looked up, {warned or 'none'} reported"
    return (KNOWN if warned else NOTHING), _sentence("; ".join([found, *seen.said("vehicles")]))


def _subjects(items: list[dict[str, Any]], kind: str) -> int:
    return len({item["subject"]["id"] for item in items if item["subject"] and item["subject"]["kind"] == kind})


def _place(seen: _Seen) -> Said:
    """What holds at this door; a warning on the neighbour is told of as one."""
    markers = [item for item in seen.items if item["kind"] == "marker"]
    beside = [item for item in markers if item["at_door"] is False]
    here = len(markers) - len(beside) + sum(_is_of_address(item) for item in seen.items)
    notes = [f"{counted(len(beside), 'warning', 'warnings')} on another address nearby"] if beside else []
    found = [*([f"{counted(here, 'warning', 'warnings')} on it"] if here else []), *seen.said("place")]
    if found:
        return _told(found, "", notes)
    if not seen.searched:
        return _told([], "No history has been brought in, so none could be searched.", notes)
    return NOTHING, _sentence("; ".join(["No warning on it", *notes]))


def _is_of_address(item: dict[str, Any]) -> bool:
    return bool(item["subject"]) and item["subject"]["kind"] == "address" and item["at_door"] is not False


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


def _spoken(point: str, otherwise: str) -> Callable[[_Seen], Said]:
    """A point of which only the call tells."""
    return lambda seen: _told(seen.said(point), otherwise, seen.denied(point))


_RECORD: dict[str, Callable[[_Seen], Said]] = {
    "weapons": _weapons,
    "suspect": _suspect,
    "hurt": _spoken("hurt", "No qualifier names any: ask."),
    "place": _place,
    "children": _children,
    "people": _people,
    "orders": lambda seen: _told(
        [*seen.said("orders"), *seen.signals(ORDER_SIGNALS)],
        "No source of orders is connected: ask the control room.",
        seen.of_other_flats(ORDER_SIGNALS),
    ),
    "marac": lambda seen: _told(
        [*seen.said("marac"), *seen.flags(ABUSE_FLAGS)], "Nobody has looked.", seen.beside(ABUSE_FLAGS)
    ),
    "access": lambda seen: _told([*seen.said("access"), *seen.flags(WAY_FLAGS)], "Nobody has said."),
    "speech": _spoken("speech", "Nobody has asked."),
    "backup": _spoken("backup", "Nobody has said."),
    "supervisor": _spoken("supervisor", "Nobody has said."),
    "vehicles": _vehicles,
    "calls": _calls,
    "thr": _thr,
}


def counted(count: int, one: str, more: str) -> str:
    return f"{count} {one if count == 1 else more}"
