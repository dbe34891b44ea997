"""The texts of responses, which a draw does not hold: from a data set, or from logs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mentaleval.cli.progress import telling
from mentaleval.cli.rubrics import dataset_rubric
from mentaleval.errors import DataError, UsageError
from mentaleval.plugins import Kind, installed
from mentaleval.rubric import SEVEN
from mentaleval.vocabulary import Exchange, Rubric

_LOGS = (".eval", ".json")


@dataclass(frozen=True, slots=True)
class Texts:
    """The exchanges of sources, by exchange id and responder, and the rubrics that they name."""

    source: str
    exchanges: Mapping[tuple[str, str], Exchange]
    rubrics: tuple[Rubric, ...] = ()

    @property
    def rubric(self) -> Rubric:
        """The one rubric of the sources; the bundled one where they name none.

        Raises
        ------
        UsageError
            When they name several.
        """
        if len(self.rubrics) > 1:
            raise UsageError(
                f"{self.source} go by several rubrics: "
                f"{', '.join(rubric.name for rubric in self.rubrics)}.",
                hint="--rubric FILE says which of them the experts are to rate by",
            )
        return self.rubrics[0] if self.rubrics else SEVEN


def texts_of(sources: Sequence[str], options: Mapping[str, Any]) -> Texts:
    """Return the texts that sources hold.

    Parameters
    ----------
    sources
        Data sets, Inspect logs, folders of logs.
    options
        Those of the data sets.

    Raises
    ------
    MentalevalError
        When there is no such source, or it cannot be read.
    """
    names: list[str] = []
    exchanges: list[Exchange] = []
    rubrics: list[Rubric] = []
    for source in dict.fromkeys(sources):
        name, found, rubric = _of_one(source, options)
        names.append(name)
        exchanges += found
        if rubric is not None and rubric not in rubrics:
            rubrics.append(rubric)
    said = " and ".join(names)
    return Texts(said, _by_key(exchanges, said), tuple(rubrics))


def _of_one(
    source: str, options: Mapping[str, Any]
) -> tuple[str, Iterable[Exchange], Rubric | None]:
    """Return what to call a source, what it holds, and its own rubric."""
    path = Path(source)
    if source in installed().names(Kind.DATASET):
        dataset = installed().dataset(source, dict(options))
        return f"the data set {source!r}", dataset.exchanges(), dataset_rubric(dataset)
    if not path.exists():
        raise UsageError(
            f"there is no log, folder or data set {source!r}.",
            hint="`mentaleval list datasets` shows the data sets",
        )
    if path.is_file() and path.suffix.lower() not in _LOGS:
        raise UsageError(
            f"{source!r} is no Inspect log, and the texts of responses are needed.",
            hint="texts in a CSV, JSON lines or Parquet file: the data set table -D path=FILE",
        )
    # Inspect is slow to import
    from mentaleval.bridge.earlier import earlier_exchanges, earlier_rubric  # noqa: PLC0415

    with telling(f"reading {path}") as tell:
        return str(path), earlier_exchanges(path, tell=tell), earlier_rubric(path)


def _by_key(exchanges: list[Exchange], source: str) -> dict[tuple[str, str], Exchange]:
    found: dict[tuple[str, str], Exchange] = {}
    for exchange in exchanges:
        if exchange.responder is None or exchange.response is None:
            continue
        key = (exchange.id, exchange.responder)
        if found.setdefault(key, exchange) != exchange:
            raise DataError(
                f"two responses of {exchange.responder!r} to the exchange {exchange.id!r}: nobody "
                "can say which of them was drawn."
            )
    if not found:
        raise DataError(
            f"{source} holds no response, only what people wrote.",
            hint="name the logs of the run in which the responses were given or judged",
        )
    return found
