"""Measure how the analysis grows with the number of ratings: CPU time and memory.

    python benchmarks/growth.py [--large] [--repeats N] [--quick] [--seed S] [--json FILE]
                                [--plot FILE.svg]
    python benchmarks/growth.py --show FILE [--plot FILE.svg]

Files of ratings are made by `ratings_maker.py`: 10 responders, four judges on every response and a
human on a tenth of the conversations, seven attributes. At 100,000 responses the judges' ratings
are 2.8 million; `--large` goes on to 1,000,000 responses, 28 million. Each file is read by two
commands, each a process of its own that is measured from its start to its end:

    ratings        `mentaleval ratings FILE --out TABLE`: read, checked, counted, written again
    reliability    `mentaleval reliability FILE`: all figures, intervals, verdicts and warnings

The smallest file is of 10 responses, which is their start. *More* is what remains; its slope over
the number of ratings, both as logarithms, is 1 where twice the ratings take twice as much, and 2
where they take four times as much. It is fitted from 10,000 responses on, since below that little
more remains than chance.
"""

import argparse
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from measuring import Taken, about, machine, mentaleval, middle, process
from ratings_maker import SEED, Size, write

RESPONDERS: Final = 10
START: Final = 10
SIZES: Final = (1000, 10_000, 30_000, 100_000)
LARGE: Final = (300_000, 1_000_000)
QUICK: Final = (1000,)
REPEATS: Final = 3
"""Of each size; those of LARGE are measured once, since they take minutes."""

FITTED: Final = 10_000
COMMANDS: Final = ("ratings", "reliability")
LIBRARIES: Final = ("numpy", "pandas", "pyarrow", "scipy")


def command(name: str, file: Path) -> list[str]:
    """Return what reads a file."""
    if name == "ratings":
        return mentaleval(name, str(file), "--out", str(file.with_name("table.parquet")))
    return mentaleval(name, str(file), "--json", str(file.with_name("figures.json")))


def measured(sizes: Sequence[int], repeats: int, seed: int = SEED) -> dict[str, Any]:
    """Measure both commands at each size."""
    with tempfile.TemporaryDirectory() as name:
        rows = [
            _at(size, 1 if size in LARGE else repeats, seed, Path(name)) for size in (START, *sizes)
        ]
    return {
        "responders": RESPONDERS,
        "judges": Size().judges,
        "labelled": Size().labelled,
        "seed": seed,
        "repeats": repeats,
        **machine(LIBRARIES),
        "sizes": rows,
        "slopes": {name: _slopes(rows, name) for name in COMMANDS},
    }


def _at(responses: int, repeats: int, seed: int, folder: Path) -> dict[str, Any]:
    file = folder / "ratings.parquet"
    number = write(file, Size(responses // RESPONDERS, RESPONDERS), seed=seed)
    row: dict[str, Any] = {"responses": responses, "number": number}
    for name in COMMANDS:
        several = [process(command(name, file), folder=folder) for _ in range(repeats)]
        taken: Taken = middle(several)
        row[name] = {"cpu": taken.cpu, "memory": taken.memory}
    return row


def _slopes(rows: Sequence[dict[str, Any]], name: str) -> dict[str, float | None]:
    return {what: _slope(rows, name, what) for what in ("cpu", "memory")}


def _slope(rows: Sequence[dict[str, Any]], name: str, what: str) -> float | None:
    """Return the slope of log(cost - start) on log(ratings); None with fewer than two sizes."""
    start = rows[0][name][what]
    more = [
        (row["number"], row[name][what] - start)
        for row in rows
        if row["responses"] >= FITTED and row[name][what] > start
    ]
    if len(more) < 2:
        return None
    ratings, costs = np.log(np.array(more, dtype=float)).T
    return float(np.polyfit(ratings, costs, 1)[0])


def as_text(found: dict[str, Any]) -> str:
    """Write the measurements out."""
    rows, start = found["sizes"], found["sizes"][0]
    what = f"{found['responders']} responders, {found['judges']} judges, 7 attributes"
    share = f"a human on {found['labelled']:.0%} of the conversations"
    once = [f"{row['responses']:,}" for row in rows if row["responses"] in LARGE]
    once_said = f" (once at {' and '.join(once)})" if once else ""
    text = [
        f"{what}, {share} (simulated: nobody gave them), seed {found['seed']}",
        f"{about(found, LIBRARIES)}; median of {found['repeats']}{once_said}",
        "",
        f"{'':<22}" + "".join(f"{name:^36}" for name in COMMANDS).rstrip(),
        f"{'responses':>10}{'ratings':>12}" + f"{'CPU s':>9}{'more':>9}{'MiB':>9}{'more':>9}" * 2,
    ]
    for row in rows:
        numbers = [f"{row['responses']:>10,}{row['number']:>12,}"]
        for name in COMMANDS:
            cpu, memory = row[name]["cpu"], row[name]["memory"]
            first = start[name]
            numbers.append(f"{cpu:>9,.1f}{cpu - first['cpu']:>9,.1f}")
            numbers.append(f"{memory:>9,.0f}{memory - first['memory']:>9,.0f}")
        text.append("".join(numbers))
    slopes = [found["slopes"][name][of] for name in COMMANDS for of in ("cpu", "memory")]
    said = ("-" if one is None else f"{one:.2f}" for one in slopes)
    text.append(f"{'slope of more':<22}" + "".join(f"{one:>18}" for one in said))
    return "\n".join(text)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and write the JSON and the figure where these are asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--large", action="store_true", help="up to 28 million ratings")
    parser.add_argument("--repeats", type=int, default=REPEATS, help=f"of each ({REPEATS})")
    parser.add_argument("--quick", action="store_true", help="1,000 responses: see that it runs")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--json", type=Path, help="also write the measurements to this file")
    parser.add_argument("--show", type=Path, metavar="FILE", help="print such a file again")
    parser.add_argument("--plot", type=Path, metavar="FILE.svg", help="also draw them")
    given = parser.parse_args(arguments)
    if given.show:
        found = json.loads(given.show.read_text(encoding="utf-8"))
    else:
        sizes = QUICK if given.quick else (*SIZES, *(LARGE if given.large else ()))
        found = measured(sizes, given.repeats, given.seed)
    print(as_text(found))
    if given.json:
        given.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    if given.plot:
        from growth_plot import draw  # noqa: PLC0415  a slow import, needed here alone

        draw(found, given.plot)


if __name__ == "__main__":
    main()
