"""Count what the cells of a MentalAlign-70k workbook hold, before anything is left out.

A cell holds seven ratings; the ledger of an analysis counts ratings, this counts cells.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from mentaleval import SEVEN, Reason, Unrated, read_answer
from mentaleval_datasets.workbook import Workbook


def census(workbook: Workbook) -> dict[str, int]:
    """Return how many cells there are, and how many have which fault.

    ``unreadable`` are those that are no whole JSON text behind at most one leading fence;
    ``recovered`` of them were read after a repair. A fault that does not occur is left out.
    """
    cells = Counter(cell for row in workbook.rows for cell in row.cells)
    tally: Counter[str] = Counter()
    for cell, count in cells.items():
        for fault in _faults(cell):
            tally[fault] += count
    tally["values above the scale"] = sum(
        count * sum(value > SEVEN.attributes[0].scale.high for value in _values(cell).values())
        for cell, count in cells.items()
    )
    named = {"cells": cells.total(), **tally}
    return {f"{workbook.rater}: {name}": count for name, count in named.items() if count}


def _values(cell: str) -> Mapping[str, float]:
    return read_answer(cell, SEVEN.attributes).raw


def _faults(cell: str) -> list[str]:
    answer = read_answer(cell, SEVEN.attributes)
    reasons = {o.reason for o in answer.ratings.values() if isinstance(o, Unrated)}
    if reasons == {Reason.MISSING}:
        return ["missing"]
    found = ["fenced"] if cell.lstrip().startswith("```") else []
    if answer.recovered or (not answer.raw and Reason.UNPARSEABLE in reasons):
        found.append("unreadable")
        found += ["recovered"] if answer.raw else []
    if Reason.MISSING_ATTRIBUTE in reasons:
        found.append("an attribute missing")
    if len(answer.raw) == len(SEVEN) and not any(answer.raw.values()):
        found.append("all zero")
    return found
