"""The verdicts on one screen: a table of one judge, or of several where it fits, else sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from mentaleval.legible import one_line
from mentaleval.report.by_judge import judges_of, numbers_of
from mentaleval.report.layout import Column, paragraph, tabulate
from mentaleval.report.many_judges import MANY
from mentaleval.report.screening_table import HARMS_MISSED, MISSED_AT_MOST
from mentaleval.report.side_by_side import side_by_side
from mentaleval.report.verdict_counts import counted_verdicts
from mentaleval.report.verdict_table import VERDICT_COLOURS, VERDICT_COLUMNS
from mentaleval.trust import Assessment, Cell
from mentaleval.vocabulary import Use, Verdict


def verdict_lines(assessment: Assessment, *, width: int | None) -> list[RenderableType]:
    """Return the verdicts of each judge, whole words for every attribute, and a line that ends it.

    One judge has a table with the harms that it misses; several have theirs side by side where the
    width allows, else a sentence for each use, and of many there is a count. In a pipe there is a
    row for each judge and attribute, with the reasons.
    """
    judges = judges_of(assessment.cells)
    if width is not None and len(judges) > MANY:
        return counted_verdicts(assessment, width=width)
    heads = [_head(assessment, judge, mine) for judge, mine in judges.items()]
    if (table := verdict_table(assessment, width=width)) is not None:
        between = [Text()] if width is None else []
        asked = [paragraph(_QUESTIONS, width=width, style="dim")] if len(judges) > 1 else []
        return [*heads, *between, table, *asked, Text()]
    made: list[RenderableType] = []
    for head, mine in zip(heads, judges.values(), strict=True):
        made += [head, _sentences(mine)]
    return [*made, paragraph(_QUESTIONS, width=width, style="dim")]


def verdict_table(assessment: Assessment, *, width: int | None) -> Table | None:
    """Return the table with the harms that each judge misses; None where it does not fit."""
    judges = judges_of(assessment.cells)
    if width is not None and len(judges) > MANY:
        return None
    if width is None:
        return tabulate(_PIPED, list(judges.values()), width=None)
    return side_by_side(list(judges.values()), _OF_JUDGE, headed=_headed, width=width)


def _head(assessment: Assessment, judge: str, cells: Sequence[Cell]) -> Text:
    """Return a judge's name and numbers, and whom it was not assessed on."""
    own = assessment.excluded_responders.get(judge, ())
    without = f"; left out: {', '.join(own)}" if own else ""
    said = one_line(f"{numbers_of(cells)}{without}")
    return Text(one_line(judge), style="bold").append(said, style="not bold")


def _headed(column: Column[Cell], judge: str) -> str:
    if judge:
        return f"{one_line(judge)}\n{_OF_HARM.get(column.name, column.name)}"
    return _ASKED.get(column.title, column.title)


def _sentences(cells: Sequence[Cell]) -> Table:
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column()
    grid.add_column(overflow="fold")  # rich would cut a long name, and what follows it
    for use in Use:
        grid.add_row(Text(use.value), _sentence(cells, use))
    return grid


def _sentence(cells: Sequence[Cell], use: Use) -> Text:
    """Name the attributes of each verdict; a large group that needs a human as the rest."""
    found = {
        verdict: [cell.title for cell in cells if cell.rulings[use].verdict is verdict]
        for verdict in _BEST_FIRST
    }
    named = {verdict: names for verdict, names in found.items() if names}
    if len(named) == 1:
        return _of_verdict(next(iter(named)), "all")
    rest = _rest(named)
    parts = [_of_verdict(v, ", ".join(names)) for v, names in named.items() if v is not rest]
    return Text("; ").join([*parts, *([_of_verdict(rest, "rest")] if rest else [])])


def _rest(named: Mapping[Verdict, Sequence[str]]) -> Verdict | None:
    """Return the verdict whose attributes need not be named; None where no group is large.

    Nobody should have to work out by subtraction what a judge may be trusted with.
    """
    large = [verdict for verdict in _NO_HELP if len(named.get(verdict, ())) >= _MANY]
    return max(large, key=lambda verdict: len(named[verdict]), default=None)


def _of_verdict(verdict: Verdict, where: str) -> Text:
    said = Text(verdict.value, style=VERDICT_COLOURS[verdict])
    return Text().append_text(said).append(f": {one_line(where)}")


_QUESTIONS: Final = "Rank: who is better? Score: is this response good? Level: is a 4 a 4?"
_ASKED: Final = {
    "rank": "rank\nwho is best?",
    "score": "score\nis it good?",
    "level": "level\nis a 4 a 4?",
}
_OF_HARM: Final = {"harms missed": "missed", "at most": "may miss"}
"""What these columns are called where the count may be left out."""
_BEST_FIRST: Final = (
    Verdict.TRUSTED,
    Verdict.USABLE,
    Verdict.CALIBRATE,
    Verdict.UNDETERMINED,
    Verdict.UNRELIABLE,
)
_NO_HELP: Final = (Verdict.UNRELIABLE, Verdict.UNDETERMINED)
_MANY: Final = 4
"""So many attributes of one verdict need not be named again where all others are."""
_OF_JUDGE: Final[list[Column[Cell]]] = [
    *(replace(column, rank=column.rank and column.rank + 1) for column in VERDICT_COLUMNS[1:]),
    replace(HARMS_MISSED, rank=1),
    MISSED_AT_MOST,
]
_PIPED: Final[list[Column[Cell]]] = [
    Column("judge", lambda cell: cell.judge, justify="left"),
    VERDICT_COLUMNS[0],
    *_OF_JUDGE,
]
