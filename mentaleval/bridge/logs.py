"""From judgement logs to the rows of a ratings table.

Only headers and sample summaries are read: a log's events are many times larger. Inspect itself is
imported only for what needs it, since that alone takes longer than to read most logs.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar
from zipfile import BadZipFile, ZipFile

from mentaleval.bridge.judgements import Judgements, Sample
from mentaleval.bridge.log_members import Json, Members, OpenLog, UnknownLogError
from mentaleval.bridge.log_times import oldest_first
from mentaleval.bridge.logged_rubrics import CONTRACT, JudgedBy, Scored, held_rubric, judged_by
from mentaleval.errors import DataError
from mentaleval.telling import Tell, each
from mentaleval.vocabulary import RecordedRating, Rubric

if TYPE_CHECKING:
    import pandas as pd

Read = TypeVar("Read")
_Origin = tuple[str, dict[str, Any]]
_Attempted = tuple[str, str, int]
"""The task, id and epoch of a sample."""


class NothingJudgedError(DataError):
    """Logs that hold no judgement, or no log where one was looked for."""


@dataclass(frozen=True, slots=True)
class LogReading:
    """What was read from logs: the ratings, and what could not be."""

    ratings: pd.DataFrame
    """A row a rating, as `mentaleval.ratings.from_frame` takes them."""
    files: list[str]
    unfinished: int
    """Samples that ended in an error, so without any judgement."""
    origins: list[_Origin]
    """The data sets that the samples come from, with their options."""
    rubrics: list[JudgedBy]
    """By which rubrics was judged, and by whom, each with the first log that says so."""

    @property
    def records(self) -> list[RecordedRating]:
        """The ratings as records; ten times larger."""
        known = self.ratings.astype(object)
        rows = known.where(known.notna(), None).to_dict("records")
        return [RecordedRating(**{str(name): v for name, v in row.items()}) for row in rows]


@dataclass(slots=True)
class _Said:
    """What a log says beside its judgements."""

    broken: set[_Attempted] = field(default_factory=set)
    origins: list[_Origin] = field(default_factory=list)
    rubrics: list[JudgedBy] = field(default_factory=list)


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
    below = os.walk(os.path.abspath(path))  # noqa: PTH100  a link is called what it is here
    found = [Path(folder, name) for folder, _, names in below for name in names]
    logs = [file for file in found if file.suffix == ".eval" and file.is_file()]
    if not logs:
        raise NothingJudgedError(f"the folder {path} holds no Inspect log (*.eval).")
    return [str(log) for log in oldest_first(logs)]


def finished_samples(folder: Path, tasks: Collection[str]) -> int:
    """Count the samples that the logs below a folder hold of *tasks*, without reading them.

    A sample that ended in an error counts too: this is for showing how far a run is.
    """
    from inspect_ai.log import list_eval_logs  # noqa: PLC0415  slow to import

    logs: dict[str, list[str]] = defaultdict(list)
    for info in list_eval_logs(str(folder), formats=["eval"]):
        if info.task in tasks:
            logs[info.task].append(info.name.removeprefix("file://"))
    # one task at a time: there may be millions of samples
    return sum(
        len({name for file in files for name in sample_entries(Path(file))})
        for files in logs.values()
    )


def sample_entries(file: Path) -> list[str]:
    """Return the names of the samples that a log holds; none of one that is no zip."""
    try:
        with ZipFile(file) as log:
            return [name for name in log.namelist() if name.startswith("samples/")]
    except (BadZipFile, OSError):
        return []


def through(file: str, read: Callable[[OpenLog], Read]) -> Read:
    """Return what *read* makes of a log; Inspect opens it where it is not as it is known here.

    Parameters
    ----------
    file, read
        The log, and what reads it: it may be called twice.

    Raises
    ------
    DataError
        When the log cannot be read.
    """
    try:
        with Members(Path(file)) as log:
            return read(log)
    except UnknownLogError:
        from mentaleval.bridge.inspected_logs import InspectedLog  # noqa: PLC0415  as above

        return read(InspectedLog(file))


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
    judgements, said = Judgements(), _Said()
    files = [file for path in paths for file in log_files(path)]
    for file in each(files, tell):
        _read_log(judgements, said, file)
    if not judgements.ratings:
        raise NothingJudgedError(
            f"none of the {len(files)} logs holds a judgement by a mentaleval judge."
        )
    from mentaleval.bridge.judgement_frames import ratings_frame  # noqa: PLC0415  as above

    unfinished = len(said.broken - judgements.judged(said.broken))
    return LogReading(ratings_frame(judgements), files, unfinished, said.origins, said.rubrics)


def _read_log(judgements: Judgements, said: _Said, file: str) -> None:
    before = len(judgements), len(judgements.ratings)

    def read(log: OpenLog) -> _Said:
        judgements.cut(*before)  # of a first attempt at it
        return _read_samples(log, judgements, file)

    found = through(file, read)
    said.broken |= found.broken
    said.origins += [origin for origin in found.origins if origin not in said.origins]
    known = {(by.rubric, by.judges, by.rated) for by in said.rubrics}
    said.rubrics += [b for b in found.rubrics if (b.rubric, b.judges, b.rated) not in known]


def _read_samples(log: OpenLog, judgements: Judgements, file: str) -> _Said:
    said, place, source = _Said(), _task_of(file), Path(file).name
    scored: dict[str, Scored] = {}
    for summary in log.summaries():
        _note_origin(said, log, summary)
        uuid = str(summary.get("uuid") or f"{file}:{summary['id']}")
        sample = Sample(place, source, str(summary["id"]), summary["epoch"], uuid)
        found = _judged(log, summary)
        if summary.get("error") and not found:
            said.broken.add((place, sample.id, sample.epoch))
        for scorer, score in found.items():
            record = score["metadata"]
            try:
                judgements.add(sample, scorer, score["value"], record)
                scored.setdefault(scorer, Scored()).note(summary["id"], sample.epoch, record)
            except (LookupError, TypeError, ValueError) as error:
                raise DataError(
                    f"the log {file} cannot be read: what {scorer!r} says of sample "
                    f"{sample.id!r} is not as a judge of mentaleval writes it ({error!r})."
                ) from error
    if scored:
        said.rubrics = list(judged_by(log, file, scored))
    return said


def rubric_of_log(file: str) -> Rubric | None:
    """Return the rubric that a judging log holds; None for a log of something else.

    Raises
    ------
    DataError
        When the log cannot be read, or what it holds is no rubric.
    """
    return held_rubric(through(file, lambda log: log.header()), file)


def first_error(file: str) -> str | None:
    """Return the first error that a sample of a log ended in.

    Raises
    ------
    DataError
        When the log cannot be read.
    """

    def read(log: OpenLog) -> str | None:
        return next((str(s["error"]) for s in log.summaries() if s.get("error")), None)

    return through(file, read)


def _task_of(file: str) -> str:
    """Return a log's folder and task: Inspect's names are ``TIME_TASK_ID.eval``."""
    path = Path(file)
    parts = path.stem.split("_")
    return f"{path.parent}/{parts[1] if len(parts) > 2 else path.stem}"  # noqa: PLR2004


def _note_origin(said: _Said, log: OpenLog, summary: Json) -> None:
    metadata = summary.get("metadata") or {}
    name, options = metadata.get("dataset"), metadata.get("dataset_options") or {}
    if name and not isinstance(options, dict):  # too long for a summary
        options = log.sample(summary["id"], summary["epoch"])["metadata"]["dataset_options"]
    if name and (str(name), options) not in said.origins:
        said.origins.append((str(name), dict(options)))


_COLLECTIONS: Final = ("attributes", "raw", "unrated", "recovered")
_NEW: Final = ("scales", "words", "attempts")
"""Those that logs of earlier versions do not have."""


def _judged(log: OpenLog, summary: Json) -> Json:
    """Return the scores of a sample that judges of mentaleval gave."""
    scores = summary.get("scores") or {}
    ours = {n: s for n, s in scores.items() if CONTRACT in (s.get("metadata") or {})}
    if all(_is_whole(score["metadata"]) for score in ours.values()):
        return ours
    whole = log.sample(summary["id"], summary["epoch"])["scores"] or {}
    return {name: score for name, score in whole.items() if name in ours}


def _is_whole(metadata: Mapping[str, Any]) -> bool:
    """Say whether no field was too long for the summary, as with a rubric of many attributes.

    Inspect puts a sentence in the place of such a field.
    """
    return all(isinstance(metadata.get(name), dict | list) for name in _COLLECTIONS) and all(
        isinstance(metadata.get(name, []), dict | list) for name in _NEW
    )
