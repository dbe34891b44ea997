"""Responses that earlier logs hold, judged again without responding anew."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

from inspect_ai.dataset import Sample

from mentaleval.bridge.logs import log_files, rubric_of_log
from mentaleval.bridge.samples import logged_responses
from mentaleval.contract import Dataset, Responder
from mentaleval.errors import DataError, MentalevalError, PluginError
from mentaleval.plugins import installed
from mentaleval.telling import Tell
from mentaleval.vocabulary import Exchange, Refusal, Rubric


class Earlier(Responder):
    """Whoever gave the responses that an earlier log holds; it is not asked again."""

    name = "earlier"
    replays: ClassVar[bool] = True
    responder: str

    @property
    def label(self) -> str:
        """The responder's own label."""
        return self.responder

    async def respond(self, exchange: Exchange) -> str | Refusal:
        """Give the response that is there."""
        return exchange.response or Refusal()


class EarlierResponses(Dataset):
    """Exchanges that are known only from logs, so without human ratings."""

    name = "earlier"
    path: str

    def exchanges(self) -> Iterator[Exchange]:
        """Yield what the logs hold."""
        return iter(earlier_exchanges(Path(self.path)))


def earlier_exchanges(path: Path, *, tell: Tell | None = None) -> list[Exchange]:
    """Return the exchanges of the logs at *path*, every responder's responses with them.

    *tell* is told of each log that is read.

    Raises
    ------
    DataError
        When the logs cannot be read, or hold no response.
    """
    found = []
    for sample in _logged(path, tell):
        metadata: dict[str, Any] = sample.metadata or {}
        context = sample.input if isinstance(sample.input, str) else sample.input[-1].text
        found.append(
            Exchange(metadata["exchange_id"], context, metadata["recorded"], metadata["responder"])
        )
    if not found:
        raise DataError(f"the logs at {path} hold no response to judge.")
    return found


def _logged(path: Path, tell: Tell | None = None) -> list[Sample]:
    try:
        return logged_responses(str(path), tell=tell)
    except MentalevalError:
        raise
    except Exception as error:  # Inspect reads, and says in many ways that it cannot
        what = "logs" if path.is_dir() else "log"
        raise DataError(f"the {what} at {path} cannot be read: {error}") from error


def earlier_rubric(path: Path) -> Rubric | None:
    """Return the rubric by which the logged responses were judged before; None where no log says.

    Raises
    ------
    DataError
        When they were judged by several.
    """
    found: dict[str, Rubric] = {}
    for file in log_files(path):
        rubric = rubric_of_log(file)
        if rubric is not None:
            found.setdefault(rubric.name, rubric)
            if found[rubric.name] != rubric or len(found) > 1:
                raise DataError(
                    f"the logs at {path} were judged by several rubrics ({', '.join(found)}).",
                    hint="--rubric FILE says by which the responses are to be judged now",
                )
    return next(iter(found.values()), None)


def earlier_dataset(path: Path) -> Dataset:
    """Return the data set that the logged responses were made for, where they name one.

    It has the human ratings that the judges are compared with.

    Raises
    ------
    DataError
        When the logs are of several data sets.
    """
    origins = {
        json.dumps([m["dataset"], m.get("dataset_options") or {}], sort_keys=True)
        for m in (sample.metadata or {} for sample in _logged(path))
        if m.get("dataset")
    }
    if len(origins) > 1:
        said = ", ".join(sorted(origins))
        raise DataError(f"the logs at {path} are of several data sets ({said}): give one's.")
    for name, options in map(json.loads, origins):
        try:
            return installed().dataset(name, options)
        except PluginError as error:
            raise DataError(
                f"the logs at {path} are of the data set {name!r}, which cannot be used here: "
                f"{error.message}"
            ) from error
    return EarlierResponses(path=str(path))
