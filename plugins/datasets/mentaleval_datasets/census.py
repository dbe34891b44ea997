"""Count what the cells of a MentalAlign-70k workbook hold, before anything is left out.

A cell holds seven ratings; the ledger of an analysis counts ratings, this counts cells.
"""

from __future__ import annotations

from collections import Counter

from mentaleval_datasets.cells import read_cell
from mentaleval_datasets.workbook import Workbook


def census(workbook: Workbook) -> dict[str, int]:
    """Return how many cells there are, and how many have which fault.

    ``unreadable`` are those that are no whole JSON text behind at most one leading fence;
    ``recovered`` of them were read after a repair. A fault that does not occur is left out.
    """
    cells = Counter(cell for row in workbook.rows for cell in row.cells)
    tally: Counter[str] = Counter()
    above = 0
    for cell, count in cells.items():
        read = read_cell(cell)
        above += count * read.above
        for fault in read.faults:
            tally[fault] += count
    named = {"cells": cells.total(), **tally, "values above the scale": above}
    return {f"{workbook.rater}: {name}": count for name, count in named.items() if count}
