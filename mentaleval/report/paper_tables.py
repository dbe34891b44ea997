"""The tables of a report as files for a paper: Markdown and LaTeX.

Of each table of `reliability_tables` or `comparison_tables` there is ``NAME.md`` and ``NAME.tex``,
as the terminal prints it, with all its columns. The names are, of an assessment: ``verdicts``,
``rank``, ``score``, ``level``, ``calibration``, ``screening``, ``alternative``, ``panel``,
``repeats``, ``halo``, ``self-preference``, ``reference``, ``ledger``, ``reading``, and by the
published method ``published`` and ``human-means``; of a comparison: ``means``, ``shares``,
``pairs-of-means``, ``pairs-of-shares``, ``judges``, ``ledger``. A table without rows has no file.

The numbers behind them, not rounded, are `mentaleval.report.records`.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from mentaleval.report.latex_table import latex_table
from mentaleval.report.markdown_table import markdown_table
from mentaleval.report.origin import Origin
from mentaleval.report.tabular import Tabular
from mentaleval.writing import whole_file


def write_tables(tables: Iterable[Tabular[Any]], origin: Origin, folder: Path) -> list[Path]:
    """Write every table in both forms, and return the files: the same bytes every time.

    What else is in the folder stays as it is.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for table in tables:
        for suffix, text in (
            ("md", markdown_table(table, origin)),
            ("tex", latex_table(table, origin)),
        ):
            written.append(folder / f"{table.name}.{suffix}")
            with whole_file(written[-1]) as coming:
                coming.write_text(text, encoding="utf-8", newline="\n")
    return written
