"""What a message of a crew's feed told, in a few words for the list beside the rebuilt screen (docs/messages.md, section 4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Body = Mapping[str, Any]


def words(kind: str, body: Body) -> str:
    """A line for any message: of a kind, or of a row of years ago, that nobody here has words for, at least its name."""
    say = WORDS.get(kind)
    try:
        return say(body) if say else kind
    except KeyError:
        return kind


def _incident(body: Body) -> str:
    return f"Incident: grade {body['grade']}, {body['what']}, {body['address']}"


def _report(body: Body) -> str:
    return f"Report from the street, {body['kind']}: {body['state']}"


def _emergency(body: Body) -> str:
    if body["closed_by"]:
        return f"Emergency of {body['officer']}: closed by {body['closed_by']}"
    if body["acknowledged_by"]:
        return f"Emergency of {body['officer']}: taken by {body['acknowledged_by']}"
    return f"Emergency of {body['officer']}: raised"


def _zone(body: Body) -> str:
    kind = "Hazard area" if body["kind"] == "hazard" else "Event zone"
    told = f"{kind}: {body['name']}"
    return f"{told}, is over" if body["ended_at"] else told


def _notice(body: Body) -> str:
    if body["ended_at"]:
        return f"Message, {body['end_reason']}: {body['text']}"
    urgent = "Urgent message" if body["is_urgent"] else "Message"
    read = f", read by {body['read_by']}" if body["read_at"] else ""
    return f"{urgent} from {body['sent_by']}{read}: {body['text']}"


WORDS: Mapping[str, Callable[[Body], str]] = {
    "unit.changed": lambda body: f"Unit {body['callsign']}: status {body['status']}",
    "incident.changed": _incident,
    "tasking.assigned": lambda body: f"The tasking with its card, brief {body['brief_revision']}",
    "tasking.changed": lambda body: f"The card again, brief {body['brief_revision']}, {body['state']}",
    "log.added": lambda body: str(body["text"]),
    "thrive.added": lambda body: f"THRIVE by {body['author']}, version {body['version']}",
    "report.changed": _report,
    "emergency.changed": _emergency,
    "zone.told": _zone,
    "notice.told": _notice,
    "duty.ended": lambda body: f"The duty ended: {body['reason']}",
    "alerts.renew": lambda _: "Asked to subscribe to alerts again",
}
