"""The doors of devices."""

from api.auth import guards
from api.commands.registry import command
from api.devices import ahead, schemas

command("settle_ahead", schemas.SettleAhead, guards.control, ahead.settle_ahead)
