"""Measure what a run takes beside Inspect alone: CPU time and memory, for the same calls.

    python benchmarks/judging.py [--contexts N] [--repeats N] [--quick] [--json FILE]

A model responds to N contexts and two judges rate each response in one call: 3 N calls, all to
the same provider on loopback, which is a process of its own and is not measured. Compared are

    mentaleval run             as users call it: ratings repaired where needed, every answer kept,
                               and all of them read back at the end
    plain Inspect              `plain_judging.py`: the same prompts, schema and settings, one call,
                               `json.loads`
    the same, log_realtime     with Inspect's realtime logging, which is its default

Each is a process of its own, and measured by the operating system when it ends: user and system
time, and the most memory it ever held. Each is also run with one context. That is its start, which
the two have in common but for our plugins and a command line; what remains, divided by the calls,
is what a call takes. The data set has no human ratings, so no trust table is made.
"""

import argparse
import asyncio
import csv
import json
import os
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from measuring import Taken, about, machine, mentaleval, middle, process, python
from pydantic import BaseModel

from mentaleval.contract import Plugin, answering
from mentaleval.rubric import SEVEN
from mentaleval.vocabulary import Exchange
from mentaleval_judges import RubricJudge
from mentaleval_responders import ModelResponder

HERE: Final = Path(__file__).resolve().parent
PROVIDER: Final = HERE.parent / "tests" / "wire" / "provider.py"
WRITER: Final = "openai-api/lab/writer"
JUDGES: Final = ("openai-api/lab/judge-a", "openai-api/lab/judge-b")
CONNECTIONS: Final = 40
SAMPLES: Final = 100
"""In flight, as `mentaleval run` has it."""

RETRIES: Final = {"max_retries": 7, "attempt_timeout": 300}
"""The defaults of `mentaleval run`."""

OURS: Final = "mentaleval run"
PLAIN: Final = "plain Inspect"
REALTIME: Final = "plain Inspect, log_realtime"
WAYS: Final = (PLAIN, REALTIME, OURS)
CONTEXTS: Final = 1000
REPEATS: Final = 3
LIBRARIES: Final = ("inspect_ai", "openai", "pydantic")


@dataclass(frozen=True, slots=True)
class Line:
    """One way of making the calls, beside plain Inspect."""

    what: str
    cpu: float
    cpu_ratio: float
    start: float
    ms_a_call: float
    ms_ratio: float
    memory: float
    memory_ratio: float
    kib_a_call: float


class Listener:
    """Notes how a plugin asks."""

    def __init__(self) -> None:
        self.heard: list[dict[str, Any]] = []

    async def __call__(
        self,
        prompt: str,
        *,
        schema: type[BaseModel] | None,
        attempt: int,
        temperature: float | None,
        max_tokens: int | None,
    ) -> str:
        """Answer nothing, and note the question."""
        shape = schema.model_json_schema() if schema else None
        config = {"temperature": temperature, "max_tokens": max_tokens}
        if attempt == 0:
            self.heard.append({"prompt": prompt, "schema": shape, "config": config})
        return ""


def questions(plugin: Plugin) -> list[dict[str, Any]]:
    """Return what a plugin asks, with places for the texts."""
    listener = Listener()
    with answering(listener):
        if isinstance(plugin, ModelResponder):
            asyncio.run(_ended(plugin.respond(Exchange("e", "{context}"))))
        elif isinstance(plugin, RubricJudge):
            exchange = Exchange("e", "{context}", "{response}", "r")
            asyncio.run(_ended(plugin.rate(exchange, SEVEN.attributes)))
    return listener.heard


async def _ended(what: Any) -> None:
    await what


def asked() -> dict[str, Any]:
    """Return all that plain Inspect has to be told to make the same calls."""
    [writer], [judge] = questions(ModelResponder()), questions(RubricJudge())
    judge["config"] |= RETRIES | {"max_connections": CONNECTIONS}
    return {
        "writer": {**writer, "model": WRITER},
        "judge": {**judge, "models": list(JUDGES)},
        "attributes": list(SEVEN.names),
        "how": {
            **RETRIES,
            "max_connections": CONNECTIONS,
            "max_samples": SAMPLES,
            "display": "none",
            "log_level": "error",
            "log_header_only": True,
            "score_display": False,
            "fail_on_error": False,
        },
    }


def write_inputs(folder: Path, contexts: int) -> None:
    """Write what both sides read."""
    words = "Since the move I lie awake, and whatever I try, the day that comes is there first. "
    with (folder / "contexts.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "context"])
        writer.writerows([f"c{n}", f"Night {n}. {words * 7}"] for n in range(contexts))
    (folder / "asked.json").write_text(json.dumps(asked()), encoding="utf-8")


def command(what: str, folder: Path) -> list[str]:
    """Return the command that makes the calls."""
    if what != OURS:
        words = [str(HERE / "plain_judging.py"), str(folder)]
        return python(*words, *(["--no-realtime"] if what == PLAIN else []))
    words = ["run", "mentalbench", "--dataset", "table", "-D", f"path={folder / 'contexts.csv'}"]
    words += ["--responder", WRITER, "--max-connections", str(CONNECTIONS)]
    words += [word for judge in JUDGES for word in ("--judge", judge)]
    return mentaleval(*words, "--log-dir", str(folder / "logs"))


@contextmanager
def provider() -> Iterator[str]:
    """Serve the models; yields where."""
    command = [sys.executable, str(PROVIDER)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as serving:  # noqa: S603
        assert serving.stdout is not None
        try:
            yield f"http://127.0.0.1:{int(serving.stdout.readline())}"
        finally:
            serving.kill()


def answered(url: str) -> list[dict[str, Any]]:
    """Return the calls that the provider has answered, with when."""
    with urllib.request.urlopen(f"{url}/record", timeout=60) as answer:  # noqa: S310  it is ours
        return [call for call in json.load(answer) if call["paid"]]


def taken(what: str, contexts: int, url: str) -> Taken:
    """Make the calls in a process of its own, and return what it took."""
    environment = {**os.environ, "LAB_BASE_URL": f"{url}/v1", "LAB_API_KEY": "none"}
    before = len(answered(url))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_inputs(folder, contexts)
        found = process(command(what, folder), folder=folder, environment=environment)
    calls = len(answered(url)) - before
    assert calls == (1 + len(JUDGES)) * contexts, "not the calls that were meant"
    return found


def measured(contexts: int, repeats: int, ways: Sequence[str] = WAYS) -> dict[str, Any]:
    """Measure everything; the ways take turns, so that a busy machine hits all alike."""
    whole: dict[str, list[Taken]] = {way: [] for way in ways}
    start: dict[str, list[Taken]] = {way: [] for way in ways}
    with provider() as url:
        for _ in range(repeats):
            for way in ways:
                start[way].append(taken(way, 1, url))
                whole[way].append(taken(way, contexts, url))
    calls = (1 + len(JUDGES)) * (contexts - 1)
    each = {way: (middle(whole[way]), middle(start[way])) for way in ways}
    return {
        "contexts": contexts,
        "calls": (1 + len(JUDGES)) * contexts,
        "repeats": repeats,
        **machine(LIBRARIES),
        "lines": [asdict(_line(way, calls, each[way], each[PLAIN])) for way in ways],
        "prompts": prompts(),
    }


def _line(what: str, calls: int, mine: tuple[Taken, Taken], plain: tuple[Taken, Taken]) -> Line:
    (whole, start), (their_whole, their_start) = mine, plain
    return Line(
        what=what,
        cpu=whole.cpu,
        cpu_ratio=whole.cpu / their_whole.cpu,
        start=start.cpu,
        ms_a_call=(whole.cpu - start.cpu) / calls * 1000,
        ms_ratio=(whole.cpu - start.cpu) / (their_whole.cpu - their_start.cpu),
        memory=whole.memory,
        memory_ratio=whole.memory / their_whole.memory,
        kib_a_call=(whole.memory - start.memory) / calls * 1024,
    )


def prompts() -> dict[str, int]:
    """Return the characters of the prompts that rate one response, by mode of the judge."""
    modes = {mode: RubricJudge(calls=mode) for mode in ("joint", "separate")}
    return {
        mode: sum(len(question["prompt"]) for question in questions(judge))
        for mode, judge in modes.items()
    }


def as_text(found: dict[str, Any]) -> str:
    """Write the measurements out."""
    head = ("CPU s", "ratio", "start s", "ms a call", "ratio", "MiB", "ratio", "KiB a call")
    text = [
        f"{found['contexts']:,} contexts, {found['calls']:,} calls, median of {found['repeats']}",
        about(found, LIBRARIES),
        "",
        f"{'':<28}" + "".join(f"{word:>11}" for word in head),
    ]
    for line in found["lines"]:
        what, *numbers = line.values()
        digits = (1, 2, 1, 2, 2, 0, 2, 1)
        row = (f"{n:>11,.{d}f}" for n, d in zip(numbers, digits, strict=True))
        text.append(f"{what:<28}" + "".join(row))
    joint, separate = found["prompts"]["joint"], found["prompts"]["separate"]
    said = f"joint {joint:,} characters, separate {separate:,} ({joint / separate:.2f})"
    return "\n".join([*text, "", f"a judge's prompts, without context and response: {said}"])


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and write the JSON where that is asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--contexts", type=int, default=CONTEXTS, help="how many (1000)")
    parser.add_argument("--repeats", type=int, default=REPEATS, help=f"of each ({REPEATS})")
    parser.add_argument("--quick", action="store_true", help="50 contexts: see that it runs")
    parser.add_argument("--json", type=Path, help="also write the measurements to this file")
    given = parser.parse_args(arguments)
    found = measured(50 if given.quick else given.contexts, given.repeats)
    print(as_text(found))
    if given.json:
        given.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
