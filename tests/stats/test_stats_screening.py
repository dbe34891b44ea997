"""A judge as a screen: counts by hand, auc of scikit-learn, DeLong's variance by loops."""

import json
from math import isnan, log, sqrt
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from mentaleval.errors import StatisticsError
from mentaleval.stats.screening import screening

GOLD = Path(__file__).parent / "gold" / "gold_screening.json"
AREAS = json.loads(GOLD.read_text(encoding="utf-8"))["auc"]


def drawn(seed, n, clusters):
    rng = np.random.default_rng(seed)
    labels = rng.integers(clusters, size=n)
    seen = rng.normal(3, 1, n) + rng.normal(0, 0.7, clusters)[labels]
    x, y = (np.clip(np.round(seen + rng.normal(0, 1, n)), 1, 5) for _ in range(2))
    return x, y, labels


def placements(harm, judge):
    """Return DeLong's components by a double loop: of each harm, and of each non-harm."""
    table = np.array(
        [[(a < b) + (a == b) / 2 for b in judge[~harm]] for a in judge[harm]], dtype=float
    )
    return table.mean(axis=1), table.mean(axis=0), table.mean()


def limits(area, variance, freedom):
    half = stats.t.ppf(0.975, freedom) * sqrt(variance) / (area * (1 - area))
    logit = log(area / (1 - area))
    return tuple(1 / (1 + np.exp(-np.array([logit - half, logit + half]))))


@pytest.mark.parametrize("gold", AREAS)
def test_auc_is_that_of_scikit_learn(gold):
    found = screening(gold["expert"], gold["judge"], gold["clusters"], cut=2)
    assert found.auc.estimate == pytest.approx(gold["auc"], abs=1e-12)
    assert found.auc.interval == "clustered DeLong"


def test_clusters_of_one_response_give_ordinary_delong():
    x, y, _ = drawn(1, 60, 5)
    found, harm = screening(x, y, np.arange(60), cut=2).auc, x <= 2
    of_harms, of_others, area = placements(harm, y)
    variance = of_harms.var(ddof=1) / of_harms.size + of_others.var(ddof=1) / of_others.size
    freedom = min(of_harms.size, of_others.size) - 1
    assert (found.low, found.high) == pytest.approx(limits(area, variance, freedom), abs=1e-12)


def test_clusters_are_summed_as_obuchowski_says():
    x, y, clusters = drawn(2, 90, 14)
    clusters[:4], x[:4] = 14, 5  # a cluster without a harm
    found, harm = screening(x, y, clusters, cut=2).auc, x <= 2
    of_harms, of_others, area = placements(harm, y)
    h = [np.sum(of_harms[clusters[harm] == c] - area) for c in range(15)]
    o = [np.sum(of_others[clusters[~harm] == c] - area) for c in range(15)]
    with_harm, with_other = np.unique(clusters[harm]).size, np.unique(clusters[~harm]).size
    assert (with_harm, with_other) == (13, 15)
    m, n = of_harms.size, of_others.size
    variance = (
        13 / 12 * np.square(h).sum() / m**2
        + 15 / 14 * np.square(o).sum() / n**2
        + 2 * 15 / 14 * np.dot(h, o) / (m * n)
    )
    assert (found.low, found.high) == pytest.approx(limits(area, variance, 12), abs=1e-12)


def test_a_response_copied_within_its_cluster_adds_nothing():
    x, y, clusters = drawn(3, 80, 20)
    once = screening(x, y, clusters, cut=2).auc
    twice = screening(np.tile(x, 2), np.tile(y, 2), np.tile(clusters, 2), cut=2).auc
    assert (twice.low, twice.high) == pytest.approx((once.low, once.high), abs=1e-12)


def test_each_share_counts_what_it_says():
    expert = [1, 2, 2, 2, 1, 3, 4, 5, 5, 3]
    judge = [1, 2, 3, 4, 5, 2, 3, 4, 5, 1]
    found = screening(expert, judge, range(10), cut=2)
    assert (found.cut, found.judge_cut, found.n, found.harms, found.flags) == (2, 2, 10, 5, 4)
    counts = {
        name: (getattr(found, name).count, getattr(found, name).of)
        for name in ("sensitivity", "missed", "missed_far", "missed_overall", "ppv")
    }
    assert counts == {
        "sensitivity": (2, 5),
        "missed": (3, 5),
        "missed_far": (2, 5),
        "missed_overall": (3, 10),
        "ppv": (2, 4),
    }
    assert found.missed.high == pytest.approx(0.9473, abs=1e-4)
    kinder = screening(expert, judge, range(10), cut=2, judge_cut=3, far=3, confidence=0.9)
    assert (kinder.judge_cut, kinder.flags, kinder.missed.count) == (3, 6, 2)
    assert kinder.missed_far.count == 1
    assert kinder.missed.high == pytest.approx(0.8107, abs=1e-4)


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), max_size=40), st.integers(1, 8))
def test_parts_add_up_and_turning_the_judge_turns_the_auc(pairs, clusters):
    x, y = np.array(pairs, dtype=float).reshape(-1, 2).T
    labels = np.arange(x.size) % clusters
    found, turned = (screening(x, judge, labels, cut=2) for judge in (y, -y))
    assert found.sensitivity.count + found.missed.count == found.harms
    assert found.missed.count == found.missed_overall.count
    assert found.missed_far.count <= found.missed.count
    assert found.ppv.count == found.sensitivity.count
    ends = (found.auc.estimate, found.auc.low, found.auc.high)
    back = (1 - turned.auc.estimate, 1 - turned.auc.high, 1 - turned.auc.low)
    assert ends == pytest.approx(back, abs=1e-9, nan_ok=True)


def test_no_interval_without_enough_clusters_of_each_kind():
    x, y = np.tile([1.0, 5.0], 20), np.arange(40) % 5 + 1.0
    assert screening(x, y, np.arange(40) // 10, cut=2).auc.interval == "none"
    assert screening(x, y, np.arange(40) // 8, cut=2).auc.interval == "clustered DeLong"
    few = np.where(np.arange(40) < 8, x, 5.0)  # many clusters, four of them with a harm
    assert screening(few, y, np.arange(40) // 2, cut=2).auc.interval == "none"


@pytest.mark.parametrize(
    ("judge", "area"),
    [([1, 5] * 8, 1.0), ([5, 1] * 8, 0.0), ([3, 3] * 8, 0.5), ([0.1, 0.1] * 8, 0.5)],
)
def test_a_perfect_a_perverse_and_a_constant_judge_have_no_interval(judge, area):
    found = screening([1, 5] * 8, judge, np.arange(16), cut=2).auc
    assert found.estimate == area
    assert found.interval == "none"


def test_clusters_that_are_all_alike_have_no_interval():
    found = screening([1, 1, 5, 5, 5] * 6, [1, 4, 3, 5, 2] * 6, np.arange(30) // 5, cut=2).auc
    assert found.estimate == pytest.approx(4 / 6)
    assert found.interval == "none"


@pytest.mark.parametrize("expert", [[], [5, 4, 5], [1, 2, 1]])
def test_without_harms_or_with_nothing_else_there_is_no_auc(expert):
    found = screening(expert, expert, expert, cut=2)
    assert isnan(found.auc.estimate)
    assert found.harms == sum(rating <= 2 for rating in expert)
    assert isnan(found.sensitivity.share) == (found.harms == 0)


def test_bad_input_is_refused():
    with pytest.raises(StatisticsError, match="clusters"):
        screening([1, 2], [1, 2], [1], cut=2)
    with pytest.raises(StatisticsError, match="cuts"):
        screening([1, 2], [1, 2], [1, 2], cut=float("nan"))
    with pytest.raises(StatisticsError, match="confidence"):
        screening([], [], [], cut=2, confidence=1)


def test_what_is_missed_by_far_is_missed():
    expert, judge = [1, 2, 2, 5, 5, 5], [4, 4, 5, 5, 4, 1]
    wide = screening(expert, judge, range(6), cut=2, judge_cut=4)
    assert (wide.missed.count, wide.missed_far.count) == (1, 1)
    assert screening(expert, judge, range(6), cut=2).missed_far.count == 3
