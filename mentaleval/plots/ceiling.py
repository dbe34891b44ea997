"""The human ceiling: the most that a judge can reach, and how much of it this one reaches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import isnan, nan
from typing import Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from mentaleval.plots.cells import plots_of_judges, rows_of, span_of
from mentaleval.plots.marks import DASHED, SOLID, Mark, Point, draw_points
from mentaleval.plots.plot import Plot
from mentaleval.plots.reference import entries_of
from mentaleval.plots.rows import Key, Panel, rows_figure
from mentaleval.plots.style import FIRST, INK, SECOND
from mentaleval.plots.wording import level_of, plain, ranged, told
from mentaleval.trust import Assessment, Cell, ReferenceEntry

_JUDGE: Final = Mark(FIRST, "o", line=SOLID)
_EXPERT: Final = Mark(SECOND, "D", full=False, line=DASHED)
_SHIFT: Final = 0.19
_STROKE: Final = 1.8
_SEVERAL: Final = 2
_APART: Final = (
    "No ceiling is known: no two experts rated the same responses. The judge's figures alone:"
)
_ALIKE: Final = (
    "No ceiling is known: experts rated the same responses, but how well they agree cannot be "
    "computed. The judge's figures alone:"
)
_NO_RANK: Final = "No ceiling is known for responder means: too few in common, or too alike."
Entries = Mapping[tuple[str, bool], ReferenceEntry]


def ceiling_plots(assessment: Assessment) -> tuple[Plot, ...]:
    """Return a plot for each judge; none by the published method, which has no such figures."""
    if assessment.settings.method == "published":
        return ()
    entries = entries_of(assessment)
    several = any(_known(entry) for entry in entries.values())
    found = [_judged(cell) for cell in assessment.cells]
    values = [x for both in found for point in both for x in (point.value, point.low)]
    span = span_of([*values, *(e.icc_c1.low for e in entries.values())], within=(0, 1), step=0.25)
    return plots_of_judges(
        assessment,
        "ceiling",
        "The human ceiling" if several else "Correlations; no ceiling is known",
        caption=_caption(assessment, several=several),
        describe=lambda cell: _describe(cell, entries.get((cell.attribute, cell.composite))),
        draw=lambda cells, width: _draw(cells, width, entries, span),
    )


def _known(entry: ReferenceEntry | None) -> bool:
    return entry is not None and not (isnan(entry.ceiling) and isnan(entry.score_ceiling))


def _common(entries: Iterable[ReferenceEntry | None]) -> bool:
    """Say whether any two experts rated the same responses."""
    return any(entry is not None and entry.n_common_experts >= _SEVERAL for entry in entries)


def _judged(cell: Cell) -> tuple[Point, Point]:
    """Return the judge's correlations: of responder means, and within responders."""
    within = cell.within_r
    return Point(cell.pearson), Point(within.estimate, within.low, within.high)


def _caption(assessment: Assessment, *, several: bool) -> str:
    level = level_of(assessment.settings.confidence)
    said = (
        "How far the judge's ratings go with the humans'. Left: r of responder means. Right: r of "
        "single responses within responders, and within rater batches where they are known, with "
        f"{level} limits."
    )
    if not several and _common(assessment.reference):
        return (
            f"{said} How far a judge could come is not known: experts rated the same responses, "
            "but how well they agree cannot be computed, as where their ratings do not vary."
        )
    if not several:
        return (
            f"{said} How far a judge could come is not known, because experts who rate the same "
            "responses are needed for that."
        )
    return (
        f"{said} Upright strokes: the ceiling, the highest correlation that a judge free of error "
        "could be expected to have with ratings as reliable as the experts'. Left it is the root "
        "of ICC(C,k) of the experts' responder means. Right it is the root of the reliability of "
        "their mean rating of a response; it is over all responses, and within responders, where "
        "ratings differ less, somewhat lower. Diamonds: ICC(C,1) of single experts on single "
        f"responses, how far one of them goes with another, with {level} limits."
    )


def _describe(cell: Cell, entry: ReferenceEntry | None) -> str:
    means, single = _judged(cell)
    said = (
        f"r of responder means {plain(means.value)}, of a ceiling of {_ceiling(entry, 'rank')}; "
        f"within r {told(single.value, single.low, single.high)}, of a ceiling of "
        f"{_ceiling(entry, 'score')}"
    )
    expert = _expert(entry)
    beside = "" if isnan(expert.value) else told(expert.value, expert.low, expert.high)
    return f"{said}; ICC(C,1) of single experts {beside}" if beside else said


def _ceiling(entry: ReferenceEntry | None, use: str) -> str:
    value = _ceilings(entry)[use == "score"]
    return "unknown height" if isnan(value) else plain(value)


def _ceilings(entry: ReferenceEntry | None) -> tuple[float, float]:
    return (entry.ceiling, entry.score_ceiling) if entry else (nan, nan)


def _expert(entry: ReferenceEntry | None) -> Point:
    found = entry.icc_c1 if entry else None
    return Point(found.estimate, found.low, found.high) if found else Point(nan)


def _draw(cells: list[Cell], width: float, entries: Entries, span: tuple[float, float]) -> Figure:
    mine = [entries.get((cell.attribute, cell.composite)) for cell in cells]
    ceilings = [_ceilings(entry) for entry in mine]
    means, single = zip(*map(_judged, cells), strict=True)
    panels = [
        _panel("responder means", means, [rank for rank, _ in ceilings], (), span),
        _panel(
            "single responses", single, [s for _, s in ceilings], [_expert(e) for e in mine], span
        ),
    ]
    keys = [Key(_JUDGE.key(), "judge, r")]
    if any(map(_known, mine)):
        keys += [Key(_ceiling_key(), "ceiling"), Key(_EXPERT.key(), "single expert")]
    return rows_figure(width, rows_of(cells), panels, keys, note=_note(mine))


def _note(entries: Sequence[ReferenceEntry | None]) -> str:
    ranks, scores = zip(*map(_ceilings, entries), strict=True)
    if not all(map(isnan, ranks)):
        return ""
    if not all(map(isnan, scores)):
        return _NO_RANK
    return _ALIKE if _common(entries) else _APART


def _panel(
    title: str,
    judged: Sequence[Point],
    ceilings: Sequence[float],
    experts: Sequence[Point],
    span: tuple[float, float],
) -> Panel:
    beside = any(not isnan(point.value) for point in experts)

    def draw(axes: Axes, places: Sequence[float]) -> None:
        _draw_ceilings(axes, ceilings, places)
        draw_points(axes, _JUDGE, judged, places, shift=-_SHIFT * beside)
        if beside:
            draw_points(axes, _EXPERT, experts, places, shift=_SHIFT)

    numbers = [_number(*both) for both in zip(judged, ceilings, strict=True)]
    ticks = [tick for tick in (-1.0, 0.0, 0.5, 1.0) if tick >= span[0]]
    return Panel(title, span, ticks, draw, numbers, [not isnan(p.value) for p in judged], "r")


def _ceiling_key() -> Line2D:
    return Line2D([], [], color=INK.light, linestyle="None", marker="|", ms=9, mew=_STROKE)


def _number(judged: Point, ceiling: float) -> str:
    said = ranged(judged.value, judged.low, judged.high)
    return said if isnan(ceiling) else f"{said} of {plain(ceiling)}"


def _draw_ceilings(axes: Axes, ceilings: Sequence[float], places: Sequence[float]) -> None:
    axes.plot(
        [x for ceiling in ceilings for x in (ceiling, ceiling, nan)],
        [y for place in places for y in (place - 0.36, place + 0.36, nan)],
        color=INK.light,
        linewidth=_STROKE,
        solid_capstyle="butt",
        clip_on=False,
        zorder=2.5,
    )
