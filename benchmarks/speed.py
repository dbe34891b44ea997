"""Measure how long the analysis takes, and the same figures by a plain loop and by pingouin.

    python benchmarks/speed.py [--data FOLDER] [--repeats N] [--quick] [--json FILE]

Everything is measured in one run on one machine, so the ratios mean something; the seconds are
those of that machine. Each is the median of several repeats. What would take too long is run for
fewer resamples and scaled up, and the line says so.

    analysis     a ratings table in memory, to every verdict: `settle`, then `assess_settled`, with
                 all intervals of the default method
    bootstrap    the responders of each cell resampled: one matrix product (`published_interval`,
                 `responder_bootstrap`) against a loop that resamples and calls an ICC function
    one table    a single ICC(C,1) with its interval; pingouin computes six ICCs on the way

FOLDER holds the workbooks of MentalAlign-70k. Of judges, 4 are needed: the two that it has are
copied under other names. Without FOLDER the ratings are simulated, of the same size.
"""

import argparse
import json
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, Final

import numpy as np
import pandas as pd
from measuring import about, machine
from numpy.typing import NDArray

from mentaleval.ratings import from_frame, from_records, settle
from mentaleval.rubric import SEVEN
from mentaleval.stats import icc_c1, published_interval, responder_bootstrap
from mentaleval.stats.bootstrap import multisets
from mentaleval.trust import Settings, assess_settled

Floats = NDArray[np.float64]

JUDGES: Final = 4
PUBLISHED: Final = 1000
"""The resamples of the published method."""

LIBRARIES: Final = ("numpy", "pandas", "pyarrow", "scipy", "pingouin")


@dataclass(frozen=True, slots=True)
class Size:
    """How much of everything."""

    exchanges: int = 1000
    responders: int = 10
    repeats: int = 5
    loop: int = 50
    """Resamples of each cell in a loop over our own function."""
    slow_loop: int = 1
    """Resamples of each cell in a loop over pingouin."""


QUICK: Final = Size(exchanges=30, responders=5, repeats=1, loop=2, slow_loop=1)


@dataclass(frozen=True, slots=True)
class Line:
    """One measurement; `ratio` is to the first line of its part."""

    part: str
    what: str
    seconds: float
    ratio: float
    note: str = ""


def simulated(size: Size) -> pd.DataFrame:
    """Return whole ratings on 1-5 by one human and the judges, of every response and attribute."""
    rng = np.random.default_rng(1)
    raters = ["human", *(f"judge-{n + 1}" for n in range(JUDGES))]
    shape = (len(raters), size.exchanges, size.responders, len(SEVEN))
    places = [index.ravel() for index in np.indices(shape)]
    quality = rng.normal(3.8, 0.4, size=shape[2:]) + rng.normal(0, 0.5, size=(*shape[1:3], 1))
    ratings = np.clip(np.round(quality + rng.normal(0, 0.7, size=shape)), 1, 5)
    frame = pd.DataFrame(
        {
            "exchange_id": np.array([f"c{n}" for n in range(shape[1])])[places[1]],
            "responder": np.array([f"r{n}" for n in range(shape[2])])[places[2]],
            "rater": np.array(raters)[places[0]],
            "rater_kind": np.where(places[0] == 0, "human", "judge"),
            "attribute": np.array(SEVEN.names)[places[3]],
            "rating": ratings.ravel(),
        }
    )
    return from_frame(frame)


def recorded(folder: Path) -> pd.DataFrame:
    """Return the ratings of MentalAlign-70k, its judges copied until there are enough."""
    from mentaleval_datasets.mentalalign import MentalAlign70k  # noqa: PLC0415  needed here alone

    table = from_records(MentalAlign70k(path=folder).ratings())
    judging = table[table["rater_kind"] == "judge"]
    copies = JUDGES // judging["rater"].nunique() - 1
    names = judging["rater"].astype(str)
    renamed = [judging.assign(rater=names + f"-copy-{n + 1}") for n in range(copies)]
    return from_frame(pd.concat([table, *renamed], ignore_index=True))


def seconds(what: Callable[[], object]) -> float:
    """Return the time of one call."""
    start = perf_counter()
    what()
    return perf_counter() - start


def timed(size: Size, what: Callable[[], object]) -> float:
    """Return the median time of a call, after one call that does not count."""
    what()
    return median(seconds(what) for _ in range(size.repeats))


def compared(part: str, *measured: tuple[str, float, str]) -> list[Line]:
    """Return measurements as lines, with their ratio to the first."""
    first = measured[0][1]
    return [Line(part, what, taken, taken / first, note) for what, taken, note in measured]


def analysis(table: pd.DataFrame, size: Size) -> list[Line]:
    """Time the analysis of a table, whole and in its two parts."""
    settled = settle(table)
    assess = partial(assess_settled, table, settled, Settings())
    assess()
    parts = [(seconds(lambda: settle(table)), seconds(assess)) for _ in range(size.repeats)]
    settling, assessing = zip(*parts, strict=True)
    return compared(
        "analysis",
        ("settle and assess", median(map(sum, parts)), ""),
        ("settle: pairs, account, warnings", median(settling), ""),
        ("assess: figures, intervals, verdicts", median(assessing), ""),
    )


def cells_of(table: pd.DataFrame) -> list[Floats]:
    """Return for each judge and attribute the responders' means: human, judge."""
    means = settle(table).pairs.groupby(["judge", "attribute", "responder"])[["human", "rating"]]
    return [cell.to_numpy() for _, cell in means.mean().groupby(level=["judge", "attribute"])]


def by_pingouin(cell: Floats) -> float:
    """Return ICC(C,1) as pingouin has it."""
    import pingouin  # noqa: PLC0415  a slow import, needed here alone

    targets, raters = (index.ravel() for index in np.indices(cell.shape))
    data = pd.DataFrame({"target": targets, "rater": raters, "rating": cell.ravel()})
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")  # of pandas' next version
        found = pingouin.intraclass_corr(data, "target", "rater", "rating")
    return float(found["ICC"].iloc[2])  # the third of six, by whichever name


def by_us(cell: Floats) -> float:
    """Return ICC(C,1) as mentaleval has it."""
    return icc_c1(cell).estimate


def looped(cells: Sequence[Floats], one: Callable[[Floats], float], resamples: int) -> None:
    """Resample the responders of each cell the plain way."""
    rng = np.random.default_rng(1)
    for cell in cells:
        for _ in range(resamples):
            one(cell[rng.integers(len(cell), size=len(cell))])


def bootstraps(cells: Sequence[Floats], size: Size) -> Iterator[Line]:
    """Time both of our bootstraps, each against the loops at as many resamples."""
    seeds = iter(range(size.repeats + 1))  # a seed's resamples are kept, so each run has its own

    def published() -> None:
        seed = next(seeds)
        for cell in cells:
            published_interval(cell, seed=seed, resamples=PUBLISHED)

    def exact() -> list[int]:
        multisets.cache_clear()
        rng = np.random.default_rng(1)
        return [responder_bootstrap(cell, rng=rng).resamples for cell in cells]

    every = max(exact())
    ours, each = timed(size, published), timed(size, exact)
    loop = timed(size, lambda: looped(cells, by_us, size.loop)) / size.loop
    slow = timed(size, lambda: looped(cells, by_pingouin, size.slow_loop)) / size.slow_loop
    for what, taken, number in (
        ("published_interval", ours, PUBLISHED),
        ("responder_bootstrap", each, every),
    ):
        yield from compared(
            f"bootstrap, {len(cells)} cells x {number:,} resamples",
            (what, taken, "ICC(C,1), ICC(A,1)" if number == every else ""),
            ("loop over icc_c1", loop * number, f"{size.loop} a cell timed, scaled"),
            ("loop over pingouin", slow * number, f"{size.slow_loop} a cell timed, scaled"),
        )


def one_table(cell: Floats, size: Size) -> list[Line]:
    """Time one ICC, and make sure that both name the same number."""
    assert abs(by_us(cell) - by_pingouin(cell)) < 1e-6, "the two ICCs differ"
    number = 20

    def many(one: Callable[[Floats], float]) -> float:
        return timed(size, lambda: [one(cell) for _ in range(number)]) / number

    return compared(
        f"one table of {len(cell)} x 2",
        ("icc_c1", many(by_us), ""),
        ("pingouin.intraclass_corr", many(by_pingouin), "six ICCs at once"),
    )


def measured(data: Path | None, size: Size) -> dict[str, Any]:
    """Measure everything."""
    table = recorded(data) if data else simulated(size)
    real = "MentalAlign-70k, the judges there and copies of them under other names"
    cells = cells_of(table)
    lines = [*analysis(table, size), *bootstraps(cells, size), *one_table(cells[0], size)]
    return {
        "ratings": real if data else "simulated: nobody gave them",
        "number": len(table),
        "cells": len(cells),
        "repeats": size.repeats,
        **machine(LIBRARIES),
        "lines": [asdict(line) for line in lines],
    }


def as_text(found: dict[str, Any]) -> str:
    """Write the measurements out."""
    text = [
        f"{found['number']:,} ratings, {found['cells']} cells ({found['ratings']})",
        about(found, LIBRARIES),
        f"median of {found['repeats']}",
    ]
    part = ""
    for line in found["lines"]:
        if line["part"] != part:
            part = line["part"]
            text += ["", f"{part:<48}{'seconds':>12}{'ratio':>12}"]
        ratio = f"{line['ratio']:,.{0 if line['ratio'] >= 10 else 2}f}"
        row = f"  {line['what']:<46}{line['seconds']:>12,.5f}{ratio:>12}"
        text.append(f"{row}  {line['note']}".rstrip())
    return "\n".join(text)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and write the JSON where that is asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, help="folder of the MentalAlign-70k workbooks")
    parser.add_argument("--repeats", type=int, help="repeats of each measurement")
    parser.add_argument("--quick", action="store_true", help="tiny sizes: see that it runs")
    parser.add_argument("--json", type=Path, help="also write the measurements to this file")
    given = parser.parse_args(arguments)
    size = QUICK if given.quick else Size()
    size = replace(size, repeats=given.repeats or size.repeats)
    found = measured(given.data, size)
    print(as_text(found))
    if given.json:
        given.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
