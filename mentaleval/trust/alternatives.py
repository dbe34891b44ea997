"""The alternative annotator test: whether a judge may stand in for one of several experts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from mentaleval.stats import alternative_annotator_test, best_constant
from mentaleval.trust.cell import Alternative, ConstantJudge
from mentaleval.trust.experts import Experts
from mentaleval.trust.paired import Paired
from mentaleval.trust.settings import Settings
from mentaleval.trust.slices import Heading, scale_of


def alternatives(
    wanted: Mapping[str, Sequence[str]], pairs: Paired, experts: Experts, settings: Settings
) -> dict[tuple[str, str], Alternative]:
    """Return the test of each judge and attribute for which it can be made."""
    if settings.epsilon is None:
        return {}
    found: dict[tuple[str, str], Alternative] = {}
    for judge, attributes in wanted.items():
        mine = pairs.where(pairs.judge.of(judge))
        for attribute in attributes:
            part = mine.where(mine.attribute.of(attribute))
            if len(part.rating) and (made := _test(part, experts, attribute, settings)):
                found[judge, attribute] = made
    return found


def _test(part: Paired, experts: Experts, attribute: str, settings: Settings) -> Alternative | None:
    humans, epsilon = experts.beside(attribute, part), settings.epsilon or 0.0
    test = alternative_annotator_test(humans, part.rating, epsilon=epsilon)
    scale = scale_of(Heading(attribute, attribute), settings.rubric, settings.scale)
    constant = best_constant(humans, np.arange(scale.low, scale.high + 0.5), epsilon=epsilon)
    if test is None or constant is None:
        return None
    return Alternative(test, ConstantJudge(*constant))
