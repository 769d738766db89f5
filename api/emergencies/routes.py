"""The doors of emergencies: commands only."""

from api.auth import guards
from api.commands.registry import command
from api.emergencies import schemas, service

command("raise_emergency", schemas.RaiseEmergency, guards.officer, service.raise_emergency)
command("acknowledge_emergency", schemas.AcknowledgeEmergency, guards.control, service.acknowledge_emergency)
command("close_emergency", schemas.CloseEmergency, guards.control, service.close_emergency)
