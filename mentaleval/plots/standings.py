"""Means of the responders that are compared: the judge's, and what the labels make of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from math import isnan, nan
from typing import Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from mentaleval.comparison import Comparison, ResponderMean, Settings
from mentaleval.comparison.estimating import FEWEST_TO_CLAIM
from mentaleval.comparison.parts import Part
from mentaleval.comparison.uncompared import why_nobody_is_ranked
from mentaleval.legible import one_line
from mentaleval.plots.marks import DOTTED, SOLID, Mark, Point, draw_points
from mentaleval.plots.multiples import Line, draw_path
from mentaleval.plots.plot import Plot
from mentaleval.plots.rows import Key, Panel, Row, rows_figure
from mentaleval.plots.style import FIRST, HARM, INK, SECOND, SOFT, THIRD
from mentaleval.plots.wording import level_of, plain, ranged, told
from mentaleval.stats import Estimate
from mentaleval.trust.slices import Heading, scale_of

_CORRECTED: Final = Mark(FIRST, "o", line=SOLID)
_ALONE: Final = Mark(INK, "s", full=False, line=SOLID)
_JUDGE: Final = Mark(SECOND, "D", full=False)
_SHARE: Final = Mark(THIRD, "o", line=SOLID)
_DOWN: Final = 0.26
_MOST_ROWS: Final = 40


def standings_plot(comparison: Comparison, part: Part, name: str) -> Plot:
    """Return the plot of one attribute or composite."""
    return Plot(
        name=f"means-{name}",
        section="means",
        judge="",
        title=f"Means of responders, {one_line(part.title)}",
        caption=_caption(comparison, part),
        description=f"{one_line(part.title)}. {' '.join(_told(part))}",
        draw=partial(_draw, part),
    )


def _no_ranking(part: Part) -> str:
    """Return why nobody is ranked here; empty where somebody is."""
    why = why_nobody_is_ranked(part)
    return f"{why}: no ranking" if why else ""


def _unlicensed(part: Part) -> str:
    """Return what no judge here may do; empty where one may, or nobody is ranked anyhow."""
    refused = part.judges and all(judge.ranks_nobody for judge in part.judges)
    return "judge NOT LICENSED TO RANK" if refused and not _no_ranking(part) else ""


def _caption(comparison: Comparison, part: Part) -> str:
    if not part.labelled:
        return (
            "NO HUMAN LABEL: these are plain means of a judge, which are no estimate of the "
            "humans' and no ranking of responders."
        )
    level = level_of(comparison.settings.confidence)
    return " ".join(
        filter(
            None,
            [
                f"{_no_ranking(part)}." if _no_ranking(part) else "In the order of places.",
                _CEILING.format(part.heading.cut, level) if part.heading.ceiling else "",
                (_OF_CORRECTED if _helped(part) else _OF_LABELS).format(level),
                _OF_JUDGE if part.judges else "",
                _REFUSED if _unlicensed(part) else "",
                _BEYOND if _leave_scale(comparison.settings, part) else "",
            ],
        )
    )


_CEILING: Final = (
    "Nearly all human ratings are the highest, so that means say little and places rest on the "
    "share that humans rate {:g} or lower, with Wilson's {} limits; less is better only where high "
    "is good."
)
_OF_CORRECTED: Final = (
    "Corrected: the mean human rating, estimated from the labels with the judge's help, and its "
    "{} limits. Labels alone: the mean of the labels, and its limits."
)
_OF_LABELS: Final = "Labels: the mean of the human labels, and its {} limits."
_OF_JUDGE: Final = (
    "Judge: its plain mean, which is no estimate of the humans'; the line from it shows how far "
    "the labels move it."
)
_REFUSED: Final = "NOT LICENSED TO RANK: no judge's verdict lets its plain means rank these."
_BEYOND: Final = "Limits that reach beyond the scale are drawn whole; no mean can lie there."


def _leave_scale(settings: Settings, part: Part) -> bool:
    """Say whether any limits reach beyond the scale."""
    name = part.heading.attribute
    heading = Heading(name, part.title, settings.rubric.composites.get(name, ()))
    scale = scale_of(heading, settings.rubric, settings.scale)
    every = [found for mean in part.responders for found in (mean.corrected, mean.human_only)]
    return any(found.low < scale.low or found.high > scale.high for found in every)


def _helped(part: Part) -> bool:
    """Say whether any corrected mean is another than that of the labels alone."""
    pairs = [(m.corrected.estimate, m.human_only.estimate) for m in part.responders]
    return any(a != b for a, b in pairs if not isnan(a))


def _told(part: Part) -> list[str]:
    loud = filter(None, [_no_ranking(part), _unlicensed(part)])
    return [*(f"{line}." for line in loud), *(f"{_of(mean)}." for mean in part.responders)]


def _of(mean: ResponderMean) -> str:
    said = []
    if mean.low:
        said.append(f"share low {mean.low.share:.1%} ({mean.low.low:.1%} to {mean.low.high:.1%})")
    if not mean.n_human:
        said.append("no human label")
    elif mean.n_human < FEWEST_TO_CLAIM:
        said.append(f"too few human labels ({mean.n_human})")
    for what, found in (("corrected", mean.corrected), ("labels alone", mean.human_only)):
        if not isnan(found.estimate):
            said.append(f"{what} {told(found.estimate, found.low, found.high, mean.digits)}")
    if not isnan(mean.judge_raw):
        said.append(f"judge {plain(mean.judge_raw, mean.digits)}")
    return f"{one_line(mean.responder)}: {', '.join(said)}"


def _draw(part: Part, width: float) -> Figure:
    means = part.responders[:_MOST_ROWS]
    rows = [Row(mean.responder, composite=False) for mean in means]
    panels = [*([_share_panel(part, means)] if part.heading.ceiling else []), _panel(part, means)]
    return rows_figure(width, rows, panels, _keys(part))


def _keys(part: Part) -> list[Key]:
    labels = [Key(_CORRECTED.key(), "corrected" if _helped(part) else "labels")]
    alone = [Key(_ALONE.key(), "labels alone")] if _helped(part) else []
    judge = [Key(_JUDGE.key(), _unlicensed(part) or "judge")] if part.judges else []
    return [*(labels if part.labelled else []), *alone, *judge]


def _panel(part: Part, means: Sequence[ResponderMean]) -> Panel:
    loud = "" if part.heading.ceiling else _no_ranking(part)
    fewer = len(part.responders) > _MOST_ROWS
    title = f"the first {_MOST_ROWS} of {len(part.responders)}" if fewer else ""
    span, ticks = span_and_ticks(
        [v for m in means for v in (*_ends(m.corrected), *_ends(m.human_only), m.judge_raw)],
        few=part.heading.ceiling,
    )

    def draw(axes: Axes, places: Sequence[float]) -> None:
        if loud:
            axes.set_title(loud, loc="left", pad=3, color=HARM.light, fontweight="bold")
        _draw_means(axes, part, means, places)
        if part.labelled:
            _mark_rows(axes, means, places, span)

    shown = [_written(mean) for mean in means] if part.labelled else ()
    return Panel(loud or title, span, ticks, draw, shown, unit="mean rating")


def _written(mean: ResponderMean) -> str:
    found = mean.corrected
    return ranged(found.estimate, found.low, found.high, mean.digits)


def _draw_means(
    axes: Axes, part: Part, means: Sequence[ResponderMean], places: Sequence[float]
) -> None:
    moves: list[Line] = [
        ([m.judge_raw, m.corrected.estimate], [y, y]) for m, y in zip(means, places, strict=True)
    ]
    draw_path(axes, moves, SOFT, dash=DOTTED, lw=0.9)
    if _helped(part):
        draw_points(axes, _ALONE, [_point(m.human_only) for m in means], places, shift=_DOWN)
    draw_points(axes, _JUDGE, [Point(m.judge_raw) for m in means], places)
    draw_points(axes, _CORRECTED, [_point(m.corrected) for m in means], places)


def _share_panel(part: Part, means: Sequence[ResponderMean]) -> Panel:
    points = [
        Point(m.low.share, m.low.low, m.low.high) if m.low and m.low.of else Point(nan)
        for m in means
    ]
    span, ticks = span_and_ticks([0.0, *(v for p in points for v in (p.value, p.high))], few=True)
    unit = f"rated {part.heading.cut:g} or lower"

    def draw(axes: Axes, places: Sequence[float]) -> None:
        draw_points(axes, _SHARE, points, places)
        axes.set_xticks(list(ticks), [f"{100 * tick:.3g}%" for tick in ticks])

    numbers = [f"{p.value:.1%}" if not isnan(p.value) else "" for p in points]
    return Panel(_no_ranking(part), span, ticks, draw, numbers, unit=unit)


def _mark_rows(
    axes: Axes, means: Sequence[ResponderMean], places: Sequence[float], span: tuple[float, float]
) -> None:
    """Say in words, on the emptier side of a row, why nothing is claimed of a responder."""
    for mean, place in zip(means, places, strict=True):
        said = "" if mean.n_human else "no human label"
        if 0 < mean.n_human < FEWEST_TO_CLAIM:
            said = f"only {mean.n_human} labels"
        if said:
            shown = mean.judge_raw if isnan(mean.corrected.estimate) else mean.corrected.estimate
            left = shown > (span[0] + span[1]) / 2
            axes.text(
                span[0] if left else span[1],
                place,
                f" {said}" if left else f"{said} ",
                ha="left" if left else "right",
                va="center_baseline",
                color=HARM.light,
                zorder=4,
            )


def span_and_ticks(
    values: Sequence[float], *, few: bool = False
) -> tuple[tuple[float, float], list[float]]:
    """Return from where to where an axis goes that holds all values, and where it has numbers."""
    known = [value for value in values if not isnan(value)] or [0.0, 1.0]
    low, high = min(known), max(known)
    room = 0.06 * (high - low) or 0.5
    found = MaxNLocator(nbins=2 if few else 4, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    span = (low - room, high + room)
    return span, [float(round(tick, 9)) for tick in found if span[0] <= tick <= span[1]]


def _ends(found: Estimate) -> tuple[float, float, float]:
    return found.estimate, found.low, found.high


def _point(found: Estimate) -> Point:
    return Point(found.estimate, found.low, found.high)
