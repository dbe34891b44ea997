"""The figures and tables of a result as files for a paper, in a folder of one's own."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mentaleval.cli.console import message
from mentaleval.cli.manifest import Kind, Part, differ, replaces_others, write
from mentaleval.cli.outputs import Outputs
from mentaleval.cli.progress import telling
from mentaleval.errors import UsageError
from mentaleval.legible import one_line

if TYPE_CHECKING:
    from mentaleval.comparison.results import Comparison
    from mentaleval.plots import Plot
    from mentaleval.trust import Assessment

_MANY_FIGURES = 100
"""Of more it is said before they are drawn, also where nobody sees how far it is."""
_MOST_LETTERS = 20
"""Of letters that no font has, so many are named."""


def write_reliability(assessment: Assessment, wanted: Outputs) -> None:
    """Write the tables and figures of an assessment that the options ask for."""

    def files(folder: Path) -> list[Path]:
        from mentaleval.report.paper_files import reliability_files  # noqa: PLC0415  pandas is slow

        return reliability_files(assessment, folder)

    def plots() -> Sequence[Plot]:
        from mentaleval.plots.reliability import reliability_plots  # noqa: PLC0415  matplotlib

        return reliability_plots(assessment)

    _write_wanted(assessment, wanted, files, plots)


def write_comparison(comparison: Comparison, wanted: Outputs) -> None:
    """Write the tables and figures of a comparison that the options ask for."""

    def files(folder: Path) -> list[Path]:
        from mentaleval.report.paper_files import comparison_files  # noqa: PLC0415  pandas is slow

        return comparison_files(comparison, folder)

    def plots() -> Sequence[Plot]:
        from mentaleval.plots.comparison import comparison_plots  # noqa: PLC0415  matplotlib

        return comparison_plots(comparison)

    _write_wanted(comparison, wanted, files, plots)


def _write_wanted(
    result: Assessment | Comparison,
    wanted: Outputs,
    files: Callable[[Path], list[Path]],
    plots: Callable[[], Sequence[Plot]],
) -> None:
    if wanted.tables is not None:
        _write("tables", wanted.tables, _part(result, wanted, wanted.tables), files)
    if wanted.figures is not None:
        from mentaleval.plots.captions import origin_of  # noqa: PLC0415  matplotlib

        part = _part(result, wanted, wanted.figures)
        _write_figures(plots(), origin_of(result), wanted.figures, part)
    _tell_mixed(wanted)


def _part(result: Assessment | Comparison, wanted: Outputs, target: str) -> Part:
    return Part(
        command=wanted.asked.words,
        asked=wanted.asked.digest(target),
        version=result.versions["mentaleval"],
        inputs=tuple((one_line(given.source), given.sha256) for given in result.inputs),
    )


def _write_figures(plots: Collection[Plot], origin: Sequence[str], target: str, part: Part) -> None:
    from mentaleval.plots.files import write_figures  # noqa: PLC0415  matplotlib is slow to import
    from mentaleval.plots.fonts import lacking  # noqa: PLC0415

    if len(plots) > _MANY_FIGURES:
        message(f"drawing {len(plots):,} figures, which takes about a second each")
    with telling("drawing figures") as tell:
        _write(
            "figures",
            target,
            part,
            lambda folder: write_figures(plots, folder, origin, tell=tell),
        )
    if letters := lacking(plot.description for plot in plots):
        message(
            f"no font that figures use has {letters[:_MOST_LETTERS]!r}: the PDF figures show boxes "
            "there, the SVG figures keep them as text, which other programs show"
        )


def _write(kind: Kind, target: str, part: Part, make: Callable[[Path], list[Path]]) -> None:
    try:
        others = replaces_others(kind, target, part)
        written = write(kind, target, part, make)
    except OSError as error:
        raise UsageError(f"--{kind} {target}: cannot be written: {error.strerror}.") from error
    if written:
        message(f"the {kind} are in {target}: {written} files")
    else:
        message(f"there are no {kind} to write to {target}")
    if others:
        message(f"the {kind} that were in {target} were of other ratings, and are replaced")


def _tell_mixed(wanted: Outputs) -> None:
    for kind, other, target in (
        ("figures", "tables", wanted.tables),
        ("tables", "figures", wanted.figures),
    ):
        if target is not None and differ(target):
            message(
                f"warning: the {kind} in {target} are older, of other ratings or by another "
                f"version than the {other}: --{kind} {target} makes them anew"
            )
