"""The alternative annotator test: whether a judge may stand in for one of several experts."""

from __future__ import annotations

import numpy as np
import pandas as pd

from mentaleval.ratings import Settled
from mentaleval.stats import alternative_annotator_test, best_constant
from mentaleval.trust.cell import Alternative, ConstantJudge
from mentaleval.trust.reference import experts_side_by_side
from mentaleval.trust.settings import Settings
from mentaleval.trust.slices import Heading, scale_of


def alternatives(settled: Settled, settings: Settings) -> dict[tuple[str, str], Alternative]:
    """Return the test of each judge and attribute for which it can be made."""
    if settings.epsilon is None:
        return {}
    found: dict[tuple[str, str], Alternative] = {}
    groups = settled.experts.groupby("attribute", observed=True)
    experts = {str(attribute): frame for attribute, frame in groups}
    for (judge, attribute), mine in settled.pairs.groupby(["judge", "attribute"], observed=True):
        made = _test(experts[str(attribute)], mine, str(attribute), settings)
        if made is not None:
            found[str(judge), str(attribute)] = made
    return found


def _test(
    experts: pd.DataFrame, mine: pd.DataFrame, attribute: str, settings: Settings
) -> Alternative | None:
    epsilon = settings.epsilon or 0.0
    wide = experts_side_by_side(experts)
    ratings = mine.drop_duplicates(["exchange_id", "responder"]).set_index(
        ["exchange_id", "responder"]
    )["rating"]
    humans = wide.reindex(ratings.index).to_numpy(dtype=np.float64)
    judge = ratings.to_numpy(dtype=np.float64)
    test = alternative_annotator_test(humans, judge, epsilon=epsilon)
    scale = scale_of(Heading(attribute, attribute), settings.rubric, settings.scale)
    values = np.arange(scale.low, scale.high + 0.5)
    constant = best_constant(humans, values, epsilon=epsilon)
    if test is None or constant is None:
        return None
    return Alternative(test, ConstantJudge(*constant))
