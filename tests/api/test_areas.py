"""Versions of boroughs, BCUs and beats: previewed, refused line by line, replaced whole, the same the second time."""

from __future__ import annotations

import json
import sqlite3
import struct
from pathlib import Path
from typing import Any

import pytest
import shapely
from sqlalchemy import text

from api.actors import SYSTEM, Actor
from api.areas import reading
from api.areas.reading import Columns
from api.areas.states import BEAT, KINDS
from geo import features
from tests.factories import HERE, NORTH, Made

LON, LAT = HERE


def box(east: float, north: float, size: float = 0.004) -> list[list[list[float]]]:
    """Around a place so many degrees from HERE."""
    west, south = LON + east - size / 2, LAT + north - size / 2
    return [
        [[west, south], [west + size, south], [west + size, south + size], [west, south + size], [west, south]],
    ]


def feature(rings: Any, **says: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": says, "geometry": {"type": "Polygon", "coordinates": rings}}


def collection(*all_of: dict[str, Any], **more: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": all_of, **more}).encode()


WARDS = collection(
    feature(box(0, 0), WD24NM="Roman Road", WD24CD="E05000001"),
    feature(box(0, 0.009), WD24NM="Old Ford", WD24CD="E05000002"),
)


def send(app: Any, made: Made, door: str, data: bytes, **asked: str) -> Any:
    query = {"kind": BEAT, "file": "wards.geojson", **asked}
    client = made.client(app, made.person("administrator"))
    return client.post(f"/api/areas/{door}", data=data, query_string=query, content_type="application/octet-stream")


def held(made: Made, kind: str = BEAT) -> dict[str, tuple[str, str | None]]:
    with made.database.transaction(SYSTEM) as session:
        rows = session.execute(text("SELECT code, name, parent FROM areas WHERE kind = :kind"), {"kind": kind})
        return {code: (name, parent) for code, name, parent in rows}


def beats_of(app: Any, made: Made, crew: Actor) -> set[str]:
    stays = made.client(app, made.dispatcher()).get(f"/api/units/{crew.unit_id}/areas").json["items"]
    return {stay["name"] for stay in stays if stay["kind"] == BEAT}


def test_a_preview_says_what_a_file_would_do_and_changes_nothing(app: Any, made: Made) -> None:
    before = held(made)
    answer = send(app, made, "preview", WARDS, code="WD24CD").json
    assert (answer["count"], answer["new"], answer["faults"]) == (2, ["Roman Road", "Old Ford"], [])
    assert (answer["name_column"], answer["is_taken"]) == ("wd24nm", False)
    assert {"name": "wd24cd", "first": ["E05000001", "E05000002"]} in answer["columns"]
    assert held(made) == before


def test_a_version_replaces_all_of_its_kind_and_a_second_time_nothing_changes(app: Any, made: Made) -> None:
    assert send(app, made, "replace", WARDS, code="WD24CD").json["is_taken"]
    assert held(made) == {"E05000001": ("Roman Road", "Tower Hamlets"), "E05000002": ("Old Ford", "Hackney")}
    again = send(app, made, "replace", WARDS, code="WD24CD").json
    assert (again["new"], again["changed"], again["gone"], again["same_count"]) == ([], [], [], 2)
    other = collection(feature(box(0, 0, 0.005), WD24NM="Roman Road", WD24CD="E05000001"))
    third = send(app, made, "replace", other, code="WD24CD").json
    assert (third["changed"], third["gone"]) == (["Roman Road"], ["Old Ford"])
    (beats,) = [
        one
        for one in made.client(app, made.person("administrator")).get("/api/areas").json["items"]
        if one["kind"] == BEAT
    ]
    assert (beats["count"], beats["version"]["number"], beats["version"]["file"]) == (1, 2, "wards.geojson")


def test_a_replacement_is_in_the_audit_and_a_preview_is_not(app: Any, made: Made) -> None:
    send(app, made, "preview", WARDS)
    send(app, made, "replace", WARDS)
    with made.database.transaction(SYSTEM) as session:
        rows = session.execute(text("SELECT subject FROM audit WHERE action = 'replace areas'")).scalars().all()
    assert [row.split(",")[0] for row in rows] == ["Beats or wards: 2 new"]


def test_what_is_wrong_is_told_area_by_area_and_nothing_of_the_file_is_taken(app: Any, made: Made) -> None:
    bowtie = [[[LON, LAT], [LON + 0.01, LAT + 0.01], [LON + 0.01, LAT], [LON, LAT + 0.01], [LON, LAT]]]
    file = collection(
        feature(box(0, 0), name="Good"),
        feature(bowtie, name="Crossed"),
        feature(box(0.02, 0), name="Twice"),
        feature(box(0.03, 0), name="twice"),
        feature(box(2.0, 0), name="Abroad"),
        feature(box(0.01, 0)),
        feature([[[LON, LAT]]], name="No ring"),
        feature([[[LAT, LON], [LAT, LON + 1], [LAT + 1, LON], [LAT, LON]]], name="Swapped"),
    )
    before = held(made)
    answer = send(app, made, "replace", file).json
    assert not answer["is_taken"]
    told = {fault["number"]: fault["why"] for fault in answer["faults"]}
    assert sorted(told) == [2, 3, 4, 5, 6, 7, 8]
    assert "crosses itself" in told[2]
    assert "more than once" in told[3]
    assert "outside of the force" in told[5] or "not in Britain" in told[5]
    assert "no name" in told[6]
    assert "no shape that can be read" in told[7]
    assert "swapped" in told[8]
    assert held(made) == before


def test_a_bcu_gets_another_outline_and_none_of_them_comes_or_goes(app: Any, made: Made) -> None:
    with made.database.transaction(SYSTEM) as session:
        outlines = session.execute(
            text("SELECT name, ST_AsGeoJSON(ST_Transform(ST_Buffer(outline, 30), 4326)) FROM areas WHERE kind = 'pod'")
        )
        shapes = {name: json.loads(outline) for name, outline in outlines}
    bcus = [{"type": "Feature", "properties": {"bcu": name}, "geometry": shape} for name, shape in shapes.items()]
    before = held(made, "pod")
    assert send(app, made, "replace", collection(*bcus), kind="pod", name="bcu").json["changed"] == sorted(
        shapes, key=list(shapes).index
    )
    assert set(held(made, "pod")) == set(before)
    fewer = send(app, made, "replace", collection(*bcus[1:]), kind="pod", name="bcu").json
    assert "may not go" in fewer["faults"][0]["why"]
    new = collection(*bcus, feature(box(0, 0), bcu="Riverside"))
    assert "needs a control room" in send(app, made, "replace", new, kind="pod", name="bcu").json["faults"][0]["why"]


def test_the_area_of_a_unit_is_that_of_the_new_version(app: Any, made: Made) -> None:
    send(app, made, "replace", WARDS, code="WD24CD")
    crews = [made.crew(at=HERE), made.crew(at=NORTH)]
    assert [beats_of(app, made, crew) for crew in crews] == [{"Roman Road"}, {"Old Ford"}]
    # A stay is known by the code of its area, so it outlives the version it began in.
    renamed = WARDS.replace(b"Old Ford", b"Old Ford West")
    assert send(app, made, "replace", renamed, code="WD24CD").json["changed"] == ["Old Ford West"]
    assert beats_of(app, made, crews[1]) == {"Old Ford West"}


def test_only_an_administrator_brings_areas_and_only_so_much(app: Any, made: Made) -> None:
    for who in (made.officer(), made.dispatcher(), made.supervisor(), None):
        answer = made.client(app, who).post(
            "/api/areas/replace?kind=beat", data=WARDS, content_type="application/octet-stream"
        )
        assert answer.status_code in {401, 403}
    assert send(app, made, "preview", b"x" * (24 * 1024 * 1024 + 1)).status_code == 413
    assert send(app, made, "preview", b"").status_code == 422


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"PK\x03\x04rest", "Unpack it first"),
        (b"{]", "neither GeoJSON nor a GeoPackage"),
        (b"[" * 100_000, "neither GeoJSON nor a GeoPackage"),
        (
            collection(feature(box(0, 0), name="x"), crs={"properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}),
            "EPSG:27700",
        ),
        (collection(), "no area"),
        (collection(feature(box(0, 0), ref=1)), "which column has the name"),
    ],
)
def test_a_file_that_is_none_is_refused_in_a_sentence(app: Any, made: Made, data: bytes, words: str) -> None:
    answer = send(app, made, "preview", data)
    assert answer.status_code == 422
    assert words in answer.json["message"]


FRAME = """
    CREATE TABLE gpkg_contents (table_name TEXT, data_type TEXT);
    CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, srs_id INTEGER);
    INSERT INTO gpkg_contents VALUES ('wards', 'features');
    INSERT INTO gpkg_geometry_columns VALUES ('wards', 'geom', 4326);
"""


def geopackage(path: Path, *, layer: str = "CREATE TABLE wards (geom BLOB, name TEXT)") -> Path:
    with sqlite3.connect(path) as database:
        database.executescript(FRAME)
        database.execute(layer)
    return path


def test_a_geopackage_is_read_as_it_is(app: Any, made: Made, tmp_path: Path) -> None:
    path = geopackage(tmp_path / "wards.gpkg")
    blob = struct.pack("<2sBBi", b"GP", 0, 1, 4326) + shapely.Polygon(box(0, 0)[0]).wkb
    with sqlite3.connect(path) as database:
        database.execute("INSERT INTO wards VALUES (?, 'Roman Road')", (blob,))
    assert send(app, made, "preview", path.read_bytes()).json["new"] == ["Roman Road"]


def test_a_view_that_counts_for_ever_is_no_layer(app: Any, made: Made, tmp_path: Path) -> None:
    endless = "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x AS geom, 'a' AS name FROM n"
    path = geopackage(tmp_path / "bomb.gpkg", layer=f"CREATE VIEW wards AS {endless}")
    assert "no area" in send(app, made, "preview", path.read_bytes()).json["message"]


def test_the_real_boroughs_have_more_corners_than_a_zone_may(tmp_path: Path) -> None:
    corners = shapely.Point(535_000, 181_000).buffer(900, quad_segs=1_000)
    path = tmp_path / "round.geojson"
    path.write_text(
        json.dumps({"type": "Feature", "properties": {"name": "Round"}, "geometry": shapely.geometry.mapping(corners)})
    )
    document = json.loads(path.read_text()) | {"crs": {"properties": {"name": "EPSG:27700"}}}
    path.write_text(json.dumps(document))
    read = reading.read(path, KINDS[BEAT], Columns(), lambda _name: None)
    assert [one.name for one in read.given] == ["Round"]
    with pytest.raises(features.NotReadable, match="no column"):
        reading.read(path, KINDS[BEAT], Columns(name="ward"), lambda _name: None)
