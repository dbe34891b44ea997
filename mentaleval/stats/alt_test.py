"""The alternative annotator test: whether a judge may stand in for one of several humans.

Each human j is left out in turn. On every item that j and at least one other human rated, the
judge f and j are scored against the *other* humans of that item,

    S = -sqrt(mean (rating - other)^2)   ("rmse")    S = share of others equal   ("accuracy")

    I_judge = 1 if S(f) >= S(j),   I_human = 1 if S(j) >= S(f)      (a tie counts for both)

and a one-sided t-test asks whether mean(I_human - I_judge) < epsilon: the judge may be worse by
epsilon, the price of a human. Over the n items of a human, with D = I_human - I_judge,

    t = (mean(D) - epsilon) / (s_D / sqrt(n)),   p = P(T(n - 1) <= t)

The p-values of m humans are read together by Benjamini & Yekutieli: the i smallest are rejected for
the largest i at which the i-th is at most i level / (m (1 + 1/2 + ... + 1/m)).

    winning rate = humans rejected / humans tested        (the judge passes at .5 and above)
    advantage probability = mean over the humans of mean(I_judge)

A judge that has read nothing can pass: where most ratings are equal, so can always giving that
one. So `best_constant` belongs beside every result.

Missing data: NaN is a rating that is missing. Items that the judge or all but one human left out
are dropped; a human with fewer than `fewest` items is skipped; with fewer than three humans left
there is no result.
Degenerate cases: where I_human - I_judge never varies, p is 0 if it lies below epsilon, else 1.

References
----------
Calderon, Reichart & Dror (2025), The Alternative Annotator Test, arXiv 2501.10970.
Benjamini & Yekutieli (2001), Annals of Statistics 29:1165.
"""

from dataclasses import dataclass
from math import sqrt
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from mentaleval.errors import StatisticsError
from mentaleval.stats.arrays import Floats, as_floats, as_ratings, without_noise

Score = Literal["rmse", "accuracy"]
Mask = NDArray[np.bool_]

_FEWEST_HUMANS = 3  # of one or two it cannot be said how humans differ
_FEWEST_ITEMS = 2  # the t-test needs a variance


@dataclass(frozen=True, slots=True)
class AltTest:
    """What the alternative annotator test found.

    Attributes
    ----------
    winning_rate
        Share of the tested humans whom the judge can replace.
    advantage_probability
        How often the judge is at least as near to the others as a human is.
    epsilon
        By how much the judge may be worse.
    tested, rejected, skipped
        Humans tested; of these those whose hypothesis was rejected; humans with too few items.
    n_items
        Items rated by the judge and at least two humans.
    p
        The p-value of each human tested, in the order of the columns, not adjusted.
    """

    winning_rate: float
    advantage_probability: float
    epsilon: float
    tested: int
    rejected: int
    skipped: int
    n_items: int
    p: tuple[float, ...]


def alternative_annotator_test(
    humans: ArrayLike,
    judge: ArrayLike,
    *,
    epsilon: float,
    score: Score = "rmse",
    fewest: int = 30,
    level: float = 0.05,
) -> AltTest | None:
    """Test whether a judge may replace the humans of a table, items (rows) by humans (columns).

    None where fewer than three humans have `fewest` items. The p-values agree with
    `scipy.stats.ttest_1samp`, the rejections with `statsmodels` `multipletests(method="fdr_by")`.

    Examples
    --------
    Three humans who agree on every second item; the judge always sides with the first.

    >>> humans = [[1, 1, 1], [2, 3, 5]] * 20
    >>> found = alternative_annotator_test(humans, [1, 2] * 20, epsilon=0.2)
    >>> found.winning_rate, round(found.advantage_probability, 3), found.tested
    (0.6666666666666666, 0.833, 3)
    """
    ratings = as_ratings(humans, name="humans", dimensions=2)
    answers = as_ratings(judge, name="judge", dimensions=1)
    if answers.size != len(ratings):
        raise StatisticsError(
            f"judge: expected {len(ratings)} ratings, one an item, found {answers.size}"
        )
    _check_options(epsilon, score, fewest, level)
    rated = ~np.isnan(ratings)
    used = ~np.isnan(answers) & (rated.sum(axis=1) > 1)
    ratings, answers, rated = ratings[used], answers[used], rated[used]
    tested = np.flatnonzero(rated.sum(axis=0) >= fewest)
    if tested.size < _FEWEST_HUMANS:
        return None
    leads = [_leads(ratings, answers, rated, human, score) for human in tested.tolist()]
    p = np.array([_p_value(-np.sign(lead), epsilon) for lead in leads])
    rejected = _rejections(p, level)
    return AltTest(
        winning_rate=rejected / tested.size,
        advantage_probability=float(np.mean([np.mean(lead >= 0) for lead in leads])),
        epsilon=float(epsilon),
        tested=tested.size,
        rejected=rejected,
        skipped=rated.shape[1] - tested.size,
        n_items=answers.size,
        p=tuple(p.tolist()),
    )


def _check_options(epsilon: float, score: str, fewest: int, level: float) -> None:
    if not 0 <= epsilon <= 1:
        raise StatisticsError(f"epsilon: expected a number from 0 to 1, found {epsilon}")
    if score not in get_args(Score):
        raise StatisticsError(f"score: expected one of {get_args(Score)}, found {score!r}")
    if fewest < _FEWEST_ITEMS:
        raise StatisticsError(f"fewest: expected at least {_FEWEST_ITEMS}, found {fewest}")
    if not 0 < level < 1:
        raise StatisticsError(f"level: expected a number between 0 and 1, found {level}")


def _leads(ratings: Floats, answers: Floats, rated: Mask, human: int, score: Score) -> Floats:
    """Say for each item of a human by how much the judge is nearer to the others; 0 is a tie."""
    rows = rated[:, human]
    others = rated[rows]
    others[:, human] = False
    kept, own, given = ratings[rows], ratings[rows, human], answers[rows]
    lead = _distance(own, kept, others, score) - _distance(given, kept, others, score)
    largest = max(float(np.abs(given).max()), float(np.nanmax(np.abs(kept))))
    return without_noise(lead, largest**2) if score == "rmse" else lead


def _distance(values: Floats, ratings: Floats, others: Mask, score: Score) -> Floats:
    """Sum what separates a value from the others; both sides meet the same others, so no mean."""
    gaps = ratings - values[:, None]
    costs = np.square(gaps) if score == "rmse" else (gaps != 0).astype(np.float64)
    return np.asarray(np.where(others, costs, 0.0).sum(axis=1))


def _p_value(losses: Floats, epsilon: float) -> float:
    """Test that the mean of I_human - I_judge lies below epsilon."""
    excess, deviation = float(losses.mean()) - epsilon, float(losses.std(ddof=1))
    if deviation == 0:
        return 0.0 if excess < 0 else 1.0
    freedom = losses.size - 1
    return float(special.stdtr(freedom, excess / (deviation / sqrt(losses.size))))


def _rejections(p: Floats, level: float) -> int:
    """Count the rejections of Benjamini & Yekutieli's step-up method."""
    ranks = np.arange(1, p.size + 1)
    limits = ranks * level / (p.size * (1 / ranks).sum())
    passing = np.flatnonzero(np.sort(p) <= limits)
    return int(passing[-1]) + 1 if passing.size else 0


def best_constant(
    humans: ArrayLike,
    values: ArrayLike,
    *,
    epsilon: float,
    score: Score = "rmse",
    fewest: int = 30,
    level: float = 0.05,
) -> tuple[float, AltTest] | None:
    """Find the value that, given to every item, does best in the alternative annotator test.

    Best is the highest winning rate, then the highest advantage probability, then the value that
    comes first. Pass the items that the judge rated, so that both are tested on the same ones.

    Examples
    --------
    At a ceiling a judge that never reads may replace every human.

    >>> humans = [[5, 5, 5], [5, 5, 5], [5, 5, 4], [4, 5, 5]] * 10
    >>> value, found = best_constant(humans, [1, 2, 3, 4, 5], epsilon=0.2)
    >>> value, found.winning_rate
    (5.0, 1.0)
    """
    best: tuple[float, AltTest] | None = None
    for value in as_floats(values, name="values", dimensions=1).tolist():
        found = alternative_annotator_test(
            humans,
            np.full(len(np.asarray(humans)), value),
            epsilon=epsilon,
            score=score,
            fewest=fewest,
            level=level,
        )
        if found is not None and (best is None or _place(found) > _place(best[1])):
            best = value, found
    return best


def _place(found: AltTest) -> tuple[float, float]:
    return found.winning_rate, found.advantage_probability
