"""Write gold_screening.json, or with --check compare it: what stands beside the verdicts.

Shares, kappas, auc, calibration and confusion: what scipy, statsmodels and scikit-learn (all three
come with pingouin) say of drawn ratings. Run by hand, beside make_gold.py:

    python tests/stats/gold/make_gold_screening.py [--check]
"""

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import scipy
import sklearn
import statsmodels
import statsmodels.api as sm
from scipy import stats
from sklearn.metrics import cohen_kappa_score, confusion_matrix, roc_auc_score
from statsmodels.stats.proportion import proportion_confint

GOLD = Path(__file__).with_name("gold_screening.json")

COUNTS = [(0, 30), (1, 9), (3, 57), (10, 10), (40, 100), (250, 9900), (9899, 9900)]


def shares():
    """Return Clopper-Pearson bounds; scipy and statsmodels must agree before they are gold."""
    found = []
    for count, of in COUNTS:
        for confidence in (0.95, 0.9):
            one = stats.binomtest(count, of).proportion_ci(confidence, "exact")
            two = proportion_confint(count, of, alpha=1 - confidence, method="beta")
            np.testing.assert_allclose([one.low, one.high], two, rtol=1e-9, atol=1e-12)
            limits = {"low": float(one.low), "high": float(one.high)}
            found.append({"count": count, "of": of, "confidence": confidence, **limits})
    return found


def rated(seed, n, noise, clusters):
    """Draw whole ratings 1-5 of two raters who share something, and cluster labels."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(clusters, size=n)
    seen = rng.normal(3.4, 1, n) + rng.normal(0, 0.5, clusters)[labels]
    x, y = (np.clip(np.round(seen + rng.normal(0, noise, n)), 1, 5) for _ in range(2))
    return x, y, labels


def kappas():
    """Return quadratic kappas over all five categories, the last with a category unused."""
    found = []
    for seed, n, noise in [(1, 40, 0.5), (2, 200, 1.0), (3, 500, 2.0), (4, 12, 0.7)]:
        x, y, _ = rated(seed, n, noise, 6)
        if n == 12:
            x, y = np.where(x == 4, 5, x), np.where(y == 4, 5, y)
        pair = x.astype(int), y.astype(int)
        all_labels = cohen_kappa_score(*pair, labels=[1, 2, 3, 4, 5], weights="quadratic")
        seen_labels = cohen_kappa_score(*pair, weights="quadratic")
        kappa = {"kappa": float(all_labels), "kappa_of_places": float(seen_labels)}
        found.append({"x": x.tolist(), "y": y.tolist(), **kappa})
    return found


def auc():
    """Return areas under the curve of flags by the judge's rating; two tools must agree."""
    found = []
    for seed, n in [(5, 30), (6, 300)]:
        x, y, clusters = rated(seed, n, 1.0, 12)
        harm = x <= 2
        area = roc_auc_score(harm, -y)
        u = stats.mannwhitneyu(-y[harm], -y[~harm]).statistic
        np.testing.assert_allclose(area, u / (harm.sum() * (~harm).sum()))
        ratings = {"expert": x.tolist(), "judge": y.tolist(), "clusters": clusters.tolist()}
        found.append({**ratings, "auc": float(area)})
    return found


def calibration():
    """Return cluster-robust means and slope of statsmodels."""
    x, y, clusters = rated(7, 150, 1.0, 14)
    rows = []
    for value in np.unique(y):
        inside = y == value
        fit = sm.OLS(x[inside], np.ones(int(inside.sum()))).fit(
            cov_type="cluster", cov_kwds={"groups": clusters[inside]}, use_t=True
        )
        low, high = fit.conf_int(0.05)[0].tolist()
        mean = {"estimate": float(fit.params[0]), "low": low, "high": high}
        rows.append({"judge": float(value), "n": int(inside.sum()), **mean})
    plain = {"groups": clusters, "use_correction": False}
    line = sm.OLS(x, sm.add_constant(y)).fit(cov_type="cluster", cov_kwds=plain, use_t=True)
    count = np.unique(clusters).size
    half = stats.t.ppf(0.975, count - 1) * line.bse[1] * np.sqrt(count / (count - 1))
    slope = float(line.params[1])
    return {
        "human": x.tolist(),
        "judge": y.tolist(),
        "clusters": clusters.tolist(),
        "rows": rows,
        "intercept": float(line.params[0]),
        "slope": {"estimate": slope, "low": float(slope - half), "high": float(slope + half)},
    }


def confusions():
    """Return counts of whole ratings by scikit-learn, and of parts of a scale by pandas."""
    x, y, _ = rated(8, 250, 1.0, 10)
    pair = x.astype(int), y.astype(int)
    whole = confusion_matrix(*pair, labels=[1, 2, 3, 4, 5])
    rng = np.random.default_rng(9)
    first = np.round(rng.uniform(0, 100, 300), 1)
    second = np.round(np.clip(first + rng.normal(0, 20, 300), 0, 100))
    ends = [20, 25, 40, 60, 80, 100]
    binned = [pd.cut(side, [-np.inf, *ends], labels=ends) for side in (first, second)]
    parts = pd.crosstab(*binned, dropna=False).reindex(index=ends, columns=ends, fill_value=0)
    return [
        {"expert": x.tolist(), "judge": y.tolist(), "edges": [1, 2, 3, 4, 5], "cut": 2,
         "counts": whole.tolist()},
        {"expert": first.tolist(), "judge": second.tolist(), "edges": [20, 40, 60, 80, 100],
         "cut": 25, "counts": parts.to_numpy().tolist()},
    ]  # fmt: skip


def make():
    """Compute every gold value."""
    tools = (scipy, sklearn, statsmodels)
    return {
        "versions": {tool.__name__: tool.__version__ for tool in tools},
        "shares": shares(),
        "kappas": kappas(),
        "auc": auc(),
        "calibration": calibration(),
        "confusion": confusions(),
    }


if __name__ == "__main__":
    lines = [f'"{name}": {json.dumps(values)}' for name, values in make().items()]
    gold = "{\n" + ",\n".join(lines) + "\n}\n"
    if "--check" not in sys.argv:
        GOLD.write_text(gold, encoding="utf-8")
    elif GOLD.read_text(encoding="utf-8") != gold:
        sys.exit("gold_screening.json is not what the tools give today")
