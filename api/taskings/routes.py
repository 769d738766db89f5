"""The doors of taskings: commands, and the ranked candidates that a dispatcher picks from."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import orjson
from flask import Response
from flask_smorest import Blueprint

from api.answers import json_answer
from api.auth import guards
from api.auth.door import current_actor, transaction
from api.commands.registry import command
from api.handset.rows import Screen
from api.incidents.schemas import CandidateList, ComeUponIncident
from api.taskings import (
    answers,
    backup,
    calling,
    candidates,
    cover,
    lives,
    planning,
    progress,  # noqa: F401  follows statuses once it is imported
    rows,
    schemas,
    screens,
    service,
    taken_off,
    telling,  # noqa: F401  tells crews again once it is imported
)

command("task_unit", schemas.TaskUnit, guards.control, service.task_unit, service.foresee_task_unit)
command("withdraw_tasking", schemas.WithdrawTasking, guards.control, service.withdraw_tasking, lives.foresee_own)
command("answer_by_voice", schemas.OfTasking, guards.control, calling.answer_by_voice, lives.foresee_own)
command("tell_by_voice", schemas.OfBrief, guards.control, calling.tell_by_voice, lives.foresee_own)
command("tell_end_by_voice", schemas.OfTasking, guards.control, taken_off.tell_end_by_voice, lives.foresee_own)
command("acknowledge_alarm", schemas.OfTasking, guards.control, calling.acknowledge_alarm, lives.foresee_own)
command("accept_tasking", schemas.AcceptTasking, guards.officer, answers.accept_tasking, lives.foresee_own)
command("decline_tasking", schemas.DeclineTasking, guards.officer, answers.decline_tasking, lives.foresee_own)
command("mark_shown", schemas.MarkShown, guards.officer, answers.mark_shown)
command("mark_seen", schemas.OfTasking, guards.officer, answers.mark_seen, lives.foresee_own)
command("mark_read", schemas.MarkRead, guards.officer, answers.mark_read, lives.foresee_own)
command("result_incident", schemas.ResultIncident, guards.officer, answers.result_incident, lives.foresee_own)
command("come_upon_incident", ComeUponIncident, guards.officer, service.come_upon_incident)

blueprint = Blueprint("taskings", __name__, url_prefix="/api/incidents", description="Who could go.")


@blueprint.route("/<uuid:incident_id>/candidates")
@guards.guarded(guards.control)
@blueprint.arguments(CandidateList, location="query")
@blueprint.response(200, rows.Ranking)
def rank_candidates(query: dict[str, Any], incident_id: UUID) -> dict[str, Any]:
    """Closest and fit: ranked candidates for tasking, each with its reasons, and the nearest unit left out with why."""
    with transaction() as session:
        wanted = [skill for skill in query["skills"].split(",") if skill]
        return candidates.rank(session, incident_id, limit=query["limit"], skills=wanted or None)


own = Blueprint(
    "own_taskings", __name__, url_prefix="/api/handset/taskings", description="What a crew asks of its own job."
)


@own.route("/<uuid:tasking_id>/others")
@guards.guarded(guards.officer)
@own.response(200, rows.OthersGoing)
def list_others(tasking_id: UUID) -> Response:
    """Who else is going to one's own job, and when they may be there."""
    with transaction() as session:
        return json_answer(orjson.dumps(backup.of_tasking(session, current_actor(), tasking_id)))


covert = Blueprint("covert", __name__, url_prefix="/api/covert-units", description="Who is seen by few.")


@covert.route("")
@guards.guarded(guards.keepers_of_devices)
@covert.response(200, rows.CovertUnits)
def list_covert() -> dict[str, Any]:
    """The callsigns of all covert units."""
    with transaction() as session:
        return {"callsigns": cover.covert(session)}


@covert.route("", methods=["POST"])
@guards.guarded(guards.keepers_of_devices)
@covert.arguments(schemas.SetCovert)
@covert.response(204)
def set_covert(body: dict[str, Any]) -> None:
    """A unit is seen by supervisors and itself only, from now on; or by everybody again."""
    with transaction() as session:
        cover.set_covert(session, body["callsign"].strip().upper(), is_covert=body["is_covert"])


escalating = Blueprint(
    "escalation", __name__, url_prefix="/api/escalation-steps", description="What is done while a crew does not answer."
)


@escalating.route("")
@guards.guarded(guards.administrator)
@escalating.response(200, rows.EscalationTable)
def show_escalation() -> dict[str, Any]:
    """The steps of every grade, with the version of the table."""
    with transaction() as session:
        return planning.table(session)


@escalating.route("", methods=["POST"])
@guards.guarded(guards.administrator)
@escalating.arguments(schemas.ChangeEscalation)
@escalating.response(204)
def change_escalation(body: dict[str, Any]) -> None:
    """The steps of one grade from now on, also for what waits already. What is wrong is named by its row."""
    with transaction() as session:
        planning.change(session, body)


looking_back = Blueprint("screens", __name__, url_prefix="/api/taskings", description="What could they see?")


@looking_back.route("/of-incident", methods=["POST"])
@guards.guarded(guards.oversight)
@looking_back.arguments(schemas.ByReference)
@looking_back.response(200, rows.TaskingList)
def list_taskings(given: dict[str, Any]) -> dict[str, Any]:
    """The taskings of an incident by its reference. Asked by POST: a reference is no part of an address."""
    with transaction() as session:
        return {"items": screens.taskings_of(session, given["cad"])}


@looking_back.route("/<uuid:tasking_id>/screen")
@guards.guarded(guards.oversight)
@looking_back.arguments(schemas.AtMinute, location="query")
@looking_back.response(200, Screen)
def show_screen(query: dict[str, Any], tasking_id: UUID) -> Response:
    """One officer's screen at one instant, rebuilt from the record: the card it held, and what it had not got yet."""
    with transaction() as session:
        return json_answer(orjson.dumps(screens.at_minute(session, tasking_id, query["device_id"], query["at"])))
