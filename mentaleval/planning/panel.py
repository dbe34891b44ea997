"""How many experts rate a response, and what one more of them takes off its noise."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import Final

import pandas as pd

from mentaleval.stats import VarianceComponents, panel_variance
from mentaleval.stats.variance_components import RESIDUAL

RESPONDER: Final = "responder"
CONVERSATION: Final = "conversation"
EXPERT: Final = "expert"
_USUAL: Final = (1, 2, 3)


@dataclass(frozen=True, slots=True)
class Panel:
    """The experts of a pilot.

    Attributes
    ----------
    number
        How many rate a response, rounded up.
    each
        The same as their noise feels it: one over the mean of one over the number.
    experts
        How many there are in all; 0 for no pilot.
    separable
        Whether it is known what one expert adds to a response.
    residual, re
        What one adds to one response, and to one responder in all conversations.
    ce, e
        What one adds to all responses to a conversation, and to all responses.
    """

    number: int = 1
    each: float = 1.0
    experts: int = 0
    separable: bool = False
    residual: float = 0.0
    re: float = 0.0
    ce: float = 0.0
    e: float = 0.0

    def apart(self, each: int) -> float:
        """Return by how much more single responses vary with so many experts than in the pilot.

        What experts do to all responses to a conversation is not in it.
        """
        return self._more(self.residual, self.re, each)

    def alike(self, each: int) -> float:
        """Return the same of what experts do to all responses to a conversation."""
        return self._more(self.ce, self.e, each)

    def _more(self, own: float, lasting: float, each: int) -> float:
        if not self.separable:
            return 0.0
        now, then = (
            panel_variance(own, lasting, each=number, experts=max(self.experts, number))
            for number in (self.each, float(each))
        )
        return then - now

    def ways(self, *, few: bool = False) -> tuple[int, ...]:
        """Return the numbers of experts a response to plan for: where unknown, the pilot's.

        *few* leaves out what lies between one expert and the pilot's number.
        """
        if not self.separable:
            return (self.number,)
        numbers = {1, self.number} if few else {*_USUAL, self.number}
        return tuple(sorted(number for number in numbers if number <= self.experts))


ONE_EXPERT: Final = Panel()


def panel_of(rows: pd.DataFrame, components: VarianceComponents | None) -> Panel:
    """Return the experts of a pilot, from its human ratings of one attribute."""
    its = ["exchange", "responder", "response"]
    counts = rows.groupby(its, observed=True)["rating"].size()
    number, each = ceil(counts.mean() - 1e-9), float(1 / (1 / counts).mean())
    experts = int(rows["rater"].nunique())
    if components is None or not told_apart(components):
        return Panel(number, each, experts)
    return Panel(
        number,
        each,
        experts,
        separable=True,
        residual=_own(components, RESIDUAL),
        re=_own(components, RESPONDER, EXPERT),
        ce=_own(components, CONVERSATION, EXPERT),
        e=_own(components, EXPERT),
    )


def told_apart(components: VarianceComponents) -> bool:
    """Say whether what experts share of a response is known apart from what one adds."""
    shared, left = components.of(RESPONDER, CONVERSATION), components.of(RESIDUAL)
    return shared is not None and left is not None and shared is not left


def _own(components: VarianceComponents, *facets: str) -> float:
    part = components.of(*facets)
    return part.variance if part is not None and len(part.effects) == 1 else 0.0
