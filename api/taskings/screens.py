"""What could they see? The card on one officer's device at any minute, rebuilt from what was posted to it and when it was stored.

A device holds what its feed held through the number that it had stored by then (`deliveries`). Playing the messages up to there
gives the card as it stood, because old snapshot plus messages is the new snapshot. Both are kept for as long as the incident is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from api import clock
from api.audit import service as audit
from api.codes import service as codes
from api.errors import NotFound
from api.taskings import receipts, told

Card = dict[str, Any]
Message = dict[str, Any]

# From the first word to the last: which device came furthest is told by these.
RUNGS = (receipts.SENT, receipts.NOTIFIED, receipts.DELIVERED, receipts.SHOWN, receipts.READ, receipts.ANSWERED)
OF_THE_CREW = frozenset({"zone.told", "notice.told", "emergency.changed"})

_TASKING = """
    SELECT t.id, t.incident_id, t.duty_id, t.assigned_at, t.ended_at, u.callsign, cad_reference(i.cad_number, i.cad_date) AS cad
    FROM taskings t JOIN units u ON u.id = t.unit_id JOIN incidents i ON i.id = t.incident_id WHERE t.id = :id
"""
# What was told lately, and what was put by with the incident when its feed was swept (api/retention/rules.py).
_STEPS = """
    SELECT device_id, through, at, channel FROM deliveries WHERE recipient = :feed
    UNION ALL SELECT device_id, through, at, channel FROM kept_deliveries WHERE recipient = :feed ORDER BY through
"""
_MESSAGES = """
    SELECT seq, kind, at, body FROM messages WHERE recipient = :feed
    UNION ALL SELECT seq, kind, at, body FROM kept_messages WHERE recipient = :feed ORDER BY seq
"""
# Each device that stored something of the crew's feed or proved something of the job, by its first use.
_DEVICES = f"""
    WITH heard AS (SELECT device_id, min(at) AS at FROM ({_STEPS}) steps GROUP BY device_id),
    proved AS (
        SELECT device_id, min(occurred_at) AS at, max(array_position(CAST(:rungs AS text[]), rung)) AS place FROM receipts
        WHERE tasking_id = :tasking GROUP BY device_id
    )
    SELECT device_id AS id, d.kind, o.rank || ' ' || o.name AS officer, LEAST(h.at, p.at) AS since, p.place
    FROM heard h FULL JOIN proved p USING (device_id)
    LEFT JOIN devices d ON d.id = device_id LEFT JOIN officers o ON o.id = d.officer_id ORDER BY since, id
"""  # noqa: S608  our own words
_RECEIPTS = """
    SELECT device_id, rung, channel, brief_revision, occurred_at, received_at FROM receipts
    WHERE tasking_id = :tasking ORDER BY received_at, rung
"""
_LIST = """
    SELECT t.id, u.callsign, t.state, t.assigned_at, t.ended_at FROM taskings t JOIN units u ON u.id = t.unit_id
    JOIN incidents i ON i.id = t.incident_id WHERE cad_reference(i.cad_number, i.cad_date) = :cad ORDER BY t.assigned_at
"""


def _rows(session: Session, sql: str, **params: Any) -> list[Any]:
    return list(session.execute(text(sql), params))


def taskings_of(session: Session, cad: str) -> list[dict[str, Any]]:
    """The taskings of an incident by its CAD reference, `4521/22NOV26`. Raises NotFound."""
    found = _rows(session, _LIST, cad=cad.strip().upper())
    if not found:
        raise NotFound("There is no incident with this reference to which anybody was tasked.")
    return [
        {
            "id": str(one.id),
            "callsign": one.callsign,
            "state": one.state,
            "assigned_at": clock.iso(one.assigned_at),
            "ended_at": _iso(one.ended_at),
        }
        for one in found
    ]


def at_minute(session: Session, tasking_id: UUID, device_id: UUID | None, at: datetime | None) -> dict[str, Any]:
    """The screen of one device of the crew at an instant: the card it held, what proved it, and what it had not got yet.

    Without a device the one that came furthest; without an instant the moment of the tasking. Raises NotFound.
    """
    tasking = next(iter(_rows(session, _TASKING, id=tasking_id)), None)
    if tasking is None:
        raise NotFound("There is no such tasking.")
    audit.note(session, action="look_back", subject=f"tasking_id:{tasking_id}", reason="what could they see")
    told_of = _record(session, tasking)
    device = _chosen(told_of.devices, device_id)
    head = _head(tasking, told_of)
    return head | _screen(session, tasking, told_of, device.id if device else None, _whole(at or tasking.assigned_at))


def _whole(at: datetime) -> datetime:
    """The end of the millisecond: the wire knows nothing smaller, and whoever asks for the instant of a step asks for after it."""
    return at.replace(microsecond=at.microsecond // 1000 * 1000 + 999)


@dataclass(frozen=True)
class Record:
    """What is still known of one crew's feed and devices."""

    devices: list[Any]
    steps: list[Any]
    messages: list[Message]
    receipts: list[Any]
    is_kept: bool


def _record(session: Session, tasking: Any) -> Record:
    feed = f"duty:{tasking.duty_id}"
    of_tasking = {"feed": feed, "tasking": tasking.id, "rungs": list(RUNGS)}
    messages = [dict(one._mapping) for one in _rows(session, _MESSAGES, feed=feed)]
    return Record(
        devices=_of_the_job(_rows(session, _DEVICES, **of_tasking), tasking.ended_at),
        steps=_rows(session, _STEPS, feed=feed),
        messages=messages,
        receipts=_rows(session, _RECEIPTS, tasking=tasking.id),
        # Every tasking began with this message: where it is missing, it was erased.
        is_kept=any(one["kind"] == "tasking.assigned" and one["body"]["id"] == str(tasking.id) for one in messages),
    )


def _of_the_job(devices: list[Any], ended_at: datetime | None) -> list[Any]:
    """Who signs on when the job is over gets the whole feed, and saw nothing of it in time. Told only where there is nobody else."""
    return [one for one in devices if ended_at is None or one.since <= ended_at] or devices


def _chosen(devices: list[Any], device_id: UUID | None) -> Any:
    """The one that was asked for; else the one that came furthest with the tasking, the first of several."""
    if device_id:
        return next((one for one in devices if one.id == device_id), None)
    return max(devices, key=lambda one: one.place or 0, default=None)


def _head(tasking: Any, record: Record) -> dict[str, Any]:
    return {
        "tasking_id": str(tasking.id),
        "cad": tasking.cad,
        "callsign": tasking.callsign,
        "assigned_at": clock.iso(tasking.assigned_at),
        "ended_at": _iso(tasking.ended_at),
        "is_kept": record.is_kept,
        "devices": [_device(one) for one in record.devices],
    }


def _device(one: Any) -> dict[str, Any]:
    rung = RUNGS[one.place - 1] if one.place else None
    return {
        "device_id": str(one.id),
        "kind": one.kind,
        "officer": one.officer,
        "since": clock.iso(one.since),
        "rung": rung,
    }


def _screen(session: Session, tasking: Any, record: Record, device_id: UUID | None, at: datetime) -> dict[str, Any]:
    """Without a device of the crew nothing stood anywhere."""
    steps = [step for step in record.steps if step.device_id == device_id]
    held = next((step for step in reversed(steps) if step.at <= at), None)
    through = held.through if held else 0
    before = [one for one in record.messages if one["seq"] <= through]
    status = status_after(before)
    return {
        "device_id": _id(device_id),
        "at": clock.iso(at),
        "through": through,
        "stored_at": _iso(held.at if held else None),
        "card": card_after(before, str(tasking.id)),
        "zones": zones_after(before),
        "unit_status": status,
        "unit_status_label": codes.current(session).label("statuses", status) if status else None,
        "messages": [_told(one, steps, at) for one in record.messages if device_id and _is_about(one, tasking)],
        "receipts": [_receipt(one, at) for one in record.receipts if one.device_id == device_id],
    }


def card_after(messages: Iterable[Message], tasking_id: str) -> Card | None:
    """The card of a tasking once these messages were applied, as a handset applies them; None before the first."""
    card: Card | None = None
    for message in messages:
        card = _applied(card, message["kind"], message["body"], tasking_id)
    return card


def _applied(card: Card | None, kind: str, body: dict[str, Any], tasking_id: str) -> Card | None:
    if kind in {"tasking.assigned", "tasking.changed"} and body["id"] == tasking_id:
        return {"log": [], "thrive": [], **(card or {}), **body}
    if card is None or body.get("incident_id", body.get("id")) != card["incident_id"]:
        return card
    if kind == "incident.changed":
        return {**card, "incident": body}
    if kind == "log.added":
        return {**card, "log": [*(one for one in card["log"] if one["id"] != body["id"]), body]}
    if kind == "thrive.added":
        return {**card, "thrive": [*(one for one in card["thrive"] if one["id"] != body["id"]), body]}
    return card


def status_after(messages: Iterable[Message]) -> str | None:
    """The unit's status as the device had it."""
    told = [message["body"]["status"] for message in messages if message["kind"] == "unit.changed"]
    return told[-1] if told else None


def zones_after(messages: Iterable[Message]) -> list[dict[str, Any]]:
    """The zones that the device held, each as it was last told, without those that were over."""
    told_of = {one["body"]["id"]: one["body"] for one in messages if one["kind"] == "zone.told"}
    return [body for body in told_of.values() if not body["ended_at"]]


def _is_about(message: Message, tasking: Any) -> bool:
    """Of this job; or what the crew was told on it of themselves and the ground around them."""
    body = message["body"]
    if message["kind"] == "unit.changed":
        return False
    if message["kind"] in OF_THE_CREW and not body.get("incident_id"):
        return bool(tasking.assigned_at <= message["at"] <= (tasking.ended_at or message["at"]))
    ids = {str(body.get("id")), str(body.get("incident_id"))}
    return bool(ids & {str(tasking.id), str(tasking.incident_id)})


def _told(message: Message, steps: list[Any], at: datetime) -> dict[str, Any]:
    """One message: when it was posted, when this device had stored it, and whether that was by then."""
    stored = next((step for step in steps if step.through >= message["seq"]), None)
    return {
        "seq": message["seq"],
        "kind": message["kind"],
        "words": told.words(message["kind"], message["body"]),
        "posted_at": clock.iso(message["at"]),
        "stored_at": _iso(stored.at if stored else None),
        "channel": stored.channel if stored else None,
        "was_there": bool(stored and stored.at <= at),
    }


def _receipt(receipt: Any, at: datetime) -> dict[str, Any]:
    return {
        "rung": receipt.rung,
        "channel": receipt.channel,
        "brief_revision": receipt.brief_revision,
        "occurred_at": clock.iso(receipt.occurred_at),
        "received_at": clock.iso(receipt.received_at),
        "was_there": receipt.occurred_at <= at,
    }


def _iso(at: datetime | None) -> str | None:
    return clock.iso(at) if at else None


def _id(one: UUID | None) -> str | None:
    return str(one) if one else None
