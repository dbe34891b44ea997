"""The answer of a comparison: for each attribute its responders in the order of their places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from rich.console import RenderableType
from rich.text import Text

from mentaleval.comparison.parts import Part, headline, judges_help
from mentaleval.comparison.results import Comparison, ResponderMean
from mentaleval.report import figures
from mentaleval.report.compare_marks import marks
from mentaleval.report.compare_names import Names, names_in_tables
from mentaleval.report.compare_pairs import claim_lines
from mentaleval.report.compare_signs import open_places
from mentaleval.report.composites import composed_lines, composites_compared
from mentaleval.report.layout import Column, Row, fitting, heading, legend, paragraph, tabulate


def standings(comparison: Comparison, *, width: int | None) -> list[RenderableType]:
    """Return a table for each attribute, composites first, and what its columns mean.

    Where means are too near an end of the scale there are shares instead. Below each table stands
    which pairs are told apart. In a pipe there is one table of each kind, a row for each attribute
    and responder.
    """
    names = names_in_tables(comparison, width=width)
    parts = kinds(comparison)
    layouts = _layouts(parts, names, width=width)
    spelt = composed_lines(composites_compared(comparison), width=width)
    if width is None:
        return [*_piped(parts, layouts), *spelt]
    return [*_stacked(parts, layouts, width=width), *spelt, *names.key(width=width)]


def kinds(comparison: Comparison) -> list[OfKind]:
    """Return the attributes, each with the name of what is compared of it."""
    means = "corrected" if judges_help(comparison) else "labels"
    return [(part, "shares" if part.heading.ceiling else means) for part in headline(comparison)]


OfKind = tuple[Part, str]
"""An attribute, and what is compared of it: means, corrected or of labels alone, or shares."""


@dataclass(frozen=True, slots=True)
class _Layout:
    """The columns of all tables of one kind, and what is to be known of them."""

    columns: Sequence[Column[ResponderMean]]
    said: str


def _layouts(parts: Sequence[OfKind], names: Names, *, width: int | None) -> dict[str, _Layout]:
    """Return the layout of each kind; what one legend has said the next leaves out."""
    made: dict[str, _Layout] = {}
    said: set[tuple[str, str]] = set()
    for kind in dict.fromkeys(kind for _, kind in parts):
        columns, keys = STANDINGS[kind]
        rows = [mean for part, its in parts if its == kind for mean in part.responders]
        named = [_named(names) if column is _RESPONDER else column for column in columns]
        kept, left_out = fitting(telling(named, rows), rows, width=width)
        new = {key: text for key, text in keys.items() if (key, text) not in said}
        made[kind] = _Layout(kept, legend(new, kept, left_out))
        said |= {(key, new[key]) for key in new if key in {column.name for column in kept}}
    return made


def _named(names: Names) -> Column[ResponderMean]:
    return replace(_RESPONDER, show=lambda mean: names.of(mean.responder))


def _stacked(
    parts: Sequence[OfKind], layouts: Mapping[str, _Layout], *, width: int
) -> list[RenderableType]:
    made: list[RenderableType] = []
    for part, kind in parts:
        table = tabulate(layouts[kind].columns, [part.responders], width=width)
        made += [*([Text()] if made else []), *_lines_above(part, width=width), table]
        made += claim_lines(part, width=width)
    for layout in layouts.values():
        made += [Text(), paragraph(layout.said, width=width, style="dim")]
    return made


def _piped(parts: Sequence[OfKind], layouts: Mapping[str, _Layout]) -> list[RenderableType]:
    made: list[RenderableType] = []
    for kind, layout in layouts.items():
        mine = [part for part, its in parts if its == kind]
        above = [line for part in mine for line in _lines_above(part, width=None)]
        columns = [_attribute(mine), *layout.columns]
        table = tabulate(columns, [part.responders for part in mine], width=None)
        said = paragraph(layout.said, width=None, style="dim")
        made += [*([Text()] if made else []), *above, Text(), table, said]
    return made


def telling(columns: Sequence[Column[Row]], rows: Sequence[Row]) -> list[Column[Row]]:
    """Return the columns that are not empty from top to bottom."""
    return [c for c in columns if any(c.show(row) not in {"", figures.NONE} for row in rows)]


def _attribute(parts: Sequence[Part]) -> Column[ResponderMean]:
    titles = {part.heading.attribute: part.title for part in parts}
    return Column("attribute", lambda mean: titles[mean.attribute], justify="left")


def labels_of(part: Part) -> str:
    """Say how many conversations are labelled, and what the judges make of it."""
    found = part.heading
    said = f"{figures.part(found.n_labelled, found.n_exchanges)} conversations labelled"
    if found.judge and 0 < found.n_labelled != found.n_met:
        said += f" ({figures.count(found.n_met)} judged)"
    if found.ceiling:
        said += f"; share rated {found.cut:g} or lower"
    elif found.label_saving >= _LEAST_SAVING:
        who = "judge" if len(found.power) == 1 else "judges"
        said += f"; {who} saved {figures.whole_percent(found.label_saving)}"
    return said


def _lines_above(part: Part, *, width: int | None) -> list[RenderableType]:
    said = heading(part.title).append(f": {labels_of(part)}", style="not bold")
    return [said, *marks(part, width=width)]


def _place(mean: ResponderMean) -> str:
    ranks = mean.ranks
    if ranks.corrected is None:
        return ""
    place = f"{ranks.corrected:>2}"
    return place if ranks.first == ranks.last else f"{place} ({open_places(mean)})"


def _judges_place(mean: ResponderMean) -> str:
    raw, corrected = mean.ranks.raw, mean.ranks.corrected
    if raw is None or raw == corrected:
        return ""
    return str(raw) if corrected is None else f"{raw} -> {corrected}"


def _moved(mean: ResponderMean) -> str:
    return "bold yellow" if _judges_place(mean) and mean.ranks.corrected else ""


def _labels(mean: ResponderMean) -> str:
    return figures.count(mean.n_human) if mean.n_human else figures.NONE


def _share(mean: ResponderMean) -> str:
    return figures.percent(mean.low.share) if mean.low else figures.NONE


def _share_limits(mean: ResponderMean) -> str:
    found = mean.low
    return f"{found.low:.1%}, {found.high:.1%}" if found and found.of else figures.NONE


def _counted(mean: ResponderMean) -> str:
    return figures.part(mean.low.count, mean.low.of) if mean.low else figures.NONE


_LEAST_SAVING: Final = 0.005
"""Less than that would be shown as 0%."""
_RESPONDER: Final[Column[ResponderMean]] = Column(
    "responder", lambda mean: mean.responder, justify="left"
)
_JUDGE: Final[list[Column[ResponderMean]]] = [
    Column("judge's\nmean", lambda mean: figures.plain(mean.judge_raw, mean.digits), 2),
    Column("judge's\nplace", _judges_place, 2, style=_moved),
]
_HUMAN_ONLY: Final[Column[ResponderMean]] = Column(
    "human\nonly", lambda mean: figures.plain(mean.human_only.estimate, mean.digits), 3
)
_MEANS: Final[list[Column[ResponderMean]]] = [
    Column("place", _place, justify="left"),
    _RESPONDER,
    Column("\ncorrected", lambda mean: figures.plain(mean.corrected.estimate, mean.digits)),
    Column("corrected\nlimits", lambda mean: figures.limits(mean.corrected, mean.digits)),
    _HUMAN_ONLY,
    Column("human only\nlimits", lambda mean: figures.limits(mean.human_only, mean.digits), 4),
    *_JUDGE,
    Column("\nsaves", lambda mean: figures.whole_percent(mean.label_saving), 5),
]
_LABELS: Final[list[Column[ResponderMean]]] = [
    Column("place", _place, justify="left"),
    _RESPONDER,
    Column("human\nmean", lambda mean: figures.plain(mean.human_only.estimate, mean.digits)),
    Column("human mean\nlimits", lambda mean: figures.limits(mean.human_only, mean.digits)),
    Column("\nresponses", _labels, 1),
    *_JUDGE,
]
_SHARES: Final[list[Column[ResponderMean]]] = [
    Column("place", _place, justify="left"),
    _RESPONDER,
    Column("share\nlow", _share),
    Column("share low\nlimits", _share_limits),
    Column("\nresponses", _counted, 1),
    _HUMAN_ONLY,
    *_JUDGE,
]
_BRACKETS: Final = "in brackets the places that limits for all pairs together leave open."
_PLACES: Final = f"1 being the highest rating (the best only where high is good); {_BRACKETS}"
_BESIDE: Final = {
    "human only": "the mean of the labels alone.",
    "judge's mean": "its plain mean, which is no estimate of the humans', nor an order "
    "of responders where the judge is not licensed to rank.",
    "judge's place": "by plain means, where it is another one.",
}
_OF_MEANS: Final = {
    "place": f"by the corrected mean, {_PLACES}",
    "corrected": "the mean human rating, estimated from the labels with the judge's help.",
    **_BESIDE,
    "saves": "the share of human labels that the judge's help saves, below 0 where it costs some.",
}
_OF_LABELS: Final = {"place": f"by the human mean, {_PLACES}", **_BESIDE}
_OF_SHARES: Final = {
    "place": f"by the share low, 1 being the smallest (the best only where high is good); "
    f"{_BRACKETS}",
    "share low": "responses that humans rate so low, with Wilson's limits: so near the end of the "
    "scale means say little.",
    **_BESIDE,
    "judge's place": "by the share of its own low ratings, where it is another one.",
}
STANDINGS: Final = {
    "corrected": (_MEANS, _OF_MEANS),
    "labels": (_LABELS, _OF_LABELS),
    "shares": (_SHARES, _OF_SHARES),
}
