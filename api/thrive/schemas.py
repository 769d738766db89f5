"""What comes in at the door of THRIVE."""

from __future__ import annotations

from marshmallow import fields

from api.fields import CommandBody, Words, code

# A sentence for each part: it is read at arm's length, on the way.
LONGEST = 240


def level() -> Words:
    return code(required=True, metadata={"description": "A code of `thrive_levels`."})


def why() -> Words:
    return Words(LONGEST, shortest=0, load_default="")


class AssessThrive(CommandBody):
    """A level for each of the six parts, and a few words: needed where the level says so (`needs_text`)."""

    assessment_id = fields.UUID(required=True)
    incident_id = fields.UUID(required=True)
    threat, threat_text = level(), why()
    harm, harm_text = level(), why()
    risk, risk_text = level(), why()
    investigation, investigation_text = level(), why()
    vulnerability, vulnerability_text = level(), why()
    engagement, engagement_text = level(), why()
