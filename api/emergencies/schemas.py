"""What comes in at the doors of emergencies."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, post_load, validate

from api.fields import CommandBody, Place, Words, is_near


class PlaceIfAny(fields.Raw):
    """A device that does not know where it is, and says so badly, still calls for help."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> Any:
        try:
            return Place().load(value)
        except ValidationError:
            return None


class RaiseEmergency(CommandBody):
    """Never refused, whatever the clock of the device shows."""

    emergency_id = fields.UUID(required=True)
    place = PlaceIfAny(
        load_default=None,
        allow_none=True,
        metadata={"description": "`{lon, lat, accuracy_m, fixed_at, source?}`; anything else counts as none."},
    )

    def has_a_time_to_go_by(self, data: dict[str, Any], **_: Any) -> None:
        """Any time will do: one that cannot be is taken for now."""

    @post_load
    def counts_from_now(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """A call for help with an impossible time counts from when we heard it."""
        return data if "elapsed_ms" in data or is_near(data["occurred_at"]) else {**data, "elapsed_ms": 0}


class AcknowledgeEmergency(CommandBody):
    emergency_id = fields.UUID(required=True)


class CloseEmergency(CommandBody):
    emergency_id = fields.UUID(required=True)
    outcome = fields.String(required=True, validate=validate.OneOf(["genuine", "accidental", "test", "equipment"]))
    note = Words(500, shortest=0, load_default="")
