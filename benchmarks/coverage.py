"""Simulate what the intervals of mentaleval promise: coverage, and false trust of `rank`.

    python benchmarks/coverage.py [--runs N] [--seed S] [--only NAME] [--short] [--json FILE]
                                  [--engine dask [--scheduler ADDRESS | --workers N]]
    python benchmarks/coverage.py --show FILE

Nothing here is a rating that anybody gave. mentaleval's own functions are called, a table a call.

Responder means (`rank`, `agreement`, `spearman`): n responders; true score t and errors e, e' are
independent draws with mean 0 and variance 1:

    human = sqrt(w) t + sqrt(1 - w) e,   judge = b (sqrt(w) t + sqrt(1 - w) e') + d

With w = rho (1 + b^2) / (2 b) the true ICC(C,1) = 2 cov / (var + var) is rho in every shape, and
ICC(A,1) is 2 b w / (1 + b^2 + d^2). b is 1, in the compressed shape .65. The draws are normal but
for the shapes gamma(2), exponential and outlier (a normal value, with probability .12 moved 3 SD
low; then standardised). What has the shape is one of SKEWED:

    everywhere   t, e and e' (the default)
    scores       t alone
    errors       e and e'
    judge        e' alone, human = t without error, judge = t + sqrt(2 (1 / rho - 1)) e'

A judge is falsely trusted when its true ICC(C,1) is .75, the worst below the line, and the lower
limit reaches .75; likewise at .50 for usable. The true rank correlation is that of 200,000 pairs.

Single responses (`responses`): n responders, each responding in all of the exchanges, which are
the clusters. Responders' levels are fixed, on even steps from 3 to 4 (human), 3.5 to 4.1 (judge).
Around these t, e and e' as above, at w = .5: the true within-responder correlation is .5. Each is
sqrt(.3) times a draw for the exchange plus sqrt(.7) times one for the response, all of the shape.
`whole` ratings are rounded and kept in 1-5; true values are those of 20,000 exchanges.
"""

import argparse
import json
import platform
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from itertools import product
from math import sqrt
from pathlib import Path
from typing import Any, Final

import numpy as np
from coverage_tables import SIZES, as_text
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track

from mentaleval import stats
from mentaleval.cli import engines
from mentaleval.spreading import Spread
from mentaleval.stats import ClusterDraws, Estimate
from mentaleval.trust import Settings
from mentaleval.trust.rank import both_intervals

Floats = NDArray[np.float64]

SHAPES: Final = ("normal", "gamma(2)", "exponential", "compressed", "outlier")
NORMAL: Final = ("normal", "compressed")
SKEWED: Final = ("everywhere", "scores", "errors", "judge")
LINES: Final = (0.75, 0.50)
OFFSETS: Final = (0.0, 1.0)
CLUSTERS: Final = (5, 12, 30, 100)
RESAMPLED: Final = 300  # so many clusters are resampled, fewer left out in turn
RUNS: Final = {"rank": 20_000, "agreement": 4000, "spearman": 4000, "responses": 2000}
SHORT_RUNS: Final = {"rank": 1000, "agreement": 200, "spearman": 500, "responses": 200}
SEED: Final = 20251019
RESAMPLINGS: Final = 20  # sets of cluster draws taken in turn, so that no one set decides a cell
WITHIN, OF_EXCHANGE = 0.5, 0.3
DEFAULT: Final = Settings()


@dataclass(frozen=True, slots=True)
class Cell:
    """One combination that is simulated."""

    measure: str
    shape: str
    n: int
    skewed: str = "everywhere"
    icc: float = 0.75
    offset: float = 0.0
    clusters: int = 0
    whole: bool = False


def every_cell() -> Iterator[Cell]:
    """List the cells of the long form; their order decides the seed of each."""
    kinds = [(s, k) for k, s in product(SKEWED, SHAPES) if k == "everywhere" or s not in NORMAL]
    for icc, (shape, skewed), n in product(LINES, kinds, SIZES):
        yield Cell("rank", shape, n, skewed=skewed, icc=icc)
    for offset, shape, n in product(OFFSETS, SHAPES, SIZES):
        yield Cell("agreement", shape, n, offset=offset)
    for shape, n in product(SHAPES, SIZES):
        yield Cell("spearman", shape, n)
    for shape, clusters, whole, n in product(SHAPES, CLUSTERS, (False, True), SIZES):
        yield Cell("responses", shape, n, clusters=clusters, whole=whole)
    for shape, whole, n in product(SHAPES, (False, True), SIZES):
        yield Cell("responses", shape, n, clusters=RESAMPLED, whole=whole)


def in_short(cell: Cell) -> bool:
    """Say whether a cell belongs to the short form."""
    if cell.measure == "rank":
        return cell.skewed == "everywhere" and cell.icc == LINES[0]
    if cell.measure == "responses" and cell.shape not in ("normal", "exponential"):
        return False
    return cell.n == 9 and cell.clusters in (0, 12, 30)


def drawn(shape: str, size: tuple[int, ...], rng: np.random.Generator) -> Floats:
    """Draw values of a shape with mean 0 and variance 1."""
    if shape == "gamma(2)":
        return (rng.gamma(2, size=size) - 2) / sqrt(2)
    if shape == "exponential":
        return rng.exponential(size=size) - 1
    values = rng.standard_normal(size)
    if shape == "outlier":
        low = rng.random(size) < 0.12
        return np.asarray((values - 3 * low + 0.36) / sqrt(1 + 9 * 0.12 * 0.88))
    return values


def compression(shape: str) -> float:
    """Return the standard deviation of the judge, that of the human being 1."""
    return 0.65 if shape == "compressed" else 1.0


def responder_means(cell: Cell, runs: int, rng: np.random.Generator) -> Floats:
    """Draw tables (runs, n, 2) of the human's and the judge's means."""
    scores = cell.shape if cell.skewed in ("everywhere", "scores") else "normal"
    errors = "normal" if cell.skewed == "scores" else cell.shape
    t, e, own = (drawn(shape, (runs, cell.n), rng) for shape in (scores, errors, errors))
    if cell.skewed == "judge":
        return np.stack([t, t + sqrt(2 * (1 / cell.icc - 1)) * own + cell.offset], axis=-1)
    b = compression(cell.shape)
    w = cell.icc * (1 + b**2) / (2 * b)
    judge = b * (sqrt(w) * t + sqrt(1 - w) * own) + cell.offset
    return np.stack([sqrt(w) * t + sqrt(1 - w) * e, judge], axis=-1)


def responses(cell: Cell, exchanges: int, rng: np.random.Generator) -> tuple[Any, Any, Any, Any]:
    """Draw ratings of single responses: human, judge, responder, exchange."""
    size = (cell.n, exchanges)
    t, e, own = (
        sqrt(OF_EXCHANGE) * drawn(cell.shape, (exchanges,), rng)
        + sqrt(1 - OF_EXCHANGE) * drawn(cell.shape, size, rng)
        for _ in range(3)
    )
    step = np.linspace(-1, 1, cell.n)[:, None]
    human = 3.5 + 0.5 * step + sqrt(WITHIN) * t + sqrt(1 - WITHIN) * e
    judge = sqrt(WITHIN) * t + sqrt(1 - WITHIN) * own
    judge = 3.8 + 0.3 * step + compression(cell.shape) * judge
    if cell.whole:
        human, judge = (np.clip(np.round(values), 1, 5) for values in (human, judge))
    responder, exchange = np.indices(size)
    return human.ravel(), judge.ravel(), responder.ravel(), exchange.ravel()


def covers(interval: Estimate, truth: float) -> bool:
    """Say whether the truth lies in an interval; not in one that could not be given."""
    return interval.low <= truth <= interval.high


def simulate_rank(cell: Cell, runs: int, rng: np.random.Generator) -> Counter[str]:
    """Count how often the intervals of ICC(C,1) cover, and pass a judge at the line."""
    count: Counter[str] = Counter()
    for table in responder_means(cell, runs, rng):
        exact, jackknife = stats.icc_c1(table), stats.icc_c1_jackknife(table)
        low, high = both_intervals(table, DEFAULT)
        count["exact F"] += covers(exact, cell.icc)
        count["jackknife"] += covers(jackknife, cell.icc)
        count["both"] += low <= cell.icc <= high
        count["passed by exact F"] += exact.low >= cell.icc
        count["passed by both"] += low >= cell.icc
    return count


def true_agreement(cell: Cell) -> float:
    """Return ICC(A,1) of the population."""
    b = compression(cell.shape)
    return cell.icc * (1 + b**2) / (1 + b**2 + cell.offset**2)


def simulate_agreement(cell: Cell, runs: int, rng: np.random.Generator) -> Counter[str]:
    """Count how often the generalized interval covers ICC(A,1)."""
    truth, tables = true_agreement(cell), responder_means(cell, runs, rng)
    return Counter(generalized=sum(covers(stats.icc_a1(table), truth) for table in tables))


def simulate_spearman(cell: Cell, runs: int, rng: np.random.Generator) -> Counter[str]:
    """Count how often Bonett & Wright's interval covers the rank correlation."""
    many = responder_means(Cell("spearman", cell.shape, 200_000), 1, rng)[0]
    truth = stats.spearman(*many.T).estimate
    tables = responder_means(cell, runs, rng)
    return Counter(spearman=sum(covers(stats.spearman(*table.T), truth) for table in tables))


def simulate_responses(cell: Cell, runs: int, rng: np.random.Generator) -> Counter[str]:
    """Count how often the cluster intervals cover the within-responder correlation and the bias."""
    human, judge, responder, _ = responses(cell, 20_000, rng)
    correlation = stats.within_group_correlation(human, judge, responder)
    offset = float(np.mean(judge - human))
    every = [ClusterDraws(int(seed)) for seed in rng.integers(2**32, size=RESAMPLINGS)]
    count: Counter[str] = Counter()
    for run in range(runs):
        x, y, groups, clusters = responses(cell, cell.clusters, rng)
        draws = every[run % RESAMPLINGS]
        within = stats.within_group_correlation_interval(x, y, groups, clusters, draws=draws)
        count["within"] += covers(within, correlation)
        count["bias"] += covers(stats.bias(x, y, clusters, groups, draws=draws), offset)
    return count


MEASURES: Final[dict[str, Callable[[Cell, int, np.random.Generator], Counter[str]]]] = {
    "rank": simulate_rank,
    "agreement": simulate_agreement,
    "spearman": simulate_spearman,
    "responses": simulate_responses,
}


def simulate_cell(part: tuple[Cell, int, np.random.SeedSequence]) -> dict[str, Any]:
    """Simulate one cell so many times, with its own stream."""
    cell, many, stream = part
    count = MEASURES[cell.measure](cell, many, np.random.default_rng(stream))
    return {**asdict(cell), "runs": many, "count": dict(count)}


def simulate(
    runs: dict[str, int],
    *,
    seed: int = SEED,
    wanted: Callable[[Cell], bool] = lambda _: True,
    spread: Spread = map,
) -> dict[str, Any]:
    """Simulate the wanted cells, each with its own stream: the same numbers alone or together."""
    cells = list(every_cell())
    streams = np.random.SeedSequence(seed).spawn(len(cells))
    chosen = [(c, runs[c.measure], s) for c, s in zip(cells, streams, strict=True) if wanted(c)]
    made = track(
        spread(simulate_cell, chosen),
        "simulating",
        total=len(chosen),
        console=Console(stderr=True),
        transient=True,
    )
    return {
        "simulated": True,
        "seed": seed,
        "runs": runs,
        "confidence": DEFAULT.confidence,
        "python": platform.python_version(),
        "versions": {name: version(name) for name in ("mentaleval", "numpy", "scipy")},
        "cells": list(made),
    }


def as_json(result: dict[str, Any]) -> str:
    """Write a result with one cell a line."""
    cells = ",\n  ".join(json.dumps(cell) for cell in result["cells"])
    head = json.dumps({**result, "cells": []}, indent=1)
    return head.replace('"cells": []', f'"cells": [\n  {cells}\n ]') + "\n"


def main(arguments: Sequence[str] | None = None) -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--runs", type=int, help="of every cell (default: see RUNS)")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--only", choices=MEASURES, help="one measure")
    parser.add_argument("--short", action="store_true", help="few cells and runs, as the tests do")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the counts")
    parser.add_argument("--show", type=Path, metavar="FILE", help="print the counts of a file")
    engines.add_arguments(parser)
    asked = parser.parse_args(arguments)
    engines.require_consistent(asked)
    if asked.show:
        result = json.loads(asked.show.read_text(encoding="utf-8"))
    else:
        runs = SHORT_RUNS if asked.short else RUNS
        runs = {name: asked.runs or many for name, many in runs.items()}
        names = [asked.only] if asked.only else list(MEASURES)
        with engines.spreading(asked) as spread:
            result = simulate(
                {name: runs[name] for name in names},
                seed=asked.seed,
                wanted=lambda c: c.measure in names and (not asked.short or in_short(c)),
                spread=spread,
            )
    if asked.json:
        asked.json.write_text(as_json(result), encoding="utf-8")
    print(as_text(result), end="")


if __name__ == "__main__":
    main()
