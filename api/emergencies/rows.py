"""The row of an emergency on the wire, as the view `emergency_rows` makes it (docs/messages.md, section 5)."""

from __future__ import annotations

from api.fields import Open, count, maybe_number, maybe_word, word


class Emergency(Open):
    id, revision, unit_id, duty_id, callsign, pod = word(), count(), maybe_word(), maybe_word(), word(), word()
    officer, raised_at, received_at = word(), word(), word()
    pressed_again_at = maybe_word()
    lon, lat, fixed_at, accuracy_m, source = maybe_number(), maybe_number(), maybe_word(), maybe_number(), maybe_word()
    incident_id, acknowledged_by, acknowledged_at = maybe_word(), maybe_word(), maybe_word()
    closed_by, closed_at, outcome, note = maybe_word(), maybe_word(), maybe_word(), word()
