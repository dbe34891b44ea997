"""A comparison put in the order in which it is read: what belongs to one attribute together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import inf, isnan
from typing import Protocol, TypeVar

from mentaleval.comparison.results import Comparison, Heading, Pair, ResponderMean
from mentaleval.comparison.settings import ALL_JUDGES
from mentaleval.vocabulary import Rubric


@dataclass(frozen=True, slots=True, eq=False)
class OneJudge:
    """What one judge alone is worth on one attribute or composite."""

    heading: Heading
    title: str
    responders: tuple[ResponderMean, ...]

    @property
    def judge(self) -> str:
        """The judge's name."""
        return self.heading.judge or ""

    @property
    def refused(self) -> list[str]:
        """The responders that its plain means may not rank."""
        return [mean.responder for mean in self.responders if not mean.licensed]

    @property
    def ranks_nobody(self) -> bool:
        """Whether that is every responder."""
        return len(self.refused) == len(self.responders)


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """One attribute or composite with one judge, or all judges together.

    ``responders`` and ``pairs`` are in the order of places; those without a place come last, by
    name, since any other order would be a judge's. ``judges`` are the single judges, and all of
    them together where there are several.
    """

    heading: Heading
    title: str
    responders: tuple[ResponderMean, ...]
    pairs: tuple[Pair, ...]
    judges: tuple[OneJudge, ...]

    @property
    def labelled(self) -> bool:
        """Whether any human rating stands behind it."""
        return self.heading.n_labelled > 0


def headline(comparison: Comparison) -> list[Part]:
    """Return what is answered first: composites, then attributes, by all judges together.

    Composites come first because they answer the question that was asked, who is better, with
    the least noise; what they are made of stands below them.
    """
    by_attribute: dict[str, list[Heading]] = {}
    for heading in comparison.headings:
        by_attribute.setdefault(heading.attribute, []).append(heading)
    found = [_part(comparison, of_one) for of_one in by_attribute.values()]
    return sorted(found, key=lambda part: not part.heading.composite)


def judges_help(comparison: Comparison) -> bool:
    """Say whether any corrected mean is another than that of the human labels alone."""
    pairs = ((m.corrected.estimate, m.human_only.estimate) for m in comparison.responders)
    return any(corrected != alone for corrected, alone in pairs if not isnan(corrected))


def _part(comparison: Comparison, headings: list[Heading]) -> Part:
    chief = next((h for h in headings if h.judge == ALL_JUDGES), headings[0])
    means = _of(comparison.responders, chief)
    means.sort(key=lambda mean: _order(mean, ceiling=chief.ceiling))
    places = {mean.responder: place for place, mean in enumerate(means)}
    pairs = _of(comparison.pairs, chief)
    pairs.sort(key=lambda pair: sorted((places[pair.a], places[pair.b])))
    title = _title(chief, comparison.settings.rubric)
    return Part(
        heading=chief,
        title=title,
        responders=tuple(means),
        pairs=tuple(pairs),
        judges=tuple(
            OneJudge(h, title, tuple(_of(comparison.responders, h)))
            for h in headings
            if h.judge is not None
        ),
    )


def _title(heading: Heading, rubric: Rubric) -> str:
    parts = {axis.lower(): names for axis, names in rubric.composites.items()}
    if not heading.composite or heading.attribute not in parts:
        return heading.title
    return f"{heading.title} (mean of {len(parts[heading.attribute])})"


class _OfHeading(Protocol):
    @property
    def attribute(self) -> str: ...

    @property
    def judge(self) -> str | None: ...


Found = TypeVar("Found", bound=_OfHeading)


def _of(found: Iterable[Found], heading: Heading) -> list[Found]:
    key = (heading.attribute, heading.judge)
    return [one for one in found if (one.attribute, one.judge) == key]


def _order(mean: ResponderMean, *, ceiling: bool) -> tuple[float, float, str]:
    """Return what puts responders in order: what is not known comes last, by name."""
    share = mean.low.share if ceiling and mean.low else 0.0
    estimate = mean.corrected.estimate
    return inf if isnan(share) else share, inf if isnan(estimate) else -estimate, mean.responder
