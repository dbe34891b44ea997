"""The door of this room: a ratings table in, the responses that need a human out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from mentaleval.errors import UsageError
from mentaleval.escalation import results
from mentaleval.escalation.attribute import Fate, decide
from mentaleval.escalation.cautions import cautions, in_doubt
from mentaleval.escalation.reading import Asked, asked_of
from mentaleval.escalation.results import Escalation, Need, Queued
from mentaleval.escalation.settings import Settings
from mentaleval.escalation.statements import attribute_statement, statement
from mentaleval.ratings import Input
from mentaleval.ratings.draft import near
from mentaleval.telling import Tell, each, part
from mentaleval.trust.notices import parts_of_runs
from mentaleval.trust.provenance import are_simulated, versions

ESCALATED = "escalated"


def escalate(
    table: pd.DataFrame,
    settings: Settings | None = None,
    *,
    inputs: Sequence[Input] = (),
    tell: Tell | None = None,
) -> Escalation:
    """Find the single responses that need a human, of those that a judge rated and nobody else.

    Parameters
    ----------
    table
        A ratings table, of judges and of humans who rated some of the same responses.
    settings
        What decides; by default intervals of 90 %.
    inputs
        Where the ratings came from, to be told with the result.
    tell
        Is told of two steps for each attribute: what is decided on it, and who is queued for it.

    Raises
    ------
    UsageError
        When a judge or an attribute is not in the table, or no judge is named and there are two.
    RatingsError
        When nothing that the judge rated was rated by a human.
    """
    settings = settings or Settings()
    asked = asked_of(table, settings.judge, rubric=settings.rubric, scale=settings.scale)
    wanted = _attributes(asked, settings)
    asked_on = {name: asked.rows[asked.rows["attribute"] == name] for name in wanted}
    deciding, queueing = part(tell, after=len(wanted)), part(tell, before=len(wanted))
    decided = {name: decide(name, asked_on[name], settings) for name in each(wanted, deciding)}
    plain = [result for result, _ in decided.values()]
    warned = tuple(cautions(asked, plain))
    doubted = in_doubt(warned, wanted)
    found = [
        replace(r, statement=attribute_statement(r, asked.judge, settings, doubted=doubted))
        for r in plain
    ]
    fates = {name: (asked_on[name], fate) for name, (_, fate) in decided.items()}
    account = _account(fates)
    return Escalation(
        judge=asked.judge,
        attributes=tuple(found),
        queue=tuple(_queue(asked, fates, queueing)),
        account=account,
        conversations=_conversations(fates),
        ledger=asked.read.ledger,
        warnings=(*parts_of_runs(inputs), *warned, *_of_reading(asked)),
        settings=settings,
        versions=versions(),
        inputs=tuple(inputs),
        simulated=are_simulated(asked.read.experts["rater"].unique()),
        statement=statement(asked.judge, found, account, settings, doubted=bool(doubted)),
    )


def _attributes(asked: Asked, settings: Settings) -> list[str]:
    """Return what to look at, in the rubric's order and then as it first comes."""
    there = list(dict.fromkeys(asked.rows["attribute"].astype(str)))
    known = [name for name in settings.rubric.names if name in there]
    every = [*known, *(name for name in there if name not in known)]
    for name in settings.attributes:
        if name not in every:
            guess = near(name, every)
            meant = f"did you mean {guess!r}? I" if guess else "i"
            raise UsageError(
                f"--attribute {name}: {asked.judge!r} rated nothing on it; {meant}t rated "
                f"{', '.join(every)}."
            )
    return [name for name in every if not settings.attributes or name in settings.attributes]


_Fates = Mapping[str, tuple[pd.DataFrame, Fate]]


def _together(fates: _Fates) -> pd.DataFrame:
    """Return every response on every attribute with what becomes of it."""
    parts = [
        rows.assign(what=fate.what, low=fate.low, high=fate.high) for rows, fate in fates.values()
    ]
    return pd.concat(parts, ignore_index=True)


def _account(fates: _Fates) -> dict[str, int]:
    """Count the responses, each under the first of these words that holds on any attribute."""
    every = _together(fates)
    order = [ESCALATED, results.KEPT, results.LABELLED, results.SEEN, results.NOTHING]
    what = every["what"].where(every["what"].isin(order), ESCALATED)
    first = what.map(order.index).groupby(every["response"]).min()
    counts = Counter(first.tolist())
    return {name: counts[place] for place, name in enumerate(order)}


def _conversations(fates: _Fates) -> int:
    every = _together(fates)
    open_ones = ~every["what"].isin([results.LABELLED, results.SEEN, results.NOTHING])
    return int(every.loc[open_ones, "exchange_id"].nunique())


def _queue(asked: Asked, fates: _Fates, tell: Tell | None) -> Iterator[Queued]:
    needs: dict[int, list[Need]] = {}
    for name in each(fates, tell):
        every = _together({name: fates[name]})
        for row in _rows(every[~every["what"].isin(results.NOT_ESCALATED)]):
            needs.setdefault(row.response, []).append(_need(row))
    for its in _rows(asked.responses.reset_index()):
        if its.response in needs:
            yield _queued(its, needs[its.response])


def _rows(frame: pd.DataFrame) -> Iterator[Any]:
    """Yield the rows of a frame, a column as an attribute of each."""
    return iter(frame.itertuples(index=False))


def _queued(its: Any, needs: Sequence[Need]) -> Queued:
    hashes = _text(its.response_id), _text(its.context_hash)
    return Queued(str(its.exchange_id), str(its.responder), *hashes, tuple(needs))


def _need(row: Any) -> Need:
    return Need(row.attribute, float(row.rating), float(row.low), float(row.high), str(row.what))


def _text(value: Any) -> str | None:
    return None if pd.isna(value) else str(value)


def _of_reading(asked: Asked) -> Iterator[Any]:
    """Yield what was found when the table was read, of this judge or of humans."""
    yield from (f for f in asked.read.warnings if f.judge in (None, asked.judge))
