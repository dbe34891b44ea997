"""Lay out the figures of `labels.py` as plain text, so that a page can show what was printed."""

from collections.abc import Iterator, Mapping, Sequence
from math import sqrt
from typing import Any, Final

from scipy import special

LOWEST, HIGHEST, MOST_WRONG = 0.93, 0.96, 0.01
FAR: Final = 3  # standard errors
LEFT, COLUMN = 25, 6  # widths
BOUND: Final = ("means", "differences")
PROMISED: Final = ("corrected", "humans")

Cell = Mapping[str, Any]
Column = tuple[str, str, str]  # a heading, the method, what of it
Groups = Sequence[tuple[str, Sequence[Column]]]

SAID, TRUE = "saved, said", "saved, true"
SHORT: Final = {"means": "means", "differences": "diff.", "together": "all", "wrong": "wrong"}
NAMES: Final = {"together": "all at once", "wrong": "wrong claims"}
DESIGNS: Final = {
    "these": "Design 'these': {n} of the N conversations are labelled, true is the mean of the N",
    "like these": "Design 'like these': N are drawn, {n} of them labelled, true is the mean of all",
}


def of(method: str, *what: str) -> tuple[str, list[Column]]:
    """Make a group of columns."""
    return method, [(SHORT[one], method, one) for one in what]


COMPARED: Final[Groups] = [
    of("corrected", "means", "differences", "together", "wrong"),
    of("humans", "means", "differences"),
    ("saves", [("said", "corrected", SAID), ("true", "corrected", TRUE)]),
    of("raw", "means", "differences", "wrong"),
]
REFUSED: Final[Groups] = [
    of("offset", "means", "differences", "wrong"),
    of("recalibrated", "means", "differences", "wrong"),
    ("lambda 1", [*of("lambda 1", *BOUND)[1], ("saves", "lambda 1", TRUE)]),
    of("block", "means", "differences", "wrong"),
]


def as_text(result: Mapping[str, Any]) -> str:
    """Write the tables, how sure they are, and which figures are not what was promised."""
    cells, n = result["cells"], result["labelled"][0]
    lines = [*_head(result)]
    first = [cell for cell in cells if cell["labelled"] == n]
    for design, title in DESIGNS.items():
        lines += ["", title.format(n=n), *_sheet(_having(first, design=design), COMPARED)]
    these = _having(first, design="these")
    lines += ["", *_expected(these, n)]
    lines += ["", f"Refused, and a block; design 'these', {n} labelled", *_sheet(these, REFUSED)]
    if len(result["labelled"]) > 1:
        lines += _sizes(result)
    lines += ["", *_outside(first)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _expected(cells: Sequence[Cell], n: int) -> Iterator[str]:
    """Say how often intervals for an endless supply hold the mean of the N they came from."""
    share = 1 - n / max(cell["exchanges"] for cell in cells)
    quantile = special.stdtrit(n - 1, 0.975) / sqrt(share)
    held = 1 - 2 * special.stdtr(n - 1, -quantile)
    yield f"To be expected in design 'these': {100 * held:.1f} %. The n labelled are of the N whose"
    yield "mean is the true one, so that only 1 - n / N of the variance remains"


def _having(cells: Sequence[Cell], **wanted: object) -> list[Cell]:
    return [cell for cell in cells if wanted.items() <= cell.items()]


def _head(result: Mapping[str, Any]) -> Iterator[str]:
    sizes = [cell["exchanges"] for cell in result["cells"]]
    responders = result["cells"][0]["responders"]
    yield (
        f"{result['ratings']}: {responders} responders, N = {min(sizes)} to {max(sizes)}; "
        f"{result['draws']:,} draws, seed {result['seed']}"
    )
    yield "means, diff.: 95 % intervals that hold the true mean, or difference of two, in %"
    yield "all: draws in which every simultaneous interval holds, in %"
    yield "wrong: pairs of which the opposite of the truth is claimed, in %"
    yield "saves: labels, in %, as the variances say (said) and as the draws do (true)"
    yield f"* outside {_bounds()}, wrong above {100 * MOST_WRONG:.0f} %, by {FAR} standard errors"


def _bounds() -> str:
    return f"{100 * LOWEST:.0f}-{100 * HIGHEST:.0f} %"


def _sheet(cells: Sequence[Cell], groups: Groups) -> list[str]:
    """Lay out one table: a row a judge and attribute, columns in groups."""
    columns = [column for _, group in groups for column in group]
    over = "".join(f"{name + ' ':>{COLUMN * len(group)}}" for name, group in groups)
    heads = "".join(f"{name + ' ':>{COLUMN}}" for name, _, _ in columns)
    lines = [" " * LEFT + over, " " * LEFT + heads]
    for judge, attribute in _rows(cells):
        row = _having(cells, attribute=attribute)
        line = f"{judge:8} {attribute:16}"
        for _, method, what in columns:
            found = _having(row, method=method, judge="" if method == "humans" else judge)
            line += f"{_shown(found[0], what) if found else '- ':>{COLUMN}}"
        lines.append(line)
    errors = (_error(cells, method, what) for _, method, what in columns)
    return [*lines, f"{'largest standard error':{LEFT}}" + "".join(errors)]


def _rows(cells: Sequence[Cell]) -> list[tuple[str, str]]:
    judges = dict.fromkeys(cell["judge"] for cell in cells if cell["judge"])
    attributes = dict.fromkeys(cell["attribute"] for cell in cells)
    return [(judge, attribute) for judge in judges for attribute in attributes]


def _shown(cell: Cell, what: str) -> str:
    """Return a share in per cent, with a star where it is outside its bounds beyond chance."""
    if what in (SAID, TRUE):
        return f"{100 * cell[what]:.0f} "
    return f"{100 * cell['shares'][what][0]:.1f}{'*' if outside(cell, what) else ' '}"


def _error(cells: Sequence[Cell], method: str, what: str) -> str:
    errors = [
        cell["shares"][what][1]
        for cell in _having(cells, method=method)
        if what not in (SAID, TRUE)
    ]
    return (f"{100 * max(errors):.2f} " if errors else "").rjust(COLUMN)


def outside(cell: Cell, what: str) -> bool:
    """Say whether a share lies outside its bounds by more than chance explains."""
    share, error = cell["shares"][what]
    if not cell["method"].startswith(PROMISED):
        return False
    if what == "wrong":
        return bool(share - FAR * error > MOST_WRONG)
    below, above = share + FAR * error < LOWEST, share - FAR * error > HIGHEST
    return bool(what in BOUND and (below or above))


def _sizes(result: Mapping[str, Any]) -> Iterator[str]:
    """Show the corrected figures by the number of labels."""
    sizes = sorted(result["labelled"])
    draws = f"; {result['draws of others']:,} draws but for {result['labelled'][0]}"
    cells = [
        {**cell, "method": f"corrected {cell['labelled']}"}
        for cell in _having(result["cells"], design="like these", method="corrected")
    ]
    for pair in (BOUND, ("together", "wrong")):
        groups = [
            (NAMES.get(what, what), [(f"{n}", f"corrected {n}", what) for n in sizes])
            for what in pair
        ]
        yield ""
        yield f"Corrected, by the number of labels; design 'like these'{draws}"
        yield from _sheet(cells, groups)


def _outside(cells: Sequence[Cell]) -> Iterator[str]:
    """Name the corrected figures that are not what was promised."""
    for design in DESIGNS:
        found = _having(cells, design=design, method="corrected")
        names = [
            f"  {cell['judge']} {cell['attribute']}: {what} {_shown(cell, what).strip(' *')} %"
            for cell in found
            for what in (*BOUND, "wrong")
            if outside(cell, what)
        ]
        yield f"Corrected, outside its bounds by {FAR} standard errors, design '{design}':"
        yield from names or ["  none"]
