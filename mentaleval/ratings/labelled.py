"""Every valid rating of a table, whether or not it has a partner: labels, and judges' many more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import pandas as pd

from mentaleval.ratings.check import repeated_rows
from mentaleval.ratings.coded import Coded, coded_of, combined, distinct
from mentaleval.ratings.columns import Booleans, Floats, Integers
from mentaleval.ratings.evidence import Evidence
from mentaleval.ratings.exclusions import own_responders, rows_left_out
from mentaleval.ratings.findings import Finding
from mentaleval.ratings.keys import Keys, keys_of, present
from mentaleval.ratings.ledger import (
    CONTEXT_MISMATCH,
    NO_HUMAN,
    NO_JUDGE,
    PARTNER_UNRATED,
    RESPONSE_MISMATCH,
    USED,
    Account,
    Ledger,
    account,
    ledger_of,
)
from mentaleval.ratings.pairs import Reference, paired, reference_of, take
from mentaleval.ratings.preflight import findings
from mentaleval.ratings.table import from_frame
from mentaleval.rubric import SEVEN
from mentaleval.vocabulary import Reason, Rubric

_ALONE: Final = (NO_HUMAN, NO_JUDGE, PARTNER_UNRATED)
"""Why a valid rating has no partner: here it needs none."""

_OF_ASSESSMENT: Final = frozenset(
    {
        *("own_family", "unpaired_judge", "few_responders", "spread", "single_human"),
        *("ceiling", "partial_batches", "change_points", "batch_halo"),
    }
)
"""Warnings of what a verdict on a judge rests on, which nothing here is."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """The valid ratings of a table, judges' beside the humans' where there are any.

    Parameters
    ----------
    judged
        One row for each judge, attribute and response that the judge rated, in this order:
        ``rating`` (its mean over epochs), ``human`` (the mean over the ``n_experts`` experts, each
        first averaged over their epochs; NaN where none rated it), ``batch``, ``own`` (whether the
        responder is the judge's own kin) and ``inferred_blank`` (as `Settled`).
    humans
        One row for each attribute and response that a human rated: ``human``, ``n_experts``,
        ``batch``, whether or not a judge rated it too.
    experts
        The valid human ratings, one row for each attribute, response and ``rater``, averaged
        over epochs.
    responses
        One row for each attribute and response that there is to rate on it: rated by anybody, or
        asked for and left unrated, unless for want of a response.
    ledger
        Where every rating went; those without a partner are used here.
    labelled, unlabelled
        How many of those used are a judge's on a response that experts rated on that attribute,
        and on one that they did not. The others used are human.
    own
        For each judge the responders that are its own kin; they stay in.
    warnings
        What to know of the ratings as they were read.

    Notes
    -----
    Each frame has also ``attribute``, ``exchange_id``, ``responder``, ``exchange`` and
    ``response``. The last two are numbers, the same in all four frames: of the exchange, in the
    order in which judges rated them in the table, after them those that humans alone rated, and
    then those that nobody did; and of the response, since one responder may have given several.
    """

    judged: pd.DataFrame
    humans: pd.DataFrame
    experts: pd.DataFrame
    responses: pd.DataFrame
    ledger: Ledger
    labelled: int
    unlabelled: int
    own: Mapping[str, list[str]]
    warnings: tuple[Finding, ...]


def labelled(table: pd.DataFrame, *, rubric: Rubric = SEVEN) -> Labelled:
    """Return all valid ratings of a table, which may be of judges alone or of humans alone.

    Left out, and counted under their reason, are ratings that cannot be what they seem: unrated
    ones, repeats, and those that meet a partner of another context or another response.

    Parameters
    ----------
    table
        A ratings table, or a frame with at least its six necessary columns.
    rubric
        The attributes that are known; any other is warned of.

    Raises
    ------
    RatingsError
        When the table breaks a rule of ratings tables.
    """
    coded = coded_of(from_frame(table, rubric=rubric))
    repeated, keys = repeated_rows(coded), keys_of(coded, join="exchange")
    done = _without_partners(coded, keys, repeated)
    reference = reference_of(coded, keys, done)
    own = own_responders(coded, families=False)
    exist = _existing(coded, keys, done)
    read = _Read(coded, keys, done, reference, _exchanges(keys, done, exist), own)
    judging = done.eligible & ~done.human
    met = judging & (reference.number[keys.unit] > 0)
    return Labelled(
        judged=_judged(read),
        humans=_humans(read),
        experts=_experts(read),
        responses=_responses(read, exist),
        ledger=ledger_of(coded, done),
        labelled=int(met.sum()),
        unlabelled=int(judging.sum() - met.sum()),
        own=own,
        warnings=_warnings(read, rubric),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Read:
    """A checked table, what meets what in it, its account and its human side."""

    coded: Coded
    keys: Keys
    done: Account
    reference: Reference
    exchange: Integers
    own: Mapping[str, list[str]]

    def named(self, at: Integers) -> dict[str, Any]:
        """Return what names the responses of some rows."""
        frame = self.coded.frame
        return {c: take(frame[c], at) for c in ("attribute", "exchange_id", "responder")}

    def in_order(self, at: Integers, *first: str) -> Integers:
        """Return how to sort rows by columns, then exchange, responder and response."""
        by = [self.keys.response, self.coded["responder"], self.exchange]
        by += [self.coded[column] for column in reversed(first)]
        return np.lexsort([codes[at] for codes in by])


def _without_partners(coded: Coded, keys: Keys, repeated: Booleans) -> Account:
    """Return an account in which a valid rating needs no partner."""
    nobody = np.zeros(len(coded.frame), dtype=np.bool_)
    done = account(coded, keys, repeated=repeated, own=nobody, as_published=False)
    alone = np.any([done.having(reason) for reason in _ALONE], axis=0)
    used = np.asarray(done.having(USED) | alone)
    reasons = np.where(alone, done.words.index(USED), done.reasons)
    return replace(done, reasons=reasons, eligible=used, sound=used)


def _existing(coded: Coded, keys: Keys, done: Account) -> Booleans:
    """Say which rows show that there is a response: the valid ones, and those left unrated."""
    unrated = (coded["reason"] >= 0) & ~done.having(Reason.NO_RESPONSE)
    apart = np.any([done.having(why) for why in (CONTEXT_MISMATCH, RESPONSE_MISMATCH)], axis=0)
    return np.asarray(done.eligible | (unrated & ~present(keys.item, apart)))


def _exchanges(keys: Keys, done: Account, exist: Booleans) -> Integers:
    """Return the place of each row's exchange: as judges rated them, then humans, then nobody."""
    sides = (done.eligible & ~done.human, done.eligible & done.human, exist)
    rows = np.concatenate([np.flatnonzero(side) for side in sides])
    place = np.full(int(keys.exchange.max()) + 1, -1, dtype=np.int64)
    seen = np.asarray(pd.unique(keys.exchange[rows]), dtype=np.int64)
    place[seen] = np.arange(seen.size)
    return np.asarray(place[keys.exchange])


def _judged(read: _Read) -> pd.DataFrame:
    coded, keys, reference = read.coded, read.keys, read.reference
    at, rating = _rated(read)
    unit, number = keys.unit[at], reference.number[keys.unit[at]]
    return pd.DataFrame(
        {
            "judge": take(coded.frame["rater"], at),
            **read.named(at),
            "rating": rating,
            "human": np.where(number > 0, reference.mean[unit], np.nan),
            "n_experts": number,
            "batch": take(reference.batch, unit),
            "own": rows_left_out(coded, read.own)[at],
            "inferred_blank": reference.blank[at],
            "exchange": read.exchange[at],
            "response": keys.responses(at),
        },
        copy=False,  # these are many, and nobody else has them
    )


def _rated(read: _Read) -> tuple[Integers, Floats]:
    """Return the first row of each judge, attribute and response, and the mean of its ratings."""
    done = read.done
    rows = np.flatnonzero(done.eligible & ~done.human)
    groups = combined(read.keys.unit[rows], read.coded["rater"][rows])
    at = rows[distinct(groups)]
    means = np.bincount(groups, weights=done.numbers[rows]) / np.bincount(groups)
    sort = read.in_order(at, "rater", "attribute")
    return at[sort], means[sort]


def _humans(read: _Read) -> pd.DataFrame:
    reference = read.reference
    unit = np.flatnonzero(reference.number)
    unit = unit[read.in_order(reference.row[unit], "attribute")]
    at = reference.row[unit]
    return pd.DataFrame(
        {
            **read.named(at),
            "human": reference.mean[unit],
            "n_experts": reference.number[unit],
            "batch": take(reference.batch, unit),
            "exchange": read.exchange[at],
            "response": read.keys.responses(at),
        }
    )


def _experts(read: _Read) -> pd.DataFrame:
    frame = read.reference.experts.frame
    place = np.full(int(read.keys.response.max()) + 1, -1, dtype=np.int64)
    place[read.keys.response] = read.exchange
    kept = frame[["attribute", "exchange_id", "responder", "rater", "rating", "batch"]]
    response = frame["response"].to_numpy()
    return kept.assign(exchange=place[response], response=response)


def _responses(read: _Read, exist: Booleans) -> pd.DataFrame:
    rows = np.flatnonzero(exist)
    at = rows[distinct(read.keys.unit[rows])]
    at = at[read.in_order(at, "attribute")]
    numbers = {"exchange": read.exchange[at], "response": read.keys.responses(at)}
    return pd.DataFrame(read.named(at)).assign(**numbers)


def _warnings(read: _Read, rubric: Rubric) -> tuple[Finding, ...]:
    coded, keys, done, reference = read.coded, read.keys, read.done, read.reference
    pairs = paired(coded, keys, done, reference, judged=done.eligible & ~done.human)
    evidence = Evidence(coded, keys, done, pairs, reference.experts, read.own, rubric)
    return tuple(found for found in findings(evidence) if found.code not in _OF_ASSESSMENT)
