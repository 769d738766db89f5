"""The door of THRIVE: a command. It is read with the incident and on the card."""

from __future__ import annotations

from api.auth import guards
from api.commands.registry import command
from api.thrive import schemas, service

command("assess_thrive", schemas.AssessThrive, guards.officer_or_control, service.assess_thrive)
