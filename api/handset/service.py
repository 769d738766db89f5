"""The handset's snapshot: the last number first, then everything that this officer's duty holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from api import clock
from api.actors import Actor
from api.audit import service as audit
from api.auth import service as auth
from api.codes import service as codes
from api.commands import service as commands
from api.db import run
from api.notices import service as notices
from api.outbox import feeds
from api.outbox.proofs import Proof
from api.taskings import receipts
from api.zones import service as zones

_DUTY = """
    SELECT jsonb_build_object('id', d.id, 'unit_id', d.unit_id, 'callsign', u.callsign, 'started_at',
        iso(d.started_at), 'skills', to_jsonb(d.skills),
        'dropped_skills', d.dropped_skills, 'vehicle', d.vehicle) FROM duties d JOIN units u ON u.id = d.unit_id WHERE d.id = :duty
"""
_CARDS = """
    SELECT COALESCE(jsonb_agg(c.body || jsonb_build_object('log', card_log(c.incident_id),
        'thrive', thrive_of(c.incident_id)) ORDER BY c.body ->> 'assigned_at'), '[]')
    FROM card_rows c WHERE c.duty_id = :duty AND c.ended_at IS NULL
"""
# What one has sent, as long as somebody may still ask what became of it.
_REPORTS = """
    SELECT COALESCE(jsonb_agg(r.body ORDER BY r.occurred_at DESC), '[]') FROM (SELECT body, occurred_at FROM report_rows
        WHERE officer_id = :me AND (state = 'waiting' OR decided_at > :since) ORDER BY occurred_at DESC LIMIT 50) r
"""
REPORTS_KEPT = timedelta(days=14)
# A call for help of one is told to the whole crew; somebody off duty has only their own. The handset keeps the same order.
_EMERGENCY = """
    SELECT body FROM emergency_rows WHERE closed_at IS NULL AND (officer_id = :me OR duty_id = :duty)
    ORDER BY officer_id = :me DESC, body ->> 'acknowledged_at' NULLS FIRST, body ->> 'raised_at' LIMIT 1
"""


def snapshot(session: Session, actor: Actor) -> dict[str, Any]:
    """Everything that a handset shows. Without a duty it holds the officer and nothing to do."""
    params = {"duty": actor.duty_id, "unit": actor.unit_id, "me": actor.id, "since": clock.now() - REPORTS_KEPT}
    # The number is read before the data, so a message that slips in between is read twice, and never missed.
    through = feeds.last_seqs(session, [actor.feed])[actor.feed] if actor.feed else 0
    return {
        "epoch": feeds.epoch(session),
        "server_time": clock.iso(clock.now()),
        "officer": auth.person(session, actor.id),
        "feed": actor.feed or None,
        "through": through,
        "duty": _one(session, _DUTY, params),
        "unit": _one(session, "SELECT body FROM unit_rows WHERE id = :unit", params),
        "position": _one(session, "SELECT body FROM position_rows WHERE unit_id = :unit", params),
        "cards": _one(session, _CARDS, params) or [],
        "emergency": _one(session, _EMERGENCY, params),
        "reports": _one(session, _REPORTS, params),
        "zones": zones.of_duty(session, actor.duty_id),
        "notices": notices.of_duty(session, actor.duty_id),
        "codes_version": codes.version(session),
        "confirmations": [
            {
                "command_id": str(late.id),
                "kind": late.kind,
                "asked": late.message,
                "occurred_at": clock.iso(late.occurred_at),
                "body": late.body,
            }
            for late in commands.waiting(session, actor)
        ],
    }


_DEVICES = "SELECT id FROM devices WHERE officer_id = %s AND duty_id = %s"


def note_sent(session: Session, actor: Actor, cards: Sequence[dict[str, Any]]) -> None:
    """The cards went out with a snapshot. It does not say which of the officer's devices asked: it may be any that is on duty."""
    found = run(session, _DEVICES, (actor.id, actor.duty_id)).fetchall()
    told = [(UUID(card["id"]), card["brief_revision"], device) for (device,) in found for card in cards]
    if told:
        receipts.note(session, [Proof(*one, receipts.SENT, "feed", clock.now()) for one in told])


_LEFT = """
    SELECT COALESCE(jsonb_agg(c.body ORDER BY c.ended_at DESC), '[]') FROM (
        SELECT DISTINCT ON (incident_id) incident_id, body, ended_at FROM card_rows
        WHERE duty_id = :duty AND ended_at IS NOT NULL
            AND incident_id NOT IN (SELECT incident_id FROM card_rows WHERE duty_id = :duty AND ended_at IS NULL)
        ORDER BY incident_id, ended_at DESC) c
"""


def left(session: Session, actor: Actor) -> dict[str, Any]:
    """The jobs that this duty has left, newest first, as their cards were: a report may still be written of them.

    They are not kept on the device, so each look is one, and written down.
    """
    cards = _one(session, _LEFT, {"duty": actor.duty_id}) or []
    seen = " ".join(f"incident_id:{card['incident_id']}" for card in cards)
    audit.note(session, action="read jobs left", subject=seen or "none")
    return {"items": cards}


def _one(session: Session, sql: str, params: dict[str, Any]) -> Any:
    return session.execute(text(sql), params).scalar()
