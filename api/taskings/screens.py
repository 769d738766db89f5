"""What could they see? The card on one officer's device at any minute, rebuilt from what was posted to it and when it was stored.

A device holds what its feed held through the number that it had stored by then (`deliveries`). Playing the messages up to there
gives the card as it stood, because old snapshot plus messages is the new snapshot.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from api import clock
from api.audit import service as audit
from api.errors import NotFound
from api.taskings import told

Card = dict[str, Any]
Message = dict[str, Any]

OF_THE_CREW = frozenset({"zone.told", "emergency.changed"})

_TASKING = """
    SELECT t.id, t.incident_id, t.duty_id, t.assigned_at, t.ended_at, u.callsign, cad_reference(i.cad_number, i.cad_date) AS cad
    FROM taskings t JOIN units u ON u.id = t.unit_id JOIN incidents i ON i.id = t.incident_id WHERE t.id = :id
"""
_DEVICES = """
    SELECT d.id, d.kind, o.rank || ' ' || o.name AS officer FROM devices d JOIN officers o ON o.id = d.officer_id
    WHERE d.id IN (SELECT device_id FROM deliveries WHERE recipient = :feed) ORDER BY d.first_heard_at, d.id
"""
_STORED = "SELECT through, at, channel FROM deliveries WHERE recipient = :feed AND device_id = :device ORDER BY through"
_MESSAGES = """
    SELECT seq, kind, at, body FROM messages WHERE recipient = :feed ORDER BY seq
"""
_RECEIPTS = """
    SELECT rung, channel, brief_revision, occurred_at, received_at FROM receipts
    WHERE tasking_id = :tasking AND device_id = :device ORDER BY received_at, rung
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

    Without a device the first of the crew; without an instant the moment of the tasking. Raises NotFound.
    """
    tasking = next(iter(_rows(session, _TASKING, id=tasking_id)), None)
    if tasking is None:
        raise NotFound("There is no such tasking.")
    audit.note(session, action="look_back", subject=f"tasking_id:{tasking_id}", reason="what could they see")
    feed = f"duty:{tasking.duty_id}"
    devices = _rows(session, _DEVICES, feed=feed)
    device = next((one for one in devices if device_id in (None, one.id)), None)
    if device is None:
        return _head(tasking, devices) | _nothing(at or tasking.assigned_at)
    return _head(tasking, devices) | _screen(session, tasking, feed, device.id, at or tasking.assigned_at)


def _head(tasking: Any, devices: list[Any]) -> dict[str, Any]:
    return {
        "tasking_id": str(tasking.id),
        "cad": tasking.cad,
        "callsign": tasking.callsign,
        "assigned_at": clock.iso(tasking.assigned_at),
        "ended_at": _iso(tasking.ended_at),
        "devices": [{"device_id": str(one.id), "kind": one.kind, "officer": one.officer} for one in devices],
    }


def _nothing(at: datetime) -> dict[str, Any]:
    """No device of this crew ever said that it had stored anything."""
    empty: dict[str, Any] = {"messages": [], "receipts": [], "card": None, "unit_status": None}
    return {"device_id": None, "at": clock.iso(at), "through": 0, "stored_at": None, **empty}


def _screen(session: Session, tasking: Any, feed: str, device_id: UUID, at: datetime) -> dict[str, Any]:
    steps = _rows(session, _STORED, feed=feed, device=device_id)
    held = next((step for step in reversed(steps) if step.at <= at), None)
    through = held.through if held else 0
    posted = [dict(one._mapping) for one in _rows(session, _MESSAGES, feed=feed)]
    before = [one for one in posted if one["seq"] <= through]
    return {
        "device_id": str(device_id),
        "at": clock.iso(at),
        "through": through,
        "stored_at": _iso(held.at if held else None),
        "card": card_after(before, str(tasking.id)),
        "unit_status": status_after(before),
        "messages": [_told(one, steps, at) for one in posted if _is_about(one, tasking)],
        "receipts": [_receipt(one, at) for one in _rows(session, _RECEIPTS, tasking=tasking.id, device=device_id)],
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
