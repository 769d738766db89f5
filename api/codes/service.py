"""Code lists: load a version, read the current one."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from api.codes.models import Code, CodeList
from api.config import PROJECT

MET_DEFAULT = PROJECT / "migrations" / "codes" / "met_1.json"


@dataclass(frozen=True)
class Codes:
    """All current lists. `version` names the set as a whole; a handset compares it with its own."""

    version: str
    lists: dict[str, list[dict[str, Any]]]

    def get(self, name: str, code: str) -> dict[str, Any] | None:
        return next((entry for entry in self.lists[name] if entry["code"] == code), None)

    def known(self, name: str) -> set[str]:
        return {entry["code"] for entry in self.lists[name]}

    def label(self, name: str, code: str) -> str:
        entry = self.get(name, code)
        return str(entry["label"]) if entry else code

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


def _remember(now: str, lists: dict[str, list[dict[str, Any]]]) -> Codes:
    _memory.clear()
    _memory[now] = Codes(now, lists)
    return _memory[now]


def _read(session: Session) -> dict[str, list[dict[str, Any]]]:
    lists: dict[str, list[dict[str, Any]]] = {}
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


def load(session: Session, document: dict[str, Any]) -> list[str]:
    """Make each list of the document the current version, `versions` naming those that have one of their own.

    What is there in this version already, or in a newer one, is left alone: a force's own list outlives ours.
    """
    return [name for name, entries in document["lists"].items() if _load_list(session, name, entries, document)]


def _load_list(session: Session, name: str, entries: list[dict[str, Any]], document: dict[str, Any]) -> bool:
    number = document.get("versions", {}).get(name, document["version"])
    if number <= (session.scalar(select(func.max(CodeList.version)).where(CodeList.name == name)) or 0):
        return False
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
    return True


@lru_cache
def met_default() -> dict[str, Any]:
    """The Met's lists as they ship."""
    document: dict[str, Any] = json.loads(MET_DEFAULT.read_text())
    return document
