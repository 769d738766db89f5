"""Releases, before the real server: two real builds with a full outbox between them, and a release whose worker is broken."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Error, expect

from api.actors import Actor
from api.config import PROJECT
from tests.factories import Made
from tests.journeys.browser.handset import Handset
from tests.journeys.browser.server import Server
from tests.patience import PATIENCE_MS, until

WHAT = "Alarm at the jeweller's"
BROKEN_AT_INSTALL = "throw new Error('a broken release');"
# It installs, takes every page, and answers nothing that anybody could use.
BROKEN_AT_START = """
    self.addEventListener('install', () => self.skipWaiting());
    self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
    self.addEventListener('fetch', (event) => event.respondWith(new Response('broken', { status: 500 })));
"""
LOOK_FOR_UPDATES = """async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    await registration.update().catch(() => undefined);
}"""


# A page that is opened while the browser changes from one worker to the next may be answered by neither.
NO_OTHER_WORKER = """async () => {
    const { installing, waiting } = await navigator.serviceWorker.getRegistration();
    return !installing && !waiting;
}"""


class Release:
    """A server of its own with a folder of its own for the front end, which can be replaced."""

    def __init__(self, server: Server, folder: Path) -> None:
        self.dist = folder / "dist"
        shutil.copytree(PROJECT / "pwa" / "dist", self.dist)
        self.server = Server(server.database, folder / "server.log", PWA_DIST=str(self.dist))
        self.server.start()

    def again(self, **settings: str) -> None:
        self.server.stop()
        self.server.settings |= settings
        self.server.start()

    def put(self, dist: Path) -> None:
        shutil.rmtree(self.dist)
        shutil.copytree(dist, self.dist)

    def put_worker(self, script: str) -> None:
        for squeezed in self.dist.glob("sw.js*"):
            squeezed.unlink()
        (self.dist / "sw.js").write_text(script)


@pytest.fixture
def release(server: Server, tmp_path: Path) -> Iterator[Release]:
    release = Release(server, tmp_path)
    yield release
    release.server.stop()


@pytest.fixture(scope="module")
def next_build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same sources as the next generation: a real build with names of its own."""
    dist = tmp_path_factory.mktemp("next") / "dist"
    bundle = [sys.executable, "-m", "deploy.ground", "npm", "run", "bundle"]
    env = os.environ | {"PWA_DIST": str(dist), "VITE_APP": "2"}
    built = subprocess.run(bundle, cwd=PROJECT, env=env, text=True, capture_output=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    return dist


@pytest.fixture
def crew(made: Made) -> Actor:
    return made.crew()


@pytest.fixture
def officer(made: Made, crew: Actor, release: Release, open_handset: Callable[..., Handset]) -> Handset:
    """At a job, with the worker of this release in charge."""
    made.tasking(crew, made.incident(what=WHAT))
    officer: Handset = open_handset(crew)
    officer.page.goto(f"{release.server.origin}/")
    officer.page.evaluate("navigator.serviceWorker.ready.then(() => undefined)")
    officer.accept()
    expect(officer.waiting).to_have_count(0)
    return officer


def test_an_update_with_a_full_outbox_loses_nothing_and_one_that_is_too_old_says_so(
    officer: Handset, release: Release, next_build: Path, made: Made, crew: Actor
) -> None:
    """The server has gone on: it serves the former generation until it is told not to, and then the officer is told."""
    release.put(next_build)
    officer.next_status("5 En route")
    until(lambda: made.unit_row(crew)["status"] == "5", officer.page)

    officer.page.context.set_offline(True)
    officer.next_status("6 At scene")
    officer.add_line("Front window is out.")
    expect(officer.page.get_by_text("2 waiting")).to_be_visible()
    release.again(OLDEST_APP="2")
    officer.page.context.set_offline(False)
    told = officer.page.get_by_role("alert").filter(has_text="too old for the control room")
    expect(told).to_be_visible()
    expect(officer.page.get_by_text("2 waiting")).to_be_visible()
    assert made.unit_row(crew)["status"] == "5"

    generations: list[str | None] = []
    officer.page.on("request", lambda request: generations.append(request.headers.get("bluelamp-app")))
    told.get_by_role("button", name="Get the new version").click()
    expect(officer.waiting).to_have_count(0)
    until(lambda: made.unit_row(crew)["status"] == "6", officer.page)
    expect(officer.page.get_by_role("region", name="Log")).to_contain_text("Front window is out.")
    expect(told).to_have_count(0)
    assert generations[-1] == "2"


def test_a_broken_release_leaves_the_old_one_running_and_a_kill_switch_takes_off_what_runs(
    officer: Handset, release: Release, complaints: list[str], made: Made, crew: Actor
) -> None:
    release.put_worker(BROKEN_AT_INSTALL)
    officer.page.evaluate(LOOK_FOR_UPDATES)
    officer.page.context.set_offline(True)
    officer.page.reload()
    expect(officer.heading(WHAT)).to_be_visible()
    officer.next_status("5 En route")
    expect(officer.waiting).to_be_visible()

    # Still without a connection for the app itself: what waits must survive the broken worker and its end.
    cut = [True]
    officer.page.context.route("**/api/**", lambda route: route.abort() if cut else route.fallback())
    officer.page.context.set_offline(False)
    release.put_worker(BROKEN_AT_START)
    officer.page.evaluate(LOOK_FOR_UPDATES)
    end_a_worker_that_keeps_its_successor_waiting(officer)
    until(lambda: officer.page.evaluate(NO_OTHER_WORKER), officer.page)
    officer.page.reload(wait_until="commit")
    expect(officer.page.get_by_text("broken")).to_be_visible()

    release.again(BLUELAMP_WORKER_OFF="1")
    starts = 0
    while not officer.heading(WHAT).is_visible():
        starts += 1
        assert starts <= 2
        start(officer)
    # The route stays: to take one away is asked of every worker, and one that is just coming to its end never answers.
    cut.clear()
    until(lambda: made.unit_row(crew)["status"] == "5", officer.page)
    complaints.clear()


def start(officer: Handset) -> None:
    """Open the app, and give the browser the moment in which it looks for another worker."""
    officer.page.reload(wait_until="commit")
    try:
        expect(officer.heading(WHAT)).to_be_visible(timeout=PATIENCE_MS / 2)
    except (AssertionError, Error):
        return


def end_a_worker_that_keeps_its_successor_waiting(officer: Handset) -> None:
    """As the browser does when it likes: one that sends what waits may try for minutes."""
    for _ in range(100):
        if officer.page.evaluate(NO_OTHER_WORKER):
            return
        officer.page.wait_for_timeout(50)
    browser = officer.page.context.new_cdp_session(officer.page)
    browser.send("ServiceWorker.enable")
    browser.send("ServiceWorker.stopAllWorkers")
    browser.detach()
