"""Which pairs of responders are told apart: the claims of a comparison, as sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.console import RenderableType
from rich.text import Text

from mentaleval.comparison.results import Comparison, Pair
from mentaleval.report import figures
from mentaleval.report.bounded import Bounded
from mentaleval.report.compare_parts import Part, headline
from mentaleval.report.layout import heading, indented, paragraph


def pair_lines(comparison: Comparison, *, width: int | None) -> list[RenderableType]:
    """Return the claims for each attribute that humans have rated.

    Few claims are whole sentences; of many there is a line for each responder.
    """
    if nobody := nobody_to_compare(comparison):
        return [paragraph(nobody, width=width, style="bold")]
    parts = [part for part in headline(comparison) if part.labelled]
    if not parts:
        return []
    made: list[RenderableType] = [heading(_TITLE)]
    for part in parts:
        made += [Text(), *_of_part(part, width=width)]
    said = _LEGEND.format(confidence=comparison.settings.confidence)
    return [*made, Text(), paragraph(said, width=width, style="dim")]


def nobody_to_compare(comparison: Comparison) -> str:
    """Say that there is one responder alone; nothing where there are more."""
    names = {mean.responder for mean in comparison.responders}
    if len(names) > 1:
        return ""
    return f"There is nobody to compare {figures.listed([*names])} with: it is the one responder."


def _of_part(part: Part, *, width: int | None) -> list[RenderableType]:
    apart = [pair for pair in part.pairs if told_apart(pair)]
    line = heading(part.title).append(f": {_counted(len(apart), len(part.pairs))}", "not bold")
    said = [pair.statement for pair in apart] if len(apart) <= _MOST else _by_responder(part)
    said += [judges] if (judges := _judge_alone(part)) else []
    return [line, *(indented(text, width=width) for text in said)]


def told_apart(pair: Pair) -> bool:
    """Say whether the limits that hold for all pairs leave out no difference."""
    found = pair.low or pair.corrected
    return found.simultaneous_low > 0 or found.simultaneous_high < 0


def _counted(apart: int, of: int) -> str:
    if of == 1:
        return "the two are told apart" if apart else "the two cannot be told apart"
    if apart == of:
        return f"all {of} pairs are told apart"
    left = of - apart
    told = f"{apart} of {of} pairs {'is' if apart == 1 else 'are'} told apart" if apart else ""
    return f"{told}, {left} cannot be" if told else f"none of {of} pairs can be told apart"


def _by_responder(part: Part) -> list[str]:
    """Return for each responder those that it is surely rated higher than, equal lists once."""
    order = [mean.responder for mean in part.responders]
    below: dict[str, list[str]] = {name: [] for name in order}
    for pair in filter(told_apart, part.pairs):
        better, worse = _better(pair)
        below[better].append(worse)
    alike: dict[tuple[str, ...], list[str]] = {}
    for name in order:
        alike.setdefault(tuple(sorted(below[name], key=order.index)), []).append(name)
    rated = "rated low less often than" if part.heading.ceiling else "rated higher than"
    return [
        " ".join((_are(names), rated, _those(others, order)))
        for others, names in alike.items()
        if others
    ]


def _are(names: Sequence[str]) -> str:
    return f"{figures.listed(names)} {'is' if len(names) == 1 else 'are'}"


def _those(worse: tuple[str, ...], order: Sequence[str]) -> str:
    """Name responders; of those that end the table the first alone."""
    if len(worse) > _FEW and worse == tuple(order[-len(worse) :]):
        return f"{worse[0]} and the {len(worse) - 1} below it"
    return figures.listed(worse)


def _better(pair: Pair) -> tuple[str, str]:
    """Return the pair, the one first that humans surely rate higher, or rate low less often."""
    first = pair.low.estimate < 0 if pair.low else pair.corrected.estimate > 0
    return (pair.a, pair.b) if first else (pair.b, pair.a)


def _judge_alone(part: Part) -> str:
    """Say what plain means would have claimed beyond that; nothing where shares are compared."""
    claims = [p for p in part.pairs if _excludes_zero(p.judge_raw)]
    if part.heading.ceiling or not claims:
        return ""
    wrong = [p for p in claims if told_apart(p) and p.judge_raw.estimate * p.corrected.estimate < 0]
    open_ = [p for p in claims if not told_apart(p)]
    if not wrong and not open_:
        return ""
    parts = [f"{len(open_)} cannot be told"] if open_ else []
    parts += [f"{len(wrong)} the other way round"] if wrong else []
    who = "judges'" if len(part.heading.power) > 1 else "judge's"
    return (
        f"The {who} plain means would claim {len(claims)} pairs: of these {figures.listed(parts)}."
    )


def _excludes_zero(found: Bounded) -> bool:
    return found.low > 0 or found.high < 0


_TITLE: Final = "Who is rated higher than whom"
_MOST: Final = 6
"""So many claims are shown as whole sentences."""
_FEW: Final = 2
_LEGEND: Final = (
    "Told apart: by {confidence:.0%} limits that hold for all pairs of an attribute together. "
    "Every pair with its limits and its sentence is in the JSON."
)
