"""A table as Markdown, in the form that GitHub and Pandoc read."""

from __future__ import annotations

import re
from typing import Any, Final

import pandas as pd

from mentaleval.legible import one_line
from mentaleval.report.grid import grid_of
from mentaleval.report.origin import Origin
from mentaleval.report.tabular import Tabular

_MARKUP: Final = re.compile(r"[\\`*_\[\]<>|~$&#]|-(?=-)")
"""Of hyphens those that Pandoc would make part of a dash."""
_LEADING: Final = re.compile(r"^(\d*)([-+.)=:])")
"""What makes a list, a heading or a rule of the line that it begins."""


def markdown_table(table: Tabular[Any], origin: Origin) -> str:
    """Return a table with its title above, its notes below and a comment on where it comes from."""
    grid = grid_of(table)
    lines = [[_text(cell) for cell in line] for part in grid.parts for line in part.lines]
    titles = [_text(" ".join(title.split())) for title in grid.titles]
    pipes = pd.DataFrame(lines, columns=titles).to_markdown(
        index=False, tablefmt="pipe", disable_numparse=True, colalign=grid.justified
    )
    above = [_comment(origin), f"**{_text(origin.caption(table.title))}**"]
    return "\n\n".join([*above, pipes, *(_line(one_line(note)) for note in table.notes)]) + "\n"


def _text(text: str) -> str:
    r"""Return text in which nothing is markup.

    Examples
    --------
    >>> print(_text("a|b*"))
    a\|b\*
    """
    return _MARKUP.sub(r"\\\g<0>", text)


def _line(text: str) -> str:
    r"""Return a line of its own that is a sentence, and no part of a list.

    Examples
    --------
    >>> print(_line("- c"), _line("1. d"))
    \- c 1\. d
    """
    return _LEADING.sub(r"\1\\\2", _text(text))


def _comment(origin: Origin) -> str:
    said = "; ".join(origin.lines).replace("--", "- -")  # that would end the comment
    return f"<!-- {one_line(said)} -->"
