"""What is wrong with a page as it is drawn: each function gives sentences, or none if all is well.

A check that cannot fail proves nothing: ``test_browser_planted.py`` plants each of these flaws.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

_SCRIPT = Path(__file__).with_suffix(".js").read_text(encoding="utf-8").partition("*/")[2].strip()
LEAST_MARKS = 8
"""What an empty frame with its ticks and their labels has is more."""
LEAST_LETTERS = 8
"""In pixels: 6 points, the smallest letters that journals print."""
LEAST_CONTRAST = 4.5
"""WCAG 2.2, 1.4.3: of text with what is behind it."""
CONTRAST = "color-contrast"
TARGET = "target-size"
"""WCAG 2.2, 2.5.8: 24 pixels, or as much room; axe looks for it only where asked."""
REPEATED = (
    ".drawing",
    ".scroll tbody tr:nth-child(n+4)",
    ".scroll tbody:nth-of-type(n+3)",
    ".card:nth-of-type(n+3)",
    ".sentences > div:nth-child(n+3)",
    ".findings li:nth-child(n+4)",
    ".pair:nth-of-type(n+2)",
)
GRAVE = ("serious", "critical")
PAPER = {"width": 718, "height": 1000}
"""An A4 page in pixels, between margins of 1 cm."""


def _ask(page: Any, call: str) -> Any:
    return page.evaluate(f"{_SCRIPT}.{call}")


def unfold(page: Any) -> None:
    """Open whatever can be opened."""
    _ask(page, "openAll()")


def undrawn(page: Any, least: int = LEAST_MARKS) -> list[str]:
    """Return the figures that are missing, hidden or empty."""
    return _ask(page, f"undrawn({least})")


def clipped(page: Any) -> list[str]:
    """Return the words that reach out of their figure."""
    return _ask(page, "clipped()")


def small(page: Any) -> list[str]:
    """Return the words that are too small to be read in their figure as it is shown."""
    return _ask(page, f"small({LEAST_LETTERS})")


def untied(page: Any) -> list[str]:
    """Return the ids that two elements share, and those that are meant but are nowhere."""
    return _ask(page, "tied()")


def overflowing(page: Any) -> list[str]:
    """Return what sticks out of the window or its own box, or hides a part, but for scrolling."""
    return _ask(page, "overflowing()")


def pale(page: Any) -> list[str]:
    """Return the words in figures that stand out too little (axe does not look into figures)."""
    return _ask(page, f"pale({LEAST_CONTRAST})")


def on_paper(page: Any) -> list[str]:
    """Return what would be lost in print, where nothing scrolls and nothing unfolds."""
    before = page.viewport_size
    page.emulate_media(media="print")
    page.set_viewport_size(PAPER)
    wrong = _ask(page, "folded()") + _ask(page, "cut()") + overflowing(page)
    page.emulate_media(media="screen")
    page.set_viewport_size(before)
    return wrong


def pages_of(pdf: bytes) -> int:
    """Return how many pages a PDF file of Chromium has."""
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def inaccessible(page: Any) -> list[str]:
    """Return what axe-core calls serious or critical.

    It looks for contrast in the first of what is repeated: the others look the same, and all of
    them take it several times as long. In drawings `pale` looks for it.
    """
    but_contrast = {"rules": {CONTRAST: {"enabled": False}, TARGET: {"enabled": True}}}
    firsts = {"exclude": [[repeated] for repeated in REPEATED]}
    found = _axe(page, None, but_contrast) + _axe(page, firsts, {"runOnly": [CONTRAST]})
    return [
        f"{rule['id']} ({rule['impact']}): {node['target']} {node['failureSummary']}"
        for rule in found
        if rule["impact"] in GRAVE
        for node in rule["nodes"]
    ]


def _axe(page: Any, where: dict[str, Any] | None, rules: dict[str, Any]) -> list[dict[str, Any]]:
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415

    options = {"resultTypes": ["violations"], **rules}
    found: list[dict[str, Any]] = (
        Axe().run(page, context=where, options=options).response["violations"]
    )
    return found


def begin_at_the_top(page: Any) -> None:
    """Let the next Tab be the first of the page."""
    page.evaluate(
        "document.body.tabIndex = -1; document.body.focus();"
        "document.body.removeAttribute('tabindex'); window.scrollTo(0, 0)"
    )


def unreached(page: Any) -> list[str]:
    """Return what Tab does not reach from the top of the page, or reaches without a sign of it."""
    wanted = _ask(page, "focusable()")
    begin_at_the_top(page)
    reached, wrong = [], []
    for _ in wanted:
        page.keyboard.press("Tab")
        at = _ask(page, "focused()")
        reached.append(at["name"])
        wrong += [f"{at['name']} shows no focus"] * (not at["ringed"])
        wrong += [f"{at['name']} has the focus out of sight"] * (not at["seen"])
    lost = [f"{name} is not reached" for name in wanted if name not in reached]
    return wrong + lost
