"""The figures and tables of a result as files for a paper, in a folder of one's own."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING

from mentaleval.cli.console import message
from mentaleval.cli.outputs import Outputs
from mentaleval.cli.progress import telling
from mentaleval.errors import UsageError

if TYPE_CHECKING:
    from mentaleval.comparison.results import Comparison
    from mentaleval.plots import Plot
    from mentaleval.trust import Assessment

_MOST_LETTERS = 20
"""Of letters that no font has, so many are named."""


def write_reliability(assessment: Assessment, wanted: Outputs) -> None:
    """Write the tables and figures of an assessment that the options ask for."""
    if wanted.tables is not None:
        from mentaleval.report.paper_files import reliability_files  # noqa: PLC0415  pandas is slow

        _write("tables", lambda folder: reliability_files(assessment, folder), wanted.tables)
    if wanted.figures is not None:
        from mentaleval.plots.reliability import reliability_plots  # noqa: PLC0415  matplotlib

        _write_figures(reliability_plots(assessment), wanted.figures)


def write_comparison(comparison: Comparison, wanted: Outputs) -> None:
    """Write the tables and figures of a comparison that the options ask for."""
    if wanted.tables is not None:
        from mentaleval.report.paper_files import comparison_files  # noqa: PLC0415  pandas is slow

        _write("tables", lambda folder: comparison_files(comparison, folder), wanted.tables)
    if wanted.figures is not None:
        from mentaleval.plots.comparison import comparison_plots  # noqa: PLC0415  matplotlib

        _write_figures(comparison_plots(comparison), wanted.figures)


def _write_figures(plots: Collection[Plot], target: str) -> None:
    from mentaleval.plots.files import write_figures  # noqa: PLC0415  matplotlib is slow to import
    from mentaleval.plots.fonts import lacking  # noqa: PLC0415

    with telling("drawing figures") as tell:
        _write("figures", lambda folder: write_figures(plots, folder, tell=tell), target)
    if letters := lacking(plot.description for plot in plots):
        message(
            f"no font that figures use has {letters[:_MOST_LETTERS]!r}: the PDF figures show boxes "
            "there, the SVG figures keep them as text, which other programs show"
        )


def _write(what: str, write: Callable[[Path], list[Path]], target: str) -> None:
    try:
        written = write(Path(target))
    except OSError as error:
        where = error.filename or target
        raise UsageError(f"--{what}: cannot write {where!r}: {error.strerror}.") from error
    if written:
        message(f"the {what} are in {target}: {len(written)} files")
    else:
        message(f"there are no {what} to write to {target}")
