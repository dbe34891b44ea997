"""Figures as files for a paper: SVG and PDF, one and two columns wide, on white."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Final

from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from mentaleval.legible import one_line
from mentaleval.plots.captions import SIMULATED, captions, title_of
from mentaleval.plots.fonts import lacking
from mentaleval.plots.plot import ONE_COLUMN, TWO_COLUMNS, Plot
from mentaleval.plots.style import HARM, PAPER, styled
from mentaleval.telling import Tell, each
from mentaleval.writing import whole_file

_WIDTHS: Final = {"1col": ONE_COLUMN, "2col": TWO_COLUMNS}
_EDGE: Final = 0.06
_LINE: Final = 0.17


def write_figures(
    plots: Collection[Plot], folder: Path, origin: Sequence[str] = (), *, tell: Tell | None = None
) -> list[Path]:
    """Write every figure at both widths, and return the files: the same bytes every time.

    Captions stand in ``captions.md``, below *origin*: lines on where the figures come from.

    Letters are outlines in the SVG files and embedded in the PDF files. Where no font has a letter
    (`mentaleval.plots.fonts.lacking`), the SVG files keep all text as text, which a viewer with
    such a font shows, and the PDF files have a box. *tell* is told of each figure.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = [
        file
        for plot in each(plots, tell)
        for columns, width in _WIDTHS.items()
        for file in _write(plot, width, folder / f"{plot.name}-{columns}")
    ]
    return [*files, _write_captions(plots, folder / "captions.md", origin)] if files else []


def _write_captions(plots: Collection[Plot], file: Path, origin: Sequence[str]) -> Path:
    with whole_file(file) as coming:
        coming.write_text(captions(plots, origin), "utf-8", newline="\n")
    return file


def _write(plot: Plot, width: float, stem: Path) -> list[Path]:
    svg, pdf = stem.with_suffix(".svg"), stem.with_suffix(".pdf")
    with styled(svg_fonttype="none" if lacking([plot.description]) else "path"):
        figure = plot.draw(width)
        figure.set_facecolor(PAPER.light)
        shown = _marked(figure) if plot.simulated else None
        about = {"Title": one_line(title_of(plot)), "Creator": "mentaleval"}
        dateless = {**about, "Description": one_line(plot.description), "Date": None}
        with whole_file(svg) as coming:
            figure.savefig(coming, format="svg", metadata=dateless, bbox_inches=shown)
        undated = {**about, "Subject": one_line(plot.description), "CreationDate": None}
        with whole_file(pdf) as coming:
            figure.savefig(
                coming, format="pdf", metadata={**undated, "Producer": None}, bbox_inches=shown
            )
    return [svg, pdf]


def _marked(figure: Figure) -> Bbox:
    """Say above a figure that its ratings are simulated, and return what there is to show then."""
    width, height = figure.get_size_inches()
    figure.text(
        _EDGE / width, 1 + _LINE / 2 / height, SIMULATED, va="center_baseline", color=HARM.light
    )
    return Bbox([[0, 0], [width, height + _LINE]])
