"""Cards that are out, looked at again when the record has changed, by whichever way it did (migration 0271).

What came by an import, a link made later, a join of records or a restriction that was set or lifted is a new fact for the crews on
that job and for nobody else: it interrupts them and asks to be read again. A card that says the same as before is left alone. Whoever
is restricted now is taken off the cards that are out, also where they have no warning: quietly, because a word of it would tell why.
"""

from __future__ import annotations

import time
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy.orm import Session

from api import clock
from api.actors import SYSTEM
from api.codes import service as codes
from api.db import Database, is_lost, run
from api.incidents import log, states
from api.incidents import service as incidents
from api.places import risk
from api.restricted import calls
from api.taskings import lives, telling

EVERY_S = 1.0
# A tasking that was being made while the record changed is committed by then, and its card is looked at too.
COMMITTED_S = 0.3
# So many single records are asked one by one who knows them; with more, every job is looked at.
MOST = 200
# So many times as long as a look at every job took, none follows; single records are looked at all the while.
REST = 4.0
# Another transaction holds the job, the pool is empty, the database is slow: so many looks, a second apart, and then somebody is told.
TRIES = 20
# What a card tells of the record. The history of a place is no news for whoever is on the way.
OF_THE_RECORD = ("record", "intelligence")

_CHANGED = "SELECT id, record_id, tries FROM changed_records ORDER BY id LIMIT 5000"
_DONE = "DELETE FROM changed_records WHERE id = ANY (%s)"
_AGAIN = "UPDATE changed_records SET tries = tries + 1 WHERE id = ANY (%s)"
_ON_JOBS = "SELECT DISTINCT incident_id FROM taskings WHERE ended_at IS NULL ORDER BY 1"
_KNOWING = """
    SELECT DISTINCT k.id FROM unnest(%s::uuid[]) AS r (id) CROSS JOIN LATERAL incidents_that_know(r.id, %s) AS k (id)
    JOIN taskings t ON t.incident_id = k.id AND t.ended_at IS NULL
"""
# Whoever is no longer known by anybody was known by a card that is out.
_TOLD_OF = """
    SELECT DISTINCT t.incident_id FROM taskings t CROSS JOIN LATERAL jsonb_array_elements(t.risk -> 'known') k
    WHERE t.ended_at IS NULL AND k ->> 'id' = ANY (%s)
"""
# Of records that are hidden now no card knows, and one may still tell of them further down than `known` goes.
_HIDDEN = "SELECT r.id FROM unnest(%s::uuid[]) AS r (id) WHERE restricted_owner(r.id) IS NOT NULL"
_PERHAPS = """
    SELECT DISTINCT j.id FROM unnest(%s::uuid[]) AS r (id) CROSS JOIN LATERAL jobs_perhaps_about(r.id) AS j (id)
    JOIN taskings t ON t.incident_id = j.id AND t.ended_at IS NULL
"""
# A card does not say whose number the call came from, so it cannot be asked.
_CALLED = """
    SELECT k.id FROM incidents_called_by(%s) AS k (id)
    WHERE EXISTS (SELECT FROM taskings t WHERE t.incident_id = k.id AND t.ended_at IS NULL)
"""

logger = structlog.get_logger()


class _Unchanged(Exception):
    """The card says what it said: nothing was shown to anybody, and nothing is written down."""


class Renewer:
    """One worker. After a look at every job it rests for a while: what is brought in for hours must not keep it busy for hours."""

    def __init__(self, database: Database, *, committed_s: float = COMMITTED_S) -> None:
        self.database, self.committed_s = database, committed_s
        self._rests_until = 0.0

    def work(self) -> int:
        """Look at every card that the changed records concern. Returns how many incidents were told anew."""
        with self.database.transaction(SYSTEM) as session:
            changed = run(session, _CHANGED).fetchall()
        if time.monotonic() < self._rests_until:
            changed = [row for row in changed if row[1] is not None]
        if not changed:
            return 0
        time.sleep(self.committed_s)
        told, undone = self._look({record_id for _, record_id, _ in changed})
        again = [id_ for id_, record_id, tries in changed if record_id in undone and tries + 1 < TRIES]
        with self.database.transaction(SYSTEM) as session:
            run(session, _AGAIN, (again,))
            run(session, _DONE, (sorted({id_ for id_, *_ in changed} - set(again)),))
        if given_up := sum(record_id in undone and tries + 1 >= TRIES for _, record_id, tries in changed):
            logger.error("cards not renewed, given up", records=given_up, tries=TRIES)
        return told

    def _look(self, records: set[UUID | None]) -> tuple[int, set[UUID | None]]:
        """How many incidents were told anew, and the records of which some card could not be looked at."""
        began, is_whole = time.monotonic(), None in records or len(records) > MOST
        with self.database.transaction(SYSTEM) as session:
            single = [one for one in records if one]
            hidden = _on_jobs(session) if is_whole else _concerned_by_hiding(session, single)
            concerned = hidden if is_whole else hidden | _concerned(session, single)
        told, failed = 0, set[UUID]()
        for incident_id in sorted(concerned):
            try:
                told += _renew(self.database, incident_id, is_hidden=incident_id in hidden)
            except Exception as error:
                if is_lost(error):
                    raise
                # One card that cannot be made must not keep all others from being looked at.
                failed.add(incident_id)
                state = getattr(getattr(error, "orig", error), "sqlstate", None)
                logger.warning("card not renewed", incident=str(incident_id), kind=type(error).__name__, sqlstate=state)
        if is_whole:
            now = time.monotonic()
            self._rests_until = now + REST * (now - began)
        undone = (records if is_whole else self._concerning(failed, records)) if failed else set()
        return told, undone if self._owners_told(records, is_whole=is_whole) else records

    def _owners_told(self, records: set[UUID | None], *, is_whole: bool) -> bool:
        """A call that goes on is about a record that is restricted now: its owner hears of that as of a new call."""
        try:
            with self.database.transaction(SYSTEM) as session:
                calls.note_since(session, None if is_whole else [one for one in records if one])
        except Exception as error:
            if is_lost(error):
                raise
            logger.warning("owners not told", kind=type(error).__name__)
            return False
        return True

    def _concerning(self, incident_ids: set[UUID], records: set[UUID | None]) -> set[UUID | None]:
        """Those of the records that one of these incidents is about."""
        with self.database.transaction(SYSTEM) as session:
            about = {one: _concerned(session, [one]) | _concerned_by_hiding(session, [one]) for one in records if one}
        return {one for one, concerned in about.items() if incident_ids & concerned}


def _on_jobs(session: Session) -> set[UUID]:
    return {row[0] for row in run(session, _ON_JOBS).fetchall()}


def _concerned(session: Session, records: list[UUID]) -> set[UUID]:
    knowing = run(session, _KNOWING, (records, clock.london_date(clock.now()))).fetchall()
    told_of = run(session, _TOLD_OF, ([str(one) for one in records],)).fetchall()
    called = run(session, _CALLED, (records,)).fetchall()
    return {row[0] for row in (*knowing, *told_of, *called)}


def _concerned_by_hiding(session: Session, records: list[UUID]) -> set[UUID]:
    hidden = [row[0] for row in run(session, _HIDDEN, (records,)).fetchall()]
    return {row[0] for row in run(session, _PERHAPS, (hidden,)).fetchall()} if hidden else set()


def _renew(database: Database, incident_id: UUID, *, is_hidden: bool) -> bool:
    try:
        with database.transaction(SYSTEM) as session:
            _tell_if_news(session, incident_id, is_hidden=is_hidden)
    except _Unchanged:
        return False
    return True


def _tell_if_news(session: Session, incident_id: UUID, *, is_hidden: bool) -> None:
    """`is_hidden`: somebody of whom the card may tell is restricted now. Raises _Unchanged."""
    incident = incidents.lock(session, incident_id)
    held = [tasking.risk for tasking in lives.open_of_incident(session, incident_id)]
    if incident.state == states.CLOSED or not held:
        raise _Unchanged
    card = risk.card(session, incident_id, codes.current(session))
    if all(_warned(one) == _warned(card) for one in held):
        if not is_hidden or all(_said(one) == _said(card) for one in held):
            raise _Unchanged
        telling.show_card(session, incident, card)
        return
    words = "The record of those named here or of this address has changed: the warnings are told anew."
    log.add(session, incident, words, kind="named", source="system")
    incidents.brief_changed(session, incident)
    incidents.announce(session, incident)


def _said(card: dict[str, Any] | None) -> set[tuple[Any, ...]]:
    """Of whom a card tells, in any of its words."""
    told = card or {}
    calls = {("call", one["title"], one["text"]) for one in told.get("items", []) if one["kind"] == "call"}
    points = {("point", one["code"], one["text"]) for one in told.get("checklist", [])}
    return calls | points | {("known", one["id"], one["how"]) for one in told.get("known", [])}


def _warned(card: dict[str, Any] | None) -> set[tuple[Any, ...]]:
    """What a card tells of the record, without what changes by itself."""
    items = (card or {}).get("items", [])
    return {
        (
            one["title"],
            one["text"],
            one["historic"],
            one["source"],
            (one["subject"] or {}).get("id"),
            one["at_door"] is False,
        )
        for one in items
        if one["kind"] in OF_THE_RECORD
    }
