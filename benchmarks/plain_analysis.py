"""What `benchmarks/analysis.py` compares with: the published analysis, written plainly.

    python benchmarks/plain_analysis.py FOLDER OUT.json

FOLDER holds workbooks in the shape of MentalAlign-70k. This is the way of the study's released
scripts (arXiv 2510.19032), written anew: the cells are read as JSON row by row, for every judge,
attribute and responder again, and once more for the errors; the 1,000 resamples of a cell are a
loop with a new seed each. Nothing is plotted.
"""

import json
import sys
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Means = tuple[float, float]

ATTRIBUTES: Final = (
    *("Guidance", "Informativeness", "Relevance", "Safety"),
    *("Empathy", "Helpfulness", "Understanding"),
)
OWN: Final = {"claude": "claude", "gpt-4o": "gpt4o", "gemini": "gemini", "o4-mini": "gpt4omini"}
OMITTED: Final = 430
RESAMPLES: Final = 1000


def workbook(file: Path) -> pd.DataFrame:
    """Read a workbook."""
    return pd.read_excel(file, engine="openpyxl").rename(columns=str.strip)


def number(cell: Any, attribute: str) -> float:
    """Read one attribute of a cell; what cannot be read is NaN."""
    text = str(cell).strip().removeprefix("```json").removesuffix("```")
    try:
        return float(json.loads(text)[attribute])
    except (ValueError, KeyError, TypeError):
        return float("nan")


def pairs(frame: pd.DataFrame, responder: str, attribute: str) -> list[Means]:
    """Return human and judge of every conversation where both can be read."""
    found = []
    for _, row in frame.iterrows():
        human = number(row[f"human_response_{responder}"], attribute)
        judge = number(row[f"judge_response_{responder}"], attribute)
        if not (np.isnan(human) or np.isnan(judge)):
            found.append((human, judge))
    return found


def icc(means: Floats) -> Means:
    """Return ICC(C,1) and ICC(A,1) of a table of responders by raters (McGraw & Wong 1996)."""
    n, k = means.shape
    grand = means.mean()
    rows = k * ((means.mean(axis=1) - grand) ** 2).sum()
    columns = n * ((means.mean(axis=0) - grand) ** 2).sum()
    error = ((means - grand) ** 2).sum() - rows - columns
    msr, msc, mse = rows / (n - 1), columns / (k - 1), error / ((n - 1) * (k - 1))
    shared = msr + (k - 1) * mse
    return float((msr - mse) / shared), float((msr - mse) / (shared + k * (msc - mse) / n))


def interval(means: Floats) -> Means:
    """Resample the responders in a loop; what falls outside 0 to 1 is thrown away."""
    np.random.seed(42)  # noqa: NPY002  as it was published
    found = []
    for seed in np.random.randint(0, 100_000, RESAMPLES):  # noqa: NPY002
        np.random.seed(seed)  # noqa: NPY002
        drawn = means[np.random.randint(0, len(means), len(means))]  # noqa: NPY002
        with np.errstate(all="ignore"):
            one = icc(drawn)[0]
        if 0 <= one <= 1:
            found.append(one)
    low, high = np.percentile(found, (2.5, 97.5))
    return float(low), float(high)


def cell(frame: pd.DataFrame, responders: list[str], attribute: str) -> dict[str, Any]:
    """Return the figures of one judge on one attribute."""
    means = np.array(
        [np.mean(pairs(frame, responder, attribute), axis=0) for responder in responders]
    )
    consistency, agreement = icc(means)
    low, high = interval(means)
    apart = np.concatenate([np.array(pairs(frame, one, attribute)) for one in responders])
    differences = apart[:, 1] - apart[:, 0]
    return {
        "icc_c1": consistency,
        "icc_a1": agreement,
        "low": low,
        "high": high,
        "bias": float(differences.mean()),
        "mse": float((differences**2).mean()),
    }


def main(folder: Path, out: Path) -> None:
    """Analyse every judge."""
    human = workbook(folder / "Human_judge.xlsx")
    human = human[human["ConvID"] != OMITTED]
    found = []
    for file in sorted(folder.glob("*_llm_judge.xlsx")):
        judge = file.name.removesuffix("_llm_judge.xlsx")
        rated = workbook(file)
        frame = human.merge(rated, on="ConvID", suffixes=("", "_judge"))
        columns = [str(c) for c in human.columns if str(c).startswith("human_response_")]
        names = [column.removeprefix("human_response_") for column in columns]
        responders = [name for name in names if name != OWN[judge]]
        for attribute in ATTRIBUTES:
            figures = cell(frame, responders, attribute)
            found.append({"judge": judge, "attribute": attribute.lower(), **figures})
    out.write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
