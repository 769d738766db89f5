"""Code lists: load a version, read the current one."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, func, select, text, update
from sqlalchemy.orm import Session

from api.codes.models import Code, CodeList
from api.config import PROJECT
from api.errors import Invalid

Lists = dict[str, list[dict[str, Any]]]
# What is wrong with the lists as they would be, in sentences that name the row; and who follows a new version of one.
Check = Callable[[Lists], list[str]]
Follower = Callable[[Session, list[dict[str, Any]], list[dict[str, Any]]], None]

_WORD = re.compile(r"\w+")
_INSIDE = frozenset({"restriction_owners", "search_allowances", "spoken_words"})
MET_DEFAULT = PROJECT / "migrations" / "codes" / "met_1.json"


@dataclass(frozen=True)
class Codes:
    """All current lists. `version` names the set as a whole; a handset compares it with its own."""

    version: str
    lists: Lists

    def get(self, name: str, code: str) -> dict[str, Any] | None:
        return next((entry for entry in self.lists[name] if entry["code"] == code), None)

    def known(self, name: str) -> set[str]:
        return {entry["code"] for entry in self.lists[name]}

    def label(self, name: str, code: str) -> str:
        entry = self.get(name, code)
        return str(entry["label"]) if entry else code

    @property
    def told(self) -> Lists:
        """Those that screens work with. Who owns restricted records is nobody else's business, and only the server needs what is
        `said` for a warning and by which words of a call a danger is known."""
        return {
            name: [{key: value for key, value in entry.items() if key != "said"} for entry in entries]
            for name, entries in self.lists.items()
            if name not in _INSIDE
        }

    @property
    def moves(self) -> dict[str, list[str]]:
        """Which statuses are expected after which (domain reference 2.2)."""
        return {entry["code"]: entry["to"] for entry in self.lists["moves"]}


def version(session: Session) -> str:
    """The versions of all current lists in one word."""
    return str(
        session.scalar(text("SELECT string_agg(name || version, ',' ORDER BY name) FROM code_lists WHERE is_current"))
        or ""
    )


def know_version(session: Session, now: str | None) -> None:
    """Somebody has read the version in this transaction already: it need not be asked for again."""
    session.info["codes_version"] = now or ""


def current(session: Session) -> Codes:
    """The current lists. They change by an act of an administrator, so one process reads each version once."""
    if "codes" not in session.info:
        now = session.info.get("codes_version") or version(session)
        session.info["codes"] = _memory.get(now) or _remember(now, _read(session))
    lists: Codes = session.info["codes"]
    return lists


_memory: dict[str, Codes] = {}


def _remember(now: str, lists: Lists) -> Codes:
    _memory.clear()
    _memory[now] = Codes(now, lists)
    return _memory[now]


def _read(session: Session) -> Lists:
    lists: Lists = {}
    query = (
        select(Code)
        .join(CodeList, (CodeList.name == Code.list) & (CodeList.version == Code.version))
        .where(CodeList.is_current)
    )
    for code in session.scalars(query.order_by(Code.list, Code.rank)):
        lists.setdefault(code.list, []).append(
            {"code": code.code, "label": code.label, "rank": code.rank, **code.detail}
        )
    return lists


# Who works by a list stands above this house: they say here what it must hold, and follow what has changed.
_checks: dict[str, Check] = {}
_followers: dict[str, Follower] = {}


def checked(names: tuple[str, ...], check: Check) -> None:
    """No new version of one of these lists before `check` has found nothing wrong with all of them together."""
    _checks.update(dict.fromkeys(names, check))


def followed(name: str, follower: Follower) -> None:
    """`follower` is told the entries before and after, in the transaction that makes the new version current."""
    _followers[name] = follower


def load(session: Session, document: dict[str, Any]) -> list[str]:
    """Make each list of the document the current version, `versions` naming those that have one of their own.

    What is there in this version already, or in a newer one, is left alone: a force's own list outlives ours. Raises Invalid, with
    the rows that are wrong, before anything has changed.
    """
    newer = {name: entries for name, entries in document["lists"].items() if _is_newer(session, name, document)}
    before = _read(session)
    _refuse_wrong(before, newer)
    for name, entries in newer.items():
        _make_current(session, name, _number(name, document), entries, document)
        _follow(session, name, before.get(name, []), entries)
    return [*newer]


def replace(session: Session, name: str, entries: list[dict[str, Any]], note: str) -> int:
    """An administrator's own version of a list, which the caller has locked and checked: the next number, by the same force."""
    before = _read(session).get(name, [])
    now = session.scalars(select(CodeList).where(CodeList.name == name, CodeList.is_current)).one()
    number = _latest(session, name) + 1
    _make_current(session, name, number, entries, {"force": now.force, "note": note})
    _follow(session, name, before, entries)
    return number


def faults(session: Session, name: str, entries: list[dict[str, Any]]) -> list[str]:
    """What is wrong with a list as it would be, in sentences that name the row."""
    if wrong := _shapeless(entries):
        return wrong
    return _checks[name]({**_read(session), name: entries}) if name in _checks else []


def number_of(session: Session, name: str) -> int:
    """The number of a list's current version."""
    return session.scalars(_current_number(name)).one()


def lock(session: Session, name: str) -> int:
    """The same, held until the commit: whoever changes the list at the same time waits."""
    return session.scalars(_current_number(name).with_for_update()).one()


def _current_number(name: str) -> Select[int]:
    return select(CodeList.version).where(CodeList.name == name, CodeList.is_current)


def _number(name: str, document: dict[str, Any]) -> int:
    return int(document.get("versions", {}).get(name, document["version"]))


def _latest(session: Session, name: str) -> int:
    return session.scalar(select(func.max(CodeList.version)).where(CodeList.name == name)) or 0


def _is_newer(session: Session, name: str, document: dict[str, Any]) -> bool:
    return _number(name, document) > _latest(session, name)


def _refuse_wrong(before: Lists, newer: Lists) -> None:
    wrong = {name: faults for name, entries in newer.items() if (faults := _shapeless(entries))}
    if not wrong:
        checks = {_checks[name]: name for name in reversed(newer) if name in _checks}
        wrong = {name: faults for check, name in checks.items() if (faults := check({**before, **newer}))}
    if wrong:
        raise Invalid("These lists are not right, so nothing was changed.", details=wrong)


def _shapeless(entries: list[Any]) -> list[str]:
    """Each entry has a code, a label and a rank, whatever else it has; `said`, where it stands, is a list of single words."""
    kinds = {"code": str, "label": str, "rank": int}
    wrong = [
        f"row {place}: {field} is missing or of the wrong kind."
        for place, entry in enumerate(entries, start=1)
        for field, kind in kinds.items()
        if not isinstance(entry, dict) or not isinstance(entry.get(field), kind)
    ]
    return wrong or [
        f"row {place}: said is no list of single words."
        for place, entry in enumerate(entries, start=1)
        if not _are_words(entry.get("said", []))
    ]


def _are_words(said: Any) -> bool:
    return isinstance(said, list) and all(isinstance(one, str) and _WORD.fullmatch(one) for one in said)


def _make_current(
    session: Session, name: str, number: int, entries: list[dict[str, Any]], document: dict[str, Any]
) -> None:
    session.execute(update(CodeList).where(CodeList.name == name).values(is_current=False))
    session.add(CodeList(name=name, version=number, force=document["force"], note=document["note"], is_current=True))
    session.flush()
    session.add_all(
        Code(
            list=name,
            version=number,
            code=entry["code"],
            label=entry["label"],
            rank=entry["rank"],
            detail={key: value for key, value in entry.items() if key not in {"code", "label", "rank"}},
        )
        for entry in entries
    )
    session.flush()


def _follow(session: Session, name: str, before: list[dict[str, Any]], after: list[dict[str, Any]]) -> None:
    if follower := _followers.get(name):
        # By the new lists, and in this transaction only: should it roll back, the next change has the same version.
        session.info["codes"] = Codes(version(session), _read(session))
        follower(session, before, after)


@lru_cache
def met_default() -> dict[str, Any]:
    """The Met's lists as they ship."""
    document: dict[str, Any] = json.loads(MET_DEFAULT.read_text())
    return document
