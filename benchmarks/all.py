"""Measure everything that mentaleval promises of time and memory, side by side in one run.

    python benchmarks/all.py [--only PART]... [--quick] [--large] [--data FOLDER] [--repeats N]
                             [--json FILE] [--plot FILE.svg] [--page FILE.md]
    python benchmarks/all.py --show FILE [--only PART]... [--plot FILE.svg] [--page FILE.md]

Needs `pip install '.[test]'` and no network. The parts, each a script of its own too:

    analysis    a study of the published size: the published way, and ours      analysis.py
    bootstrap   our bootstrap, a plain loop, and a loop over pingouin           speed.py
    run         the calls of a run, by mentaleval and by Inspect alone          judging.py
    workers     calls a second of one process, and of two                       workers.py
    logs        a log of 10,000 samples, by three readers                       reading_logs.py
    growth      1,000 to 100,000 responses; with --large up to 1,000,000        growth.py

FOLDER holds the workbooks of MentalAlign-70k, for `analysis` and `bootstrap`; without it they
simulate. `--quick` takes tiny sizes, once, and shows only that everything runs. `--json` keeps the
figures after each part; parts of such a file that are not measured again stay as they are, and each
says when the run began that it is of. `--page` replaces the blocks of a page that stand below
`<!-- figures: PART -->`.
"""

import argparse
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import analysis
import growth
import judging
import reading_logs
import speed
import workers

Found = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """How to measure."""

    quick: bool = False
    large: bool = False
    data: Path | None = None
    repeats: int | None = None

    def times(self, usual: int) -> int:
        """Return how often to measure."""
        return self.repeats or (1 if self.quick else usual)


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that is measured."""

    title: str
    measured: Callable[[Asked], Found]
    as_text: Callable[[Found], str]


def _analysis(asked: Asked) -> Found:
    size = 50 if asked.quick else analysis.CONVERSATIONS
    return analysis.measured(asked.data, size, asked.times(analysis.REPEATS))


def _bootstrap(asked: Asked) -> Found:
    size = speed.QUICK if asked.quick else speed.Size()
    return speed.measured(asked.data, replace(size, repeats=asked.times(size.repeats)))


def _run(asked: Asked) -> Found:
    ways = (judging.PLAIN, judging.OURS) if asked.quick else judging.WAYS
    contexts = 10 if asked.quick else judging.CONTEXTS
    return judging.measured(contexts, asked.times(judging.REPEATS), ways)


def _workers(asked: Asked) -> Found:
    contexts = workers.QUICK if asked.quick else workers.CONTEXTS
    return workers.measured(contexts, 2, asked.times(workers.REPEATS))


def _logs(asked: Asked) -> Found:
    size = reading_logs.QUICK if asked.quick else reading_logs.SAMPLES
    return reading_logs.measured(size, asked.times(reading_logs.REPEATS))


def _growth(asked: Asked) -> Found:
    sizes = (*growth.SIZES, *(growth.LARGE if asked.large else ()))
    return growth.measured(growth.QUICK if asked.quick else sizes, asked.times(growth.REPEATS))


PARTS: Final = {
    "analysis": Part("An analysis of the published size", _analysis, analysis.as_text),
    "bootstrap": Part("Bootstrap", _bootstrap, speed.as_text),
    "run": Part("A run", _run, judging.as_text),
    "workers": Part("One process and two", _workers, workers.as_text),
    "logs": Part("Reading logs", _logs, reading_logs.as_text),
    "growth": Part("Growth", _growth, growth.as_text),
}


def block(name: str, found: Found) -> str:
    """Return a part written out, with the run that it is of."""
    return f"{PARTS[name].as_text(found[name])}\n\nof the run of {found[name]['run']}"


def paged(page: str, found: Found) -> str:
    """Return a page with the blocks of all parts that were found.

    Raises
    ------
    ValueError
        When the page has no block for a part.
    """
    for name in found:
        place = re.compile(rf"(<!-- figures: {name} -->\n```text\n).*?(\n```)", re.DOTALL)
        before, after = place.search(page), block(name, found)
        if not before:
            raise ValueError(f"no block '<!-- figures: {name} -->' in the page")
        page = page[: before.start()] + before[1] + after + before[2] + page[before.end() :]
    return page


def kept(file: Path | None) -> Found:
    """Return the parts of a file that is there already."""
    return json.loads(file.read_text(encoding="utf-8")) if file and file.exists() else {}


def shown(names: Sequence[str], found: Found) -> None:
    """Print parts again."""
    for name in names:
        if name in found:
            print(f"== {PARTS[name].title} ({name})\n{block(name, found)}\n")


def measure(names: Sequence[str], asked: Asked, file: Path | None) -> Found:
    """Measure parts, print each, and keep them in the file."""
    found = kept(file)
    began = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
    for name in names:
        found[name] = PARTS[name].measured(asked) | {"run": began}
        shown([name], found)
        if file:
            ordered = {part: found[part] for part in PARTS if part in found}
            file.write_text(json.dumps(ordered, indent=1) + "\n", encoding="utf-8")
    return found


def parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--only", action="append", choices=list(PARTS), metavar="PART")
    parser.add_argument("--quick", action="store_true", help="tiny sizes: see that it runs")
    parser.add_argument("--large", action="store_true", help="growth up to 28 million ratings")
    parser.add_argument("--data", type=Path, help="folder of the MentalAlign-70k workbooks")
    parser.add_argument("--repeats", type=int, help="of each (3, of the bootstrap 5)")
    parser.add_argument("--json", type=Path, help="also keep the figures in this file")
    parser.add_argument("--show", type=Path, metavar="FILE", help="print such a file again")
    parser.add_argument("--plot", type=Path, metavar="FILE.svg", help="draw the growth")
    parser.add_argument("--page", type=Path, metavar="FILE.md", help="put the figures into it")
    given = parser.parse_args(arguments)
    if given.show and not given.show.is_file():
        parser.error(f"--show: there is no file {given.show}")
    return given


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure or show, and write what is asked for."""
    given = parsed(arguments)
    names = given.only or list(PARTS)
    if given.show:
        found = kept(given.show)
        shown(names, found)
    else:
        found = measure(
            names, Asked(given.quick, given.large, given.data, given.repeats), given.json
        )
    found = {name: found[name] for name in names if name in found}
    if given.page:
        page = given.page.read_text(encoding="utf-8")
        given.page.write_text(paged(page, found), encoding="utf-8")
    if given.plot and "growth" in found:
        from growth_plot import draw  # noqa: PLC0415  a slow import, needed here alone

        draw(found["growth"], given.plot)


if __name__ == "__main__":
    main()
