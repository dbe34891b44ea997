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
    list_eval_logs,
    read_eval_log_sample,
    read_eval_log_sample_summaries,
)
from inspect_ai.scorer import Score

from mentaleval.bridge.judging import CONTRACT
from mentaleval.bridge.logged_rubrics import JudgedBy, header_of, held_rubric, judged_by
from mentaleval.bridge.samples import local_path
from mentaleval.errors import DataError
from mentaleval.telling import Tell, each
from mentaleval.vocabulary import RaterKind, Reason, RecordedRating, Rubric


class NothingJudgedError(DataError):
    """Logs that hold no judgement, or no log where one was looked for."""


@dataclass(slots=True)
class LogReading:
    """What was read from logs: the ratings, and what could not be."""

    records: list[RecordedRating] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    unfinished: int = 0
    """Samples that ended in an error, so without any judgement."""
    origins: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    """The data sets that the samples come from, with their options."""
    rubrics: list[JudgedBy] = field(default_factory=list)
    """By which rubrics was judged, and by whom, each with the first log that says so."""


def log_files(path: Path) -> list[str]:
    """Return the logs below a folder, oldest first, or the one log.

    Raises
    ------
    DataError
        When there is none.
    """
    if not path.exists():
        raise NothingJudgedError(f"there is no log or folder of logs at {path}.")
    if path.is_file():
        return [str(path)]
    infos = list_eval_logs(str(path), formats=["eval"], descending=False)
    if not infos:
        raise NothingJudgedError(f"the folder {path} holds no Inspect log (*.eval).")
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


@dataclass(slots=True)
class _Samples:
    """What several logs hold of the same samples."""

    latest: dict[tuple[str, str, int], tuple[str, dict[str, Any]]] = field(default_factory=dict)
    judged: set[tuple[str, str, int]] = field(default_factory=set)
    broken: set[tuple[str, str, int]] = field(default_factory=set)


def read_ratings(paths: Iterable[Path], *, tell: Tell | None = None) -> LogReading:
    """Read every judgement of the logs at *paths*; *tell* is told of each log.

    A sample that stands in several logs (a resumed run leaves the first, broken log behind)
    counts once, as its latest log has it. The ratings are sorted by judge, responder and
    exchange, so that the same judgements give the same analysis to the last digit.

    Raises
    ------
    DataError
        When a log cannot be read or mixes rubrics, or none holds a judgement.
    """
    reading, samples = LogReading(), _Samples()
    for file in each([file for path in paths for file in log_files(path)], tell):
        _read_log(reading, samples, file)
    reading.unfinished = len(samples.broken - samples.judged)
    for (_, _, epoch), (file, record) in samples.latest.items():
        reading.records.extend(_rows(record, epoch, file))
    # logs and their samples lie in the order in which they were finished, another each time
    reading.records.sort(key=_about)
    if not reading.records:
        raise NothingJudgedError(
            f"none of the {len(reading.files)} logs holds a judgement by a mentaleval judge."
        )
    return reading


def _read_log(reading: LogReading, samples: _Samples, file: str) -> None:
    reading.files.append(file)
    scored: dict[str, list[tuple[EvalSampleSummary, dict[str, Any]]]] = {}
    for summary in _summaries(file):
        key = str(summary.uuid or f"{file}:{summary.id}")
        found = list(_judgements(summary, file))
        _note_origin(reading, summary.metadata)
        for name, record in found:
            samples.latest[key, name, summary.epoch] = (file, record)
            scored.setdefault(name, []).append((summary, record))
        # a later attempt may give a broken sample another uuid
        (samples.judged if found else samples.broken if summary.error else set()).add(
            (_task_of(file), str(summary.id), summary.epoch)
        )
    if scored:
        known = {(by.rubric, by.judges, by.rated) for by in reading.rubrics}
        said = judged_by(file, scored)
        reading.rubrics += [by for by in said if (by.rubric, by.judges, by.rated) not in known]


def _about(record: RecordedRating) -> tuple[str, str, str, int]:
    return record.rater, record.responder, record.exchange_id, record.epoch


def rubric_of_log(file: str) -> Rubric | None:
    """Return the rubric that a judging log holds; None for a log of something else.

    Raises
    ------
    DataError
        When the log cannot be read, or what it holds is no rubric.
    """
    return held_rubric(header_of(file), file)


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


def _summaries(file: str) -> list[EvalSampleSummary]:
    try:
        return read_eval_log_sample_summaries(file)
    except Exception as error:
        raise DataError(f"the log {file} cannot be read: {error}") from error


_COLLECTIONS: Final = ("attributes", "scales", "words", "raw", "unrated", "recovered", "attempts")
_NEW: Final = ("scales", "words", "attempts")
"""Those that logs of earlier versions do not have."""


def _judgements(summary: EvalSampleSummary, file: str) -> Iterator[tuple[str, dict[str, Any]]]:
    ours = _ours(summary)
    if not all(_is_whole(score.metadata or {}) for score in ours.values()):
        sample = read_eval_log_sample(
            file, summary.id, summary.epoch, exclude_fields={"events", "messages", "store"}
        )
        ours = {n: s for n, s in (sample.scores or {}).items() if n in ours}
    for name, score in ours.items():
        said = {"value": score.value, "sample": str(summary.id), "scorer": name}
        yield name, {**(score.metadata or {}), **said}


def _ours(summary: EvalSampleSummary) -> dict[str, Score]:
    scores: Mapping[str, Score] = summary.scores or {}
    return {n: s for n, s in scores.items() if CONTRACT in (s.metadata or {})}


def _is_whole(metadata: Mapping[str, Any]) -> bool:
    """Say whether no field was too long for the summary, as with a rubric of many attributes.

    Inspect puts a sentence in the place of such a field.
    """
    found = {**{name: [] for name in _NEW}, **metadata}
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
            source_id=record["sample"],
            context_hash=record["context_hash"],
            response_id=record["response_id"],
            responder_family=record.get("responder_family"),
            rater_family=record.get("rater_family"),
            attempts=attempts.get(attribute, 1),
        )
