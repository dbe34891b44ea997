"""The conversations that can be drawn: those of the sources that no human was asked about yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from mentaleval.sheets.draw_document import Draw
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
    drawn
        Of those left out because an earlier draw asks humans about them.
    unlike
        Of those left out because the sources give the exchange two contexts.
    several
        Of those left out because the sources have two responses of one responder: a table of
        ratings tells them apart by exchange and responder alone.
    blank
        How many responses are left out because there is no text to rate.
    """

    conversations: tuple[Conversation, ...]
    labelled: tuple[str, ...] = ()
    drawn: tuple[str, ...] = ()
    unlike: tuple[str, ...] = ()
    several: tuple[str, ...] = ()
    blank: int = 0

    @property
    def asked(self) -> tuple[str, ...]:
        """Those about which humans were asked, whether or not they have answered."""
        return self.labelled + self.drawn


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
    earlier: Iterable[Draw] = (),
) -> Population:
    """Return the conversations that can be drawn, and what is left out.

    A conversation is left out where a human was asked for one of the ratings that would be asked
    for now, whether or not a rating was given. Where there are several reasons to leave it out,
    the first counts.

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
    earlier
        Draws whose sheets may still be with experts.
    """
    rows = responses[responses["responder"].isin(list(responders))] if responders else responses
    reasons = _reasons(rows, table, attributes, earlier)
    why = {name: reason for reason in reversed(reasons) for name in reasons[reason]}
    left = rows[~rows["exchange_id"].isin(list(why))]
    blank = left.groupby(_RESPONSE, sort=False, observed=True)["blank"].transform("any")
    there = list(dict.fromkeys(rows["exchange_id"]))
    return Population(
        _conversations(left[~blank], strata),
        blank=len(left[blank].drop_duplicates(_RESPONSE)),
        **{r: tuple(name for name in there if why.get(name) == r) for r in reasons},
    )


def _reasons(
    rows: pd.DataFrame,
    table: pd.DataFrame | None,
    attributes: Sequence[str],
    earlier: Iterable[Draw],
) -> dict[str, frozenset[str]]:
    """Return the exchanges to leave out, by why: the names are those of `Population`."""
    responders = set(rows["responder"])
    return {
        "labelled": _asked(table, responders, attributes),
        "drawn": _drawn(earlier, responders, attributes),
        "unlike": _unlike(rows),
        "several": _several(rows),
    }


def _conversations(
    rows: pd.DataFrame, strata: Mapping[str, str] | None
) -> tuple[Conversation, ...]:
    """Put the responses to one exchange together, whatever sources they come from."""
    firsts = rows.groupby(_RESPONSE, sort=False, observed=True).first().reset_index()
    found: dict[str, list[Response]] = {}
    for response in _responses(firsts):
        found.setdefault(response.exchange_id, []).append(response)
    return tuple(_conversation(name, tuple(its), strata) for name, its in found.items())


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


def _drawn(
    earlier: Iterable[Draw], responders: set[str], attributes: Sequence[str]
) -> frozenset[str]:
    """Return the exchanges about which earlier draws ask what is to be asked now."""
    return frozenset(
        asked.exchange_id
        for draw in earlier
        if not attributes or not set(attributes).isdisjoint(draw.attributes)
        for asked in draw.responses
        if asked.responder in responders
    )


def _unlike(rows: pd.DataFrame) -> frozenset[str]:
    """Return the exchanges with two contexts."""
    contexts = rows.groupby("exchange_id", observed=True)["context_hash"].nunique()
    return frozenset(contexts[contexts > 1].index)


def _several(rows: pd.DataFrame) -> frozenset[str]:
    """Return the exchanges with two responses of one responder."""
    texts = rows.groupby(_RESPONSE, observed=True)["response_id"].nunique()
    return frozenset(texts[texts > 1].index.get_level_values("exchange_id"))
