"""Measure what a run gains from two processes: model calls a second, beside one process.

    python benchmarks/workers.py [--contexts N] [--workers N] [--repeats N] [--quick] [--json FILE]

A model responds to N contexts and a judge rates each response in one call: 2 N calls, all to the
same provider on loopback, which answers at once and is a process of its own. Compared are

    mentaleval run                    one process
    mentaleval run --engine dask      the same run in a shard for each of two local workers

One process is busy with what surrounds a call, so its calls a second have an upper limit whatever
the provider allows; a second process has a limit of its own. The provider notes when it answered.
Counted are the seconds between the first and the last response, and between the first and the last
judgement: neither the start of a process, nor the pause between the two, nor the analysis at the
end. The whole time stands beside it. All share this machine's cores with the provider, so with two
cores the ratio is less than on machines of their own.
"""

import argparse
import json
import os
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any, Final

from judging import JUDGES, WRITER, answered, provider, write_inputs
from measuring import about, machine, mentaleval, process

LIBRARIES: Final = ("inspect_ai", "openai", "distributed")
CONNECTIONS: Final = 40
CONTEXTS: Final = 1500
QUICK: Final = 60
REPEATS: Final = 3
HEAD: Final = ("seconds", "CPU s", "responses/s", "judgements/s", "calls/s", "ratio")


@dataclass(frozen=True, slots=True)
class Seconds:
    """What one run took by the clock, and in CPU time."""

    whole: float
    cpu: float
    responding: float
    judging: float
    asking: float
    """Both phases; what two shards do at the same time counts once."""


@dataclass(frozen=True, slots=True)
class Line:
    """One way of making the calls, beside one process."""

    what: str
    seconds: float
    cpu: float
    responses: float
    judgements: float
    calls: float
    ratio: float


def command(folder: Path, workers: int) -> list[str]:
    """Return the command that makes the calls."""
    words = ["run", "mentalbench", "--dataset", "table", "-D", f"path={folder / 'contexts.csv'}"]
    words += ["--responder", WRITER, "--judge", JUDGES[0]]
    words += ["--max-connections", str(CONNECTIONS), "--log-dir", str(folder / "logs")]
    if workers > 1:
        words += ["--engine", "dask", "--workers", str(workers), "--shards", str(workers)]
    return mentaleval(*words)


def taken(contexts: int, workers: int, url: str) -> Seconds:
    """Make the calls, and return what they took."""
    environment = {**os.environ, "LAB_BASE_URL": f"{url}/v1", "LAB_API_KEY": "none"}
    before = len(answered(url))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_inputs(folder, contexts)
        began = time.monotonic()
        used = process(command(folder, workers), folder=folder, environment=environment)
        whole = time.monotonic() - began
    calls = answered(url)[before:]
    phases = [[call["at"] for call in calls if call["rates"] is rates] for rates in (False, True)]
    assert [len(times) for times in phases] == [contexts, contexts], "not the calls that were meant"
    responding, judging = (max(times) - min(times) for times in phases)
    both = max(0.0, max(phases[0]) - min(phases[1]))
    return Seconds(whole, used.cpu, responding, judging, responding + judging - both)


def measured(contexts: int, workers: int, repeats: int = REPEATS) -> dict[str, Any]:
    """Measure both ways; they take turns, so that a busy machine hits both alike."""
    found: dict[int, list[Seconds]] = {1: [], workers: []}
    with provider() as url:
        for _ in range(repeats):
            for number, several in found.items():
                several.append(taken(contexts, number, url))
    one, many = (_line(number, contexts, several) for number, several in found.items())
    lines = [asdict(line) | {"ratio": line.calls / one.calls} for line in (one, many)]
    size = {"contexts": contexts, "calls": 2 * contexts, "repeats": repeats}
    return {**size, **machine(LIBRARIES), "lines": lines}


def _line(workers: int, contexts: int, several: Sequence[Seconds]) -> Line:
    responding = median(one.responding for one in several)
    judging = median(one.judging for one in several)
    return Line(
        what="one process" if workers == 1 else f"{workers} workers",
        seconds=median(one.whole for one in several),
        cpu=median(one.cpu for one in several),
        responses=contexts / responding,
        judgements=contexts / judging,
        calls=2 * contexts / median(one.asking for one in several),
        ratio=1.0,
    )


def as_text(found: dict[str, Any]) -> str:
    """Write the measurements out."""
    text = [
        f"{found['contexts']:,} contexts, {found['calls']:,} calls, median of {found['repeats']}",
        about(found, LIBRARIES),
        "",
        f"{'':<14}" + "".join(f"{word:>14}" for word in HEAD),
    ]
    for line in found["lines"]:
        what, *numbers = line.values()
        row = (f"{n:>14,.{d}f}" for n, d in zip(numbers, (1, 1, 1, 1, 1, 2), strict=True))
        text.append(f"{what:<14}" + "".join(row))
    return "\n".join(text)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and write the JSON where that is asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--contexts", type=int, default=CONTEXTS, help=f"how many ({CONTEXTS})")
    parser.add_argument("--workers", type=int, default=2, help="beside one process (2)")
    parser.add_argument("--repeats", type=int, default=REPEATS, help=f"of each run ({REPEATS})")
    parser.add_argument("--quick", action="store_true", help=f"{QUICK} contexts: see that it runs")
    parser.add_argument("--json", type=Path, help="also write the measurements to this file")
    given = parser.parse_args(arguments)
    contexts, repeats = (QUICK, 1) if given.quick else (given.contexts, given.repeats)
    found = measured(contexts, given.workers, repeats)
    print(as_text(found))
    if given.json:
        given.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
