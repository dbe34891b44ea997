"""A log as Inspect's own readers give it: slower, and of every format that Inspect knows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from inspect_ai.log import (
    read_eval_log,
    read_eval_log_sample,
    read_eval_log_sample_summaries,
)
from inspect_ai.scorer import Score

from mentaleval.bridge.log_members import Json
from mentaleval.errors import DataError


class InspectedLog:
    """An open log (see `mentaleval.bridge.log_members.OpenLog`).

    Raises
    ------
    DataError
        On reading, when Inspect cannot read it either.
    """

    def __init__(self, file: str) -> None:
        self._file = file

    def header(self) -> Json:
        """Return what the log says of itself."""
        with _said_plainly(self._file):
            return read_eval_log(self._file, header_only=True).eval.model_dump()

    def summaries(self) -> Iterator[Json]:
        """Yield the summaries of the samples, all of them read at once."""
        with _said_plainly(self._file):
            found = read_eval_log_sample_summaries(self._file)
        for summary in found:
            fields = ("id", "epoch", "uuid", "error", "metadata")
            whole = {name: getattr(summary, name) for name in fields}
            yield {**whole, "scores": _scores(summary.scores)}

    def sample(self, sample: str | int, epoch: int) -> Json:
        """Return the scores and metadata of a sample."""
        with _said_plainly(self._file):
            excluded = {"events", "messages", "store"}
            found = read_eval_log_sample(self._file, sample, epoch, exclude_fields=excluded)
        return {"scores": _scores(found.scores), "metadata": found.metadata}


def _scores(scores: Mapping[str, Score] | None) -> Json:
    return {
        name: {"value": score.value, "metadata": score.metadata}
        for name, score in (scores or {}).items()
    }


@contextmanager
def _said_plainly(file: str) -> Iterator[None]:
    try:
        yield
    except Exception as error:
        raise DataError(f"the log {file} cannot be read: {error}") from error
