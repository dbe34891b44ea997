"""Which pairs of responders are told apart: the claims of a comparison, as sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from rich.console import RenderableType
from rich.text import Text

from mentaleval.comparison.parts import Part, headline
from mentaleval.comparison.results import Comparison, Pair
from mentaleval.comparison.uncompared import not_compared
from mentaleval.report import figures
from mentaleval.report.bounded import Bounded
from mentaleval.report.compare_claims import (
    counted,
    in_order,
    left_open,
    means_told_apart,
    told_apart,
)
from mentaleval.report.layout import heading, indented, paragraph


def claim_lines(part: Part, *, width: int | None) -> list[RenderableType]:
    """Return what can be said of the pairs of one attribute, a line each."""
    return [indented(text, width=width) for text in claims(part)]


def pair_lines(comparison: Comparison, *, width: int | None) -> list[RenderableType]:
    """Return the claims of all attributes where they do not stand below a table of their own."""
    if nobody := nobody_to_compare(comparison):
        return [paragraph(nobody, width=width, style="bold")]
    parts = [part for part in headline(comparison) if part.labelled]
    if not parts:
        return []
    legend = TOLD_APART.format(comparison.settings.confidence)
    legend += _OTHERS if any(map(_is_short, parts)) else ""
    said = paragraph(f"{legend} {_IN_JSON}", width=width, style="dim")
    if width is not None:
        return [said]
    made: list[RenderableType] = []
    for title, ceiling in ((_MEANS, False), (_SHARES, True)):
        mine = [part for part in parts if part.heading.ceiling is ceiling]
        made += [heading(title)] if mine else []
        for part in mine:
            made += [heading(part.title), *claim_lines(part, width=width), Text()]
    return [*made, said]


def nobody_to_compare(comparison: Comparison) -> str:
    """Say that there is one responder alone; nothing where there are more."""
    names = {mean.responder for mean in comparison.responders}
    if len(names) > 1:
        return ""
    return f"There is nobody to compare {figures.listed([*names])} with: it is the one responder."


def claims(part: Part) -> list[str]:
    """Return what can be said of the pairs of one attribute; nothing without labels or pairs.

    Of few pairs each has its sentence, and of more each that is told apart. Of many those are named
    that cannot be told apart, or where these are more, whom each responder is surely rated higher
    than.
    """
    if not (part.labelled and part.pairs):
        return []
    start = f"Rated {part.heading.cut:g} or lower more often: " if part.heading.ceiling else ""
    line = _capital(f"{start}{counted(part, part.pairs)}")
    found = [f"{line}{_left_open(part)}."] if _is_short(part) else [f"{line}.", *_told(part)]
    return [*found, *_by_means(part), *filter(None, [_judge_alone(part)])]


def _told(part: Part) -> list[str]:
    apart = [pair for pair in part.pairs if told_apart(pair)]
    if len(part.pairs) <= _ALL:
        return [pair.statement for pair in part.pairs if told_apart(pair) or left_open(pair)]
    return [p.statement for p in apart] if len(apart) <= _MOST else _by_responder(part, apart)


def _is_short(part: Part) -> bool:
    """Say whether there are many claims and it is enough to name the pairs that are left open.

    It is where they are the fewer, and all others stand in the table in the order that is sure.
    """
    apart = [pair for pair in part.pairs if told_apart(pair)]
    order = [mean.responder for mean in part.responders]
    ordered = (order.index(better) < order.index(worse) for better, worse in map(in_order, apart))
    rest = [pair for pair in part.pairs if not told_apart(pair)]
    few = len(rest) <= len(apart) and len(apart) > _MOST
    return few and not any(map(not_compared, rest)) and all(ordered)


def _left_open(part: Part) -> str:
    order = [mean.responder for mean in part.responders]
    open_ = (pair for pair in part.pairs if left_open(pair))
    below = _by_first(order, (sorted((p.a, p.b), key=order.index) for p in open_))
    if not below:
        return ", in the order of the table"
    return ": " + "; ".join(f"{name} from {_either(others)}" for name, others in below.items())


def _either(names: Sequence[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} or {last}" if first else last


def _by_first(order: Sequence[str], pairs: Iterable[Sequence[str]]) -> dict[str, list[str]]:
    """Return for each name those that it stands first with, all in the order of the table."""
    found: dict[str, list[str]] = {}
    for first, second in pairs:
        found.setdefault(first, []).append(second)
    return {name: sorted(found[name], key=order.index) for name in order if name in found}


def _by_responder(part: Part, apart: Sequence[Pair]) -> list[str]:
    """Return for each responder those that it is surely rated higher than, equal lists once."""
    order = [mean.responder for mean in part.responders]
    alike: dict[tuple[str, ...], list[str]] = {}
    for name, below in _by_first(order, map(in_order, apart)).items():
        alike.setdefault(tuple(below), []).append(name)
    rated = "rated low less often than" if part.heading.ceiling else "rated higher than"
    return [
        f"{figures.listed(names)} {'is' if len(names) == 1 else 'are'} {rated} "
        f"{_those(others, order)}."
        for others, names in alike.items()
    ]


def _those(worse: tuple[str, ...], order: Sequence[str]) -> str:
    """Name responders; of those that end the table the first alone."""
    if len(worse) > _FEW and worse == tuple(order[-len(worse) :]):
        return f"{worse[0]} and the {len(worse) - 1} below it"
    return figures.listed(worse)


def _by_means(part: Part) -> list[str]:
    """Return what the means tell apart where shares are compared first, and was not said yet."""
    if not part.heading.ceiling:
        return []
    unsaid = not_compared if len(part.pairs) <= _ALL else _not_told
    more = [pair for pair in part.pairs if means_told_apart(pair) and unsaid(pair)]
    if len(more) <= _MOST:
        return [pair.statement for pair in more]
    higher = _by_first([mean.responder for mean in part.responders], ((p.a, p.b) for p in more))
    named = "; ".join(f"{name} above {figures.listed(others)}" for name, others in higher.items())
    return [f"By their means alone {len(more):,} pairs more are told apart: {named}."]


def _not_told(pair: Pair) -> bool:
    return not told_apart(pair)


def _judge_alone(part: Part) -> str:
    """Say what plain means would have claimed beyond that; nothing where shares are compared."""
    claimed = [p for p in part.pairs if _excludes_zero(p.judge_raw)]
    if part.heading.ceiling or not claimed:
        return ""
    wrong = [
        p for p in claimed if told_apart(p) and p.judge_raw.estimate * p.corrected.estimate < 0
    ]
    kinds = {
        "cannot be told apart": sum(map(left_open, claimed)),
        "{} not compared": sum(map(not_compared, claimed)),
        "{} the other way round": len(wrong),
    }
    found = [(n, what.format("is" if n == 1 else "are")) for what, n in kinds.items() if n]
    if not found:
        return ""
    who = "judges'" if len(part.heading.power) > 1 else "judge's"
    if len(claimed) == 1:
        return f"The {who} plain means would claim 1 pair, which {found[0][1]}."
    said = figures.listed([f"{n:,} {what}" for n, what in found])
    return f"The {who} plain means would claim {len(claimed):,} pairs, of which {said}."


def _excludes_zero(found: Bounded) -> bool:
    return found.low > 0 or found.high < 0


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


_MEANS: Final = "Who is rated higher than whom"
_SHARES: Final = "Who is rated low more often than whom"
_ALL: Final = 3
"""Of so few pairs every one is told with its limits, also where they leave it open."""
_MOST: Final = 6
"""So many claims are shown as whole sentences."""
_FEW: Final = 2
TOLD_APART: Final = "Told apart: by {:.0%} limits that hold for all pairs of an attribute together."
_OTHERS: Final = (
    " Where those are named that cannot be, all other pairs are told apart, in the order of the "
    "table."
)
_IN_JSON: Final = "Every pair with its limits and its sentence is in the JSON."
