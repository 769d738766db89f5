"""An auditor hands out what is held on a person: finds them, reads the preview, changes it, and takes two files."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect
from sqlalchemy import text

from api.actors import SYSTEM
from tests import records
from tests.factories import Made
from tests.journeys.browser.axe import findings


def prints_as_a_document(sheet: Page, paper: bytes) -> None:
    """The browser's own print makes the document: A4, and the marking in the margins of each sheet and not in the text."""
    sheet.set_content(paper.decode())
    pdf = sheet.pdf(prefer_css_page_size=True)
    assert pdf.startswith(b"%PDF-")
    box = re.search(rb"/MediaBox \[0 0 ([0-9.]+) ([0-9.]+)\]", pdf)
    assert box
    assert (round(float(box[1])), round(float(box[2]))) == (595, 842)
    expect(sheet.locator(".marking").first).to_have_text("OFFICIAL-SENSITIVE")
    sheet.emulate_media(media="print")
    expect(sheet.locator(".marking").first).to_be_hidden()
    sheet.close()


def test_a_person_is_found_read_changed_and_handed_out(
    made: Made, open_page: Callable[..., Page], complaints: list[str]
) -> None:
    with made.database.transaction(SYSTEM) as session:
        # The journeys share a database: nobody of the test before may be found here.
        for table in ("links", "nominals"):
            session.execute(text(f"DELETE FROM {table} WHERE source_system = :source"), {"source": records.SOURCE})  # noqa: S608
    paula = records.nominal(
        made.database, "Paula", "Wintergreen", description="Argues with Zebedee Quillfeather, fears Dave"
    )
    zebedee = records.nominal(made.database, "Zebedee", "Quillfeather", "1961-07-19")
    hidden = records.nominal(made.database, "Wilhelmina", "Nightingale", restriction="witness")
    for other in (zebedee, hidden):
        records.link(made.database, ("nominal", paula), ("nominal", other), "knows")

    page = open_page("/audit", made.person("auditor", name="Ada Auditor"))
    page.get_by_role("button", name="Disclosure").click()
    page.get_by_role("button", name="Find", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Enter the reference")
    page.get_by_label("Reference").fill("SAR/2026/0417")
    page.get_by_label("To whom it goes").fill("Paula Wintergreen")
    page.get_by_label("Name", exact=True).fill("Paula Wintergreen")
    page.get_by_role("button", name="Find", exact=True).click()
    expect(page.get_by_role("heading", name="Who is meant?")).to_be_focused()
    assert findings(page) == []
    page.get_by_role("button", name=re.compile("Preview Paula Wintergreen")).click()

    expect(page.get_by_role("heading", name=re.compile("Paula Wintergreen, born"))).to_be_focused()
    expect(page.get_by_text("Removed: where a record came from is not told")).to_be_visible()
    expect(page.locator("body")).not_to_contain_text("Nightingale")
    page.get_by_label("Cut a name or words out everywhere").fill("Dave")
    page.get_by_role("button", name="Cut out", exact=True).click()
    expect(page.get_by_text("1 word cut out everywhere")).to_be_visible()
    linked = page.get_by_role("region", name="Linked with")
    linked.get_by_role("button", name="Put back").click()
    linked.get_by_role("button", name="Put it back").click()
    expect(linked.get_by_role("alert")).to_contain_text("Say why")
    assert findings(page) == []
    linked.get_by_label("Why is this handed out?").fill("They have agreed in writing")
    linked.get_by_role("button", name="Put it back").click()
    expect(page.get_by_text("1 put back")).to_be_visible()

    with (
        page.expect_download(lambda file: file.suggested_filename.endswith(".html")) as first,
        page.expect_download(lambda file: file.suggested_filename.endswith(".json")) as second,
    ):
        page.get_by_role("button", name="Hand it out").click()
    expect(page.get_by_text("Two files were handed to your browser")).to_be_visible()
    assert re.fullmatch(r"disclosure-[0-9a-f-]{36}\.html", first.value.suggested_filename)
    paper, told = Path(first.value.path()).read_bytes(), Path(second.value.path()).read_bytes()
    prints_as_a_document(page.context.new_page(), paper)
    for file in (paper, told):
        assert b"Nightingale" not in file
        assert b"Dave" not in file
        assert b"Zebedee Quillfeather, born" in file
        # What she is said to do with him is still another person's data.
        assert b"Argues with Zebedee" not in file
    assert json.loads(told)["marking"] == "OFFICIAL-SENSITIVE"
    page.get_by_role("button", name="Another one").click()
    expect(page.get_by_role("listitem").filter(has_text="SAR/2026/0417")).to_be_visible()
    with made.database.transaction(SYSTEM) as session:
        acts = (
            session.execute(text("SELECT action FROM audit WHERE kind = 'disclosure' ORDER BY id DESC LIMIT 2"))
            .scalars()
            .all()
        )
    assert set(acts) == {"disclose nominal", "put back what a rule took out"}
    assert complaints == []
