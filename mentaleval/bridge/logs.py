"""From judgement logs to the rows of a ratings table.

Only headers and sample summaries are read: a log's events are many times larger.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from inspect_ai.log import (
    EvalSampleSummary,
    list_eval_logs,
    read_eval_log_sample,
    read_eval_log_sample_summaries,
)
from inspect_ai.scorer import Score

from mentaleval.bridge.judging import CONTRACT
from mentaleval.bridge.samples import local_path
from mentaleval.errors import DataError
from mentaleval.vocabulary import RaterKind, Reason, RecordedRating


@dataclass(slots=True)
class LogReading:
    """What was read from logs: the ratings, and what could not be."""

    records: list[RecordedRating] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    unfinished: int = 0
    """Samples that ended in an error, so without any judgement."""
    origins: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    """The data sets that the samples come from, with their options."""


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


def read_ratings(paths: Iterable[Path]) -> LogReading:
    """Read every judgement of the logs at *paths*.

    A sample that stands in several logs (a resumed run leaves the first, broken log behind)
    counts once, as its latest log has it.

    Raises
    ------
    DataError
        When a log cannot be read, or none holds a judgement.
    """
    reading = LogReading()
    latest: dict[tuple[str, str, int], tuple[str, dict[str, Any]]] = {}
    broken: dict[tuple[str, str, int], str] = {}
    for path in paths:
        for file in log_files(path):
            reading.files.append(file)
            for summary in _summaries(file):
                key = (str(summary.uuid or f"{file}:{summary.id}"), "", summary.epoch)
                found = list(_judgements(summary, file))
                _note_origin(reading, summary.metadata)
                for name, record in found:
                    latest[(key[0], name, summary.epoch)] = (file, record)
                if summary.error and not found:
                    broken[key] = file
    judged = {(uuid, epoch) for uuid, _, epoch in latest}
    reading.unfinished = sum((uuid, epoch) not in judged for uuid, _, epoch in broken)
    for (_, _, epoch), (file, record) in latest.items():
        reading.records.extend(_rows(record, epoch, file))
    if not reading.records:
        raise DataError(
            f"none of the {len(reading.files)} logs holds a judgement by a mentaleval judge."
        )
    return reading


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


_FIELDS = frozenset({"attributes", "raw", "unrated", "recovered", "rater", "responder"})


def _judgements(summary: EvalSampleSummary, file: str) -> Iterator[tuple[str, dict[str, Any]]]:
    scores: Mapping[str, Score] = summary.scores or {}
    ours = {n: s for n, s in scores.items() if CONTRACT in (s.metadata or {})}
    if any(_FIELDS - (s.metadata or {}).keys() for s in ours.values()):
        # a field too long for the summary: a rubric of very many attributes
        sample = read_eval_log_sample(
            file, summary.id, summary.epoch, exclude_fields={"events", "messages", "store"}
        )
        ours = {n: s for n, s in (sample.scores or {}).items() if n in ours}
    for name, score in ours.items():
        yield name, {**(score.metadata or {}), "value": score.value, "sample": str(summary.id)}


def _rows(record: dict[str, Any], epoch: int, file: str) -> Iterator[RecordedRating]:
    values = record["value"] if isinstance(record["value"], dict) else {}
    raw, unrated = record.get("raw") or {}, record.get("unrated") or {}
    recovered = set(record.get("recovered") or ())
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
        )
