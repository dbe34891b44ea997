"""How the cells of a rating workbook look, and which of them may be changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

_OPEN: Final = "#FFF8E1"
_LINES: Final = "#BFBFBF"


@dataclass(frozen=True, slots=True)
class Formats:
    """The formats of one workbook; a rater may change the cells of the last two."""

    paragraph: Any
    head: Any
    bold: Any
    text: Any
    other_text: Any
    """For every second conversation, so that one sees which responses belong together."""
    rating: Any
    comment: Any


def formats_of(book: Any) -> Formats:
    """Add the formats to a workbook."""
    wrap = {"text_wrap": True, "valign": "top", "font_size": 10}
    box = {**wrap, "border": 1, "border_color": _LINES}
    typed = {**box, "locked": False, "bg_color": _OPEN}
    return Formats(
        paragraph=book.add_format({**wrap, "font_size": 12}),
        head=book.add_format({**box, "bold": True, "bg_color": "#D9E2EC"}),
        bold=book.add_format({**box, "bold": True}),
        text=book.add_format(box),
        other_text=book.add_format({**box, "bg_color": "#F0F0F0"}),
        rating=book.add_format({**typed, "align": "center", "font_size": 12}),
        comment=book.add_format({**typed, "num_format": "@"}),
    )
