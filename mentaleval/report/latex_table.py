"""A table as LaTeX with the rules of booktabs, to be put into a paper as it is."""

from __future__ import annotations

import re
from typing import Any, Final

import pandas as pd

from mentaleval.legible import one_line
from mentaleval.report.grid import Grid, Line, grid_of
from mentaleval.report.origin import Origin
from mentaleval.report.tabular import Tabular

_LONG: Final = 40
"""More lines do not fit on a page with their notes, so that the table may be broken."""
_MINUS: Final = re.compile(r"(?<![\w.)\]}-])-(?=\d)")
_DASHES: Final = re.compile(r"-(?=-)")
"""What would become part of a longer dash."""
_LAST_OF_PDFLATEX: Final = "\u024f"
_BREAK: Final = r"\\"
_RULE: Final = r"\midrule"
_SPACE: Final = r"\addlinespace"
_OPEN: Final = r"\begin{tabular}"
_CLOSE: Final = r"\end{tabular}"
_SHRINK: Final = r"\resizebox{\ifdim\width>\linewidth\linewidth\else\width\fi}{!}{%"
_ESCAPED: Final = str.maketrans(
    {
        **{sign: f"\\{sign}" for sign in "{}$&#%_"},
        **{sign: f"{{{sign}}}" for sign in "[]*"},  # after a line they would be its options
        "\\": r"\textbackslash{}",
        "^": r"\textasciicircum{}",
        "~": r"\textasciitilde{}",
        "`": r"\textasciigrave{}",
        "<": r"\textless{}",
        ">": r"\textgreater{}",
        "|": r"\textbar{}",
        '"': "''",
    }
)


def latex_table(table: Tabular[Any], origin: Origin) -> str:
    """Return a table as a float or, where it is long, as one that goes over pages."""
    grid = grid_of(table)
    long = sum(len(part.lines) for part in grid.parts) > _LONG
    frame = pd.DataFrame(_lines(grid, repeated=long), columns=_titles(grid))
    made = frame.style.hide(axis="index").to_latex(
        hrules=True,
        column_format="".join(side[0] for side in grid.justified),
        caption=_text(origin.caption(table.title)),
        label=f"tab:{origin.command}-{table.name}",
        environment="longtable" if long else "table",
        position=None if long else "tbp",
        position_float=None if long else "centering",
    )
    body = _broken(made, table) if long else _floating(made, table)
    return "\n".join([*_comments(origin, body, long=long), body])


def _floating(made: str, table: Tabular[Any]) -> str:
    """Return a float with its notes, no wider than the text around it."""
    shrunk = made.replace(_OPEN, f"\\smallskip\n{_SHRINK}\n{_OPEN}").replace(_CLOSE, f"{_CLOSE}}}")
    notes = _notes(table)
    below = f"\\par\\smallskip\n\\parbox{{\\linewidth}}{{\\footnotesize\\raggedright\n{notes}}}\n"
    end = r"\end{table}"
    return shrunk.replace(end, f"{below if notes else ''}{end}")


def _broken(made: str, table: Tabular[Any]) -> str:
    """Return a table over pages with its notes, in small letters since nothing can shrink it."""
    notes = _notes(table)
    below = f"{{\\footnotesize\\raggedright\n{notes}}}\n" if notes else ""
    return f"{{\\scriptsize\\setlength{{\\tabcolsep}}{{3pt}}\n{made}}}\n{below}"


def _notes(table: Tabular[Any]) -> str:
    return "".join(f"{_text(one_line(note))}\\par\n" for note in table.notes)


def _titles(grid: Grid) -> Line:
    return [_title(title, side[0]) for title, side in zip(grid.titles, grid.justified, strict=True)]


def _title(title: str, side: str) -> str:
    lines = [_text(line) for line in title.split("\n")]
    return lines[0] if len(lines) == 1 else f"\\shortstack[{side}]{{{_BREAK.join(lines)}}}"


def _lines(grid: Grid, *, repeated: bool) -> list[Line]:
    """Return the lines with rules between headings, which stand on their first line alone.

    Where they are repeated, since a page may begin anywhere, they stand on all.
    """
    made: list[Line] = []
    for part in grid.parts:
        for place, line in enumerate(part.lines):
            cells = [_text(cell) for cell in line]
            if grid.headed and not repeated and not (part.first and place == 0):
                cells[0] = ""
            if place == 0 and made:
                cells[0] = f"{_RULE if part.first else _SPACE}\n{cells[0]}"
            made.append(cells)
    return made


def _text(text: str) -> str:
    r"""Return text in which nothing is a command; a minus before a number is one.

    Examples
    --------
    >>> print(_text("50% & a_b"), _text("-0.5, +1"), _text("gpt-4"))
    50\% \& a\_b $-$0.5, +1 gpt-4
    """
    escaped = _DASHES.sub("-{}", text.translate(_ESCAPED))
    return _MINUS.sub("$-$", escaped)


def _comments(origin: Origin, body: str, *, long: bool) -> list[str]:
    packages = "booktabs, longtable" if long else "booktabs, graphicx"
    said = [*origin.lines, f"needs \\usepackage{{{packages}}}"]
    if any(letter > _LAST_OF_PDFLATEX for letter in body):
        said.append("has letters that take XeLaTeX or LuaLaTeX, and a font that has them")
    return [f"% {one_line(line)}" for line in said]
