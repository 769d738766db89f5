"""The doors of zones: commands only. Boards and crews are told by their feeds."""

from api.auth import guards
from api.commands.registry import command
from api.zones import schemas, service

command("make_zone", schemas.MakeZone, guards.supervisor, service.make_zone)
command("end_zone", schemas.EndZone, guards.supervisor, service.end_zone)
