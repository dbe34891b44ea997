"""The few pieces of Markdown that the reference pages are made of."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

NOTICE: Final = "<!-- Made by docs/generate.py; change the code or docs/*.toml instead. -->\n"
AS_IT_IS: Final = "<!-- fmt: off -->\n"
"""Examples are formatted in the code: ruff would format them again here, with other widths."""
_EMPHASIS: Final = re.compile(r"((?<![\w*`])\*+[^\s*][^*\n]*(?<=\S)\*+(?![\w*])|`[^`]*`)")


def title(text: str) -> str:
    """Return the title of a page, and that it is generated."""
    return f"# {text}\n\n{NOTICE}"


def code(text: str) -> str:
    """Return text as code."""
    return f"`{text}`"


def fence(text: str, language: str = "text") -> str:
    """Return a block of text as it is."""
    return f"```{language}\n{text}\n```\n"


def starless(text: str) -> str:
    """Keep the stars of a formula in running text from being read as emphasis."""
    pieces = _EMPHASIS.split(text)  # every second one is emphasis or code
    pieces[::2] = [piece.replace("*", r"\*") for piece in pieces[::2]]
    return "".join(pieces)


def anchor(heading: str) -> str:
    """Return what a link to a heading names, as GitHub does."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Return a table."""
    return "\n".join(map(_row, [head, ("---",) * len(head), *rows])) + "\n"


def _row(cells: Iterable[str]) -> str:
    shown = (cell.replace("|", r"\|") for cell in cells)
    return f"| {' | '.join(shown)} |"
