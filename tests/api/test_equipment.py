"""What a unit on duty has booked out: seen and corrected, and the recommendation goes by it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from api.actors import SYSTEM
from api.taskings import candidates
from tests.factories import Made


def test_what_is_corrected_counts_at_once_and_is_in_the_audit(app: Any, made: Made) -> None:
    crew, incident = made.crew(skills=("response", "taser")), made.incident()
    callsign = made.unit_row(crew)["callsign"]
    client = made.client(app, made.person("administrator"))
    found = client.post("/api/equipment/find", json={"callsign": callsign.lower()}).json
    assert (found["callsign"], found["equipment"]) == (callsign, None)
    assert "taser" in [kind["code"] for kind in found["kinds"]]
    for equipment, is_offered in ((["shield"], False), (["taser", "shield"], True), ([], False)):
        body = {"callsign": callsign, "equipment": equipment}
        assert client.post("/api/equipment", json=body).status_code == 204
        with made.database.transaction(SYSTEM) as session:
            ranked = candidates.rank(session, incident, limit=5, skills=["taser"])["candidates"]
        assert bool(ranked) is is_offered
    assert client.post("/api/equipment/find", json={"callsign": callsign}).json["equipment"] == []
    with made.database.transaction(SYSTEM) as session:
        reasons = session.execute(
            text("SELECT reason FROM audit WHERE action = 'set equipment' AND subject = :unit ORDER BY id"),
            {"unit": callsign},
        )
        assert reasons.scalars().all() == [
            "nothing before, shield now",
            "shield before, shield, taser now",
            "shield, taser before, nothing now",
        ]


def test_who_is_off_duty_or_not_there_has_none(app: Any, made: Made) -> None:
    crew, client = made.crew(), made.client(app, made.supervisor())
    callsign = made.unit_row(crew)["callsign"]
    assert made.give(crew, "book_off").outcome == "done"
    for name, words in ((callsign, "is off duty"), ("NOBODY", "no unit with this callsign")):
        answer = client.post("/api/equipment/find", json={"callsign": name})
        assert answer.status_code == 404
        assert words in answer.json["message"]


def test_equipment_that_nobody_knows_is_not_entered(app: Any, made: Made) -> None:
    crew, client = made.crew(), made.client(app, made.supervisor())
    body = {"callsign": made.unit_row(crew)["callsign"], "equipment": ["cannon"]}
    answer = client.post("/api/equipment", json=body)
    assert (answer.status_code, [*answer.json["details"]]) == (422, ["equipment"])


def test_nobody_else_sees_or_corrects_it(app: Any, made: Made) -> None:
    crew = made.crew()
    callsign = made.unit_row(crew)["callsign"]
    for who in (made.dispatcher(), crew, made.person("auditor")):
        client = made.client(app, who)
        assert client.post("/api/equipment/find", json={"callsign": callsign}).status_code == 403
        assert client.post("/api/equipment", json={"callsign": callsign, "equipment": []}).status_code == 403
