"""Measure what reading a large Inspect log takes: whole, as a data frame, and by mentaleval.

    python benchmarks/reading_logs.py [--samples N] [--repeats N] [--quick] [--json FILE]

The log is a real one of a judge that was asked for all seven attributes in one call, made N
samples large by `log_maker.py`. Each reader is a process of its own, measured from its start to
its end:

    read_eval_log            Inspect's own reader of whole logs
    samples_df               Inspect's data frame of samples
    mentaleval ratings       to a ratings table on disk, all ratings checked and counted

Each also reads a log of one sample: that is its start, and *more* is what remains.
"""

import argparse
import json
import os
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from judging import JUDGES, provider
from log_maker import make_log
from measuring import Taken, about, machine, mentaleval, middle, process, python

SAMPLES: Final = 10_000
QUICK: Final = 300
REPEATS: Final = 3
LIBRARIES: Final = ("inspect_ai", "pydantic", "pandas", "pyarrow")
WHOLE: Final = """
import sys
from inspect_ai.log import read_eval_log
log = read_eval_log(sys.argv[1])
assert len(log.samples) == int(sys.argv[2])
"""
FRAME: Final = """
import sys
from inspect_ai.analysis import samples_df
assert len(samples_df(sys.argv[1], quiet=True)) == int(sys.argv[2])
"""
HEAD: Final = ("CPU s", "ratio", "more s", "ratio", "MiB", "ratio", "more MiB", "ratio")


@dataclass(frozen=True, slots=True)
class Line:
    """One reader; ratios are to mentaleval."""

    what: str
    cpu: float
    cpu_ratio: float
    cpu_more: float
    cpu_more_ratio: float | None
    memory: float
    memory_ratio: float
    memory_more: float
    memory_more_ratio: float | None


def real_log(folder: Path) -> Path:
    """Let a judge rate the demonstration over HTTP, and return a log of its ratings."""
    words = ("run", "mentalbench", "--limit", "10", "--judge", JUDGES[0], "--log-dir", "run")
    with provider() as url:
        environment = {**os.environ, "LAB_BASE_URL": f"{url}/v1", "LAB_API_KEY": "none"}
        process(mentaleval(*words), folder=folder, environment=environment)
    return min((folder / "run" / "judgements").glob("*.eval"))


def readers(log: Path, samples: int) -> dict[str, list[str]]:
    """Return the commands that read a log; ours is the first."""
    return {
        "mentaleval ratings": mentaleval("ratings", str(log), "--out", "ratings.parquet"),
        "samples_df": python("-c", FRAME, str(log), str(samples)),
        "read_eval_log": python("-c", WHOLE, str(log), str(samples)),
    }


def measured(samples: int, repeats: int) -> dict[str, Any]:
    """Measure everything; the readers take turns."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source, large, small = real_log(folder), folder / "large.eval", folder / "small.eval"
        make_log(source, large, samples)
        make_log(source, small, 1)
        whole: dict[str, list[Taken]] = {}
        start: dict[str, list[Taken]] = {}
        for _ in range(repeats):
            for log, number, taken in ((small, 1, start), (large, samples, whole)):
                for what, command in readers(log, number).items():
                    taken.setdefault(what, []).append(process(command, folder=folder))
        size = large.stat().st_size
    each = {what: (middle(whole[what]), middle(start[what])) for what in whole}
    first = next(iter(each.values()))
    return {
        "samples": samples,
        "megabytes": size / 1e6,
        "repeats": repeats,
        **machine(LIBRARIES),
        "lines": [asdict(_line(what, mine, first)) for what, mine in each.items()],
    }


def _line(what: str, mine: tuple[Taken, Taken], first: tuple[Taken, Taken]) -> Line:
    (whole, start), (their_whole, their_start) = mine, first
    cpu, their_cpu = whole.cpu - start.cpu, their_whole.cpu - their_start.cpu
    memory, their_memory = whole.memory - start.memory, their_whole.memory - their_start.memory
    return Line(
        what=what,
        cpu=whole.cpu,
        cpu_ratio=whole.cpu / their_whole.cpu,
        cpu_more=cpu,
        cpu_more_ratio=_ratio(cpu, their_cpu),
        memory=whole.memory,
        memory_ratio=whole.memory / their_whole.memory,
        memory_more=memory,
        memory_more_ratio=_ratio(memory, their_memory),
    )


def _ratio(more: float, theirs: float) -> float | None:
    """Return a ratio; None where chance is larger than what a small log takes."""
    return more / theirs if min(more, theirs) > 0 else None


def as_text(found: dict[str, Any]) -> str:
    """Write the measurements out."""
    log = f"a log of {found['samples']:,} samples, {found['megabytes']:.0f} MB"
    text = [
        f"{log}; median of {found['repeats']}",
        about(found, LIBRARIES),
        "",
        f"{'':<20}" + "".join(f"{word:>9}" for word in HEAD),
    ]
    for line in found["lines"]:
        what, *numbers = line.values()
        digits = (1, 2, 1, 2, 0, 2, 0, 2)
        both = zip(numbers, digits, strict=True)
        row = (f"{'-' if n is None else format(n, f',.{d}f'):>9}" for n, d in both)
        text.append(f"{what:<20}" + "".join(row))
    return "\n".join(text)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and write the JSON where that is asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--samples", type=int, default=SAMPLES, help=f"in the log ({SAMPLES:,})")
    parser.add_argument("--repeats", type=int, default=REPEATS, help=f"of each ({REPEATS})")
    parser.add_argument("--quick", action="store_true", help=f"{QUICK} samples: see that it runs")
    parser.add_argument("--json", type=Path, help="also write the measurements to this file")
    given = parser.parse_args(arguments)
    found = measured(QUICK if given.quick else given.samples, given.repeats)
    print(as_text(found))
    if given.json:
        given.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
