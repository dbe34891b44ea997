"""What is said of judges together and of a judge's habits; nothing where there is nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.console import RenderableType

from mentaleval.report import figures
from mentaleval.report.by_judge import Row, by_judge
from mentaleval.report.layout import (
    Column,
    fitting,
    heading,
    indented,
    lacking,
    paragraph,
    tabulate,
)
from mentaleval.trust import Assessment, HaloEntry, PanelEntry, RepeatEntry, SelfPreference


def panel_lines(assessment: Assessment, *, width: int | None) -> list[RenderableType]:
    """Say how many independent judges the judges are worth, or that there is no panel to make."""
    lacks = no_panel(assessment)
    if not assessment.panel:
        return [heading(TOGETHER), indented(lacks, width=width)] if lacks else []
    columns, left_out = fitting(PANEL_COLUMNS, assessment.panel, width=width)
    legend = " ".join(filter(None, (PANEL_LEGEND, lacking(left_out))))
    return [
        heading(TOGETHER),
        tabulate(columns, [assessment.panel], width=width),
        paragraph(legend, width=width, style="dim"),
    ]


def no_panel(assessment: Assessment) -> str:
    """Say that a panel was asked for and cannot be made; nothing where it is made."""
    if not assessment.settings.panel or assessment.panel:
        return ""
    return "No panel can be made: no attribute was rated by two judges."


def repeat_lines(assessment: Assessment, *, width: int | None) -> list[RenderableType]:
    """Say how far each judge agrees with itself."""
    return _tables(REPEATS, REPEAT_COLUMNS, assessment.repeats, REPEAT_LEGEND, width=width)


def halo_lines(assessment: Assessment, *, width: int | None) -> list[RenderableType]:
    """Say how much each judge's attributes go together, beside the humans'."""
    if not assessment.halo:
        return []
    columns, left_out = fitting(HALO_COLUMNS, assessment.halo, width=width)
    legend = " ".join(filter(None, (HALO_LEGEND, lacking(left_out))))
    made: list[RenderableType] = [
        heading(HALO),
        tabulate(columns, [assessment.halo], width=width),
        paragraph(legend, width=width, style="dim"),
    ]
    return [*made, *(indented(said, width=width) for said in halo_differences(assessment))]


def halo_differences(assessment: Assessment) -> list[str]:
    """Say how far the halo of judges differs whose options differ."""
    return [
        f"{pair.first} less {pair.second}, on the same responses: "
        f"{figures.signed(pair.difference.estimate)} ({figures.signed_limits(pair.difference)})"
        for pair in assessment.halo_pairs
    ]


def preference_lines(assessment: Assessment, *, width: int | None) -> list[RenderableType]:
    """Say how much higher each judge rates its own kin."""
    found = assessment.self_preference
    return _tables(PREFERENCE, PREFERENCE_COLUMNS, found, PREFERENCE_LEGEND, width=width)


def _tables(
    title: str,
    columns: Sequence[Column[Row]],
    rows: Sequence[Row],
    legend: str,
    *,
    width: int | None,
) -> list[RenderableType]:
    if not rows:
        return []
    tables, left_out = by_judge(columns, rows, width=width)
    said = " ".join(filter(None, (legend, lacking(left_out))))
    return [heading(title), *tables, paragraph(said, width=width, style="dim")]


TOGETHER: Final = "Several judges"
REPEATS: Final = "Repeats"
HALO: Final = "Halo"
PREFERENCE: Final = "Self-preference"
PANEL_COLUMNS: Final[list[Column[PanelEntry]]] = [
    Column("attribute", lambda e: e.attribute, justify="left"),
    Column("judges", lambda e: str(e.panel.judges)),
    Column("worth", lambda e: figures.plain(e.panel.effective, 1)),
    Column("error correlation", lambda e: figures.plain(e.panel.error_correlation), 1),
    Column("responses", lambda e: figures.count(e.panel.n), 2),
]
PANEL_LEGEND: Final = (
    "Worth: so many judges whose errors were independent would err as little as these together. "
    "An error is judge minus human within responders: the noise of the human rating, most of all "
    "of a single one, is in the errors of all judges alike, so that they look less independent "
    "than they are."
)
REPEAT_COLUMNS: Final[list[Column[RepeatEntry]]] = [
    Column("attribute", lambda e: e.attribute, justify="left"),
    Column("\nepochs", lambda e: str(e.repeats.n_repeats), 2),
    Column("\nresponses", lambda e: figures.count(e.repeats.n_items), 3),
    Column("ICC\n(A,1)", lambda e: figures.plain(e.repeats.icc_a1.estimate)),
    Column("(A,1)\nlimits", lambda e: figures.limits(e.repeats.icc_a1), 1),
    Column("ICC\n(C,1)", lambda e: figures.plain(e.repeats.icc_c1.estimate), 5),
    Column("exactly\nequal", lambda e: figures.percent(e.repeats.exact)),
    Column("SD of\nrepeats", lambda e: figures.plain(e.repeats.within_sd), 4),
]
REPEAT_LEGEND: Final = (
    "The same judge on the same responses again. A judge that repeats itself need not be right: "
    "it is a ceiling and no proof."
)
HALO_COLUMNS: Final[list[Column[HaloEntry]]] = [
    Column("judge", lambda e: e.judge, justify="left"),
    Column("\nr", lambda e: figures.plain(e.judges.correlation.estimate)),
    Column("\nlimits", lambda e: figures.limits(e.judges.correlation), 3),
    Column("humans'\nr", lambda e: figures.plain(e.humans.correlation.estimate)),
    Column("humans'\nlimits", lambda e: figures.limits(e.humans.correlation), 4),
    Column("\ndifference", lambda e: figures.signed(e.difference.estimate)),
    Column("difference\nlimits", lambda e: figures.signed_limits(e.difference), 1),
    Column("all\nequal", lambda e: figures.percent(e.judges.equal), 2),
    Column("humans\nall equal", lambda e: figures.percent(e.humans.equal), 5),
    Column("\nresponses", lambda e: figures.count(e.judges.n), 6),
]
HALO_LEGEND: Final = (
    "r: mean correlation of two attributes within responders, of the judge and of the humans on "
    "the same responses. Where the judge's is much higher, one impression stands for all "
    "attributes."
)
PREFERENCE_COLUMNS: Final[list[Column[SelfPreference]]] = [
    Column("attribute", lambda e: e.attribute, justify="left"),
    Column("\nresponses", lambda e: figures.count(e.n_own), 3),
    Column("beside\nhumans", lambda e: figures.signed(e.against_humans.estimate)),
    Column("\nlimits", lambda e: figures.signed_limits(e.against_humans)),
    Column("beside\njudges", lambda e: figures.signed(e.against_peers.estimate), 1),
    Column("judges\nlimits", lambda e: figures.signed_limits(e.against_peers), 2),
    Column("as much of\nothers", lambda e: figures.part(e.as_large, e.others)),
]
PREFERENCE_LEGEND: Final = (
    "How much higher the judge rates its own kin than other responders, once from what the humans "
    "and once from what the other judges give them is taken off. As much of others: of how many "
    "other responders, each taken for its kin, as much could be said."
)
