"""Write gold_conformal.json, or with --check compare it: conformal intervals of crepes and MAPIE.

Both are no part of the test requirements; run by hand in an environment of its own:

    pip install crepes mapie
    python tests/stats/gold/make_gold_conformal.py [--check]

crepes gives the two-sided limits of each judge rating (Mondrian categories, percentiles with the
shares of `mentaleval.stats.conformal`); at the judge's highest rating, where the whole share lies
below, MAPIE's absolute residuals must agree with it.
"""

import json
import sys
from importlib.metadata import version
from pathlib import Path

import numpy as np
from crepes import ConformalPredictiveSystem
from mapie.regression import SplitConformalRegressor
from sklearn.base import BaseEstimator, RegressorMixin

GOLD = Path(__file__).with_name("gold_conformal.json")
LOW, HIGH = 1.0, 5.0
CASES = [(1, 400, 0.9, 1), (2, 900, 0.8, 2), (3, 250, 0.95, 1), (4, 60, 0.9, 4)]


class Itself(RegressorMixin, BaseEstimator):
    """Predicts the judge's rating, which is its one feature."""

    def fit(self, _features, _ratings):
        """Learn nothing."""
        self.is_fitted_ = True
        return self

    def predict(self, features):
        """Return the feature."""
        return np.asarray(features)[:, 0]


def drawn(seed, n, digits):
    """Draw the judge's and the human ratings of n conversations of one response."""
    rng = np.random.default_rng(seed)
    judge = rng.choice([1, 2, 3, 4, 5], size=n, p=[0.1, 0.1, 0.2, 0.3, 0.3]).astype(float)
    human = np.clip(judge - 0.4 + rng.normal(0, 0.9, n), LOW, HIGH)
    return np.round(human, digits - 1), judge


def limits(human, judge, coverage, at):
    """Return crepes' limits for one rating of the judge."""
    share = (1 - coverage) * (at - LOW) / (HIGH - LOW)
    system = ConformalPredictiveSystem().fit(human - judge, bins=judge)
    (found,) = system.predict_percentiles(
        np.array([at]),
        lower_percentiles=[100 * share],
        higher_percentiles=[100 * (share + coverage)],
        bins=np.array([at]),
        y_min=LOW,
        y_max=HIGH,
    )
    return [float(np.round(limit, 9)) for limit in found]


def confirmed(human, judge, coverage, low):
    """Check the lower limit at the highest rating with MAPIE."""
    top = judge == HIGH
    features = judge[top][:, None]
    regressor = SplitConformalRegressor(Itself().fit(None, None), confidence_level=coverage)
    _, interval = regressor.conformalize(features, human[top]).predict_interval(features[:1])
    np.testing.assert_allclose(interval[0, 0, 0], low, rtol=1e-9)


def made():
    """Return every case with its limits."""
    cases = []
    for seed, n, coverage, digits in CASES:
        human, judge = drawn(seed, n, digits)
        found = {str(int(at)): limits(human, judge, coverage, at) for at in np.unique(judge)}
        confirmed(human, judge, coverage, found["5"][0])
        data = {"human": human.tolist(), "judge": judge.tolist()}
        cases.append({"seed": seed, "coverage": coverage, **data, "limits": found})
    tools = {name: version(name) for name in ("crepes", "mapie", "numpy")}
    return {"tools": tools, "cases": cases}


if __name__ == "__main__":
    found = made()
    if "--check" in sys.argv:
        assert json.loads(GOLD.read_text(encoding="utf-8"))["cases"] == found["cases"]
    else:
        GOLD.write_text(json.dumps(found) + "\n", encoding="utf-8")
