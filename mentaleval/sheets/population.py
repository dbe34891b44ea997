"""The conversations that can be drawn: those of the sources that no human was asked about yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from mentaleval.sheets.drawing import Conversation, Response
from mentaleval.vocabulary import Exchange, RaterKind, Reason, text_hash

_COLUMNS: Final = ["exchange_id", "responder", "response_id", "context_hash", "blank"]
_RESPONSE: Final = ["exchange_id", "responder"]


@dataclass(frozen=True, slots=True)
class Population:
    """What there is to draw from.

    Attributes
    ----------
    conversations
        Those to draw from, in the order of the sources.
    labelled
        Exchange ids of those left out because a human was asked about them already.
    unlike
        Exchange ids of those left out because the sources give one responder two responses, or
        one id two contexts: nobody could say which of them to rate.
    blank
        How many responses are left out because there is no text to rate.
    """

    conversations: tuple[Conversation, ...]
    labelled: tuple[str, ...] = ()
    unlike: tuple[str, ...] = ()
    blank: int = 0


def responses_of(table: pd.DataFrame | None, recorded: Iterable[Exchange]) -> pd.DataFrame:
    """Return one row for each response that the sources tell of, in their order.

    Its columns are ``exchange_id``, ``responder``, the hashes where they are known, and whether
    it is blank; a response that two sources hash differently has two rows.
    """
    rows = [
        (e.id, e.responder, text_hash(e.response), text_hash(e.context), not e.response.strip())
        for e in recorded
        if e.response is not None and e.responder is not None
    ]
    parts = [pd.DataFrame(rows, columns=_COLUMNS).astype({"blank": bool})] if rows else []
    if table is not None:
        blank = (table["reason"] == Reason.NO_RESPONSE).fillna(value=False).astype(bool)
        parts.insert(0, table[_COLUMNS[:-1]].assign(blank=blank).drop_duplicates())
    if not parts:
        return pd.DataFrame(columns=_COLUMNS)
    return pd.concat([part.astype({"blank": bool}) for part in parts], ignore_index=True)


def population_of(
    responses: pd.DataFrame,
    table: pd.DataFrame | None,
    *,
    responders: Sequence[str] = (),
    attributes: Sequence[str] = (),
    strata: Mapping[str, str] | None = None,
) -> Population:
    """Return the conversations that can be drawn, and what is left out.

    A conversation is left out where a human was asked for one of the ratings that would be asked
    for now, whether or not a rating was given.

    Parameters
    ----------
    responses, table
        See `responses_of`, and the ratings that there are; None for none.
    responders
        Whose responses are to be rated; empty for everybody's.
    attributes
        What is to be rated; empty for everything.
    strata
        The stratum of each exchange; None for a plain random draw.
    """
    rows = responses[responses["responder"].isin(list(responders))] if responders else responses
    asked = _asked(table, set(rows["responder"]), attributes)
    unlike = _unlike(rows)
    blank = rows.groupby(_RESPONSE, sort=False)["blank"].transform("any")
    left_out = asked | unlike
    firsts = rows[~blank & ~rows["exchange_id"].isin(left_out)].groupby(_RESPONSE, sort=False)
    found: dict[str, list[Response]] = {}
    for response in _responses(firsts.first().reset_index()):
        found.setdefault(response.exchange_id, []).append(response)
    there = list(dict.fromkeys(rows["exchange_id"]))
    return Population(
        tuple(_conversation(name, tuple(its), strata) for name, its in found.items()),
        labelled=tuple(name for name in there if name in asked),
        unlike=tuple(name for name in there if name in unlike - asked),
        blank=len(rows[blank & ~rows["exchange_id"].isin(left_out)].drop_duplicates(_RESPONSE)),
    )


def _conversation(
    exchange_id: str, responses: tuple[Response, ...], strata: Mapping[str, str] | None
) -> Conversation:
    if strata is None:
        return Conversation(exchange_id, responses)
    return Conversation(exchange_id, responses, strata[exchange_id])


def _responses(rows: pd.DataFrame) -> list[Response]:
    columns = (rows[column] for column in _COLUMNS[:-1])
    return [
        Response(str(e), str(r), _known(i), _known(c)) for e, r, i, c in zip(*columns, strict=True)
    ]


def _known(value: Any) -> str | None:
    return None if pd.isna(value) else str(value)


def _asked(
    table: pd.DataFrame | None, responders: set[str], attributes: Sequence[str]
) -> frozenset[str]:
    """Return the exchanges about which a human was asked what is to be asked now."""
    if table is None:
        return frozenset()
    human = (table["rater_kind"] == RaterKind.HUMAN.value) & table["responder"].isin(responders)
    if attributes:
        human &= table["attribute"].isin(list(attributes))
    return frozenset(table.loc[human.astype(bool), "exchange_id"])


def _unlike(rows: pd.DataFrame) -> frozenset[str]:
    """Return the exchanges with two contexts, or with two responses of one responder."""
    contexts = rows.groupby("exchange_id")["context_hash"].nunique()
    texts = rows.groupby(_RESPONSE)["response_id"].nunique()
    twice = texts[texts > 1].index.get_level_values("exchange_id")
    return frozenset(contexts[contexts > 1].index) | frozenset(twice)
