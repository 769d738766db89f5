"""What people decide of clusters: these are one person, these are not, and that was a mistake. It always wins over the computer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from api import clock
from api.audit import service as audit
from api.audit.states import COMBINATION
from api.commands.service import Order
from api.db import run
from api.errors import NotFound, Refused
from api.incidents import log
from api.incidents import service as incidents
from api.nominals import golden
from api.nominals.golden import Homes, Why

_SEEN = "SELECT count(*) FROM nominals WHERE id IN (%s, %s)"
_ALL_SEEN = "SELECT count(*) FROM nominals WHERE id = ANY (%s) AND restriction IS NULL"
_STANDING = """
    SELECT one_id, other_id, verdict, decided_by, to_char(decided_at AT TIME ZONE 'Europe/London', 'DD/MM/YYYY') FROM nominal_decisions
    WHERE withdrawn_at IS NULL AND verdict = %(verdict)s AND one_id = ANY (%(ids)s) AND other_id = ANY (%(ids)s)
"""
_DECIDE = """
    INSERT INTO nominal_decisions (id, one_id, other_id, verdict, reason, decided_by, decided_at) VALUES (%s, %s, %s, %s, %s, %s, %s)
"""
_WITHDRAW = "UPDATE nominal_decisions SET withdrawn_by = %s, withdrawn_at = %s WHERE id = %s AND withdrawn_at IS NULL"
_ACT = "SELECT act, decision_id, before, after, undone_at, records FROM golden_acts WHERE id = %s FOR UPDATE"
_UNDONE = "UPDATE golden_acts SET undone_at = %s WHERE id = %s"
_STOOD = """
    SELECT a.id, COALESCE(m.golden_id, a.id) FROM unnest(%s::uuid[]) a (id) LEFT JOIN golden_members m ON m.nominal_id = a.id
"""
_NAMED_OPEN = """
    SELECT DISTINCT r.incident_id FROM named_records r JOIN incidents i ON i.id = r.incident_id
    WHERE r.record_id = ANY (%s) AND r.removed_at IS NULL AND i.state <> 'closed' ORDER BY 1
"""


def merge_nominals(session: Session, order: Order) -> dict[str, Any]:
    """Say that two records are of one person. Their clusters become one; every crew on a job of this person gets the new warnings."""
    one, other = _pair(session, order)
    stood = golden.around(session, [one, other])
    if stood[one] == stood[other]:
        raise Refused("joined_already", "These records stand together already.")
    inside = [id_ for id_, home in stood.items() if home in (stood[one], stood[other])]
    for a, b, _, by, on in _standing(session, inside, "apart"):
        if stood[a] != stood[b]:
            raise Refused("held_apart", f"{by} held them apart on {on}. Undo that first.")
    # Both clusters come whole: what looked like twins among them has been looked at.
    return _decided(session, order, one, other, "same", dict.fromkeys(inside, min(inside)))


def split_nominals(session: Session, order: Order) -> dict[str, Any]:
    """Say that two records are of two people. They are never joined by the computer, and split where they were."""
    one, other = _pair(session, order)
    if _standing(session, [one, other], "apart"):
        raise Refused("apart_already", "These records are held apart already.")
    inside = [*golden.around(session, [one, other])]
    if way := _way(one, other, _standing(session, inside, "same")):
        raise Refused("joined_by_person", f"{way[3]} said on {way[4]} that they are one person. Undo that first.")
    return _decided(session, order, one, other, "apart")


def undo_golden(session: Session, order: Order) -> dict[str, Any]:
    """Take a merge or a split back: every record stands again where it stood before."""
    run(session, golden.LOCK)
    found = run(session, _ACT, (order.body["act_id"],)).fetchone()
    if found is None:
        raise NotFound("There is no such step.")
    act, decision_id, before, after, undone_at, records = found
    # As the desk shows no such step: with a record that is hidden or gone since nobody stands as they stood.
    if run(session, _ALL_SEEN, (records,)).fetchall()[0][0] != len(records):
        raise NotFound("There is no such step.")
    if undone_at:
        raise Refused("undone_already", "This step has been undone already.")
    if decision_id is None:
        raise Refused("not_a_decision", "The computer did this. Hold the records apart instead: that is kept.")
    if _stand(session, records) != _homes(after):
        raise Refused("later_steps", "The cluster has changed since. Undo the later steps first.")
    run(session, _WITHDRAW, (order.actor.label, order.received_at, decision_id))
    run(session, _UNDONE, (order.received_at, order.body["act_id"]))
    why = Why("undo", order.actor.label, order.body["reason"], undoes=order.body["act_id"])
    golden.settle(session, _homes(after), _homes(before), why)
    return _told(session, order, f"undo {act}", records)


def _pair(session: Session, order: Order) -> tuple[UUID, UUID]:
    one, other = golden.pair(order.body["one_id"], order.body["other_id"])
    if one == other:
        raise Refused("one_record", "That is one and the same record.")
    # Under the sender's own eyes: a record that is hidden from them is not there.
    if run(session, _SEEN, (one, other)).fetchall()[0][0] != 2:
        raise NotFound("There is no such record.", near=[("nominal", one), ("nominal", other)])
    run(session, golden.LOCK)
    return one, other


def _standing(session: Session, ids: list[UUID], verdict: str) -> list[Any]:
    return run(session, _STANDING, {"ids": ids, "verdict": verdict}).fetchall()


def _way(one: UUID, other: UUID, decided: list[Any]) -> Any:
    """A decision on the way from one record to the other, where people alone have joined them."""
    reached, grew = {one}, True
    while grew:
        before = len(reached)
        for decision in decided:
            if reached & {*decision[:2]}:
                reached |= {*decision[:2]}
        grew = len(reached) > before
    return next((decision for decision in decided if other in reached and other in decision[:2]), None)


def _decided(
    session: Session, order: Order, one: UUID, other: UUID, verdict: str, before: Homes | None = None
) -> dict[str, Any]:
    by, reason = order.actor.label, order.body["reason"]
    run(session, _DECIDE, (order.id, one, other, verdict, reason, by, order.received_at))
    why = Why("merge" if verdict == "same" else "split", by, reason, order.id)
    moved = golden.regroup(session, [one, other], why, before)
    if not moved:
        # They stood apart before: the decision is a step all the same, or nobody could take it back.
        golden.mark(session, [one, other], why)
    return _told(session, order, order.kind.replace("_", " "), [*({one, other} | {*moved})])


def _told(session: Session, order: Order, action: str, records: list[UUID]) -> dict[str, Any]:
    subject = ", ".join(f"nominal {id_}" for id_ in sorted(records))
    audit.note(session, action=action, subject=subject, reason=order.body["reason"], kind=COMBINATION)
    tell_crews(session, records)
    return {"records": [str(id_) for id_ in sorted(records)]}


def tell_crews(session: Session, records: list[UUID]) -> None:
    """Whoever is on a job that names one of these is told the warnings of all of them now, or of fewer."""
    for (incident_id,) in run(session, _NAMED_OPEN, (records,)).fetchall():
        incident = incidents.lock(session, incident_id)
        log.add(session, incident, "The records of a person named here were joined or split: the warnings are told anew.",
            kind="named", source="control", occurred_at=clock.now())  # fmt: skip
        incidents.brief_changed(session, incident)
        incidents.announce(session, incident)


def _stand(session: Session, records: list[UUID]) -> Homes:
    return dict(run(session, _STOOD, (records,)).fetchall())


def _homes(kept: dict[str, str]) -> Homes:
    return {UUID(id_): UUID(home) for id_, home in kept.items()}
