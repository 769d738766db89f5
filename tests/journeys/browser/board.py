"""A dispatcher's hands on a board: the keyboard."""

from __future__ import annotations

import re
from contextlib import suppress

from playwright.sync_api import Locator, Page, expect

from tests.journeys.browser.handset import tries_ms


class Board:
    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, words: str) -> None:
        self.page.keyboard.type(words)

    def button(self, name: str | re.Pattern[str]) -> Locator:
        return self.page.get_by_role("button", name=name)

    @property
    def chosen(self) -> Locator:
        """The incident that is open on the right."""
        return self.page.get_by_role("region", name="Chosen incident")

    @property
    def incidents(self) -> Locator:
        return self.page.get_by_role("region", name=re.compile("^Incidents, by grade"))

    @property
    def units(self) -> Locator:
        return self.page.get_by_role("region", name="Units", exact=True)

    @property
    def reached(self) -> Locator:
        return self.page.get_by_role("region", name=re.compile("^Has it reached them"))

    def has_reached(self, words: str) -> None:
        """What is known of how far the one tasking has got, in words."""
        expect(self.reached.get_by_text(words, exact=True)).to_be_visible()

    @property
    def candidates(self) -> Locator:
        return self.page.get_by_role("region", name=re.compile("^Closest and fit"))

    def ranks(self, callsign: str) -> None:
        """The handset's first position may come after the first ranking: then it is asked for again."""
        listed = self.candidates.get_by_role("button", name=re.compile(f"^{callsign}"))
        for try_ms in tries_ms():
            with suppress(AssertionError):
                expect(listed).to_be_visible(timeout=try_ms)
                return
            self.press("r")
        raise AssertionError(self.candidates.inner_text())

    @property
    def log(self) -> Locator:
        return self.page.get_by_role("region", name=re.compile("^Log"))

    @property
    def dead_feed(self) -> Locator:
        return self.page.get_by_role("region", name="The live feed is dead")

    def alarm(self, callsign: str) -> Locator:
        return self.page.get_by_role("region", name=f"Emergency {callsign}", exact=True)

    def held(self, callsign: str) -> Locator:
        return self.page.get_by_role("region", name=f"Emergency {callsign}, acknowledged")

    def is_live(self) -> None:
        expect(self.page.get_by_role("status").filter(has_text="The feed is live")).to_be_attached()

    def answer(self, until: Locator, *, gone: bool = False) -> None:
        """What has just come up takes no key for a moment: a person presses again, and so does this."""
        for try_ms in tries_ms():
            self.press("a")
            with suppress(AssertionError):
                expect(until).to_be_visible(visible=not gone, timeout=try_ms)
                return
        raise AssertionError("The alarm was not answered.")

    def order(self, words: str) -> None:
        """Type a command into the line at the foot. Enter is right only when the line says so."""
        self.press("/")
        self.type(words)
        expect(self.page.get_by_role("status").filter(has_text="· Enter")).to_be_visible()
        self.press("Enter")

    def open_incident(self, cad: str) -> None:
        self.is_live()
        number = cad.split("/", maxsplit=1)[0]
        expect(self.incidents.get_by_text(re.compile(rf"^{number} · "))).to_be_visible()
        self.order(number)
        expect(self.chosen.get_by_text(cad)).to_be_visible()

    def create(self, *, type_words: str, what: str, place: str, first_words: str = "") -> None:
        """A new incident, without ever touching the mouse."""
        self.press("n")
        panel = self.page.get_by_role("dialog", name="New incident")
        for name, words in (("Type", type_words), ("What", what), ("Place", place)):
            role = "textbox" if name == "What" else "combobox"
            expect(panel.get_by_role(role, name=name, exact=True)).to_be_focused()
            self.type(words)
            if name != "What":
                expect(panel.get_by_role("option").first).to_be_visible()
                self.press("Enter")
            self.press("Tab")
        if first_words:
            words_for_log = panel.get_by_role("textbox", name="First words for the log")
            for _ in range(12):
                if words_for_log.evaluate("(field) => field === document.activeElement"):
                    break
                self.press("Tab")
            self.type(first_words)
        self.press("Control+Enter")
        expect(self.chosen.get_by_role("heading", name=what)).to_be_visible()
