"""How every figure looks: the roles of colours, light and dark, and the style of matplotlib.

A drawing names the role of a colour and is drawn in its light value; each value belongs to one
role alone, so that `mentaleval.plots.svg` can turn it into a CSS variable. No colour says anything
that a shape, a fill or a line style does not say too.

The hues are those of Okabe & Ito (2008), darkened for white paper and lightened for a dark page
until every one of them stands out from its ground by at least 3:1, and text by 4.5:1.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import matplotlib as mpl
from matplotlib.figure import Figure

from mentaleval.plots.fonts import families


@dataclass(frozen=True, slots=True)
class Role:
    """What a colour is for, and its value on white paper and on a dark page."""

    name: str
    light: str
    dark: str

    def __str__(self) -> str:
        """Return the value that figures are drawn in."""
        return self.light


INK: Final = Role("ink", "#1a1a1f", "#ececf0")
"""Text, axes, and what is known for sure."""
SOFT: Final = Role("soft", "#595961", "#a9a9b3")
"""Text and lines of less weight, such as thresholds."""
FAINT: Final = Role("faint", "#d9d9de", "#44444c")
"""Grid lines: they may be missed."""
PAPER: Final = Role("paper", "#ffffff", "#16161a")
"""The ground: inside of hollow marks."""
FIRST: Final = Role("first", "#0072b2", "#5bb8ec")
SECOND: Final = Role("second", "#c44f00", "#f0955a")
THIRD: Final = Role("third", "#00805c", "#3ccb9f")
FOURTH: Final = Role("fourth", "#a8508a", "#e29cc7")
BAND: Final = Role("band", "#56b4e9", "#3f9fd8")
"""Areas that something must stay within; laid under the rest at `BAND_OPACITY`."""
HARM: Final = Role("harm", "#b3261e", "#ff8a80")
"""What must not be overlooked, always with a mark or a word of its own."""
ROLES: Final = (INK, SOFT, FAINT, PAPER, FIRST, SECOND, THIRD, FOURTH, BAND, HARM)

BAND_OPACITY: Final = 0.22
MOST_OPACITY: Final = 0.4
"""Of a cell of a heat map in `FIRST` at its fullest: `INK` on it keeps a contrast of 4.5."""

TEXT: Final = 7.5
"""The size of all text, in points as printed: 10 pixels on a page."""
MARK: Final = 4.6
LINE: Final = 1.1
THIN: Final = 0.45
"""How wide a thin line is, beside another of its kind."""

_RC: Final[Mapping[str, Any]] = {
    "font.size": TEXT,
    "text.color": INK.light,
    "text.parse_math": False,
    "text.usetex": False,
    "axes.edgecolor": SOFT.light,
    "axes.facecolor": "none",
    "axes.grid": False,
    "axes.labelcolor": INK.light,
    "axes.labelsize": TEXT,
    "axes.linewidth": 0.7,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlesize": TEXT,
    "axes.unicode_minus": True,
    "figure.facecolor": "none",
    "grid.color": FAINT.light,
    "grid.linewidth": 0.6,
    "hatch.color": INK.light,
    "legend.fontsize": TEXT,
    "legend.frameon": False,
    "lines.linewidth": LINE,
    "lines.markersize": MARK,
    "patch.linewidth": 0.7,
    "path.simplify": False,
    "pdf.compression": 6,
    "pdf.fonttype": 42,
    "svg.fonttype": "path",
    "svg.hashsalt": "mentaleval",
    "xtick.color": SOFT.light,
    "xtick.labelcolor": INK.light,
    "xtick.labelsize": TEXT,
    "xtick.major.size": 2.5,
    "xtick.major.width": 0.7,
    "ytick.color": SOFT.light,
    "ytick.labelcolor": INK.light,
    "ytick.labelsize": TEXT,
    "ytick.major.size": 2.5,
    "ytick.major.width": 0.7,
}

_PROCESS: Final = frozenset({"backend", "backend_fallback", "interactive", "toolbar", "timezone"})
"""What belongs to the whole process and to no figure."""

_OF_LETTERS: Final = ("Glyph .* missing from font", "Matplotlib currently does not support")


@contextmanager
def styled(**more: Any) -> Iterator[None]:
    """Draw in this style, whatever the reader's own settings of matplotlib are.

    Parameters
    ----------
    more
        Further settings, with underscores for the dots of their names.
    """
    own = {name.replace("_", "."): value for name, value in more.items()}
    fonts = {"font.family": list(families())}
    chosen: dict[Any, Any] = {**mpl.rcParamsDefault, **_RC, **fonts, **own}
    settings = {k: v for k, v in chosen.items() if k not in _PROCESS}
    with mpl.rc_context(settings), warnings.catch_warnings():
        for said in _OF_LETTERS:  # see `mentaleval.plots.fonts.lacking`
            warnings.filterwarnings("ignore", said)
        yield


def new_figure(width: float, height: float) -> Figure:
    """Return an empty figure of so many inches; call it in `styled`."""
    return Figure(figsize=(width, height))


def css(*, dark: bool) -> str:
    """Return the declarations of the colours' CSS variables.

    Examples
    --------
    >>> css(dark=False).split(";")[0]
    '--plot-ink:#1a1a1f'
    """
    return ";".join(f"--plot-{r.name}:{r.dark if dark else r.light}" for r in ROLES) + ";"
