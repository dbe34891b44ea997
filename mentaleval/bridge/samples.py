"""Exchanges as Inspect samples, and back.

A sample's metadata says whose response it is about and where it came from; a judge is shown
only the exchange.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from pathlib import Path
from typing import Any, Final

from inspect_ai.dataset import Sample
from inspect_ai.log import EvalLog, EvalSample, list_eval_logs, read_eval_log
from inspect_ai.solver import TaskState

from mentaleval.bridge.log_members import Members, UnknownLogError
from mentaleval.bridge.log_times import oldest_first
from mentaleval.contract import Dataset, Responder
from mentaleval.errors import DataError, RunError
from mentaleval.telling import Tell, each
from mentaleval.vocabulary import Exchange

RESPONSES: Final = "responses"
"""The folder of a run in which its response logs lie."""

OF_THIS_RUN: Final = "of this run"
"""What a run's judging tasks are told instead of a path (see `responses_at`)."""

_responses_at: ContextVar[Path | None] = ContextVar("mentaleval_responses_at", default=None)


@contextmanager
def responses_at(folder: Path) -> Iterator[None]:
    """Let judging tasks that are made inside the block find their run's responses.

    A task's arguments are part of what Inspect knows it by. With the path among them, a folder
    that was moved, or is called by another name, would be judged and paid for again.
    """
    token = _responses_at.set(folder)
    try:
        yield
    finally:
        _responses_at.reset(token)


_at_hand: ContextVar[tuple[Dataset, float | None, Sequence[Exchange]] | None] = ContextVar(
    "mentaleval_exchanges_at_hand", default=None
)


@contextmanager
def at_hand(dataset: Dataset, limit: float | None, exchanges: Sequence[Exchange]) -> Iterator[None]:
    """Spare those who read this data set inside the block the reading.

    A run makes a task for each responder, each of which would read all of it.
    """
    token = _at_hand.set((dataset, limit, exchanges))
    try:
        yield
    finally:
        _at_hand.reset(token)


RESPONSE: Final = "response"
"""The key of a response sample's metadata that holds the response."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Which data set a sample comes from, so that a judge can be prepared for it."""

    dataset: str
    options: Mapping[str, Any]

    def as_metadata(self) -> dict[str, Any]:
        """Return it as a sample's metadata."""
        return {"dataset": self.dataset, "dataset_options": dict(self.options)}


def read_exchanges(dataset: Dataset, limit: float | None) -> list[Exchange]:
    """Return a data set's exchanges, of its first contexts where *limit* is given.

    Parameters
    ----------
    dataset
        The data set.
    limit
        How many contexts: a number, or below 1 the share of them (rounded up).

    Raises
    ------
    DataError
        When there are none, or an exchange stands in it twice.
    """
    known = _at_hand.get()
    if known is not None and known[:2] == (dataset, limit):
        return [*known[2]]
    most = math.inf if limit is None or limit < 1 else int(limit)
    exchanges: list[Exchange] = []
    keys: set[tuple[str, str | None]] = set()
    ids: set[str] = set()
    for exchange in dataset.exchanges():
        key = (exchange.id, exchange.responder)
        if key in keys:
            raise DataError(
                f"the data set {dataset.name!r} gives exchange {exchange.id!r} of responder "
                f"{exchange.responder!r} twice."
            )
        keys.add(key)
        if exchange.id in ids or len(ids) < most:  # what is left out need not be held
            ids.add(exchange.id)
            exchanges.append(exchange)
    if not exchanges:
        raise DataError(f"the data set {dataset.name!r} is empty: it gave no exchange.")
    return first_exchanges(exchanges, limit)


def first_exchanges(exchanges: list[Exchange], limit: float | None) -> list[Exchange]:
    """Return the exchanges of the first contexts (see `read_exchanges`)."""
    if limit is None:
        return exchanges
    ids = list(dict.fromkeys(exchange.id for exchange in exchanges))
    count = math.ceil(limit * len(ids)) if limit < 1 else int(limit)
    kept = set(ids[:count])
    return [exchange for exchange in exchanges if exchange.id in kept]


def to_respond(responder: Responder, exchanges: Sequence[Exchange], origin: Origin) -> list[Sample]:
    """Return the samples that a responder is to respond to, one a context.

    A replaying responder gets its own recorded responses, any other never sees one.
    """
    label = responder.label
    if responder.replays:
        chosen = [e for e in exchanges if e.responder == label]
    else:
        first = {e.id: e for e in reversed(exchanges)}
        chosen = [Exchange(e.id, e.context) for e in reversed(first.values())]
    return [_sample(exchange, label, responder.lineage, origin) for exchange in chosen]


def _sample(exchange: Exchange, responder: str, family: str | None, origin: Origin) -> Sample:
    metadata = {
        "exchange_id": exchange.id,
        "responder": responder,
        "responder_family": family,
        "recorded": exchange.response,
        **origin.as_metadata(),
    }
    return Sample(id=exchange.id, input=exchange.context, metadata=metadata)


def to_judge(responses: str, responder: str) -> list[Sample]:
    """Return a responder's logged responses as samples for a judge.

    Parameters
    ----------
    responses
        A folder of logs, or one log: of a run, or any other of Inspect whose samples end in a
        response.
    responder
        The label of the responder whose responses are wanted.

    Raises
    ------
    DataError
        When there is no response of the responder.
    """
    samples = logged_responses(responses, responder)
    if not samples:
        raise DataError(f"{responses} holds no response of the responder {responder!r}.")
    return samples


def logged_responses(
    responses: str, responder: str | None = None, *, tell: Tell | None = None
) -> list[Sample]:
    """Return the responses that logs hold, of each exchange and responder the latest.

    The parameters are as for `to_judge`; without a responder it returns everybody's. *tell* is
    told of each log that is read.
    """
    samples: dict[tuple[str, str], Sample] = {}
    for sample in _logged(responses, tell):
        metadata = sample.metadata or {}
        if responder in {None, metadata["responder"]}:
            samples[metadata["exchange_id"], metadata["responder"]] = sample
    return [sample.model_copy() for sample in samples.values()]  # Inspect writes into its samples


def _to_judge(sample: EvalSample, log: EvalLog) -> Sample:
    """Return a logged sample with its response as the one to judge."""
    metadata = dict(sample.metadata)
    metadata.setdefault("exchange_id", str(sample.id))
    metadata.setdefault("responder", log.eval.model)
    metadata["recorded"] = _logged_response(sample, log)
    metadata.pop(RESPONSE, None)
    return Sample(id=sample.id, input=sample.input, metadata=metadata)


def _logged_response(sample: EvalSample, log: EvalLog) -> str | None:
    """Return the response as the responder gave it; a recovered log may hold another."""
    if RESPONSE in sample.metadata:
        return str(sample.metadata[RESPONSE])
    if "exchange_id" not in sample.metadata:  # a log that is none of ours
        return sample.output.completion
    if log.eval.scorers and "recorded" in sample.metadata:  # a judge's log carries what it judged
        recorded: str | None = sample.metadata["recorded"]
        return recorded
    raise RunError(
        f"{log.location}: sample {sample.id!r} lacks its response, as after a crash.",
        hint="delete this log and run again: its responses are asked for anew",
    )


def _logged(responses: str, tell: Tell | None = None) -> Iterator[Sample]:
    where = Path(responses)
    if responses == OF_THIS_RUN:
        where = _responses_at.get() or where
    if not where.exists():
        raise DataError(f"there are no responses at {responses}.")
    files = [str(where)]
    if where.is_dir():
        # a run's own folder holds its responses apart from their judgements
        inner = where / RESPONSES
        infos = list_eval_logs(str(inner if inner.is_dir() else where))
        files = [str(log) for log in oldest_first(Path(local_path(info.name)) for info in infos)]
    for file in each(files, tell):
        yield from _read(file, Path(file).stat().st_mtime_ns)


def local_path(location: str) -> str:
    """Return where a log lies, as a path: Inspect names its logs by URL."""
    return location.removeprefix("file://")


@lru_cache(maxsize=64)
def _read(path: str, _stamp: int) -> tuple[Sample, ...]:
    """Return a log's responses; kept while it is unchanged, since every judge wants them."""
    try:
        with Members(Path(path)) as ours:
            return tuple(_of_ours(ours))
    except UnknownLogError:
        fields = {"events", "messages", "attachments", "store"}
        log = read_eval_log(path, exclude_fields=fields)
        return tuple(_to_judge(sample, log) for sample in log.samples or [] if not sample.error)


def _of_ours(log: Members) -> list[Sample]:
    """Return the responses of a log, as Inspect sorts them; it must be one of ours.

    Inspect would hold the whole of all samples at once.
    """
    scored = bool(log.header().get("scorers"))
    found: list[tuple[int, str, Sample]] = []
    for sample in log.samples():
        metadata, ident = dict(sample.get("metadata") or {}), sample["id"]
        if sample.get("error"):
            continue
        if RESPONSE in metadata:
            metadata["recorded"] = str(metadata.pop(RESPONSE))
        elif not scored:
            raise UnknownLogError(str(ident))
        if not {"exchange_id", "responder", "recorded"} <= metadata.keys():
            raise UnknownLogError(str(ident))
        made = Sample(id=ident, input=sample["input"], metadata=metadata)
        found.append((sample["epoch"], ident if isinstance(ident, str) else f"{ident:020}", made))
    return [made for _, _, made in sorted(found, key=itemgetter(0, 1))]


def as_exchange(state: TaskState) -> Exchange:
    """Return what a judge is shown of a sample: the exchange and nothing else."""
    return Exchange(
        id=str(state.metadata.get("exchange_id") or state.sample_id),
        context=state.input_text,
        response=state.output.completion if state.output.choices else None,
        responder=str(state.metadata.get("responder") or state.model),
    )


def recorded_response(state: TaskState) -> str | None:
    """Return the response that was recorded for a sample.

    Raises
    ------
    RunError
        When the sample was not made by mentaleval.
    """
    if "recorded" not in state.metadata:
        raise RunError(f"sample {state.sample_id!r} carries no recorded response to replay.")
    response: str | None = state.metadata["recorded"]
    return response
