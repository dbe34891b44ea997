"""The alternative annotator test: whether a judge may stand in for one of several experts."""

from __future__ import annotations

from typing import Final

import numpy as np

from mentaleval.stats import alternative_annotator_test, best_constant
from mentaleval.trust.cell import Alternative, ConstantJudge
from mentaleval.trust.paired import Floats
from mentaleval.trust.settings import Settings
from mentaleval.trust.slices import Slice, scale_of
from mentaleval.vocabulary import Scale

_MOST_STEPS: Final = 20


def alternative_of(part: Slice, humans: Floats | None, settings: Settings) -> Alternative | None:
    """Return the test of one judge and attribute; None where it cannot be made.

    *humans* are the experts' ratings of the same responses; None where no test is asked for.
    """
    if humans is None or settings.epsilon is None or not len(part.rating):
        return None
    test = alternative_annotator_test(humans, part.rating, epsilon=settings.epsilon)
    scale = scale_of(part.heading, settings.rubric, settings.scale)
    constant = best_constant(humans, _constants(scale, humans), epsilon=settings.epsilon)
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
