"""Takes the pictures of the README from the running product, with the exercise alive in it.

    TEST_DATABASE_URL=postgresql://... CHROMIUM=/usr/bin/chromium python -m docs.pictures.take

Everything on them is made up. The front end must have been built (`npm run bundle` in pwa/).
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID, uuid4

from playwright.sync_api import Browser, Page, expect, sync_playwright
from sqlalchemy import text

from api.actors import SYSTEM, Actor
from api.db import Database
from api.exercise import seed
from api.exercise.people import made_up_id
from docs.pictures.lighter import lighten
from tests.conftest import database_at, drop_database, make_database, prepare, url_of
from tests.factories import Made
from tests.journeys.browser.board import Board
from tests.journeys.browser.conftest import token_of
from tests.journeys.browser.handset import Handset
from tests.journeys.browser.server import Server

HERE = Path(__file__).parent
NAME = "bluelamp_test_pictures"
MOST_BYTES = 250_000
WEBGL = ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]

# A made-up door of the pod with a marker and the most made-up history around it.
_DOOR = text(
    "SELECT m.address, ST_X(m.place::geometry) AS lon, ST_Y(m.place::geometry) AS lat FROM place_markers m"
    " JOIN areas a ON a.kind = 'pod' AND a.code = 'CE' AND ST_Contains(a.outline, ST_Transform(m.place::geometry, 27700))"
    " ORDER BY m.category = 'weapons' DESC,"
    " (SELECT count(*) FROM events e WHERE ST_DWithin(e.place, m.place, 100)) DESC LIMIT 1"
)

_OTHER_DOORS = text(
    "SELECT m.address, ST_X(m.place::geometry) AS lon, ST_Y(m.place::geometry) AS lat FROM place_markers m"
    " JOIN areas a ON a.kind = 'pod' AND a.code = 'CE' AND ST_Contains(a.outline, ST_Transform(m.place::geometry, 27700))"
    " ORDER BY m.id LIMIT 4"
)
CALLS = [
    ("S", "AB", "Youths throwing stones at buses"),
    ("E", "CG", "Keeps shouting at the neighbours"),
    ("S", "CG", "Shoplifter detained by the guard"),
    ("E", "AB", "Loud music since the morning"),
]


@contextmanager
def living_server(folder: Path) -> Iterator[tuple[Server, Database]]:
    make_database(NAME)
    prepare(NAME)
    database = database_at(url_of(NAME, "bluelamp_app"))
    list(seed.run(database, demo=True))
    server = Server(NAME, folder / "server.log", BLUELAMP_EXERCISE="1")
    server.start()
    try:
        yield server, database
    finally:
        server.stop()
        database.engine.dispose()
        drop_database(NAME)


class Photographer:
    def __init__(self, browser: Browser, server: Server, made: Made, door: tuple[str, float, float]) -> None:
        self.browser, self.server, self.made = browser, server, made
        self.address, self.lon, self.lat = door

    def open(self, path: str, who: Actor | None, theme: str, width: int, height: int) -> Page:
        context = self.browser.new_context(
            base_url=self.server.origin,
            viewport={"width": width, "height": height},
            geolocation={"longitude": self.lon - 0.006, "latitude": self.lat - 0.003, "accuracy": 6},
            permissions=["geolocation"],
            service_workers="block",
            reduced_motion="reduce",
        )
        context.add_init_script(f"localStorage.setItem('theme', '{theme}')")
        if who:
            token = token_of(self.made, who)
            context.add_cookies([{"name": "bluelamp", "value": token, "url": self.server.origin}])
        page = context.new_page()
        page.goto(path)
        return page

    def take(self, page: Page, name: str) -> None:
        """Fonts are there, and nothing is on its way any more."""
        page.evaluate("document.fonts.ready.then(() => true)")
        path = HERE / f"{name}.png"
        page.screenshot(path=path)
        lighten(path)
        print(f"{path.name}: {path.stat().st_size // 1000} kB")  # noqa: T201

    def dress(self, page: Page, theme: str) -> None:
        page.evaluate(f"document.documentElement.dataset.theme = '{theme}'")


def more_calls(made: Made, database: Database, control: Actor) -> None:
    """A queue such as a Sunday afternoon has: some of it can wait."""
    with database.transaction(SYSTEM) as session:
        doors = session.execute(_OTHER_DOORS).all()
    for door, (grade, kind, what) in zip(doors, CALLS, strict=False):
        made.incident(
            control, grade=grade, type=kind, what=what, address=door.address, at=(door.lon, door.lat), pod="CE"
        )


def handset(photographer: Photographer, officer: Actor, control: Actor, unit_id: UUID) -> Handset:
    take, made = photographer.take, photographer.made
    page = photographer.open("/", None, "day", 390, 844)
    expect(page.get_by_role("heading", name="Exercise accounts")).to_be_visible()
    take(page, "handset-sign-in")
    phone = Handset(photographer.open("/", officer, "day", 390, 844))
    phone.page.get_by_role("textbox", name="Callsign").fill("CE21")
    phone.button(re.compile("^CE21")).click()
    phone.page.get_by_role("combobox", name="Vehicle").select_option(index=1)
    phone.page.evaluate("scrollTo(0, 0)")
    take(phone.page, "handset-book-on")
    phone.button("Go on duty as CE21").click()
    phone.press(phone.button(re.compile("2 On patrol")), phone.status.get_by_text("2 On patrol"))
    expect(phone.page.get_by_text(re.compile("±"))).to_be_visible()
    # The handset shows a tap at once; a unit can be tasked when the control room has it, too.
    expect(phone.page.get_by_text(re.compile(r"\d waiting"))).to_have_count(0)
    incident_id = uuid4()
    made.incident(
        control,
        incident_id=incident_id,
        grade="I",
        what="Domestic, he is smashing up the flat, child inside",
        address=photographer.address,
        at=(photographer.lon, photographer.lat),
        pod="CE",
        qualifiers=["domestic", "vulnerable_child", "weapon"],
        first_words="My sister is locked in the bathroom with the little one, he has a hammer",
    )
    answer = made.give(
        control, "task_unit", tasking_id=uuid4(), incident_id=incident_id, unit_id=unit_id, note="Lights and silent."
    )
    if answer.outcome != "done":
        sys.exit(str(answer))
    expect(phone.alarm).to_be_visible()
    take(phone.page, "handset-alarm")
    phone.accept()
    expect(phone.page.get_by_text(re.compile(r"\d waiting"))).to_have_count(0)
    take(phone.page, "handset-tasking-day")
    photographer.dress(phone.page, "night")
    take(phone.page, "handset-tasking-night")
    photographer.dress(phone.page, "red")
    take(phone.page, "handset-tasking-red")
    phone.read_risk()
    phone.press(phone.button(re.compile("5 En route")), phone.status.get_by_text("5 En route"))
    card = "/" + str(phone.page.evaluate("location.hash"))
    terminal = photographer.open(card, officer, "night", 1280, 800)
    expect(terminal.get_by_role("heading", name="Know before you go")).to_be_visible()
    take(terminal, "vehicle-terminal-night")
    terminal.context.close()
    return phone


def board(photographer: Photographer, dispatcher: Actor, phone: Handset) -> None:
    day = desk_with_incident(photographer, dispatcher, "day")
    photographer.take(day.page, "board-day")
    day.page.context.close()
    night = desk_with_incident(photographer, dispatcher, "night")
    photographer.take(night.page, "board-night")
    phone.hold_help()
    expect(night.alarm("CE21")).to_be_visible()
    night.page.wait_for_load_state("networkidle")
    photographer.take(night.page, "board-alarm")


def desk_with_incident(photographer: Photographer, dispatcher: Actor, theme: str) -> Board:
    desk = Board(photographer.open("/board", dispatcher, theme, 1440, 900))
    desk.is_live()
    # The crews of the exercise have told their places, so that there is somebody to rank.
    expect(desk.page.get_by_text(re.compile(r"^\d+ not seen$"))).to_have_count(0, timeout=25_000)
    expect(desk.page.locator(".map canvas")).to_be_visible()
    desk.incidents.get_by_role("button", name=re.compile("smashing up")).click()
    expect(desk.candidates.get_by_text(re.compile("^(within|\\d+ to) \\d+ min$")).first).to_be_visible(timeout=60_000)
    # Tiles come one after the other; the picture is of a map that has them.
    desk.page.wait_for_load_state("networkidle")
    return desk


def main() -> None:
    os.environ.setdefault("CHROMIUM", "/usr/bin/chromium")
    with tempfile.TemporaryDirectory() as folder, living_server(Path(folder)) as (server, database):
        made = Made(database)
        with database.transaction(SYSTEM) as session:
            door = session.execute(_DOOR).one()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=os.environ["CHROMIUM"], args=WEBGL)
            photographer = Photographer(browser, server, made, (door.address, door.lon, door.lat))
            officer = Actor(id=made_up_id("P100001"), label="PC Asha Marlow", roles=frozenset({"officer"}), pod="CE")
            control = Actor(id=made_up_id("C200001"), label="Rowan Pike", roles=frozenset({"dispatcher"}), pod="CE")
            more_calls(made, database, control)
            phone = handset(photographer, officer, control, made_up_id("CE21"))
            board(photographer, control, phone)
            browser.close()
    heavy = [path.name for path in HERE.glob("*.png") if path.stat().st_size > MOST_BYTES]
    if heavy:
        sys.exit(f"Heavier than {MOST_BYTES // 1000} kB: {', '.join(heavy)}")


if __name__ == "__main__":
    main()
