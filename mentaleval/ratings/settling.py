"""Settle a ratings table: what is compared with what, and where every rating went."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd

from mentaleval.errors import RatingsError
from mentaleval.ratings.check import repeated_rows
from mentaleval.ratings.coded import Coded, coded_of
from mentaleval.ratings.columns import Booleans
from mentaleval.ratings.epochs import repeated_ratings
from mentaleval.ratings.evidence import Evidence
from mentaleval.ratings.exclusions import (
    Exclusions,
    own_responders,
    rows_left_out,
    with_pairs,
)
from mentaleval.ratings.findings import Finding
from mentaleval.ratings.keys import Join, keys_of
from mentaleval.ratings.ledger import USED, Ledger, account, ledger_of
from mentaleval.ratings.pairs import paired, reference_of
from mentaleval.ratings.preflight import findings
from mentaleval.ratings.table import from_frame
from mentaleval.rubric import SEVEN
from mentaleval.vocabulary import RaterKind, Rubric

SPELT_ALIKE: Final = "exchange_id, responder and attribute have to be spelt alike in both sources"
"""What to look at where no rating of a human and a judge meet."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What a ratings table holds for the question of trust.

    Parameters
    ----------
    pairs
        One row for each judge, attribute, exchange and responder that both a human and the
        judge rated: ``human`` (the mean over the ``n_experts`` experts present, each first
        averaged over their epochs), ``rating`` (the judge's mean over its epochs), ``batch``
        (the known ones of its experts, sorted and joined with " + "; without any, the judge's),
        ``source_id``, ``order`` (of the exchange among the human ratings, from 0),
        ``recovered`` (a rating of the judge was read only by repair), ``inferred_blank``
        (every judge present, at least two, gives relevance and guidance 1) and ``row`` (of the
        judge's first epoch in the table).
    experts
        The valid human ratings, one row for each exchange, responder, attribute and rater,
        averaged over epochs; ``used`` says which are part of a pair.
    ledger
        Where every rating went.
    warnings
        What to know before a figure is believed.
    excluded
        The responders left out for each judge.
    own
        Those of them that are the judge's own: declared by the data set, or of its name or
        model line, with ``Exclusions.families`` of its vendor.
    kin
        As ``pairs``, of the responses left out because their responder is the judge's own.
    epochs
        The valid single ratings of every judge that rated some response more than once:
        ``judge``, ``attribute``, ``exchange_id``, ``responder``, ``epoch``, ``rating``.
    used
        Which rows of the table are part of a pair.

    Notes
    -----
    The last column of all four frames is ``response``, a number for each response of the table:
    two responses of one responder to one exchange, told apart by their ``response_id``, have
    two. It is the same in all four, and means nothing outside them.
    """

    pairs: pd.DataFrame
    experts: pd.DataFrame
    ledger: Ledger
    warnings: tuple[Finding, ...]
    excluded: Mapping[str, list[str]]
    own: Mapping[str, list[str]]
    kin: pd.DataFrame
    epochs: pd.DataFrame
    used: Booleans


def settle(
    table: pd.DataFrame,
    *,
    exclusions: Exclusions = Exclusions(),  # noqa: B008  frozen
    join: Join = "exchange",
    as_published: bool = False,
    rubric: Rubric = SEVEN,
) -> Settled:
    """Pair the judges' ratings with the experts' and account for every rating.

    Parameters
    ----------
    table
        A ratings table, or a frame with at least its six necessary columns.
    exclusions
        What is left out beside each judge's own system.
    join
        ``"exchange"``: the exchange id, and the context and the response where they are
        known, have to agree. ``"source"``: the source's own id is enough.
    as_published
        Take numbers as read, also off their scale; leave out the repaired and the omitted.
    rubric
        The attributes that are known; any other is warned of.

    Raises
    ------
    RatingsError
        When the table has no human, no judge or not one pair of the two.
    """
    coded, repeated = _sound_table(table, rubric)
    own = own_responders(coded, families=exclusions.families)
    excluded = with_pairs(coded, own, exclusions.pairs)
    keys, left_out = keys_of(coded, join=join), rows_left_out(coded, excluded)
    done = account(coded, keys, repeated=repeated, own=left_out, as_published=as_published)
    ledger = ledger_of(coded, done)
    if not ledger.used:
        raise _nothing_meets(ledger)
    reference = reference_of(coded, keys, done)
    pairs = paired(coded, keys, done, reference, judged=done.eligible & ~done.human)
    kin = paired(coded, keys, done, reference, judged=done.sound & rows_left_out(coded, own))
    experts = reference.experts
    evidence = Evidence(coded, keys, done, pairs, experts, excluded, rubric, join, as_published)
    return Settled(
        pairs=pairs.frame,
        experts=experts.frame,
        ledger=ledger,
        warnings=findings(evidence),
        excluded=excluded,
        own=own,
        kin=kin.frame,
        epochs=repeated_ratings(coded, keys, done, reference),
        used=done.having(USED),
    )


def _sound_table(table: pd.DataFrame, rubric: Rubric) -> tuple[Coded, Booleans]:
    """Return the checked table, and which rows repeat an earlier one."""
    coded = coded_of(from_frame(table, rubric=rubric))
    _require_both_kinds(coded)
    return coded, repeated_rows(coded)


def _require_both_kinds(coded: Coded) -> None:
    for kind, hint in (
        (RaterKind.HUMAN, "add the experts' ratings with --humans FILE"),
        (RaterKind.JUDGE, "name a log, a workbook or a table that holds a judge's ratings"),
    ):
        if kind not in coded.names["rater_kind"]:
            raters = ", ".join(repr(rater) for rater in coded.names["rater"][:5])
            raise RatingsError(
                f"the ratings hold no {kind} rater, only {raters}: a judge can only be compared "
                "with people who rated the same responses.",
                hint=hint,
            )


def _nothing_meets(ledger: Ledger) -> RatingsError:
    reasons = ", ".join(f"{number:,} {reason}" for reason, number in ledger.excluded.items())
    return RatingsError(
        f"none of the {ledger.read:,} ratings has a partner: no response was rated on one "
        f"attribute both by a human and by a judge ({reasons}).",
        hint=SPELT_ALIKE,
    )
