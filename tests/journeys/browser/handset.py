"""An officer's hands on a handset."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import suppress

from playwright.sync_api import Error, Locator, Page, expect

from tests.patience import PATIENCE_S

FIRST_TRY_MS = 700


def tries_ms() -> Iterator[int]:
    """How long each try may take. Each has longer than the one before: where the first was too short, so would all others be."""
    end, try_ms = time.monotonic() + PATIENCE_S, FIRST_TRY_MS
    while time.monotonic() < end:
        yield try_ms
        try_ms *= 2


class Handset:
    def __init__(self, page: Page) -> None:
        self.page = page

    def button(self, name: str | re.Pattern[str], *, exact: bool = False) -> Locator:
        return self.page.get_by_role("button", name=name, exact=exact)

    def heading(self, name: str | re.Pattern[str]) -> Locator:
        return self.page.get_by_role("heading", name=name)

    @property
    def alarm(self) -> Locator:
        return self.page.get_by_role("dialog", name=re.compile("New tasking|Changed: read it (again|now)"))

    @property
    def link(self) -> Locator:
        return self.page.get_by_role("status").filter(has_text=re.compile("the control room"))

    @property
    def waiting(self) -> Locator:
        """How many actions wait for a connection. A test asks whether any do: the handset has receipts of its own to send."""
        return self.page.get_by_text(re.compile(r"\d waiting"))

    @property
    def status(self) -> Locator:
        return self.page.get_by_role("banner")

    @property
    def called_for_help(self) -> Locator:
        # In capitals: what a caller said is "not confirmed" too.
        return self.page.get_by_text(re.compile("NOT CONFIRMED"))

    def sign_in(self, name: str) -> None:
        self.button(re.compile(name)).click()
        self.button("Sign in", exact=True).click()

    def go_on_duty(self, callsign: str) -> None:
        self.page.get_by_role("textbox", name="Callsign").fill(callsign)
        self.button(re.compile(f"^{callsign}")).click()
        self.button(f"Go on duty as {callsign}").click()
        expect(self.heading(re.compile("nothing for you"))).to_be_visible()

    def press(self, button: Locator, until: Locator, *, gone: bool = False) -> None:
        """What has just come up under a finger takes no tap for a moment: a person taps again, and so does this."""
        for try_ms in tries_ms():
            if until.is_visible() != gone:
                return
            with suppress(AssertionError, Error):
                button.click(timeout=try_ms)
                expect(until).to_be_visible(visible=not gone, timeout=try_ms)
        expect(until).to_be_visible(visible=not gone, timeout=FIRST_TRY_MS)

    def next_status(self, words: str) -> None:
        """The big button. What waits is no proof of it: the handset itself has things to say, which wait as well."""
        self.press(self.button(re.compile(words)), self.status.get_by_text(words))

    def accept(self) -> None:
        self.press(self.alarm.get_by_role("button", name="Accept", exact=True), self.heading("Know before you go"))

    def open_alarm(self) -> None:
        self.press(self.alarm.get_by_role("button", name="Open and read"), self.alarm, gone=True)

    def read_risk(self) -> None:
        self.button("I have read this").click()
        expect(self.page.get_by_text("You read this at")).to_be_visible()

    def add_line(self, words: str) -> None:
        self.button("Add to the log").click()
        sheet = self.page.get_by_role("dialog", name="Add to the log")
        sheet.get_by_role("textbox", name="What happened").fill(words)
        sheet.get_by_role("button", name="Add", exact=True).click()

    def set_status(self, code: str) -> None:
        self.button("Status", exact=True).click()
        self.page.get_by_role("dialog", name="Status").get_by_role("button", name=re.compile(rf"^{code}\b")).click()

    def result(self, code: str, words: str) -> None:
        sheet = self.page.get_by_role("dialog", name="Result and close")
        self.press(self.button("Result and close"), sheet)
        sheet.get_by_role("combobox", name="Result").select_option(code)
        sheet.get_by_role("textbox", name="What was done").fill(words)
        sheet.get_by_role("button", name="Result and close").click()

    def hold_help(self) -> None:
        """A finger stays on the button until the handset says what happened."""
        box = self.button("Hold: help").bounding_box()
        assert box
        self.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        self.page.mouse.down()
        expect(self.called_for_help).to_be_visible()
        self.page.mouse.up()

    def hold_help_by_key(self) -> None:
        self.button("Hold: help").focus()
        self.page.keyboard.down("Enter")
        expect(self.called_for_help).to_be_visible()
        self.page.keyboard.up("Enter")
