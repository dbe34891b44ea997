"""Write gold_raters.json, or with --check compare it: what other tools say of several raters.

The alternative annotator test is written out as the paper words it, one item at a time, with the
t-test of scipy and the Benjamini-Yekutieli method of statsmodels; the rest is pingouin and
statsmodels.

    python tests/stats/gold/make_gold_raters.py [--check]
"""

import json
import sys
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pingouin
from scipy import stats
from statsmodels.formula.api import ols
from statsmodels.stats.anova import anova_lm
from statsmodels.stats.multitest import multipletests

GOLD = Path(__file__).with_name("gold_raters.json")


def experts():
    """Draw six humans of growing noise, the last with few items, and a judge with gaps."""
    rng = np.random.default_rng(11)
    truth = rng.integers(1, 6, 60)[:, None]
    noise = np.round(rng.normal(size=(60, 6)) * [0.4, 0.6, 0.8, 1.0, 1.2, 0.8])
    humans = np.clip(truth + noise, 1, 5)
    humans[rng.random(humans.shape) < 0.1] = np.nan
    humans[12:, 5] = np.nan
    judge = np.clip(truth[:, 0] + np.round(rng.normal(0, 0.7, 60)), 1, 5)
    judge[[7, 31]] = np.nan
    return humans, judge


def against_others(value, others, score):
    """Score one rating against those of the other humans."""
    if score == "accuracy":
        return np.mean([value == other for other in others])
    return -np.sqrt(np.mean([(value - other) ** 2 for other in others]))


def alternative_annotator(humans, judge, epsilon, score):
    """Run the test of Calderon et al. (2025) with at least 30 items a human."""
    p, advantages = [], []
    for j in range(humans.shape[1]):
        of_judge, of_human = [], []
        for item, answer in zip(humans, judge, strict=True):
            others = [v for i, v in enumerate(item) if i != j and not np.isnan(v)]
            if np.isnan(answer) or np.isnan(item[j]) or not others:
                continue
            judged = against_others(answer, others, score)
            human = against_others(item[j], others, score)
            of_judge.append(judged >= human)
            of_human.append(human >= judged)
        if len(of_judge) < 30:
            continue
        losses = np.array(of_human, dtype=float) - np.array(of_judge, dtype=float)
        p.append(float(stats.ttest_1samp(losses, epsilon, alternative="less").pvalue))
        advantages.append(float(np.mean(of_judge)))
    rejected = multipletests(p, alpha=0.05, method="fdr_by")[0]
    return {
        "epsilon": epsilon,
        "score": score,
        "p": p,
        "rejected": int(rejected.sum()),
        "winning_rate": float(rejected.mean()),
        "advantage_probability": float(np.mean(advantages)),
    }


def repeats():
    """Draw 20 items in four epochs; pingouin's ICCs and the residual of a one-way analysis."""
    rng = np.random.default_rng(12)
    table = np.clip(rng.integers(1, 6, (20, 1)) + rng.integers(-1, 2, (20, 4)), 1, 5)
    cells = [(i, j, v) for i, row in enumerate(table.tolist()) for j, v in enumerate(row)]
    long = pd.DataFrame(cells, columns=["item", "epoch", "rating"])
    found = pingouin.intraclass_corr(long, "item", "epoch", "rating").set_index("Type")
    squares = anova_lm(ols("rating ~ C(item)", long).fit())
    exact = [row[a] == row[b] for row in table for a, b in combinations(range(4), 2)]
    return {
        "table": table.tolist(),
        "icc_c1": [float(found.loc["ICC(C,1)", "ICC"]), *map(float, found.loc["ICC(C,1)", "CI95"])],
        "icc_a1": [float(found.loc["ICC(A,1)", "ICC"]), *map(float, found.loc["ICC(A,1)", "CI95"])],
        "exact": float(np.mean(exact)),
        "within_sd": float(np.sqrt(squares.loc["Residual", "mean_sq"])),
    }


def columns():
    """Draw ratings of four attributes (or errors of four judges) in three unequal groups."""
    rng = np.random.default_rng(13)
    groups = np.repeat(["a", "b", "c"], [10, 16, 22])
    shared = rng.normal(size=(48, 1))
    values = np.round(
        3 + np.repeat([0, 1, 2], [10, 16, 22])[:, None] + shared + rng.normal(size=(48, 4))
    )
    long = pd.DataFrame(values, columns=list("wxyz")).assign(group=groups)
    pairs = [
        float(pingouin.rm_corr(long, x=x, y=y, subject="group").loc["rm_corr", "r"])
        for x, y in combinations("wxyz", 2)
    ]
    return {
        "values": values.tolist(),
        "groups": groups.tolist(),
        "correlations": pairs,
        "mean": float(np.mean(pairs)),
    }


def differences():
    """Draw pairs in four unequal groups; the mean squares of statsmodels."""
    rng = np.random.default_rng(14)
    groups = np.repeat(["a", "b", "c", "d"], [3, 5, 9, 6])
    offsets = np.repeat([-1.0, 0.2, 0.9, 2.0], [3, 5, 9, 6])
    x = np.round(rng.normal(4, 1, 23), 1)
    y = np.round(x + offsets + rng.normal(0, 0.7, 23), 1)
    long = pd.DataFrame({"d": y - x, "group": groups})
    squares = anova_lm(ols("d ~ C(group)", long).fit())["mean_sq"]
    return {
        "x": x.tolist(),
        "y": y.tolist(),
        "groups": groups.tolist(),
        "msb": float(squares["C(group)"]),
        "msw": float(squares["Residual"]),
    }


def make():
    """Compute every gold value."""
    humans, judge = experts()
    return {
        "alt_test": {
            "humans": [[None if np.isnan(v) else v for v in row] for row in humans.tolist()],
            "judge": [None if np.isnan(v) else v for v in judge.tolist()],
            "results": [
                alternative_annotator(humans, judge, epsilon, score)
                for epsilon in (0.1, 0.2, 0.3)
                for score in ("rmse", "accuracy")
            ],
        },
        "repeats": repeats(),
        "columns": columns(),
        "differences": differences(),
    }


def written(gold):
    """Write one line a value, so that tables stay short."""
    parts = [
        f" {json.dumps(name)}: {{\n"
        + ",\n".join(f"  {json.dumps(key)}: {json.dumps(value)}" for key, value in part.items())
        + "\n }"
        for name, part in gold.items()
    ]
    return "{\n" + ",\n".join(parts) + "\n}\n"


if __name__ == "__main__":
    gold = written(make())
    if "--check" not in sys.argv:
        GOLD.write_text(gold, encoding="utf-8")
    elif GOLD.read_text(encoding="utf-8") != gold:
        sys.exit("gold_raters.json is not what scipy, statsmodels and pingouin give today")
