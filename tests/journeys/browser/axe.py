"""What axe finds by the rules of WCAG 2.2 AA, in each theme."""

from __future__ import annotations

import os
import re
from pathlib import Path

from playwright.sync_api import Page

from api.config import PROJECT

AXE = PROJECT / "pwa" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
EVERYTHING = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
# A theme changes colours and nothing else: what the others may break is judged in each, the rest in one of them.
COLOURS = {
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
    "resultTypes": ["violations"],
}
RULES = {"day": EVERYTHING, "night": COLOURS, "red": COLOURS}
LOOK = """async ([theme, rules]) => {
  document.documentElement.dataset.theme = theme;
  // Colours on their way into the other theme are neither.
  const changing = document.getAnimations().filter((one) => one instanceof CSSTransition);
  await Promise.all(changing.map((one) => one.finished.catch(() => null)));
  const { violations } = await axe.run(document, rules);
  const said = ({ target, any }) => `${target.join(" ")} ${any[0]?.message ?? ""}`;
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${theme}: ${id}: ${said(node)}`));
}"""


# `LOOK=folder` keeps a picture of every screen that is judged, in each theme and at these sizes: for eyes, which axe has not.
SIZES = {True: [(390, 844), (1024, 768)], False: [(1024, 768), (1440, 900)]}


def findings(page: Page) -> list[str]:
    return [found for theme in RULES for found in judged(page, theme)]


def judged(page: Page, theme: str) -> list[str]:
    # The page's own policy lets no test write a script into it, so axe comes the browser's way; and only where it is asked.
    if page.evaluate("() => !globalThis.axe"):
        page.evaluate(f"() => {{ {AXE.read_text()} }}")
    found: list[str] = page.evaluate(LOOK, [theme, RULES[theme]])
    if folder := os.environ.get("LOOK"):
        keep_pictures(page, Path(folder), theme)
    return found


def keep_pictures(page: Page, folder: Path, theme: str) -> None:
    own = page.viewport_size or {"width": 1440, "height": 900}
    test = re.sub(r"\W+", "-", os.environ["PYTEST_CURRENT_TEST"].split("::")[-1].split("[")[0])
    for width, height in SIZES[own["width"] < 1000]:
        page.set_viewport_size({"width": width, "height": height})
        count = len(list(folder.glob(f"{test}-*-{theme}-{width}.png")))
        page.screenshot(path=folder / f"{test}-{count:02}-{theme}-{width}.png")
    page.set_viewport_size(own)
