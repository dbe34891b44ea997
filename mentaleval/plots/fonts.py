"""The fonts that figures are drawn with, how wide text is, and which letters none of them has.

Matplotlib brings one font, DejaVu Sans, which has Latin, Greek, Cyrillic, Arabic and Hebrew letters
but no Chinese, Japanese, Korean or Indic ones. Where a computer has a common font with these, they
are taken from there; on a page the browser finds them by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Final, Literal

from matplotlib.font_manager import FontProperties, findfont, fontManager, get_font
from matplotlib.textpath import text_to_path

from mentaleval.legible import letters

FONT: Final = "DejaVu Sans"
Slant = Literal["normal", "italic"]
Weight = Literal["normal", "bold"]
_FURTHER: Final = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "WenQuanYi Zen Hei",
    "PingFang SC",
    "Hiragino Sans GB",
    "Microsoft YaHei",
    "SimHei",
    "Malgun Gothic",
    "Apple SD Gothic Neo",
    "Noto Sans Devanagari",
    "Noto Sans Bengali",
    "Noto Sans Thai",
    "Nirmala UI",
    "Arial Unicode MS",
)
_POINTS: Final = 72
_LETTER: Final = 0.056
"""Inches that a letter takes on average, at the size of figures."""


@cache
def families() -> tuple[str, ...]:
    """Return the font of figures and those of this computer that have further letters."""
    there = set(fontManager.get_font_names())
    return (FONT, *(name for name in _FURTHER if name in there))


def lacking(texts: Iterable[str]) -> str:
    """Return the letters that no font of figures has, each once.

    Examples
    --------
    >>> lacking(["Empathy", "Élan"])
    ''
    """
    known = _letters()
    return "".join(sorted({c for text in texts for c in text if ord(c) not in known}))


@cache
def _letters() -> frozenset[int]:
    files = [findfont(FontProperties(family=[name])) for name in families()]
    return frozenset(code for file in files for code in get_font(file).get_charmap())


@cache
def text_width(text: str, size: float, style: Slant = "normal", weight: Weight = "normal") -> float:
    """Return about how many inches a text takes; call it in `mentaleval.plots.style.styled`."""
    properties = FontProperties(family=list(families()), size=size, style=style, weight=weight)
    wide, _, _ = text_to_path.get_text_width_height_descent(text, properties, ismath=False)
    return max(float(wide) / _POINTS, letters(text) * _LETTER * 0.8)
