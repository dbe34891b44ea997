"""The alternative annotator test: whether a judge may stand in for one of several experts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from mentaleval.stats import alternative_annotator_test, best_constant
from mentaleval.trust.cell import Alternative, ConstantJudge
from mentaleval.trust.experts import Experts
from mentaleval.trust.paired import Floats, Paired
from mentaleval.trust.settings import Settings
from mentaleval.trust.slices import Heading, scale_of
from mentaleval.vocabulary import Scale

_MOST_STEPS: Final = 20


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
    constant = best_constant(humans, _constants(scale, humans), epsilon=epsilon)
    if test is None or constant is None:
        return None
    return Alternative(test, ConstantJudge(*constant))


def _constants(scale: Scale, humans: Floats) -> Floats:
    """Return what a constant judge might say: whole steps, or a grid where ratings are finer."""
    whole = scale.high - scale.low
    rated = humans[~np.isnan(humans)]
    if 1 < whole <= _MOST_STEPS and not np.mod(rated - scale.low, 1).any():
        return np.arange(scale.low, scale.high + 0.5)
    grid = np.linspace(scale.low, scale.high, _MOST_STEPS + 1)
    return np.unique([*grid, *(np.median(rated, keepdims=True) if rated.size else [])])
