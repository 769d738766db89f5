"""Hazard areas and event zones: drawn or brought, told to whom they concern, and over when they are over."""

from __future__ import annotations

import json
import sqlite3
import struct
from datetime import timedelta
from math import cos, sin, tau
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import shapely
from click.testing import CliRunner, Result
from sqlalchemy import text

from api import cli, clock
from api.actors import SYSTEM, Actor
from api.errors import Invalid
from api.fixes.areas import Ground
from api.zones import bringing, service
from geo import points
from tests.factories import FAR, HERE, NORTH, Made

BETWEEN = (-0.0500, 51.5345)


def draw(made: Made, at: tuple[float, float] = HERE, **more: Any) -> UUID:
    zone_id = uuid4()
    given = {
        "zone_kind": "hazard",
        "name": "Scaffolding",
        "note": "Collapse risk",
        "radius_m": 100,
        "lon": at[0],
        "lat": at[1],
    }
    answer = made.give(made.supervisor(), "make_zone", zone_id=zone_id, **{**given, **more})
    assert answer.outcome == "done", answer
    return zone_id


def told(made: Made, crew: Actor) -> list[dict[str, Any]]:
    return [message["body"] for message in made.messages(crew.feed) if message["kind"] == "zone.told"]


def why(made: Made, crew: Actor) -> list[str]:
    return [body["why"] for body in told(made, crew)]


def areas(made: Made) -> list[Any]:
    with made.database.transaction(SYSTEM) as session:
        return list(session.execute(text("SELECT kind, code, name, ST_AsText(outline) FROM areas ORDER BY 1, 2")))


# Who is told.


def test_a_crew_that_is_in_a_new_hazard_area_is_told_at_once_and_others_are_not(made: Made) -> None:
    here, far = made.crew(at=HERE), made.crew(at=FAR)
    draw(made)
    assert [(body["name"], body["note"], body["why"]) for body in told(made, here)] == [
        ("Scaffolding", "Collapse risk", "here")
    ]
    assert told(made, far) == []


def test_a_crew_that_is_tasked_into_a_hazard_area_has_it_with_its_brief(made: Made) -> None:
    crew = made.crew(at=FAR)
    draw(made)
    incident = made.incident(at=HERE)
    made.tasking(crew, incident)
    (body,) = told(made, crew)
    assert (body["why"], body["incident_id"]) == ("incident", str(incident))


def test_a_hazard_area_drawn_on_a_job_must_be_read_and_so_must_its_end(made: Made) -> None:
    """It was told and nobody knew who had it: now it is a line of the card, with the card's own ladder and alarms."""
    crew = made.crew(at=FAR)
    tasking = made.tasking(crew, made.incident(at=HERE))
    made.give(crew, "accept_tasking", tasking_id=tasking)
    made.give(crew, "mark_read", tasking_id=tasking, brief_revision=1)
    zone = draw(made, name="Firearm seen")
    assert brief(made, crew) == (2, ["Hazard area: Firearm seen"])
    assert made.row("tasking_rows", tasking)["read_brief_revision"] == 1
    made.give(crew, "mark_read", tasking_id=tasking, brief_revision=2)
    made.give(made.supervisor(), "end_zone", zone_id=zone, reason="Weapon recovered")
    assert brief(made, crew) == (3, [])


def test_an_event_zone_is_told_and_asks_nobody_to_read_again(made: Made) -> None:
    crew = made.crew(at=FAR)
    made.tasking(crew, made.incident(at=HERE))
    draw(made, zone_kind="event", name="Street party")
    assert brief(made, crew) == (1, [])


def brief(made: Made, crew: Actor) -> tuple[int, list[str]]:
    card = [one["body"] for one in made.messages(crew.feed) if one["kind"].startswith("tasking.")][-1]
    return card["brief_revision"], [item["title"] for item in card["risk"]["items"] if item["kind"] == "zone"]


def test_a_crew_whose_straight_way_leads_through_a_hazard_area_is_told(made: Made) -> None:
    crew = made.crew(at=NORTH)
    draw(made, BETWEEN)
    made.tasking(crew, made.incident(at=HERE))
    assert why(made, crew) == ["way"]


def test_at_the_scene_there_is_no_way_any_more(made: Made) -> None:
    crew = made.crew(at=NORTH)
    tasking = made.tasking(crew, made.incident(at=HERE))
    made.give(crew, "accept_tasking", tasking_id=tasking)
    made.give(crew, "set_status", status="6", tasking_id=tasking)
    draw(made, BETWEEN)
    assert told(made, crew) == []


def test_a_crew_is_told_of_a_zone_once(made: Made) -> None:
    crew = made.crew(at=HERE)
    draw(made)
    service.sweep(made.database)
    service.sweep(made.database)
    assert why(made, crew) == ["here"]


def test_who_comes_into_a_hazard_area_later_is_told_then(made: Made) -> None:
    crew = made.crew(at=None)
    draw(made)
    made.fix(crew, HERE)
    service.sweep(made.database)
    assert why(made, crew) == ["here"]


def test_a_stale_position_tells_nothing_of_who_is_in_there(made: Made) -> None:
    crew = made.crew(at=None)
    made.fix(crew, HERE, age_s=700)
    draw(made)
    assert told(made, crew) == []


def test_a_zone_of_later_is_told_when_it_begins(made: Made) -> None:
    crew = made.crew(at=HERE)
    zone = draw(made, from_at=clock.now() + timedelta(hours=1))
    assert told(made, crew) == []
    with made.database.transaction(SYSTEM) as session:
        session.execute(text("UPDATE zones SET from_at = now() - interval '1 s' WHERE id = :id"), {"id": zone})
    service.sweep(made.database)
    assert why(made, crew) == ["here"]


# How it ends.


def test_a_withdrawn_zone_is_taken_off_boards_and_handsets(made: Made) -> None:
    crew, supervisor = made.crew(at=HERE), made.supervisor()
    zone = draw(made)
    assert made.give(supervisor, "end_zone", zone_id=zone, reason="Made safe").outcome == "done"
    assert told(made, crew)[-1]["ended_by"] == supervisor.label
    with made.database.transaction(SYSTEM) as session:
        assert service.of_duty(session, crew.duty_id) == []
    again = made.give(supervisor, "end_zone", zone_id=zone, reason="Made safe")
    assert (again.outcome, again["code"]) == ("refused", "zone_ended")


def test_a_zone_is_over_when_its_time_is(made: Made) -> None:
    crew = made.crew(at=HERE)
    zone = draw(made, until_at=clock.now() + timedelta(hours=1))
    with made.database.transaction(SYSTEM) as session:
        session.execute(
            text("UPDATE zones SET from_at = now() - interval '2 h', until_at = now() - interval '1 s' WHERE id = :id"),
            {"id": zone},
        )
    service.sweep(made.database)
    assert told(made, crew)[-1]["ended_at"]


def test_every_board_hears_of_a_zone(made: Made) -> None:
    zone = draw(made)
    for pod in ("CE", "NE", "SW"):
        (message,) = [one for one in made.messages(f"board:{pod}") if one["kind"] == "zone.changed"]
        assert message["body"]["id"] == str(zone)
        assert message["body"]["outline"]["type"] == "MultiPolygon"


def test_drawing_and_withdrawing_are_in_the_audit(made: Made) -> None:
    zone = draw(made)
    made.give(made.supervisor(), "end_zone", zone_id=zone, reason="Made safe")
    with made.database.transaction(SYSTEM) as session:
        rows = session.execute(
            text("SELECT action, reason FROM audit WHERE subject = :subject ORDER BY id"),
            {"subject": f"zone_id:{zone}"},
        )
        assert [tuple(row) for row in rows] == [
            ("draw zone", "Scaffolding: Collapse risk"),
            ("withdraw zone", "Made safe"),
        ]


def test_only_a_supervisor_draws(app: Any, made: Made) -> None:
    body = {"id": str(uuid4()), "occurred_at": clock.iso(clock.now()), "zone_id": str(uuid4()), "zone_kind": "hazard"}
    given = {**body, "name": "x", "note": "x", "radius_m": 50, "lon": HERE[0], "lat": HERE[1]}
    for person in (made.crew(), made.dispatcher()):
        assert made.client(app, person).post("/api/commands/make_zone", json=given).status_code == 403
    assert made.client(app, made.supervisor()).post("/api/commands/make_zone", json=given).json["outcome"] == "done"


# Entering and leaving.


def stays(app: Any, made: Made, crew: Actor) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = (
        made.client(app, made.dispatcher()).get(f"/api/units/{crew.unit_id}/areas").json["items"]
    )
    return [item for item in items if item["kind"] == "hazard"]


def test_entering_and_leaving_a_hazard_area_are_facts(app: Any, made: Made) -> None:
    draw(made)
    crew = made.crew(at=None)
    made.fix(crew, HERE, age_s=120)
    assert [(stay["name"], stay["left_at"]) for stay in stays(app, made, crew)] == [("Scaffolding", None)]
    made.fix(crew, NORTH)
    # Where it was is a look back: told with a reason, and to the crew as well.
    assert stays(app, made, crew) == []
    asked = {"unit_id": str(crew.unit_id), "minutes": 30, "reason": "welfare"}
    areas = made.client(app, made.dispatcher()).post("/api/trails", json=asked).json["areas"]
    (left,) = [one for one in areas if one["kind"] == "hazard"]
    assert left["name"] == "Scaffolding"
    assert left["entered_at"] < left["left_at"]


def test_the_control_room_sees_who_is_in_a_zone_and_since_when(app: Any, made: Made) -> None:
    zone_id = draw(made)
    crew, other = made.crew(at=None), made.crew(at=None)
    made.fix(crew, HERE, age_s=120)
    made.fix(other, NORTH)
    ask = made.client(app, made.dispatcher())
    (inside,) = ask.get("/api/zones/units").json["items"]
    assert (inside["zone_id"], inside["unit_id"]) == (str(zone_id), str(crew.unit_id))
    assert inside["entered_at"] == stays(app, made, crew)[0]["entered_at"]
    assert made.client(app, crew).get("/api/zones/units").status_code == 403
    made.fix(crew, NORTH)
    assert ask.get("/api/zones/units").json == {"items": []}


def test_a_covert_unit_in_a_zone_is_told_only_to_who_may_see_it(app: Any, made: Made) -> None:
    draw(made)
    crew = made.crew(at=None)
    callsign = str(made.unit_row(crew)["callsign"])
    administrator = made.client(app, made.person("administrator"))
    assert administrator.post("/api/covert-units", json={"callsign": callsign, "is_covert": True}).status_code == 204
    made.fix(crew, HERE)
    assert made.client(app, made.dispatcher()).get("/api/zones/units").json == {"items": []}
    items = made.client(app, made.supervisor()).get("/api/zones/units").json["items"]
    assert [item["callsign"] for item in items] == [callsign]


def test_a_process_that_runs_learns_of_a_new_zone_and_of_its_end(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    ground, now = Ground(), [0.0]
    monkeypatch.setattr("api.fixes.areas.time.monotonic", lambda: now[0])

    def hazards() -> int:
        now[0] += 2.5
        with made.database.transaction(SYSTEM) as session:
            (names,) = ground.names_at(session, [HERE[0]], [HERE[1]])
        return names.count("hazard:")

    assert hazards() == 0
    zone = draw(made)
    assert hazards() == 1
    made.give(made.supervisor(), "end_zone", zone_id=zone, reason="Made safe")
    assert hazards() == 0


# Bad input.


def square(lon: float, lat: float, side: float = 0.002) -> list[list[float]]:
    return [[lon, lat], [lon + side, lat], [lon + side, lat + side], [lon, lat + side]]


@pytest.mark.parametrize(
    ("outline", "said"),
    [
        ({"corners": [[-0.05, 51.53], [-0.04, 51.54], [-0.04, 51.53], [-0.05, 51.54]]}, "crosses itself"),
        ({"corners": square(2.35, 48.85)}, "not in Britain"),
        ({"corners": square(51.53, -0.05)}, "swapped"),
        ({"corners": [[-0.05, 51.53], [-0.04, 51.54], [-0.05, 51.53]]}, "outline is broken"),
        ({"lon": 2.35, "lat": 48.85, "radius_m": 100.0}, "not in Britain"),
    ],
)
def test_what_is_no_area_is_refused_with_a_sentence(made: Made, outline: dict[str, Any], said: str) -> None:
    before = areas(made)
    with pytest.raises(Invalid) as refused:
        made.give(made.supervisor(), "make_zone", zone_id=uuid4(), zone_kind="hazard", name="x", note="x", **outline)
    assert said in str(refused.value.details)
    assert areas(made) == before


@pytest.mark.parametrize(
    "corners", [[[0, 51.5], [0.1, 51.5]], [[0, 51.5]] * 201, "abc", [[None, 1]] * 4, [[1e999, 1]] * 4]
)
def test_corners_that_nobody_can_have_set_are_refused_at_the_door(app: Any, made: Made, corners: Any) -> None:
    body = {"id": str(uuid4()), "occurred_at": clock.iso(clock.now()), "zone_id": str(uuid4()), "zone_kind": "event"}
    answer = made.client(app, made.supervisor()).post(
        "/api/commands/make_zone", json={**body, "name": "x", "note": "x", "corners": corners}
    )
    assert answer.status_code in {400, 422}


def test_a_zone_that_is_over_before_it_begins_is_refused(made: Made) -> None:
    with pytest.raises(Invalid):
        draw(made, until_at=clock.now() - timedelta(minutes=1))


# Files.


def collection(*features: dict[str, Any], **more: Any) -> str:
    return json.dumps({"type": "FeatureCollection", "features": list(features), **more})


def feature(ring: list[list[float]], **properties: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": "Polygon", "coordinates": [[*ring, ring[0]]]},
        "properties": properties,
    }


def geopackage(path: Path, srid: int, *named: tuple[str, shapely.Geometry]) -> Path:
    """As GDAL writes it: a header with the envelope before each shape."""
    database = sqlite3.connect(path)
    database.executescript(
        "CREATE TABLE gpkg_contents (table_name TEXT, data_type TEXT);"
        "CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, srs_id INTEGER);"
        'CREATE TABLE "beats of CE" (fid INTEGER, geom BLOB, Name TEXT, Code TEXT);'
        "INSERT INTO gpkg_contents VALUES ('beats of CE', 'features');"
    )
    database.execute("INSERT INTO gpkg_geometry_columns VALUES ('beats of CE', 'geom', ?)", (srid,))
    for number, (name, shape) in enumerate(named, 1):
        west, south, east, north = shape.bounds
        header = struct.pack("<2sBBi4d", b"GP", 0, 0b00000011, srid, west, east, south, north)
        row = (number, header + shapely.to_wkb(shape), name, f"CE-{number}")
        database.execute('INSERT INTO "beats of CE" VALUES (?, ?, ?, ?)', row)
    database.commit()
    database.close()
    return path


def test_beats_come_from_geojson_and_a_second_time_nothing_changes(made: Made, tmp_path: Path) -> None:
    file = tmp_path / "beats.geojson"
    file.write_text(
        collection(
            feature(square(-0.05, 51.53), name="Roman Road", code="RR1"),
            feature(square(-0.06, 51.53), NAME="Globe Town"),
        )
    )
    assert bringing.bring(made.database, file, "beat", by="tests") == bringing.Brought(2, 0, 0)
    before = areas(made)
    assert [row[1] for row in before if row[0] == "beat"] == ["RR1", "globe-town"]
    assert bringing.bring(made.database, file, "beat", by="tests") == bringing.Brought(0, 0, 2)
    assert areas(made) == before


def test_the_command_brings_a_file_and_refuses_one_whole(
    made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli.imports, "connected", lambda: made.database)

    def run(*words: str) -> Result:
        return CliRunner().invoke(cli.main, ["import", "areas", *words, "--by", "tests"])

    good, bad = tmp_path / "fete.geojson", tmp_path / "bad.geojson"
    good.write_text(collection(feature(square(-0.05, 51.53), name="Fete", kind="event", note="Crowds")))
    bad.write_text(collection(feature(BOW, name="Bad")))
    assert run(str(good)).output == "fete.geojson: 1 new, 0 changed, 0 as they were.\n"
    assert run(str(good)).output == "fete.geojson: 0 new, 0 changed, 1 as they were.\n"
    before, refused = areas(made), run(str(bad))
    assert refused.exit_code == 1
    assert "Area 1: The border of this area crosses itself" in refused.output
    assert "bad.geojson: refused, nothing was changed." in refused.output
    assert areas(made) == before
    assert "does not exist" in run("not-there.geojson").output
    assert "Name a file" in run().output


def test_a_geopackage_in_national_grid_lies_where_the_same_geojson_does(made: Made, tmp_path: Path) -> None:
    ring = square(-0.05, 51.53)
    easts, norths = points.metres([lon for lon, _ in ring], [lat for _, lat in ring])
    in_metres = shapely.Polygon(list(zip(easts, norths, strict=True)))
    one = geopackage(tmp_path / "metres.gpkg", 27700, ("Roman Road", in_metres))
    other = geopackage(tmp_path / "degrees.gpkg", 4326, ("Roman Road", shapely.Polygon(ring)))
    assert bringing.bring(made.database, one, "beat", by="tests") == bringing.Brought(1, 0, 0)
    (area,) = bringing.read(other, "beat", clock.now())
    assert area.outline.symmetric_difference(in_metres).area < 1
    old = tmp_path / "old.geojson"
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::27700"}}
    old.write_text(
        collection(feature([[x, y] for x, y in zip(easts, norths, strict=True)], name="Roman Road"), crs=crs)
    )
    (area,) = bringing.read(old, "beat", clock.now())
    assert area.outline.symmetric_difference(in_metres).area < 1


def test_an_event_zone_out_of_a_file_is_told_and_what_has_changed_is_told_again(made: Made, tmp_path: Path) -> None:
    crew, file = made.crew(at=(-0.049, 51.531)), tmp_path / "events.geojson"
    given = {"kind": "event", "name": "Protest", "code": "P1", "until": clock.iso(clock.now() + timedelta(hours=5))}
    file.write_text(collection(feature(square(-0.05, 51.53), note="PSU only", **given)))
    bringing.bring(made.database, file, "beat", by="tests")
    assert [(body["kind"], body["note"]) for body in told(made, crew)] == [("event", "PSU only")]
    file.write_text(collection(feature(square(-0.05, 51.53), note="Level 2 only", **given)))
    assert bringing.bring(made.database, file, "beat", by="tests").changed == 1
    assert told(made, crew)[-1]["note"] == "Level 2 only"


RING = [[-0.05 + 0.01 * cos(at / 1e5 * tau), 51.53 + 0.01 * sin(at / 1e5 * tau)] for at in range(100_000)]
BOW = [[-0.05, 51.53], [-0.04, 51.54], [-0.04, 51.53], [-0.05, 51.54]]
FILES: dict[str, tuple[str | bytes, str]] = {
    "broken JSON": ('{"type": "FeatureCollection", "features": [', "broken"),
    "another JSON": ('{"a": 1}', "no features"),
    "nested deeply": ("[" * 100_000, "broken"),
    "no areas": (collection(), "no area"),
    "crossing": (collection(feature(BOW, name="Bow")), "crosses itself"),
    "abroad": (collection(feature(square(2.35, 48.85), name="Paris")), "not in Britain"),
    "another system": (collection(feature(square(0, 0), name="x"), crs={"properties": {"name": "EPSG:3857"}}), "3857"),
    "100,000 corners": (
        collection(feature(RING, name="x")),
        "100,001 corners",
    ),
    "a point": (
        collection(
            {"type": "Feature", "geometry": {"type": "Point", "coordinates": [0, 51.5]}, "properties": {"name": "x"}}
        ),
        "point",
    ),
    "no shape": (collection({"type": "Feature", "geometry": None, "properties": {"name": "x"}}), "no shape"),
    "no name": (collection(feature(square(-0.05, 51.53))), "no name"),
    "twice": (collection(feature(square(-0.05, 51.53), name="x"), feature(square(-0.06, 51.53), name="x")), "twice"),
    "a zone that says nothing": (collection(feature(square(-0.05, 51.53), name="x", kind="hazard")), "what to know"),
    "a zone that is over": (
        collection(feature(square(-0.05, 51.53), name="x", kind="event", note="x", until="2020-01-01")),
        "over",
    ),
    "half a database": (b"SQLite format 3\0" + b"\0" * 5_000, "broken"),
    "no numbers": (
        collection({"type": "Feature", "geometry": {"type": "Polygon", "coordinates": "x"}, "properties": {}}),
        "no shape",
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_not_right_changes_nothing_and_says_why(made: Made, tmp_path: Path, name: str) -> None:
    content, said = FILES[name]
    file = tmp_path / "areas"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    before = areas(made)
    with pytest.raises(bringing.Refused) as refused:
        bringing.bring(made.database, file, "beat", by="tests")
    assert said in str(refused.value)
    assert areas(made) == before


def test_one_bad_area_keeps_the_good_ones_out_and_is_named_by_its_number(made: Made, tmp_path: Path) -> None:
    file = tmp_path / "areas.geojson"
    file.write_text(collection(feature(square(-0.05, 51.53), name="Good"), feature(BOW, name="Bad")))
    before = areas(made)
    with pytest.raises(bringing.Refused, match="Area 2: The border of this area crosses itself"):
        bringing.bring(made.database, file, "beat", by="tests")
    assert areas(made) == before
