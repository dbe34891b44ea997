"""Measure what a run gains from two processes: model calls a second, beside one process.

    python benchmarks/workers.py [--contexts N] [--workers N] [--quick] [--json FILE]

A model responds to N contexts and a judge rates each response in one call: 2 N calls, all to the
same provider on loopback, which answers at once and is a process of its own. Compared are

    mentaleval run                    one process
    mentaleval run --engine dask      the same run in a shard for each of two local workers

One process is busy with what surrounds a call, so its calls a second have an upper limit whatever
the provider allows; a second process has a limit of its own. Counted is the time between the first
and the last answer, so neither the start of a process nor the analysis at the end; the whole time
stands beside it. All share this machine's cores with the provider: with two cores the ratio is
less than on machines of their own.
"""

import argparse
import json
import os
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from subprocess import Popen
from typing import Any, Final

from judging import JUDGES, WRITER, answered, provider, write_inputs
from measuring import about, machine, mentaleval

LIBRARIES: Final = ("inspect_ai", "openai", "distributed")
CONNECTIONS: Final = 40
CONTEXTS: Final = 1500
_LOOK: Final = 0.05


@dataclass(frozen=True, slots=True)
class Line:
    """One way of making the calls, beside one process."""

    what: str
    seconds: float
    asking: float
    calls_a_second: float
    ratio: float


def command(folder: Path, workers: int) -> list[str]:
    """Return the command that makes the calls."""
    words = ["run", "mentalbench", "--dataset", "table", "-D", f"path={folder / 'contexts.csv'}"]
    words += ["--responder", WRITER, "--judge", JUDGES[0]]
    words += ["--max-connections", str(CONNECTIONS), "--log-dir", str(folder / "logs")]
    if workers > 1:
        words += ["--engine", "dask", "--workers", str(workers), "--shards", str(workers)]
    return mentaleval(*words)


def taken(contexts: int, workers: int, url: str) -> tuple[float, float]:
    """Make the calls, and return the seconds in all, and from the first answer to the last."""
    environment = {**os.environ, "LAB_BASE_URL": f"{url}/v1", "LAB_API_KEY": "none"}
    before = answered(url)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_inputs(folder, contexts)
        with (folder / "said").open("wb") as said:
            began = time.monotonic()
            with Popen(  # noqa: S603
                command(folder, workers), cwd=folder, env=environment, stdout=said, stderr=said
            ) as process:
                asking = _asking(process, url, before, 2 * contexts)
            whole = time.monotonic() - began
        if process.returncode:
            raise RuntimeError((folder / "said").read_text(encoding="utf-8"))
    assert answered(url) - before == 2 * contexts, "not the calls that were meant"
    return whole, asking


def _asking(process: Popen[bytes], url: str, before: int, calls: int) -> float:
    """Return the seconds from the first answer to the last."""
    first = last = None
    while process.poll() is None:
        made = answered(url) - before
        first = first or (time.monotonic() if made else None)
        if made >= calls:
            last = last or time.monotonic()
        time.sleep(_LOOK)
    return (last or time.monotonic()) - (first or 0.0)


def measured(contexts: int, workers: int) -> dict[str, Any]:
    """Measure both ways, one after the other."""
    with provider() as url:
        one, several = (taken(contexts, number, url) for number in (1, workers))
    lines = [
        Line(what, whole, asking, 2 * contexts / asking, one[1] / asking)
        for what, (whole, asking) in (("one process", one), (f"{workers} workers", several))
    ]
    found = {"contexts": contexts, "calls": 2 * contexts, **machine(LIBRARIES)}
    return {**found, "lines": [asdict(line) for line in lines]}


def as_text(found: dict[str, Any]) -> str:
    """Write the measurements out."""
    heads = ("seconds", "asking", "calls a s", "ratio")
    text = [
        f"{found['contexts']:,} contexts, {found['calls']:,} calls",
        about(found, LIBRARIES),
        "",
        f"{'':<14}" + "".join(f"{word:>11}" for word in heads),
    ]
    for line in found["lines"]:
        what, *numbers = line.values()
        row = (f"{n:>11,.{d}f}" for n, d in zip(numbers, (1, 1, 1, 2), strict=True))
        text.append(f"{what:<14}" + "".join(row))
    return "\n".join(text)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and write the JSON where that is asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--contexts", type=int, default=CONTEXTS, help=f"how many ({CONTEXTS})")
    parser.add_argument("--workers", type=int, default=2, help="beside one process (2)")
    parser.add_argument("--quick", action="store_true", help="60 contexts: see that it runs")
    parser.add_argument("--json", type=Path, help="also write the measurements to this file")
    given = parser.parse_args(arguments)
    found = measured(60 if given.quick else given.contexts, given.workers)
    print(as_text(found))
    if given.json:
        given.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
