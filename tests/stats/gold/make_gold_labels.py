"""Write gold_labels.json, or with --check compare it: few labels and many ratings of a judge.

What ppi-python says of prediction-powered means, and statsmodels of Wilson's limits, of Newcombe's
made from them, and of runs. Run by hand, in an environment of its own with ppi-python 0.2.3:

    python tests/stats/gold/make_gold_labels.py [--check]
"""

import json
import sys
from importlib.metadata import version
from math import sqrt
from pathlib import Path

import numpy as np
from ppi_py import ppi_mean_ci, ppi_mean_pointestimate
from ppi_py.ppi import _calc_lam_glm
from scipy import stats
from statsmodels.sandbox.stats.runs import TotalRunsProb, runstest_1samp
from statsmodels.stats.proportion import proportion_confint

GOLD = Path(__file__).with_name("gold_labels.json")

LAMBDAS = (0.0, 0.35, 0.8, 1.0)
COUNTS = [(0, 30), (1, 9), (3, 57), (10, 10), (40, 100), (250, 9900), (9899, 9900)]
TABLES = {
    "cavo": (59, 6, 16, 80),
    "bentur": (1, 1, 7, 12),
    "altman": (14, 5, 0, 22),
    "little in common": (5, 4, 5, 4),
    "turned round": (2, 30, 25, 3),
    "never marked": (0, 0, 0, 25),
    "always on one side": (9, 11, 0, 0),
    "equal": (12, 0, 0, 30),
}
ROWS = {"blocks": (8, 12, 4), "mixed": (9, 11, 12), "one apart": (1, 19, 3), "many": (60, 140, 70)}


def rated(seed, n, more, responders, shared):
    """Draw whole ratings 1-5 of a human and a judge who share something."""
    rng = np.random.default_rng(seed)
    size = (n + more, responders)
    seen = rng.normal(3.4, 0.8, (n + more, 1)) + rng.normal(0, 0.6, size)
    judged = shared * (seen - 3.4) + 3.9 + rng.normal(0, 0.6, size)
    human, judge = (
        np.clip(np.round(values), 1, 5) for values in (seen + rng.normal(0, 0.5, size), judged)
    )
    return human[:n], judge[:n], judge[n:]


def at(lam, human, known, rest):
    """Return point estimates and standard errors of ppi-python at a lambda."""
    point = ppi_mean_pointestimate(human, known, rest, lam=lam)
    low, high = ppi_mean_ci(human, known, rest, alpha=0.05, lam=lam)
    errors = (high - low) / (2 * stats.norm.ppf(0.975))
    np.testing.assert_allclose((low + high) / 2, point, rtol=1e-12)
    return {
        "lam": lam,
        "estimates": np.ravel(point).tolist(),
        "errors": np.ravel(errors).tolist(),
    }


def best(human, known, rest):
    """Return the lambda that ppi-python finds itself, and what it says there."""
    lam = _calc_lam_glm(human, known, rest, np.eye(human.shape[1]), clip=True)
    point = ppi_mean_pointestimate(human, known, rest)
    np.testing.assert_allclose(point, ppi_mean_pointestimate(human, known, rest, lam=lam))
    return at(float(lam), human, known, rest)


def means():
    """Return prediction-powered means of one responder, and of several at once."""
    found = []
    for seed, n, more, responders, shared in [
        (1, 20, 180, 1, 0.9),
        (2, 7, 12, 1, 0.7),
        (3, 60, 30, 4, 0.8),
        (4, 15, 90, 3, -0.5),
    ]:
        parts = rated(seed, n, more, responders, shared)
        names = ("human", "known", "rest")
        given = {name: part.tolist() for name, part in zip(names, parts, strict=True)}
        found.append({**given, "at": [at(lam, *parts) for lam in LAMBDAS], "best": best(*parts)})
    return found


def shares():
    """Return Wilson's bounds."""
    found = []
    for count, of in COUNTS:
        for confidence in (0.95, 0.9):
            low, high = proportion_confint(count, of, alpha=1 - confidence, method="wilson")
            limits = {"low": float(low), "high": float(high)}
            found.append({"count": count, "of": of, "confidence": confidence, **limits})
    return found


def differences():
    """Return Newcombe's limits (method 10) from statsmodels' Wilson limits, by his formula."""
    return {name: {"table": table, **newcombe(*table)} for name, table in TABLES.items()}


def newcombe(e, f, g, h):
    """Combine two Wilson intervals of paired shares."""
    n = e + f + g + h
    p = np.array([e + f, e + g]) / n
    below, above = (np.abs(limit - p) for limit in proportion_confint(p * n, n, method="wilson"))
    margins = (e + f) * (g + h) * (e + g) * (f + h)
    phi = 0.0
    if margins:
        phi = e * h - f * g
        phi = phi - n / 2 if phi > n / 2 else min(phi, 0)
        phi /= sqrt(margins)
    turn = np.array([[1, -phi], [-phi, 1]])
    one, two = np.array([below[0], above[1]]), np.array([above[0], below[1]])
    difference = (f - g) / n
    return {
        "estimate": difference,
        "low": float(difference - sqrt(one @ turn @ one)),
        "high": float(difference + sqrt(two @ turn @ two)),
    }


def runs():
    """Return the exact probability of as few runs, and the normal one, of marks in a row."""
    found = {}
    for name, (ones, others, wanted) in ROWS.items():
        marks = with_runs(ones, others, wanted)
        z, _ = runstest_1samp(np.array(marks, dtype=float), cutoff=0.5, correction=False)
        exact = float(TotalRunsProb(others, ones).cdf(wanted)) if ones + others < 100 else None
        found[name] = {"marks": marks, "runs": wanted, "exact": exact, "z": float(z)}
    return found


def with_runs(ones, others, wanted):
    """Make a row of marks with so many runs, beginning with one of the more frequent kind."""
    first, second = (1, 0) if ones >= others else (0, 1)
    left = {1: ones, 0: others}
    row = []
    for place in range(wanted):
        kind = first if place % 2 == 0 else second
        last = place >= wanted - 2
        length = left[kind] if last else 1
        row += [kind] * length
        left[kind] -= length
    assert sum(left.values()) == 0
    return row


def make():
    """Compute every gold value."""
    return {
        "versions": {name: version(name) for name in ("ppi-python", "statsmodels", "numpy")},
        "means": means(),
        "shares": shares(),
        "differences": differences(),
        "runs": runs(),
    }


if __name__ == "__main__":
    lines = [f'"{name}": {json.dumps(values)}' for name, values in make().items()]
    gold = "{\n" + ",\n".join(lines) + "\n}\n"
    if "--check" not in sys.argv:
        GOLD.write_text(gold, encoding="utf-8")
    elif GOLD.read_text(encoding="utf-8") != gold:
        sys.exit("gold_labels.json is not what the tools give today")
