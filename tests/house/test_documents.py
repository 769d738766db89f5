"""What the documents point at is there, and the locks name no place."""

import re
from pathlib import Path

import pytest

from deploy.locks.__main__ import LOCKS
from deploy.locks.__main__ import ROOT as LOCKED_ROOT

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("bench/**/*.md"), *ROOT.glob("geo/**/*.md")])
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)[^)]*\)|<(?:img|a)\s[^>]*?(?:src|href)=\"([^\"]+)\"")


def links(document: Path) -> list[str]:
    """Every relative link and picture of a document, without what stands in code."""
    text = re.sub(r"```.*?```|`[^`\n]*`", "", document.read_text(), flags=re.DOTALL)
    found = [first or second for first, second in LINK.findall(text)]
    return [link for link in found if not re.match(r"[a-z]+:", link)]


def headings(document: Path) -> set[str]:
    """The anchors of a document's headings, as GitHub makes them."""
    lines = re.findall(r"^#+ +(.*)$", document.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", line.lower()).replace(" ", "-") for line in lines}


@pytest.mark.parametrize("document", PAGES, ids=lambda document: str(document.relative_to(ROOT)))
def test_every_link_of_the_documents_leads_somewhere(document: Path) -> None:
    for link in links(document):
        path, _, anchor = link.partition("#")
        target = (document.parent / path).resolve() if path else document
        assert target.exists(), f"{link} is not there"
        if anchor and target.suffix == ".md":
            assert anchor in headings(target), f"{link}: no such heading"


def test_the_locks_hold_versions_and_hashes_but_no_address() -> None:
    for lock in LOCKS:
        text = (LOCKED_ROOT / lock.file).read_text()
        assert "://" not in text
        assert all("--hash=" in pinned for pinned in text.split("\n\n") if "==" in pinned)


def test_the_front_ends_lock_names_no_place_to_fetch_from() -> None:
    assert '"resolved"' not in (ROOT / "pwa/package-lock.json").read_text()
