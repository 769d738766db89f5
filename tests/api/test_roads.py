"""Roads out of OpenStreetMap's files: cut at crossings, one-way where it says so; what is broken changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from api.actors import SYSTEM
from api.cli import main
from api.db import Database
from api.exercise import roads as made_up
from api.imports.lines import NotReadable
from api.roads import bringing, osm, service
from geo import points

CLASSES = {"primary", "residential", "motorway"}
NODES = {1: (51.53, -0.05), 2: (51.53, -0.04), 3: (51.53, -0.03), 4: (51.54, -0.04), 5: (51.54, -0.03)}


@pytest.fixture(autouse=True)
def no_roads_in_memory() -> Iterator[None]:
    service.forget()
    yield
    service.forget()


def osm_file(folder: Path, ways: str, nodes: dict[int, tuple[float, float]] | None = None, name: str = "a.osm") -> Path:
    points = "".join(
        f'<node id="{at}" version="1" lat="{lat}" lon="{lon}"/>'
        for at, (lat, lon) in (NODES if nodes is None else nodes).items()
    )
    path = folder / name
    path.write_text(f'<?xml version="1.0"?><osm version="0.6" generator="test">{points}{ways}</osm>')
    return path


def way(number: int, nodes: str, **tags: str) -> str:
    refs = "".join(f'<nd ref="{ref}"/>' for ref in nodes.split())
    said = "".join(f'<tag k="{key}" v="{value}"/>' for key, value in tags.items())
    return f'<way id="{number}" version="1">{refs}{said}</way>'


def ends(path: Path) -> list[tuple[int, int, bool]]:
    return [(one.start, one.end, one.is_oneway) for one in osm.read(path, CLASSES).stretches]


def test_ways_are_cut_where_they_cross(tmp_path: Path) -> None:
    ways = way(1, "1 2 3", highway="primary", name="Made Up Road") + way(2, "4 2", highway="residential")
    assert ends(osm_file(tmp_path, ways)) == [(1, 2, False), (2, 3, False), (4, 2, False)]


def test_a_bend_is_no_crossing(tmp_path: Path) -> None:
    (stretch,) = osm.read(osm_file(tmp_path, way(1, "1 2 3", highway="primary")), CLASSES).stretches
    assert (stretch.start, stretch.end, len(stretch.places)) == (1, 3, 3)


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"oneway": "yes"}, (1, 2, True)),
        ({"oneway": "-1"}, (2, 1, True)),
        ({"junction": "roundabout"}, (1, 2, True)),
        ({"junction": "roundabout", "oneway": "no"}, (1, 2, False)),
        ({"oneway": "no"}, (1, 2, False)),
    ],
)
def test_one_way_streets_are_driven_as_they_say(tmp_path: Path, tags: dict[str, str], expected: Any) -> None:
    assert ends(osm_file(tmp_path, way(1, "1 2", highway="primary", **tags))) == [expected]


def test_a_loop_without_a_crossing_has_two_halves(tmp_path: Path) -> None:
    assert ends(osm_file(tmp_path, way(1, "1 2 3 5 1", highway="residential"))) == [(1, 3, False), (3, 1, False)]


def test_what_no_car_may_drive_is_left_out_and_counted(tmp_path: Path) -> None:
    ways = way(1, "1 2", highway="primary") + way(2, "2 3", highway="primary", access="no")
    ways += way(3, "4 5", highway="footway")
    network = osm.read(osm_file(tmp_path, ways), CLASSES)
    assert len(network.stretches) == 1
    assert network.left_out == {"ways closed to cars": 1}


def test_a_street_that_lets_emergency_vehicles_through_is_open_to_us(tmp_path: Path) -> None:
    ways = way(1, "1 2", highway="primary") + way(2, "2 3", highway="primary", access="no", emergency="yes")
    assert len(osm.read(osm_file(tmp_path, ways), CLASSES).stretches) == 2


# Made Up Road from 1 by 2 to 3; at 2 a street leads to 4.
JUNCTION = way(1, "1 2", highway="primary") + way(2, "2 3", highway="primary") + way(3, "2 4", highway="residential")


def restriction(said: str, before: int = 1, via: int = 2, after: int = 3, **tags: str) -> str:
    members = f'<member type="way" ref="{before}" role="from"/><member type="node" ref="{via}" role="via"/>'
    members += f'<member type="way" ref="{after}" role="to"/>'
    told = {"type": "restriction", "restriction": said, **tags}
    written = "".join(f'<tag k="{key}" v="{value}"/>' for key, value in told.items())
    return f'<relation id="1" version="1">{members}{written}</relation>'


def no_turns(path: Path) -> list[tuple[int, int, int]]:
    return [(one.before, one.crossing, one.after) for one in osm.read(path, CLASSES).no_turns]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (restriction("no_right_turn"), [(0, 2, 2)]),
        (restriction("only_straight_on", after=2), [(0, 2, 2)]),
        (restriction("no_u_turn", after=1), [(0, 2, 0)]),
        (restriction("no_right_turn", **{"except": "psv;emergency"}), []),
        (restriction("none_of_ours"), []),
    ],
)
def test_turns_that_are_not_allowed_come_with_the_roads(tmp_path: Path, said: str, expected: Any) -> None:
    assert no_turns(osm_file(tmp_path, JUNCTION + said)) == expected


@pytest.mark.parametrize("said", [restriction("no_right_turn", after=9), restriction("no_right_turn", before=4, via=5)])
def test_a_turn_between_ways_that_nobody_can_tell_is_counted_and_left_out(tmp_path: Path, said: str) -> None:
    through = way(4, "3 5 1", highway="residential") + way(5, "5 4", highway="residential")
    network = osm.read(osm_file(tmp_path, JUNCTION + through + said), CLASSES)
    assert network.no_turns == []
    assert sum((network.left_out or {}).values()) == 1


def test_a_search_goes_the_way_round_that_is_allowed(database: Database, tmp_path: Path) -> None:
    """From 1 by 2 into the street to 4 one may not turn: the way leads by 3 and 5."""
    round_ = way(4, "3 5 4", highway="residential")
    times = []
    for name, said in (("free.osm", ""), ("forbidden.osm", restriction("no_right_turn"))):
        list(bringing.bring(database, osm_file(tmp_path, JUNCTION + round_ + said, name=name)))
        service.keep(database)
        known = service.known()
        assert known is not None
        (here, there), (south, north) = points.metres([-0.045, -0.04], [51.53, 51.535])
        goal = known.graph.snap([there], [north])
        (took,) = known.graph.search(goal, 3_600).seconds(known.graph.snap([here], [south]))
        times.append(took)
    assert times[1] > 1.5 * times[0]
    assert times[1] < 3_600


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.osm", "<osm><node", "broken"),
        ("a.osm", "", "broken"),
        ("a.osm.pbf", "no such thing", "broken"),
        ("a.csv", "a,b", "an OpenStreetMap file ends in"),
        ("a.osm", '<?xml version="1.0"?><osm version="0.6"/>', "There is no road"),
    ],
)
def test_a_file_that_is_none_says_so(tmp_path: Path, name: str, content: str, says: str) -> None:
    path = tmp_path / name
    path.write_text(content)
    with pytest.raises(NotReadable, match=says):
        osm.read(path, CLASSES)


def test_ways_without_their_nodes_are_told_of(tmp_path: Path) -> None:
    path = osm_file(tmp_path, way(1, "1 2", highway="primary"), nodes={})
    with pytest.raises(NotReadable, match="1 ways whose nodes are not in the file"):
        osm.read(path, CLASSES)


def networks(database: Database) -> list[tuple[str, int, bool]]:
    with database.transaction(SYSTEM) as session:
        rows = session.execute(text("SELECT name, edges, is_current FROM road_networks ORDER BY loaded_at"))
        return [tuple(row) for row in rows]


def edges(database: Database) -> int:
    with database.transaction(SYSTEM) as session:
        return int(session.execute(text("SELECT count(*) FROM road_edges")).scalar_one())


def test_a_file_takes_the_place_of_the_network_in_use_and_again_changes_nothing(
    database: Database, tmp_path: Path
) -> None:
    with database.transaction(SYSTEM) as session:
        service.replace(session, made_up.drivable())
    path = osm_file(tmp_path, way(1, "1 2 3", highway="primary") + way(2, "4 2", highway="residential"))
    assert "3 stretches of road" in " ".join(bringing.bring(database, path))
    assert (networks(database), edges(database)) == ([("a.osm", 3, True)], 3)
    assert "Nothing was changed" in " ".join(bringing.bring(database, path))


def test_a_broken_file_leaves_the_network_in_use(database: Database, tmp_path: Path) -> None:
    list(bringing.bring(database, osm_file(tmp_path, way(1, "1 2", highway="primary"))))
    broken = tmp_path / "broken.osm.pbf"
    broken.write_bytes(b"\x00\x00\x00\x0d\x0a\x09OSMHeader")
    with pytest.raises(NotReadable):
        list(bringing.bring(database, broken))
    assert networks(database) == [("a.osm", 1, True)]


def test_roads_outside_of_great_britain_are_refused_whole(database: Database, tmp_path: Path) -> None:
    paris = osm_file(tmp_path, way(1, "1 2", highway="primary"), nodes={1: (48.85, 2.35), 2: (48.86, 2.36)})
    with pytest.raises(NotReadable, match="lies in Great Britain"):
        list(bringing.bring(database, paris))
    assert networks(database) == []


def test_the_made_up_roads_are_read_once_and_again_when_others_are_in_use(database: Database, tmp_path: Path) -> None:
    with database.transaction(SYSTEM) as session:
        service.replace(session, made_up.drivable())
    service.keep(database)
    first = service.known()
    assert first is not None
    assert len(first.graph.edges) > 3_000
    service.keep(database)
    assert service.known() is first
    list(bringing.bring(database, osm_file(tmp_path, way(1, "1 2", highway="primary", oneway="yes"))))
    service.keep(database)
    second = service.known()
    assert second is not None
    assert second.name == "a.osm"
    assert len(second.graph.edges) == 1


@pytest.mark.parametrize("words", [["roads"], ["roads", "a", "b"], ["roads", "not-there.osm"]])
def test_the_command_says_what_it_needs(words: list[str]) -> None:
    done = CliRunner().invoke(main, ["import", *words])
    assert done.exit_code != 0
    assert "OpenStreetMap file" in done.output or "does not exist" in done.output
