"""The texts of responses, which a draw does not hold: from a data set, or from logs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mentaleval.cli.rubrics import dataset_rubric
from mentaleval.errors import DataError, UsageError
from mentaleval.plugins import Kind, installed
from mentaleval.rubric import SEVEN
from mentaleval.vocabulary import Exchange, Rubric

_LOGS = (".eval", ".json")


@dataclass(frozen=True, slots=True)
class Texts:
    """The exchanges of a source, by exchange id and responder, and the source's own rubric."""

    source: str
    exchanges: Mapping[tuple[str, str], Exchange]
    rubric: Rubric


def texts_of(source: str, options: Mapping[str, Any]) -> Texts:
    """Return the texts that a source holds.

    Parameters
    ----------
    source
        A data set, or an Inspect log or a folder of them.
    options
        Those of the data set.

    Raises
    ------
    MentalevalError
        When there is no such source, or it cannot be read.
    """
    path = Path(source)
    if source in installed().names(Kind.DATASET):
        dataset = installed().dataset(source, dict(options))
        found = list(dataset.exchanges())
        name = f"the data set {source!r}"
        return Texts(name, _by_key(found, name), dataset_rubric(dataset) or SEVEN)
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

    found = earlier_exchanges(path)
    return Texts(str(path), _by_key(found, str(path)), earlier_rubric(path) or SEVEN)


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
