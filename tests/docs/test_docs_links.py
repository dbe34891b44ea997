"""Every relative link of the documentation leads somewhere, to its heading too."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("plugins/*/README.md")],
)
_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`[^`\n]*`")
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def broken_links(page: Path) -> list[str]:
    """Return the relative links of a page that lead nowhere."""
    text = _CODE.sub("`code`", _FENCE.sub("", page.read_text(encoding="utf-8")))
    links = [found for found in _LINK.findall(text) if "://" not in found]
    return [link for link in links if not _leads(page, link)]


def _leads(page: Path, link: str) -> bool:
    path, _, anchor = link.partition("#")
    target = (page.parent / path).resolve() if path else page
    if not target.exists() or not target.is_relative_to(page.anchor):
        return False
    return not anchor or anchor in anchors(target)


def anchors(page: Path) -> set[str]:
    """Return the anchors that GitHub gives the headings of a page."""
    found: dict[str, int] = {}
    named = set()
    for heading in _HEADING.findall(_FENCE.sub("", page.read_text(encoding="utf-8"))):
        slug = re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")
        times = found.get(slug, 0)
        found[slug] = times + 1
        named.add(f"{slug}-{times}" if times else slug)
    return named


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_relative_links_lead_somewhere(page):
    assert broken_links(page) == []


def test_a_link_to_nowhere_is_found(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(
        "# A *new* page, at last\n\n[a](#a-new-page-at-last) [b](#b) [c](none.md) [d](page.md#b)\n"
        "[e](page.md) [f](https://example.org/none) `[g](none.md)`\n\n```\n[h](none.md)\n```\n",
        encoding="utf-8",
    )
    assert broken_links(page) == ["#b", "none.md", "page.md#b"]


def test_every_page_can_be_reached_from_the_index():
    reached = {ROOT / "docs" / "index.md"}
    waiting = list(reached)
    while waiting:
        page = waiting.pop()
        text = page.read_text(encoding="utf-8")
        for link in _LINK.findall(text):
            target = (page.parent / link.partition("#")[0]).resolve()
            if target.suffix == ".md" and target.exists() and target not in reached:
                reached.add(target)
                waiting.append(target)
    assert {page for page in PAGES if page.is_relative_to(ROOT / "docs")} <= reached
