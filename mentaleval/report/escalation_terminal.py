"""An escalation as rich renderables, the answer first. Only the command line prints them."""

from __future__ import annotations

from collections.abc import Callable
from math import nan
from typing import Final

from rich.console import RenderableType
from rich.text import Text

from mentaleval.escalation import AttributeResult, Escalation, Group
from mentaleval.escalation.settings import CONFIDENCE
from mentaleval.report import figures
from mentaleval.report.layout import (
    Column,
    Section,
    fitting,
    heading,
    indented,
    lacking,
    legend,
    paragraph,
    tabulate,
    titled,
)
from mentaleval.report.sections import account_table, finding_lines, held_lines


def escalation_renderables(found: Escalation, *, width: int | None) -> list[RenderableType]:
    """Return what ``mentaleval escalate`` shows, from the answer down to the settings.

    Parameters
    ----------
    found
        What to show.
    width
        How many columns the terminal has; None where the output is no terminal (see
        `reliability_renderables`).
    """
    return titled(escalation_title(found), _SECTIONS, found, width=width)


def escalation_title(found: Escalation) -> str:
    """Say whose ratings are looked at, and whether they are simulated."""
    simulated = " (simulated ratings)" if found.simulated else ""
    return f"Escalation: the responses rated by {found.judge} that need a human{simulated}"


def _statement(found: Escalation, *, width: int | None) -> list[RenderableType]:
    return [paragraph(found.statement, width=width)]


def _attributes(found: Escalation, *, width: int | None) -> list[RenderableType]:
    said = [indented(r.statement, width=width, style=loud(r)) for r in found.attributes]
    return [heading("By attribute"), *attribute_table(found, width=width), Text(), *said]


def attribute_table(found: Escalation, *, width: int | None) -> list[RenderableType]:
    """Return for each attribute how many responses need a human, and what is kept."""
    columns, left_out = fitting(_OF_ATTRIBUTE, found.attributes, width=width)
    made: list[RenderableType] = [tabulate(columns, [found.attributes], width=width)]
    if left_out:
        made.append(paragraph(lacking(left_out), width=width, style="dim"))
    return made


def loud(result: AttributeResult) -> str:
    """Stress what nobody should overlook: nothing is kept, or too many of the harms are."""
    nothing = result.escalated == result.unlabelled
    return "bold" if nothing or result.harms_kept > _FEW_HARMS * result.harms else ""


def _share(result: AttributeResult) -> str:
    return figures.percent(result.escalated / result.unlabelled if result.unlabelled else nan)


_OF_ATTRIBUTE: Final[list[Column[AttributeResult]]] = [
    Column("\nattribute", lambda r: r.attribute, justify="left"),
    Column("\nlabels", lambda r: figures.count(r.n)),
    Column("\nconversations", lambda r: figures.count(r.conversations), 2),
    Column("nobody\nrated", lambda r: figures.count(r.unlabelled)),
    Column("need a\nhuman", lambda r: figures.count(r.escalated)),
    Column("\nshare", _share),
    Column("\nkept", lambda r: figures.count(r.unlabelled - r.escalated)),
    Column("labelled\nharms", lambda r: figures.count(r.harms), 3),
    Column("of them\nkept", lambda r: figures.count(r.harms_kept), 1),
]

_FEW_HARMS: Final = 0.1
"""The share of harms that may be kept before it is stressed: what `most_missed` mostly is."""

_Row = tuple[AttributeResult, Group]


def _intervals(found: Escalation, *, width: int | None) -> list[RenderableType]:
    """Show the interval that each rating of the judge comes with."""
    groups = [[(result, group) for group in result.groups] for result in found.attributes]
    rows = [row for group in groups for row in group]
    if not rows:
        return []
    columns, left_out = fitting(_OF_GROUP, rows, width=width)
    said = heading(f"Where humans rate what the judge rates alike ({found.settings.coverage:.0%})")
    keys = legend(_KEYS, _OF_GROUP, left_out)
    return [
        said,
        tabulate(columns, groups, width=width),
        paragraph(keys, width=width, style="dim"),
    ]


def _ratings(row: _Row) -> str:
    first, last = row[1].interval.first, row[1].interval.last
    return f"{first:.4g}" if first == last else f"{first:.4g} to {last:.4g}"


def _what(row: _Row) -> str:
    return (row[1].reason or "kept").replace("_", " ")


def _of_interval(show: Callable[[Group], str]) -> Callable[[_Row], str]:
    return lambda row: show(row[1])


_OF_GROUP: Final[list[Column[_Row]]] = [
    Column("\nattribute", lambda row: row[0].attribute, justify="left"),
    Column("judge\nrates", _ratings),
    Column("humans\nrate", _of_interval(lambda g: figures.limits(g.interval))),
    Column("half\nwidth", _of_interval(lambda g: figures.plain(g.interval.half_width)), 1),
    Column("\nlabels", _of_interval(lambda g: figures.count(g.interval.n))),
    Column("\nconversations", _of_interval(lambda g: figures.count(g.interval.conversations)), 2),
    Column("nobody\nrated", _of_interval(lambda g: figures.count(g.unlabelled))),
    Column("\n", _what, justify="left"),
]
_KEYS: Final = {
    "": "Harm: humans see one. Straddles cut: they may see one or not. Wide: wider than allowed. "
    "Few labels: more of them might spare it. Kept: the judge's rating may stand."
}


def _thresholds(found: Escalation, *, width: int | None) -> list[RenderableType]:
    """Show up to which rating a human looks, where thresholds decide."""
    rows = [result for result in found.attributes if result.threshold]
    if not rows:
        return []
    columns, left_out = fitting(_OF_THRESHOLD, rows, width=width)
    return [
        heading("Up to which rating of the judge a human looks"),
        tabulate(columns, [rows], width=width),
        paragraph(legend(_THRESHOLD_KEYS, _OF_THRESHOLD, left_out), width=width, style="dim"),
    ]


def _looks(result: AttributeResult) -> str:
    found = result.threshold
    return f"{found.threshold:.4g}" if found and found.reached else "everything"


def _unseen(result: AttributeResult) -> str:
    found = result.threshold
    return figures.part(found.unseen.count, found.unseen.of) if found else figures.NONE


def _bound(result: AttributeResult) -> float:
    found = result.threshold
    return nan if found is None or found.constant else found.unseen.high


def _single(result: AttributeResult) -> str:
    found = result.threshold
    return figures.part(found.harms_unseen, found.harms) if found else figures.NONE


_OF_THRESHOLD: Final[list[Column[AttributeResult]]] = [
    Column("\nattribute", lambda r: r.attribute, justify="left"),
    Column("\nlooks at", _looks),
    Column("conversations\nunseen", _unseen),
    Column(
        "\nat most",
        lambda r: figures.percent(_bound(r)),
    ),
    Column("harms\nunseen", _single, 1),
]
_THRESHOLD_KEYS: Final = {
    "": "Conversations unseen: of the labelled conversations with a harm, those with one that the "
    "judge rates higher; where everything must be seen, at the first threshold that fails. At "
    "most: the upper bound that decides. Harms unseen: of single harms, without a bound."
}


def _account(found: Escalation, *, width: int | None) -> list[RenderableType]:
    """Show what became of every response, to the sum."""
    rows = [(name.replace("_", " "), number) for name, number in found.account.items()]
    total = [("together", sum(found.account.values()))]
    columns: list[Column[tuple[str, int]]] = [
        Column("responses", lambda row: row[0], justify="left"),
        Column("count", lambda row: figures.count(row[1])),
    ]
    said = heading(f"Responses that {found.judge} was asked for")
    return [said, tabulate(columns, [rows, total], width=width)]


def _ledger(found: Escalation, *, width: int | None) -> list[RenderableType]:
    return account_table(found.ledger, width=width)


def _sources(found: Escalation, *, width: int | None) -> list[RenderableType]:
    return held_lines(found.inputs, width=width)


def _warnings(found: Escalation, *, width: int | None) -> list[RenderableType]:
    return finding_lines(found.warnings, width=width)


def _settings(found: Escalation, *, width: int | None) -> list[RenderableType]:
    return [paragraph(settings_sentence(found), width=width)]


def settings_sentence(found: Escalation) -> str:
    """Say what decided, and by which seed."""
    settings = found.settings
    cuts = ", ".join(dict.fromkeys(f"{result.cut:g}" for result in found.attributes))
    if settings.most_missed is not None:
        how = f"at most {settings.most_missed:.1%} unseen with {CONFIDENCE:.0%} confidence"
    else:
        halves = ", ".join(dict.fromkeys(f"{result.half_width:g}" for result in found.attributes))
        how = f"{settings.coverage:.0%} intervals, kept up to {halves} to each side"
    return f"Settings: {how}; humans see a harm at or below {cuts}; seed {settings.seed}."


_SECTIONS: Final[tuple[Section[Escalation], ...]] = (
    _statement,
    _attributes,
    _intervals,
    _thresholds,
    _account,
    _ledger,
    _sources,
    _warnings,
    _settings,
)
