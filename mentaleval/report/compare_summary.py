"""A comparison on one screen: the order of the responders, what is sure of it, and the marks."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan
from typing import Final

from rich.console import RenderableType
from rich.text import Text

from mentaleval.comparison.parts import Part, headline, judges_help
from mentaleval.comparison.results import Comparison
from mentaleval.comparison.settings import ALL_JUDGES
from mentaleval.report import figures
from mentaleval.report.compare_account import account_in_words
from mentaleval.report.compare_marks import unlabelled
from mentaleval.report.compare_order import order_lines
from mentaleval.report.compare_pairs import nobody_to_compare
from mentaleval.report.compare_terminal import compare_title
from mentaleval.report.compare_two import two_alone, two_lines
from mentaleval.report.composites import composed_lines, composites_compared
from mentaleval.report.layout import heading, paragraph
from mentaleval.report.summary_lines import hint, ledger_sentence, noted, warning_lines_short


def comparison_summary(
    comparison: Comparison, *, width: int | None, more: str
) -> list[RenderableType]:
    """Return what ``mentaleval compare`` shows where no details are asked for.

    Parameters
    ----------
    comparison
        What to show.
    width
        How many columns the terminal has; None where the output is no terminal (see
        `reliability_renderables`).
    more
        The last line, which says how to see the rest.
    """
    parts = headline(comparison)
    made: list[RenderableType] = [heading(compare_title(comparison))]
    made += _answer(comparison, parts, width=width)
    made += composed_lines(composites_compared(comparison), width=width, short=True)
    if nobody := nobody_to_compare(comparison):
        made.append(paragraph(nobody, width=width, style="bold"))
    made += [paragraph(said, width=width, style=style) for said, style in loud_marks(parts)]
    account = ledger_sentence(account_in_words(comparison))
    made += noted(("Ratings", account), width=width)
    made += warning_lines_short(comparison.warnings, width=width, marked=MARKED)
    return [*made, hint(more, width=width)]


def _answer(
    comparison: Comparison, parts: Sequence[Part], *, width: int | None
) -> list[RenderableType]:
    if not any(part.labelled for part in parts):
        return [paragraph(comparison.statement, width=width), Text()]
    rated = paragraph(rated_in_words(comparison, parts), width=width)
    if two_alone(parts):
        level = comparison.settings.confidence
        return [rated, Text(), *two_lines(parts, confidence=level, width=width), Text()]
    return [rated, Text(), *order_lines(comparison, parts, width=width)]


def rated_in_words(comparison: Comparison, parts: Sequence[Part]) -> str:
    """Say what the means are of, and what the judges' help is worth."""
    labelled = _range([part.heading.n_labelled for part in parts])
    of = _range([part.heading.n_exchanges for part in parts])
    by_means = [part for part in parts if not part.heading.ceiling]
    what = "Mean human rating" if by_means else "Share of low human ratings"
    said = f"{what} by {labelled} of {of} conversations labelled"
    if not (by_means and judges_help(comparison)):
        return f"{said}."
    who = "the judge's" if len(parts[0].heading.power) == 1 else "the judges'"
    alone = "" if len(by_means) == len(parts) else "; shares by the labels alone"
    return f"{said}, with {who} help{_saved(by_means)}{alone}."


def _saved(by_means: Sequence[Part]) -> str:
    saved = [p.heading.label_saving for p in by_means if not isnan(p.heading.label_saving)]
    if not saved:
        return ""
    low, high = (figures.whole_percent(pick(saved)) for pick in (min, max))
    return f", which saves {low if low == high else f'{low} to {high}'} of the labels"


def _range(numbers: Sequence[int]) -> str:
    low, high = (figures.count(pick(numbers)) for pick in (min, max))
    return low if low == high else f"{low} to {high}"


def loud_marks(parts: Sequence[Part]) -> list[tuple[str, str]]:
    """Return what must not be overlooked, each once with the attributes that it is true of."""
    every = [part.heading.title for part in parts]
    said: dict[str, list[str]] = {}
    for part in parts:
        for text in unlabelled(part):
            said.setdefault(text, []).append(part.heading.title)
    if not any(part.labelled for part in parts):
        return [(_NONE_ANYWHERE, "bold red")]
    made = [(f"{_on(of, every)}{text}", "bold red") for text, of in said.items()]
    where = _unlicensed([part for part in parts if part.labelled])
    if where:
        made.append((f"NOT LICENSED TO RANK by plain means: {'; '.join(where)}.", "bold yellow"))
    return made


def _unlicensed(parts: Sequence[Part]) -> list[str]:
    """Say where each judge may rank nobody, and where it may not rank some."""
    refused: dict[str, dict[str, list[str]]] = {}
    for part in parts:
        for one in part.judges:
            if one.refused and one.judge != ALL_JUDGES:
                whom = "" if one.ranks_nobody else f" ({_responders(sorted(one.refused))})"
                of_judge = refused.setdefault(one.judge, {})
                of_judge.setdefault(whom, []).append(part.heading.title)
    every = [part.heading.title for part in parts]
    return [
        f"{judge} on {_all(on, every)}{whom}"
        for judge, found in refused.items()
        for whom, on in found.items()
    ]


def _responders(names: Sequence[str]) -> str:
    return f"responder{'' if len(names) == 1 else 's'} {figures.listed(names)}"


def _on(names: Sequence[str], every: Sequence[str]) -> str:
    return "" if list(names) == list(every) else f"{', '.join(names)}: "


def _all(names: Sequence[str], every: Sequence[str]) -> str:
    return "all" if list(names) == list(every) else ", ".join(names)


MARKED: Final = frozenset({"no_labels"})
"""Warnings that a mark in capital letters gives already."""
_NONE_ANYWHERE: Final = (
    "NO HUMAN LABEL: plain means of a judge are no ranking of responders; the details show them."
)
