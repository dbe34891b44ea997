"""Label few of many rated conversations again and again, and see what corrected means hold.

    python benchmarks/labels.py --data FOLDER [--draws N] [--labelled N]... [--seed S] [--json FILE]
    python benchmarks/labels.py --show FILE

FOLDER holds the workbooks of MentalAlign-70k, in which humans and two judges rated every response.
The human ratings of all conversations are the truth; a draw hides all of them but those of n
conversations, and mentaleval's own functions are asked for means and differences of responders.
Conversations without all ratings of an attribute are left out of it. Two designs:

    these        n of the N conversations are labelled; true is the mean of these N
    like these   N conversations are drawn with replacement, n of these are labelled; true is the
                 mean of all there were

Intervals are made for the second: in the first they are a little too wide, because n of N tell
more of these N than of others. At the first number of labels everything is compared; at others
`corrected` in the second design, with a quarter of the draws:

    corrected      `power_tuned_means`, with one judge or with both at once
    humans         the same without judge: the means of the labels
    raw            the judge's means of all N, as if its ratings were right
    offset         raw, moved by the mean difference of human and judge over all labels
    recalibrated   the judge's ratings put through one line, fitted to all labels
    lambda 1       corrected, and the judge always used in full
    block          corrected, but the n conversations stand together: in the order of the source,
                   which is that of the human raters

Intervals are 95 %, Student's t with n - 1 degrees of freedom (raw: N - 1). Those of offset and
recalibration count what is unsure of the fit. Without FOLDER the ratings are simulated.
"""

import argparse
import json
import platform
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from labels_data import Rated, recorded, simulated
from labels_tables import as_text
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from scipy import special

from mentaleval.stats import PowerTuned, pairwise_differences, power_tuned_means, stream

Floats = NDArray[np.float64]
Marks = NDArray[np.bool_]

SEED: Final = 20251019
DRAWS: Final = 2000
LABELLED: Final = 100
QUICK: Final = 4
INNER: Final = 1000  # draws of the largest difference, for the simultaneous limits
METHODS: Final = {
    "these": ("corrected", "raw", "offset", "recalibrated", "lambda 1", "block"),
    "like these": ("corrected", "raw"),
}
OURS: Final = ("corrected", "humans")
BOTH: Final = "both"


@dataclass(frozen=True, slots=True)
class Said:
    """What a method says of all responders."""

    estimates: Floats
    covariance: Floats
    degrees: int

    @classmethod
    def of(cls, means: PowerTuned) -> "Said":
        """Take what `power_tuned_means` found; everybody has the same number of labels here."""
        return cls(means.estimates, means.covariance, int(means.degrees[0]))


def chosen_labels(n: int, size: int, rng: np.random.Generator) -> Marks:
    """Draw n of so many exchanges at random."""
    marks = np.zeros(size, dtype=np.bool_)
    marks[rng.choice(size, n, replace=False)] = True
    return marks


def block_of_labels(n: int, size: int, rng: np.random.Generator) -> Marks:
    """Take n exchanges that stand together."""
    start = int(rng.integers(size - n + 1))
    places = np.arange(size)
    return (places >= start) & (places < start + n)


def corrected(
    rated: Rated, labels: Marks, names: Sequence[str], power: Sequence[float] | None = None
) -> Said:
    """Ask for corrected means with the help of these judges, or of none."""
    human = np.where(labels[:, None], rated.human, np.nan)
    proxies = np.empty((*human.shape, len(names)))
    for place, name in enumerate(names):
        proxies[..., place] = rated.judges[name]
    return Said.of(power_tuned_means(human, proxies, power=power))


def raw(judged: Floats) -> Said:
    """Take a judge at its word: the means of its own ratings."""
    return Said.of(power_tuned_means(judged, np.empty((*judged.shape, 0))))


def recalibrated(rated: Rated, labels: Marks, name: str, *, line: bool) -> Said:
    """Put a judge's ratings through a line fitted to the labels of all responders together.

    Without `line` its slope is 1, and only the offset is fitted. Residuals of an exchange are
    taken to belong together.
    """
    judged = rated.judges[name]
    x, y = judged[labels], rated.human[labels]
    design = np.stack([np.ones_like(x), x - x.mean()])
    inverse = np.diag(1 / np.einsum("kij,kij->k", design, design))
    slope = float(np.einsum("ij,ij->", design[1], y) * inverse[1, 1]) if line else 1.0
    residuals = y - y.mean() - slope * design[1]
    influence = inverse @ np.einsum("kij,ij->ki", design, residuals)
    if not line:
        influence[1] = 0
    means = judged.mean(axis=0) - x.mean()
    shares = np.zeros(judged.shape)
    shares[labels] = influence[0][:, None] + influence[1][:, None] * means
    shares += slope * (judged - judged.mean(axis=0)) / len(judged)
    return Said(y.mean() + slope * means, shares.T @ shares, int(labels.sum()) - 1)


def measures(
    said: Said, truth: Floats, rng: np.random.Generator, *, inner: int
) -> dict[str, float]:
    """Say what share of a method's intervals holds the truth, and claims the opposite of it."""
    spread = np.diag(said.covariance)
    half = special.stdtrit(said.degrees, 0.975) * np.sqrt(spread)
    degrees = np.full(truth.size, said.degrees)
    pairs = pairwise_differences(said.estimates, said.covariance, degrees, rng=rng, draws=inner)
    true = truth[pairs.first] - truth[pairs.second]
    together = (pairs.simultaneous_low <= true) & (true <= pairs.simultaneous_high)
    wrong = ((pairs.low > 0) & (true <= 0)) | ((pairs.high < 0) & (true >= 0))
    return {
        "means": float(np.mean(np.abs(said.estimates - truth) <= half)),
        "differences": float(np.mean((pairs.low <= true) & (true <= pairs.high))),
        "together": float(together.all()),
        "wrong": float(wrong.mean()),
        "variance": float(spread.mean()),
    }


def methods(
    rated: Rated, n: int, rng: np.random.Generator, wanted: Sequence[str]
) -> Iterator[tuple[str, str, Said]]:
    """Draw labels once and give what each wanted method says: judge, method, answer."""
    size = len(rated.human)
    labels, block = chosen_labels(n, size, rng), block_of_labels(n, size, rng)
    helped = {**{name: [name] for name in rated.judges}, BOTH: list(rated.judges)}
    yield "", "humans", corrected(rated, labels, [])
    for name, judges in helped.items():
        if "corrected" in wanted:
            yield name, "corrected", corrected(rated, labels, judges)
        if "block" in wanted:
            yield name, "block", corrected(rated, block, judges)
    for name in rated.judges:
        if "raw" in wanted:
            yield name, "raw", raw(rated.judges[name])
        if "offset" in wanted:
            yield name, "offset", recalibrated(rated, labels, name, line=False)
        if "recalibrated" in wanted:
            yield name, "recalibrated", recalibrated(rated, labels, name, line=True)
        if "lambda 1" in wanted:
            yield name, "lambda 1", corrected(rated, labels, [name], [1.0])


def simulate(
    rated: Rated, design: str, n: int, draws: int, *, seed: int, wanted: Sequence[str]
) -> list[dict[str, Any]]:
    """Draw labels many times; return for each method how often it held, and how sure that is."""
    truth, size = rated.human.mean(axis=0), len(rated.human)
    found: dict[tuple[str, str], list[dict[str, float]]] = {}
    estimates: dict[tuple[str, str], list[Floats]] = {}
    for draw in range(draws):
        rng = stream(seed, rated.attribute, design, str(n), str(draw))
        world = rated if design == "these" else rated.drawn(rng.integers(size, size=size))
        for judge, method, said in methods(world, n, rng, wanted):
            found.setdefault((judge, method), []).append(
                measures(said, truth, rng, inner=INNER if method in OURS else 1)
            )
            estimates.setdefault((judge, method), []).append(said.estimates)
    spread = {key: np.var(many, axis=0).mean() for key, many in estimates.items()}
    cells = {key: summary(rows) for key, rows in found.items()}
    said, true = cells["", "humans"]["variance"][0], spread["", "humans"]
    about = {"attribute": rated.attribute, "design": design, "labelled": n}
    about |= {"exchanges": size, "responders": truth.size}
    return [
        about
        | {
            "judge": judge,
            "method": method,
            "saved, said": round(1 - cell.pop("variance")[0] / said, 4),
            "saved, true": round(1 - float(spread[judge, method] / true), 4),
            "shares": cell,
        }
        for (judge, method), cell in cells.items()
    ]


def summary(rows: Sequence[Mapping[str, float]]) -> dict[str, tuple[float, float]]:
    """Return the mean over draws of each measure, and its Monte-Carlo standard error."""
    table = pd.DataFrame(rows)
    means, errors = table.mean(), table.std(ddof=0) / np.sqrt(len(table))
    return {name: (round(means[name], 6), round(errors[name], 6)) for name in table}


def fewer(draws: int) -> int:
    """Return how many draws are made at the other numbers of labels."""
    return max(2, draws // 4)


def benchmark(
    data: Path | None, labelled: Sequence[int], draws: int, *, seed: int
) -> dict[str, Any]:
    """Simulate everything, at the first number of labels with all methods."""
    every = list(recorded(data) if data else simulated(seed))
    tasks = [(one, design, labelled[0]) for one in every for design in METHODS]
    tasks += [(one, "like these", n) for n in labelled[1:] for one in every]
    cells = []
    for one, design, n in track(tasks, "drawing", console=Console(stderr=True), transient=True):
        wanted = ["corrected"] if n != labelled[0] else METHODS[design]
        many = draws if n == labelled[0] else fewer(draws)
        cells += simulate(one, design, n, many, seed=seed, wanted=wanted)
    return {
        "ratings": "MentalAlign-70k" if data else "simulated",
        "seed": seed,
        "draws": draws,
        "draws of others": fewer(draws),
        "labelled": list(labelled),
        "python": platform.python_version(),
        "versions": {name: version(name) for name in ("mentaleval", "numpy", "scipy")},
        "cells": cells,
    }


def as_json(result: Mapping[str, Any]) -> str:
    """Write a result with one cell a line."""
    cells = ",\n  ".join(json.dumps(cell) for cell in result["cells"])
    head = json.dumps({**result, "cells": []}, indent=1)
    return head.replace('"cells": []', f'"cells": [\n  {cells}\n ]') + "\n"


def main(arguments: Sequence[str] | None = None) -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, help="folder of the MentalAlign-70k workbooks")
    parser.add_argument("--draws", type=int, help=f"of labels, in each cell (default {DRAWS})")
    parser.add_argument(
        "--labelled", type=int, action="append", help=f"of the exchanges (default {LABELLED})"
    )
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--quick", action="store_true", help="few draws: see that it runs")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures")
    parser.add_argument("--show", type=Path, metavar="FILE", help="print the figures of a file")
    asked = parser.parse_args(arguments)
    if asked.show:
        result = json.loads(asked.show.read_text(encoding="utf-8"))
    else:
        draws = asked.draws or (QUICK if asked.quick else DRAWS)
        result = benchmark(asked.data, asked.labelled or [LABELLED], draws, seed=asked.seed)
    if asked.json:
        asked.json.write_text(as_json(result), encoding="utf-8")
    print(as_text(result), end="")


if __name__ == "__main__":
    main()
