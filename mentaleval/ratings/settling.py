"""Settle a ratings table: what is compared with what, and where every rating went."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from mentaleval.errors import RatingsError
from mentaleval.ratings.check import described
from mentaleval.ratings.evidence import Evidence
from mentaleval.ratings.exclusions import Exclusions, excluded_responders, rows_left_out
from mentaleval.ratings.findings import Finding
from mentaleval.ratings.keys import Join, disagreeing_repeat, keys_of
from mentaleval.ratings.ledger import Ledger, account, ledger_of
from mentaleval.ratings.pairs import expert_ratings, paired
from mentaleval.ratings.preflight import findings
from mentaleval.ratings.table import from_frame
from mentaleval.rubric import SEVEN
from mentaleval.vocabulary import RaterKind, Rubric


@dataclass(frozen=True, slots=True)
class Settled:
    """What a ratings table holds for the question of trust.

    Parameters
    ----------
    pairs
        One row for each judge, attribute, exchange and responder that both a human and the
        judge rated: ``human`` (the mean over the ``n_experts`` experts present, each first
        averaged over their epochs), ``rating`` (the judge's mean over its epochs), ``batch``,
        ``source_id``, ``order`` (of the exchange among the human ratings, from 0),
        ``recovered`` (a rating of the judge was read only by repair) and ``inferred_blank``
        (every judge present, at least two, gives relevance and guidance 1).
    experts
        The valid human ratings, one row for each exchange, responder, attribute and rater,
        averaged over epochs; ``used`` says which are part of a pair.
    ledger
        Where every rating went.
    warnings
        What to know before a figure is believed.
    excluded
        The responders left out for each judge.
    """

    pairs: pd.DataFrame
    experts: pd.DataFrame
    ledger: Ledger
    warnings: tuple[Finding, ...]
    excluded: Mapping[str, list[str]]


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
    frame = _sound_table(table, rubric)
    excluded = excluded_responders(frame, exclusions)
    keys = keys_of(frame, join=join)
    own_kin = rows_left_out(frame, excluded)
    done = account(frame, keys, own=own_kin, as_published=as_published)
    ledger = ledger_of(frame, done)
    if not ledger.used:
        raise _nothing_meets(ledger)
    experts, pairs = expert_ratings(frame, keys, done), paired(frame, keys, done)
    evidence = Evidence(frame, keys, done, pairs, experts, excluded, rubric, join, as_published)
    return Settled(pairs, experts, ledger, findings(evidence), excluded)


def _sound_table(table: pd.DataFrame, rubric: Rubric) -> pd.DataFrame:
    frame = from_frame(table, rubric=rubric)
    _require_both_kinds(frame)
    if (clash := disagreeing_repeat(frame)) is not None:  # tables may be put together anyhow
        raise RatingsError(f"the ratings table, {described(frame, *clash)}")
    return frame


def _require_both_kinds(frame: pd.DataFrame) -> None:
    for kind, hint in (
        (RaterKind.HUMAN, "add the experts' ratings with --humans FILE"),
        (RaterKind.JUDGE, "name a log, a workbook or a table that holds a judge's ratings"),
    ):
        if not (frame["rater_kind"] == kind).any():
            raters = ", ".join(repr(str(rater)) for rater in frame["rater"].unique()[:5])
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
        hint="exchange_id, responder and attribute have to be spelt alike in both sources",
    )
