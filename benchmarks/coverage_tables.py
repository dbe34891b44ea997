"""Lay out the counts of `coverage.py` as plain text, so that a page can show what was printed."""

from collections.abc import Sequence
from itertools import product
from math import sqrt
from typing import Any, Final

NOMINAL, ERROR = 0.95, 0.025
SIZES: Final = (5, 9, 20, 50)
LABEL, COLUMN = 13, 7  # widths

Given = dict[str, Any]  # what the cells of a table, or of a group of its columns, have
Groups = Sequence[tuple[str, Given, str]]  # a heading, what its cells have, what is counted

RESPONSES: Final[Given] = {"measure": "responses"}
OF_RESPONSES: Final = ("shape", "clusters")
COVER: Final = "Coverage in % of the 95 % interval of"
TABLES: Final[Sequence[tuple[str, Given, tuple[str, ...], Groups]]] = (
    (
        f"{COVER} ICC(C,1), true value 0.75",
        {"measure": "rank", "skewed": "everywhere", "icc": 0.75},
        ("shape",),
        [(name, {}, name) for name in ("exact F", "jackknife", "both")],
    ),
    (
        "False trust in %: passed with a true ICC(C,1) of just the line",
        {"measure": "rank"},
        ("line", "skewed", "shape"),
        [("exact F alone", {}, "passed by exact F"), ("both: the verdict", {}, "passed by both")],
    ),
    (
        f"{COVER} ICC(A,1), true ICC(C,1) 0.75, offset in SD of the human",
        {"measure": "agreement"},
        ("shape",),
        [(f"offset {offset:g}", {"offset": offset}, "generalized") for offset in (0.0, 1.0)],
    ),
    (
        f"{COVER} Spearman's correlation, true ICC(C,1) 0.75",
        {"measure": "spearman"},
        ("shape",),
        [("", {}, "spearman")],
    ),
    (
        f"{COVER} the within-responder correlation (0.5 where continuous)",
        RESPONSES,
        OF_RESPONSES,
        [("continuous", {"whole": False}, "within"), ("whole", {"whole": True}, "within")],
    ),
    (
        f"{COVER} the bias",
        RESPONSES,
        OF_RESPONSES,
        [("continuous", {"whole": False}, "bias"), ("whole", {"whole": True}, "bias")],
    ),
)


def as_text(result: Given) -> str:
    """Write the tables and how sure they are; a table without a cell is left out."""
    lines = [f"Simulated, seed {result['seed']}. n: responders. Runs a cell, and standard errors:"]
    for name, runs in result["runs"].items():
        sure = [100 * standard_error(share, runs) for share in (NOMINAL, ERROR)]
        lines += [f"  {name:10}{runs:6}  {sure[0]:.2f} at 95 %, {sure[1]:.2f} at 2.5 %"]
    lines += ["* below 95 %, or above 2.5 %, by more than 3 standard errors"]
    cells = [{**cell, "line": cell["icc"]} for cell in result["cells"]]
    for title, having, by, groups in TABLES:
        chosen = [cell for cell in cells if having.items() <= cell.items()]
        lines += ["", title, *sheet(chosen, by, groups)] if chosen else []
    return "\n".join(line.rstrip() for line in lines) + "\n"


def sheet(cells: Sequence[Given], by: Sequence[str], groups: Groups) -> list[str]:
    """Lay out one table: groups of columns, in each a column for every number of responders."""
    left = "".join(f"{label:{LABEL}}" for label in by)
    over = "".join(f"{heading:^{COLUMN * len(SIZES)}}" for heading, _, _ in groups)
    sizes = "".join(f"{f'n={n} ':>{COLUMN}}" for n in SIZES)
    lines = [" " * len(left) + over] if over.strip() else []
    lines.append(left + sizes * len(groups))
    for row in dict.fromkeys(tuple(cell[label] for label in by) for cell in cells):
        line = "".join(f"{value:<{LABEL}}" for value in row)
        for (_, having, what), n in product(groups, SIZES):
            wanted = {**dict(zip(by, row, strict=True)), **having, "n": n}
            found = (shown(cell, what) for cell in cells if wanted.items() <= cell.items())
            line += f"{next(found, '- '):>{COLUMN}}"
        lines.append(line)
    return lines


def shown(cell: Given, what: str) -> str:
    """Return a share in per cent, with a star where it breaks its promise beyond chance."""
    passing, runs = what.startswith("passed"), cell["runs"]
    promise, digits = (ERROR, 2) if passing else (NOMINAL, 1)
    share = cell["count"][what] / runs
    beyond = (share - promise if passing else promise - share) > 3 * standard_error(promise, runs)
    return f"{100 * share:.{digits}f}{'*' if beyond else ' '}"


def standard_error(share: float, runs: int) -> float:
    """Return the simulation standard error of a share."""
    return sqrt(share * (1 - share) / runs)
