"""Make large Inspect logs of a small one, without the hours that a run of them would take.

    python benchmarks/log_maker.py SOURCE TARGET --samples N [--no-transcripts]

SOURCE is a finished log (*.eval), or a folder of them; TARGET becomes the same of N samples in
each log. The samples of a source are repeated in turn, and each repetition is a sample of its own:
another id and uuid, another context and response (the number of the repetition stands behind
both), and their hashes in what the judge's record holds. What judges said is repeated as it was.
So are the transcripts, the largest part of a log; --no-transcripts leaves them out, for readers
that look at summaries alone (Inspect cannot read such a log whole).

Nothing is drawn at random: the same source gives the same log.
"""

import argparse
import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import inspect_ai.log  # noqa: F401  it teaches zipfile the compression of its logs

from mentaleval.vocabulary import text_hash

_ZSTD: Final = zipfile.ZIP_ZSTANDARD  # type: ignore[attr-defined]
_SUMMARIES: Final = "summaries.json"
_REDUCTIONS: Final = "reductions.json"

Json = dict[str, Any]


def make_log(source: Path, target: Path, samples: int, *, transcripts: bool = True) -> None:
    """Write the log *source* to *target*, of so many samples."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", compression=_ZSTD) as new:
        names = set(old.namelist())
        summaries = json.loads(old.read(_SUMMARIES))
        _write(new, "_journal/start.json", _grown(_read(old, "_journal/start.json"), samples))
        if transcripts:
            for sample in _repeated(lambda n: _sample(old, summaries[n]), len(summaries), samples):
                _write(new, f"samples/{sample['id']}_epoch_{sample['epoch']}.json", sample)
        _stream(new, _SUMMARIES, _repeated(summaries.__getitem__, len(summaries), samples))
        if _REDUCTIONS in names:
            whole = [_reduction(one, samples) for one in json.loads(old.read(_REDUCTIONS))]
            _stream(new, _REDUCTIONS, iter(whole))
        _write(new, "header.json", _grown(_read(old, "header.json"), samples))


def _read(log: zipfile.ZipFile, name: str) -> Json:
    found: Json = json.loads(log.read(name))
    return found


def _sample(log: zipfile.ZipFile, summary: Json) -> Json:
    return _read(log, f"samples/{summary['id']}_epoch_{summary['epoch']}.json")


def _write(log: zipfile.ZipFile, name: str, value: Any) -> None:
    log.writestr(name, json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def _stream(log: zipfile.ZipFile, name: str, values: Iterator[Json]) -> None:
    """Write a list without holding it."""
    with log.open(name, "w", force_zip64=True) as file:
        before = "["
        for value in values:
            text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
            file.write((before + text).encode())
            before = ","
        file.write(b"]" if before == "," else b"[]")


def _repeated(get: Callable[[int], Json], of: int, wanted: int) -> Iterator[Json]:
    """Yield what *get* gives for 0 to *of*, again and again, each as a sample of its own."""
    for start in range(0, wanted, of):
        for place in range(min(of, wanted - start)):
            yield _another(get(place), start // of)


def _another(given: Json, repetition: int) -> Json:
    """Return a sample, or its summary, as another than the one it is made of."""
    said = f" [{repetition}]"
    about = dict(given["metadata"])
    changed: Json = {"exchange_id": f"{about.get('exchange_id', given['id'])}-{repetition:06}"}
    about |= changed
    context = given["input"] + said if isinstance(given["input"], str) else given["input"]
    if isinstance(about.get("recorded"), str):
        about["recorded"] += said
        changed["response_id"] = text_hash(about["recorded"])
    if isinstance(context, str):
        changed["context_hash"] = text_hash(context)
    scores = {name: _rescored(score, changed) for name, score in given.get("scores", {}).items()}
    uuid = hashlib.sha256(f"{given['uuid']}{said}".encode()).hexdigest()[:22]
    own = {"id": f"{given['id']}-{repetition:06}", "uuid": uuid, "input": context}
    return {**given, **own, "metadata": about, "scores": scores}


def _rescored(score: Json, changed: Json) -> Json:
    record = score.get("metadata") or {}
    kept = {name: value for name, value in changed.items() if name in record}
    return {**score, "metadata": {**record, **kept}}


def _reduction(reduction: Json, samples: int) -> Json:
    """Return what Inspect made of the epochs of each sample, of so many samples."""
    given = reduction["samples"]
    places = (divmod(n, len(given)) for n in range(samples))
    several = [{**given[k], "sample_id": f"{given[k]['sample_id']}-{n:06}"} for n, k in places]
    return {**reduction, "samples": several}


def _grown(header: Json, samples: int) -> Json:
    """Return a log's header, or its beginning, that counts so many samples."""
    spec = header["eval"]
    ids = spec["dataset"].get("sample_ids") or ["made"]
    repeated = [f"{ids[n % len(ids)]}-{n // len(ids):06}" for n in range(samples)]
    dataset = {**spec["dataset"], "samples": samples, "sample_ids": repeated}
    whole = {**header, "eval": {**spec, "dataset": dataset}}
    if "results" in header:
        counts = {"total_samples": samples, "completed_samples": samples}
        whole["results"] = {**header["results"], **counts}
    return whole


def logs_of(source: Path) -> list[Path]:
    """Return the logs below a folder, oldest first, or the one log."""
    if source.is_file():
        return [source]
    return sorted(source.rglob("*.eval"), key=lambda log: log.stat().st_mtime_ns)


def main() -> None:
    """Make the logs that the command line asks for."""
    parser = argparse.ArgumentParser(description="Make large Inspect logs of small ones.")
    parser.add_argument("source", type=Path, help="a finished log (*.eval), or a folder of them")
    parser.add_argument("target", type=Path, help="the log or folder to write")
    parser.add_argument("--samples", type=int, required=True, help="of each log")
    parser.add_argument("--no-transcripts", action="store_true", help="write summaries alone")
    args = parser.parse_args()
    for log in logs_of(args.source):
        target = (
            args.target if args.source.is_file() else args.target / log.relative_to(args.source)
        )
        make_log(log, target, args.samples, transcripts=not args.no_transcripts)


if __name__ == "__main__":
    main()
