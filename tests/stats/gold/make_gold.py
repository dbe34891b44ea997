"""Write gold.json, or with --check compare it: what pingouin and scipy say of classic tables.

Run by hand: pingouin warns and prints, so the tests read the file instead of calling it.

    python tests/stats/gold/make_gold.py [--check]
"""

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pingouin
from scipy import stats

GOLD = Path(__file__).with_name("gold.json")

# Shrout & Fleiss (1979), table 2: six targets, four judges
SHROUT_FLEISS = [
    [9, 2, 5, 8],
    [6, 1, 3, 2],
    [8, 4, 6, 8],
    [7, 1, 2, 6],
    [10, 5, 6, 9],
    [6, 2, 4, 7],
]

# Bland & Altman (1986), table 1: peak flow, first readings, Wright's meter and the mini meter
PEAK_FLOW = [
    [494, 512], [395, 430], [516, 520], [434, 428], [476, 500], [557, 600], [413, 364], [442, 380],
    [650, 658], [433, 445], [417, 432], [656, 626], [267, 260], [478, 477], [178, 259], [423, 350],
    [427, 451],
]  # fmt: skip

P_VALUES = [0.001, 0.2, 0.013, 0.04, 0.04, 0.9, 0.0005]


def intraclass(table):
    """Return pingouin's coefficients; its limits have two digits."""
    cells = [(i, j, v) for i, row in enumerate(table) for j, v in enumerate(row)]
    long = pd.DataFrame(cells, columns=["target", "rater", "rating"])
    found = pingouin.intraclass_corr(long, "target", "rater", "rating").set_index("Type")
    answers = {
        kind: {
            "estimate": float(found.loc[kind, "ICC"]),
            "low": float(found.loc[kind, "CI95"][0]),
            "high": float(found.loc[kind, "CI95"][1]),
        }
        for kind in ("ICC(A,1)", "ICC(C,1)", "ICC(A,k)", "ICC(C,k)")
    }
    return {"table": table, **answers, "p_of_zero": float(found.loc["ICC(C,1)", "pval"])}


def make():
    """Compute every gold value."""
    wine = pingouin.read_dataset("icc").pivot_table("Scores", "Wine", "Judge").to_numpy()
    blood = pingouin.read_dataset("rm_corr")
    within = pingouin.rm_corr(blood, x="pH", y="PacO2", subject="Subject")
    x, y = np.array(PEAK_FLOW, dtype=float).T
    rounded = np.round(np.array(PEAK_FLOW) / 50)  # many ties
    paired = stats.ttest_rel(y, x).confidence_interval(0.95)
    return {
        "versions": {"pingouin": pingouin.__version__},
        "icc": {
            "shrout_fleiss": intraclass(SHROUT_FLEISS),
            "wine": intraclass(wine.tolist()),
            "peak_flow": intraclass(PEAK_FLOW),
        },
        "pearson": float(stats.pearsonr(x, y).statistic),
        "spearman": float(stats.spearmanr(x, y).statistic),
        "spearman_ties": {
            "table": rounded.tolist(),
            "estimate": float(stats.spearmanr(rounded[:, 0], rounded[:, 1]).statistic),
        },
        "paired_t": {"low": float(paired.low), "high": float(paired.high)},
        "within": {
            "x": blood["pH"].tolist(),
            "y": blood["PacO2"].tolist(),
            "groups": blood["Subject"].tolist(),
            "estimate": float(within.loc["rm_corr", "r"]),
        },
        "holm": {
            "p": P_VALUES,
            "adjusted": pingouin.multicomp(P_VALUES, method="holm")[1].tolist(),
        },
    }


if __name__ == "__main__":
    gold = json.dumps(make(), indent=1) + "\n"
    if "--check" not in sys.argv:
        GOLD.write_text(gold, encoding="utf-8")
    elif GOLD.read_text(encoding="utf-8") != gold:
        sys.exit("gold.json is not what pingouin and scipy give today")
