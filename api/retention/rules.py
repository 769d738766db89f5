"""Which rule keeps what, and for how long (docs/dpia.md, section 2). The days are the code list `retention_rules`.

Every table with data about people stands under one of these; a test reads the assessment and fails where one does not.
"""

from __future__ import annotations

from dataclasses import dataclass

INCIDENT, RECORD_WORDS, HANDED_OUT, SOURCE = "INCIDENT", "RECORD-7Y", "HANDED-OUT", "SOURCE"
SERVICE, SESSION, LATEST, FEED, DAY = "SERVICE", "SESSION", "LATEST", "FEED", "DAY"
GROUP, RECORD, TRAIL, AUDIT = "GROUP", "RECORD", "TRAIL", "AUDIT"

# No list makes a time shorter than this: six years is the least that the guidance on police records allows (domain reference 5.3),
# and an older app may come back for thirty days (docs/messages.md).
SHORTEST_DAYS = {INCIDENT: 2192, RECORD_WORDS: 2192, HANDED_OUT: 2192, FEED: 30}

# These hold no words about anybody's case, or those are put by first: the worker takes them away by itself.
BY_ITSELF = (SESSION, LATEST, FEED, DAY)


@dataclass(frozen=True)
class Sweep:
    """What of a table is past its time. `past` is SQL over the table as `t`, with `%(before)s`; the dry run counts by the same words.

    `empties`: the columns that are emptied where the row itself stays. `keeps`: the statement that puts by, out of what is `gone`,
    what something else is still proved by.
    """

    rule: str
    table: str
    past: str
    empties: str = ""
    keeps: str = ""


_NOT_A_RECORD = " AND ".join(
    f"NOT EXISTS (SELECT FROM {table} r WHERE r.id = t.record_id)"
    for table in ("nominals", "vehicle_records", "phones", "objects", "organisations", "addresses", "incidents")
)
_LEFT = "EXISTS (SELECT FROM officers o WHERE o.id = t.officer_id AND o.inactive_at < %(before)s)"
_ON_DUTY = "EXISTS (SELECT FROM units u WHERE u.id = t.unit_id AND u.duty_id IS NOT NULL)"
_NOBODY_POINTS = " AND ".join(
    f"NOT EXISTS (SELECT FROM {table} x WHERE x.officer_id = t.id)"
    for table in (
        *("crew", "sessions", "emergencies", "devices", "reports", "companions"),
        *("watched_records", "lookup_allowances", "restricted_keys"),
    )
)

# What was told to a crew of the jobs it was sent to, of itself and of the ground around it, and when its devices had stored it:
# by this alone it can be said years later what an officer could see ("What could they see?", api/taskings/screens.py).
_CREW = "CASE WHEN g.recipient LIKE 'duty:%%' THEN CAST(substr(g.recipient, 6) AS uuid) END"
_KEEPS_TOLD = f"""
    INSERT INTO kept_messages (recipient, seq, kind, at, body, incident_id)
    SELECT g.recipient, g.seq, g.kind, g.at, g.body, k.incident_id FROM gone g CROSS JOIN LATERAL (
        SELECT CAST(max(t.incident_id::text) FILTER (WHERE g.kind <> 'unit.changed'
            AND t.incident_id::text = COALESCE(g.body ->> 'incident_id', g.row_id)) AS uuid) AS incident_id, count(*) AS jobs
        FROM taskings t WHERE t.duty_id = {_CREW}
    ) k WHERE k.incident_id IS NOT NULL OR (k.jobs > 0 AND (g.kind = 'unit.changed'
        OR (g.kind IN ('zone.told', 'notice.told', 'emergency.changed') AND g.body ->> 'incident_id' IS NULL)))
"""  # noqa: S608  our own names
_KEEPS_STORED = f"""
    INSERT INTO kept_deliveries (recipient, device_id, through, at, channel)
    SELECT g.recipient, g.device_id, g.through, g.at, g.channel FROM gone g
    WHERE EXISTS (SELECT FROM taskings t WHERE t.duty_id = {_CREW})
"""  # noqa: S608
_PROVED = " OR ".join(
    f"EXISTS (SELECT FROM {table} p WHERE p.device_id = t.id)"
    for table in ("receipts", "kept_deliveries", "deliveries")
)

_OF_NO_INCIDENT = """EXISTS (SELECT FROM notice_tellings o JOIN notices n ON n.id = o.notice_id
    WHERE o.id = t.telling_id AND n.incident_id IS NULL)"""

# In this order: what points at something goes before what it points at.
SWEEPS = (
    Sweep(INCIDENT, "emergencies", "t.closed_at < %(before)s AND t.incident_id IS NULL"),
    Sweep(INCIDENT, "commands", "t.received_at < %(before)s AND t.is_settled"),
    # A warning that holds is kept, however old it is.
    Sweep(
        INCIDENT,
        "place_markers",
        "t.entered_at < %(before)s AND COALESCE(t.withdrawn_at, t.review_on::timestamptz) < %(before)s",
    ),
    # Those of an incident or a duty go with it.
    Sweep(INCIDENT, "zone_tellings", "t.told_at < %(before)s"),
    Sweep(INCIDENT, "notice_receipts", f"t.received_at < %(before)s AND {_OF_NO_INCIDENT}"),
    Sweep(
        INCIDENT,
        "notice_tellings",
        "t.told_at < %(before)s AND EXISTS (SELECT FROM notices n WHERE n.id = t.notice_id AND n.incident_id IS NULL)",
    ),
    Sweep(INCIDENT, "notices", "t.sent_at < %(before)s AND t.incident_id IS NULL"),
    Sweep(INCIDENT, "zones", "t.ended_at < %(before)s"),
    Sweep(INCIDENT, "pushes", "t.created_at < %(before)s AND t.tasking_id IS NULL"),
    Sweep(
        INCIDENT,
        "officers",
        f"t.inactive_at < %(before)s AND {_NOBODY_POINTS}",
    ),
    Sweep(
        RECORD_WORDS,
        "golden_acts",
        "t.at < %(before)s AND NOT EXISTS (SELECT FROM nominals n WHERE n.id = ANY (t.records))",
    ),
    Sweep(RECORD_WORDS, "retention_decisions", f"t.decided_at < %(before)s AND {_NOT_A_RECORD}"),
    Sweep(HANDED_OUT, "disclosures", "t.made_at < %(before)s"),
    Sweep(
        SOURCE,
        "events",
        "t.happened_at < %(before)s AND NOT EXISTS (SELECT FROM links l WHERE l.to_id = t.record_id OR l.from_id = t.record_id)",
    ),
    Sweep(
        SERVICE,
        "push_subscriptions",
        "t.retired_at < %(before)s AND NOT EXISTS (SELECT FROM pushes p WHERE p.subscription_id = t.id)",
    ),
    Sweep(
        SERVICE,
        "devices",
        "t.heard_at < %(before)s AND NOT EXISTS (SELECT FROM push_subscriptions s WHERE s.device_id = t.id)"
        # Whose device it was that proved something of a job is known for as long as the job is.
        f" AND NOT ({_PROVED})",
    ),
    Sweep(SERVICE, "devices_ahead", "t.settled_at < %(before)s"),
    Sweep(SERVICE, "companions", "t.withdrawn_at < %(before)s"),
    # One that was used stays with the account of its uses.
    Sweep(
        SERVICE,
        "partner_keys",
        "t.withdrawn_at < %(before)s AND NOT EXISTS (SELECT FROM partner_uses u WHERE u.key_id = t.id)",
    ),
    Sweep(SERVICE, "officer_roles", _LEFT),
    Sweep(SERVICE, "officer_skills", _LEFT),
    Sweep(SERVICE, "officer_restrictions", f"COALESCE(t.ended_at, t.until_on) < %(before)s OR {_LEFT}"),
    Sweep(SERVICE, "officers", "t.inactive_at < %(before)s AND t.password_hash IS NOT NULL", "password_hash"),
    Sweep(SESSION, "sessions", "LEAST(t.expires_at, t.revoked_at) < %(before)s"),
    Sweep(LATEST, "positions", f"t.received_at < %(before)s AND NOT {_ON_DUTY}"),
    Sweep(LATEST, "member_positions", f"t.received_at < %(before)s AND NOT {_ON_DUTY}"),
    Sweep(FEED, "messages", "t.at < %(before)s", keeps=_KEEPS_TOLD),
    Sweep(FEED, "deliveries", "t.at < %(before)s", keeps=_KEEPS_STORED),
    Sweep(FEED, "cursors", "t.at < %(before)s"),
    # The counter of a feed that goes on is never taken away: it would begin again and be taken for another life of the database.
    Sweep(
        FEED,
        "recipients",
        "t.name LIKE 'duty:%%' AND NOT EXISTS (SELECT FROM messages m WHERE m.recipient = t.name)"
        " AND NOT EXISTS (SELECT FROM duties d WHERE 'duty:' || d.id = t.name AND (d.ended_at IS NULL OR d.ended_at >= %(before)s))",
    ),
    Sweep(
        FEED,
        "epoch_marks",
        "EXISTS (SELECT FROM epochs e WHERE e.began_at > (SELECT o.began_at FROM epochs o WHERE o.id = t.epoch)"
        " AND e.began_at < %(before)s)",
    ),
    Sweep(DAY, "sign_in_attempts", "t.at < %(before)s"),
    # Worked off within seconds (api/taskings/renewing.py); what a stopped worker left is no news after a day.
    Sweep(DAY, "changed_records", "t.at < %(before)s"),
    # A board shows calls of one day.
    Sweep(DAY, "restricted_calls_seen", "t.seen_at < %(before)s"),
)

# What goes with an incident or a duty, in the database's own functions (migration 0100): the app cannot take any of it away.
WITH_INCIDENT = (
    *("incidents", "log_entries", "named_records", "taskings", "thrive_assessments", "checklist_answers"),
    *("reports", "report_subjects"),
    *("receipts", "escalations", "pushes", "kept_messages"),
)
# The crew is told of a look for as long as there is a duty to tell of; the look itself stays in the audit.
WITH_DUTY = ("duties", "crew", "statuses", "trail_looks", "kept_messages", "kept_deliveries")
RECORDS = ("nominals", "vehicle_records", "phones", "objects", "organisations", "addresses")
WITH_RECORD = (
    *("nominal_identifiers", "nominal_keys", "record_markers", "links", "golden_members", "golden_waiting"),
    *("nominal_pairs", "nominal_decisions", "photographs"),
)
# The worker drops whole days of them (api/fixes/jobs.py).
WITH_DAY = ("fixes", "area_stays")

# What no run takes away, and why.
HELD = {
    AUDIT: "Section 62 wants the log, and whoever wanted to hide a look would want it gone: the seals would show any row that is missing."
}
# Overwritten by what comes next, so that it tells only of now.
REPLACED = {LATEST: ("units",), SERVICE: ("area_versions", "fix_sources")}


def tables(rule: str) -> set[str]:
    """The tables out of which a rule takes what is past its time. Empty for a rule that nothing runs."""
    own = {
        INCIDENT: (*WITH_INCIDENT, *WITH_DUTY),
        GROUP: RECORDS,
        RECORD: WITH_RECORD,
        TRAIL: WITH_DAY,
    }
    swept = (sweep.table for sweep in SWEEPS if sweep.rule == rule)
    return {*own.get(rule, ()), *REPLACED.get(rule, ()), *swept}
