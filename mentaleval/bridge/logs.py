"""From judgement logs to the rows of a ratings table.

Only headers and sample summaries are read: a log's events are many times larger.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile, ZipFile

from inspect_ai.log import (
    EvalSampleSummary,
    EvalSpec,
    list_eval_logs,
    read_eval_log,
    read_eval_log_sample,
    read_eval_log_sample_summaries,
)
from inspect_ai.scorer import Score

from mentaleval.bridge.judging import CONTRACT, rubric_given
from mentaleval.bridge.samples import local_path
from mentaleval.documents.rubrics import rubric_from
from mentaleval.errors import DataError
from mentaleval.rubric import SEVEN
from mentaleval.vocabulary import RaterKind, Reason, RecordedRating, Rubric

RUBRIC: Final = "mentaleval_rubric"
"""The key of a judging log's metadata that holds the whole rubric, as JSON values."""


@dataclass(slots=True)
class LogReading:
    """What was read from logs: the ratings, and what could not be."""

    records: list[RecordedRating] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    unfinished: int = 0
    """Samples that ended in an error, so without any judgement."""
    origins: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    """The data sets that the samples come from, with their options."""
    rubrics: list[tuple[str, Rubric]] = field(default_factory=list)
    """The rubrics by which was judged, each with the first log that holds it."""


def log_files(path: Path) -> list[str]:
    """Return the logs below a folder, oldest first, or the one log.

    Raises
    ------
    DataError
        When there is none.
    """
    if not path.exists():
        raise DataError(f"there is no log or folder of logs at {path}.")
    if path.is_file():
        return [str(path)]
    infos = list_eval_logs(str(path), formats=["eval"], descending=False)
    if not infos:
        raise DataError(f"the folder {path} holds no Inspect log (*.eval).")
    return [local_path(info.name) for info in infos]


def finished_samples(folder: Path, tasks: Collection[str]) -> int:
    """Count the samples that the logs below a folder hold of *tasks*, without reading them.

    A sample that ended in an error counts too: this is for showing how far a run is.
    """
    found: set[tuple[str, str]] = set()
    for info in list_eval_logs(str(folder), formats=["eval"]):
        if info.task in tasks:
            found |= {(info.task, name) for name in _sample_entries(Path(local_path(info.name)))}
    return len(found)


def _sample_entries(file: Path) -> list[str]:
    try:
        with ZipFile(file) as log:
            return [name for name in log.namelist() if name.startswith("samples/")]
    except (BadZipFile, OSError):
        return []


def read_ratings(paths: Iterable[Path]) -> LogReading:
    """Read every judgement of the logs at *paths*.

    A sample that stands in several logs (a resumed run leaves the first, broken log behind)
    counts once, as its latest log has it. The ratings are sorted by judge, responder and
    exchange, so that the same judgements give the same analysis to the last digit.

    Raises
    ------
    DataError
        When a log cannot be read, or none holds a judgement.
    """
    reading = LogReading()
    latest: dict[tuple[str, str, int], tuple[str, dict[str, Any]]] = {}
    judged: set[tuple[str, str, int]] = set()
    broken: set[tuple[str, str, int]] = set()
    for path in paths:
        for file in log_files(path):
            reading.files.append(file)
            summaries = _summaries(file)
            judges = {name for summary in summaries for name in _ours(summary)}
            if judges:
                _note_rubrics(reading, file, judges)
            for summary in summaries:
                key = (str(summary.uuid or f"{file}:{summary.id}"), "", summary.epoch)
                found = list(_judgements(summary, file))
                _note_origin(reading, summary.metadata)
                for name, record in found:
                    latest[(key[0], name, summary.epoch)] = (file, record)
                # a later attempt may give a broken sample another uuid
                (judged if found else broken if summary.error else set()).add(
                    (_task_of(file), str(summary.id), summary.epoch)
                )
    reading.unfinished = len(broken - judged)
    for (_, _, epoch), (file, record) in latest.items():
        reading.records.extend(_rows(record, epoch, file))
    # logs and their samples lie in the order in which they were finished, another each time
    reading.records.sort(key=_about)
    if not reading.records:
        raise DataError(
            f"none of the {len(reading.files)} logs holds a judgement by a mentaleval judge."
        )
    return reading


def _about(record: RecordedRating) -> tuple[str, str, str, int]:
    return record.rater, record.responder, record.exchange_id, record.epoch


def rubric_of_log(file: str) -> Rubric | None:
    """Return the rubric that a judging log holds; None for a log of something else.

    Raises
    ------
    DataError
        When the log cannot be read, or what it holds is no rubric.
    """
    return _held(_spec(file), file)


def _spec(file: str) -> EvalSpec:
    try:
        return read_eval_log(file, header_only=True).eval
    except Exception as error:
        raise DataError(f"the log {file} cannot be read: {error}") from error


def _held(spec: EvalSpec, file: str) -> Rubric | None:
    held = (spec.metadata or {}).get(RUBRIC)
    return None if held is None else rubric_from(held, source=f"the log {file}")


def _task_of(file: str) -> str:
    """Return a log's folder and task: Inspect's names are ``TIME_TASK_ID.eval``."""
    path = Path(file)
    parts = path.stem.split("_")
    return f"{path.parent}/{parts[1] if len(parts) > 2 else path.stem}"  # noqa: PLR2004


def _note_origin(reading: LogReading, metadata: Mapping[str, Any]) -> None:
    name = metadata.get("dataset")
    origin = (str(name), dict(metadata.get("dataset_options") or {}))
    if name and origin not in reading.origins:
        reading.origins.append(origin)


def _note_rubrics(reading: LogReading, file: str, judges: Collection[str]) -> None:
    """Note by what the judges of a log have judged: a scorer without a rubric knows the seven."""
    spec = _spec(file)
    held = _held(spec, file)
    seven = held if held is not None and held.name == SEVEN.name else SEVEN
    for scorer in spec.scorers or []:
        if scorer.name in judges:
            given = (scorer.options or {}).get("rubric")
            rubric = seven if given is None else _of_scorer(given, file)
            if rubric not in (known for _, known in reading.rubrics):
                reading.rubrics.append((file, rubric))


def _of_scorer(given: str | dict[str, Any], file: str) -> Rubric:
    """Return what a scorer was given: a path, where `inspect score` was told one."""
    try:
        return rubric_given(given)
    except DataError as error:
        raise DataError(
            f"the log {file} was judged by a rubric that cannot be read: {error}",
            hint="the path starts from the folder in which the log was judged",
        ) from error


def _summaries(file: str) -> list[EvalSampleSummary]:
    try:
        return read_eval_log_sample_summaries(file)
    except Exception as error:
        raise DataError(f"the log {file} cannot be read: {error}") from error


_COLLECTIONS: Final = ("attributes", "raw", "unrated", "recovered", "attempts")


def _judgements(summary: EvalSampleSummary, file: str) -> Iterator[tuple[str, dict[str, Any]]]:
    ours = _ours(summary)
    if not all(_is_whole(score.metadata or {}) for score in ours.values()):
        sample = read_eval_log_sample(
            file, summary.id, summary.epoch, exclude_fields={"events", "messages", "store"}
        )
        ours = {n: s for n, s in (sample.scores or {}).items() if n in ours}
    for name, score in ours.items():
        yield name, {**(score.metadata or {}), "value": score.value, "sample": str(summary.id)}


def _ours(summary: EvalSampleSummary) -> dict[str, Score]:
    scores: Mapping[str, Score] = summary.scores or {}
    return {n: s for n, s in scores.items() if CONTRACT in (s.metadata or {})}


def _is_whole(metadata: Mapping[str, Any]) -> bool:
    """Say whether no field was too long for the summary, as with a rubric of many attributes.

    Inspect puts a sentence in the place of such a field.
    """
    found = {"attempts": {}, **metadata}  # logs of earlier versions do not have it
    return all(isinstance(found.get(name), dict | list) for name in _COLLECTIONS)


def _rows(record: dict[str, Any], epoch: int, file: str) -> Iterator[RecordedRating]:
    values = record["value"] if isinstance(record["value"], dict) else {}
    raw, unrated = record.get("raw") or {}, record.get("unrated") or {}
    recovered, attempts = set(record.get("recovered") or ()), record.get("attempts") or {}
    for attribute in record["attributes"]:
        value = float("nan" if values.get(attribute) is None else values[attribute])
        reason = unrated.get(attribute) or None
        if reason is None and math.isnan(value):
            reason = Reason.MISSING
        yield RecordedRating(
            exchange_id=record["exchange_id"],
            responder=record["responder"],
            rater=record["rater"],
            rater_kind=RaterKind.JUDGE.value,
            attribute=attribute,
            rating=None if reason else value,
            reason=reason,
            raw=raw.get(attribute),
            recovered=attribute in recovered,
            epoch=epoch,
            source=Path(file).name,
            source_id=record.get("source_id") or record["sample"],
            context_hash=record["context_hash"],
            response_id=record["response_id"],
            responder_family=record.get("responder_family"),
            rater_family=record.get("rater_family"),
            attempts=attempts.get(attribute, 1),
        )
