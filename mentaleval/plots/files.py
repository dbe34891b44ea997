"""Figures as files for a paper: SVG and PDF, one and two columns wide, on white."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Final

from mentaleval.legible import one_line
from mentaleval.plots.fonts import lacking
from mentaleval.plots.plot import ONE_COLUMN, TWO_COLUMNS, Plot
from mentaleval.plots.style import PAPER, styled
from mentaleval.telling import Tell, each
from mentaleval.writing import whole_file

_WIDTHS: Final = {"1col": ONE_COLUMN, "2col": TWO_COLUMNS}


def write_figures(plots: Collection[Plot], folder: Path, *, tell: Tell | None = None) -> list[Path]:
    """Write every figure at both widths, and return the files: the same bytes every time.

    Letters are outlines in the SVG files and embedded in the PDF files. Where no font has a letter
    (`mentaleval.plots.fonts.lacking`), the SVG files keep all text as text, which a viewer with
    such a font shows, and the PDF files have a box. *tell* is told of each figure.
    """
    folder.mkdir(parents=True, exist_ok=True)
    return [
        file
        for plot in each(plots, tell)
        for columns, width in _WIDTHS.items()
        for file in _write(plot, width, folder / f"{plot.name}-{columns}")
    ]


def _write(plot: Plot, width: float, stem: Path) -> list[Path]:
    svg, pdf = stem.with_suffix(".svg"), stem.with_suffix(".pdf")
    with styled(svg_fonttype="none" if lacking([plot.description]) else "path"):
        figure = plot.draw(width)
        figure.set_facecolor(PAPER.light)
        about = {"Title": one_line(plot.title), "Creator": "mentaleval"}
        dateless = {**about, "Description": one_line(plot.description), "Date": None}
        with whole_file(svg) as coming:
            figure.savefig(coming, format="svg", metadata=dateless)
        undated = {**about, "Subject": one_line(plot.description), "CreationDate": None}
        with whole_file(pdf) as coming:
            figure.savefig(coming, format="pdf", metadata={**undated, "Producer": None})
    return [svg, pdf]
