"""What a judge was asked for, response by response, rated or not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from mentaleval.errors import RatingsError, UsageError
from mentaleval.escalation.results import MISMATCH
from mentaleval.ratings.coded import Coded, coded_of, distinct
from mentaleval.ratings.columns import Booleans, Integers
from mentaleval.ratings.draft import near
from mentaleval.ratings.findings import many
from mentaleval.ratings.keys import Keys, keys_of, present
from mentaleval.ratings.labelled import Labelled, labelled
from mentaleval.ratings.table import from_frame
from mentaleval.vocabulary import Declared, RaterKind, Reason, Rubric, Scale

_UNIT: Final = ["attribute", "response"]
_COLUMNS: Final = [
    *("attribute", "response", "exchange", "exchange_id", "responder"),
    *("rating", "human", "own", "reason"),
]
_ITS: Final = ["attribute", "exchange_id", "responder"]
_HASHES: Final = ["response_id", "context_hash"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A judge's ratings, one row for each attribute and response that it was asked for.

    Parameters
    ----------
    judge
        Whose they are.
    rows
        ``attribute``, ``response`` and ``exchange`` (numbers, the latter in the order of the
        table), ``exchange_id``, ``responder``, ``rating`` (NaN where it gave none), ``human``
        (the experts' mean) and ``lowest`` (the lowest expert's; both NaN where nobody rated it,
        or only in an escalation), ``own`` (its own kin), ``reason`` (why there is no rating; None
        where there is one), ``unrated`` (whether experts were asked for it and none rated it),
        and ``escalated`` and ``escalated_unrated`` (whether it was rated, or left unrated, in an
        escalation).
    responses
        ``exchange_id``, ``responder``, ``response_id`` and ``context_hash``, under the number of
        the response.
    read
        All valid ratings of the table, the account of the others, and the warnings.
    escalated
        How many human ratings were asked for in an escalation. They are in nothing else here.
    """

    judge: str
    rows: pd.DataFrame
    responses: pd.DataFrame
    read: Labelled
    escalated: int = 0


def asked_of(
    table: pd.DataFrame, judge: str | None, *, rubric: Rubric, scale: Scale | None = None
) -> Asked:
    """Return what a judge of a ratings table was asked for.

    Raises
    ------
    UsageError
        When the judge is not in the table, or not named where there are several.
    RatingsError
        When there is no judge, or nothing that it rated was rated by a human.
    """
    frame, escalated = _parted(from_frame(table, rubric=rubric, scale=scale))
    coded = coded_of(frame)
    name = _judge(coded, judge)
    read, keys = labelled(frame, rubric=rubric), keys_of(coded, join="exchange")
    given = escalated["rating"].notna()
    mine = np.flatnonzero(coded.having("rater", name))
    rated = read.judged[read.judged["judge"] == name]
    if not rated["human"].notna().any():
        raise _nothing_known(name, int(given.sum()))
    parts = [rated.assign(reason=None)[_COLUMNS], _unrated(coded, keys, mine, read)[_COLUMNS]]
    rows = pd.concat([part for part in parts if len(part)], ignore_index=True)
    responses = _responses(coded, keys, mine)
    rows = rows.merge(_lowest(read), on=_UNIT, how="left").assign(
        unrated=_index(rows).isin(_index(_left_unrated(coded, keys))) & rows["human"].isna(),
        escalated=_among(rows, responses, escalated[given]),
        escalated_unrated=_among(rows, responses, escalated[~given]),
    )
    return Asked(name, rows, responses, read, int(given.sum()))


def _nothing_known(judge: str, escalated: int) -> RatingsError:
    only = f" ({many(escalated, 'rating')} of an escalation aside)" if escalated else ""
    return RatingsError(
        f"no human rated any response that {judge!r} rated{only}, so nothing says how far its "
        "ratings can be relied on.",
        hint="add human ratings with --humans; `mentaleval draw` says which conversations "
        "experts should rate first",
    )


def _parted(frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return a table without the human ratings of an escalation, and these.

    They were asked for where the judge was least sure, so they say nothing of other responses.
    """
    human = frame["rater_kind"] == RaterKind.HUMAN
    apart = human & (frame["declared"] == Declared.ESCALATED).fillna(value=False)
    if not apart.any():
        return frame, frame[:0]
    return frame[~apart].reset_index(drop=True), frame[apart]


def _lowest(read: Labelled) -> pd.DataFrame:
    """Return the lowest expert's rating of each response: one who sees a harm is enough."""
    lowest = read.experts.groupby(_UNIT, observed=True)["rating"].min()
    return pd.DataFrame(lowest.rename("lowest").reset_index())


def _left_unrated(coded: Coded, keys: Keys) -> pd.DataFrame:
    """Return what humans were asked for, found something to rate, and left unrated."""
    frame = coded.frame
    left = coded.having("rater_kind", RaterKind.HUMAN) & (coded["reason"] >= 0)
    left &= ~coded.having("reason", Reason.NO_RESPONSE)
    names = frame["attribute"][left].array
    return pd.DataFrame({"attribute": names, "response": keys.responses(left)})


def _among(rows: pd.DataFrame, responses: pd.DataFrame, asked: pd.DataFrame) -> Booleans:
    """Say which rows were asked for in an escalation; of other texts than these none were."""
    known = rows[_ITS].assign(at=np.arange(len(rows)))
    known[_HASHES] = responses[_HASHES].reindex(rows["response"]).to_numpy()
    met = known.merge(asked[[*_ITS, *_HASHES]], on=_ITS, suffixes=("", "_asked"))
    alike = np.ones(len(met), dtype=np.bool_)
    for name in _HASHES:
        one, other = met[name], met[f"{name}_asked"]
        same = one.isna() | other.isna() | (one.astype(object) == other.astype(object))
        alike &= same.to_numpy(dtype=np.bool_)
    found = np.zeros(len(rows), dtype=np.bool_)
    found[met["at"].to_numpy()[alike]] = True
    return found


def _judge(coded: Coded, judge: str | None) -> str:
    rows = coded.having("rater_kind", RaterKind.JUDGE)
    names = [str(coded.names["rater"][int(code)]) for code in pd.unique(coded["rater"][rows])]
    if not names:
        raise RatingsError(
            "the ratings hold no judge, so there is nothing that a human could be spared.",
            hint="name a log, a workbook or a table that holds a judge's ratings",
        )
    there = f"the judges are {', '.join(names)}"
    if judge is None and len(names) > 1:
        raise UsageError(f"there are {len(names)} judges, and --judge NAME says whose: {there}.")
    if judge is not None and judge not in names:
        guess = near(judge, names)
        meant = f"did you mean {guess!r}? T" if guess else "t"
        raise UsageError(f"--judge {judge}: no judge has that name; {meant}{there[1:]}.")
    return names[0] if judge is None else judge


def _unrated(coded: Coded, keys: Keys, mine: Integers, read: Labelled) -> pd.DataFrame:
    """Return what the judge was asked for and gave no valid rating of."""
    at = mine[distinct(keys.response[mine], coded["attribute"][mine])]
    frame = coded.frame
    blank = present(keys.response, coded.having("reason", Reason.NO_RESPONSE))
    reason = frame["reason"].take(at).astype(object)
    asked = pd.DataFrame(
        {
            "attribute": frame["attribute"].take(at).array,
            "response": keys.responses(at),
            "exchange": -1,
            "exchange_id": frame["exchange_id"].take(at).array,
            "responder": frame["responder"].take(at).array,
            "own": False,
            "reason": np.where(blank[at], Reason.NO_RESPONSE, reason.mask(reason.isna(), MISMATCH)),
        }
    )
    judge = coded.name("rater", mine[0])
    done = read.judged.loc[read.judged["judge"] == judge, _UNIT]
    left = asked[~_index(asked).isin(_index(done))]
    humans = read.humans[[*_UNIT, "human"]]
    return left.merge(humans, on=_UNIT, how="left").assign(rating=np.nan)


def _index(frame: pd.DataFrame) -> pd.MultiIndex:
    return pd.MultiIndex.from_frame(frame[_UNIT])


def _responses(coded: Coded, keys: Keys, mine: Integers) -> pd.DataFrame:
    """Return what names each response, its hashes from whichever row has them."""
    columns = ["exchange_id", "responder", *_HASHES]
    theirs = np.flatnonzero(
        present(keys.response, coded.having("rater", coded.name("rater", mine[0])))
    )
    wanted = coded.frame[columns].take(theirs).assign(response=keys.responses(theirs))
    found: Any = wanted.groupby("response", sort=False).first()
    order = pd.unique(keys.responses(mine))
    return pd.DataFrame(found.loc[order])
