"""Resamples of targets: enumeration, drawing, and the published interval and label."""

from itertools import product
from math import isnan, nan

import numpy as np
import pytest

from mentaleval import stats
from mentaleval.errors import StatisticsError
from mentaleval.stats.bootstrap import multisets, resampled_iccs

HUMAN = np.array([3.7, 3.6, 4.4, 4.5, 4.3, 4.1, 3.9, 2.8, 2.4])
JUDGE = np.array([4.1, 3.6, 4.6, 4.5, 4.4, 4.3, 4.1, 2.7, 3.4])
TABLE = np.column_stack([HUMAN, JUDGE])
SHAKEN = 0.27 * np.array([0, 1, 0, 0, -1, 0, 1, 0, 0])  # puts the published width near .355


def rng(seed=13):
    return np.random.default_rng(seed)


def icc_pair(table):
    return stats.icc_c1(table).estimate, stats.icc_a1_mcgraw_wong(table).estimate


@pytest.mark.parametrize("k", [2, 3])
def test_weighted_sums_give_the_iccs_of_the_resampled_tables(k):
    table = rng(1).normal(4, 1, (7, 1)) + rng(2).normal(0, 0.5, (7, k))
    drawn = rng(3).integers(7, size=(40, 7))
    counts = np.array([np.bincount(rows, minlength=7) for rows in drawn], dtype=float)
    c1, a1 = resampled_iccs(table, counts)
    loop = np.array([icc_pair(table[rows]) for rows in drawn])
    assert c1 == pytest.approx(loop[:, 0], abs=1e-10, nan_ok=True)
    assert a1 == pytest.approx(loop[:, 1], abs=1e-10, nan_ok=True)


@pytest.mark.parametrize("n", [3, 5, 10])
def test_multisets_are_all_resamples_with_their_probabilities(n):
    counts, probabilities = multisets(n)
    assert (counts.sum(axis=1) == n).all()
    assert len(np.unique(counts, axis=0)) == len(counts)
    assert probabilities.sum() == pytest.approx(1, abs=1e-12)
    assert counts.T @ probabilities == pytest.approx(np.ones(n), abs=1e-9)


def test_enumeration_is_the_loop_over_all_ordered_resamples():
    table = TABLE[[0, 1, 2, 7, 8]]
    values = np.array([icc_pair(table[list(rows)]) for rows in product(range(5), repeat=5)])
    found = stats.responder_bootstrap(table, rng=rng())
    assert found.undefined == pytest.approx(np.isnan(values[:, 0]).mean(), abs=1e-12)
    assert found.undefined == pytest.approx(5 / 5**5)
    for estimate, column in ((found.icc_c1, values[:, 0]), (found.icc_a1, values[:, 1])):
        kept = column[~np.isnan(column)]
        wanted = np.quantile(kept, [0.025, 0.975], method="inverted_cdf")
        assert (estimate.low, estimate.high) == pytest.approx(wanted, abs=1e-9)
        assert estimate.interval == "percentile"


def test_enumeration_and_drawing_meet():
    exact = stats.responder_bootstrap(TABLE, rng=rng())
    assert exact.exact
    assert exact.resamples == 24_310
    counts = rng().multinomial(9, np.full(9, 1 / 9), size=100_000).astype(float)
    drawn = np.nanquantile(resampled_iccs(TABLE, counts)[0], [0.025, 0.975])
    assert (exact.icc_c1.low, exact.icc_c1.high) == pytest.approx(drawn, abs=0.01)


def test_more_than_ten_targets_are_drawn_and_seeded():
    table = np.vstack([TABLE, TABLE + 0.2])
    one, two = (stats.responder_bootstrap(table, rng=rng(), draws=500) for _ in range(2))
    assert one == two
    assert not one.exact
    assert one.resamples == 500
    assert one.icc_c1.low < one.icc_c1.estimate < one.icc_c1.high
    assert one.icc_c1.estimate == pytest.approx(stats.icc_c1(table).estimate)


def test_nothing_to_resample():
    assert isnan(stats.responder_bootstrap(TABLE[:2], rng=rng()).icc_c1.estimate)
    flat = stats.responder_bootstrap(np.full((4, 2), 0.1), rng=rng())
    assert flat.undefined == pytest.approx(1)
    assert flat.icc_c1.interval == "none"
    perfect = stats.responder_bootstrap(np.column_stack([HUMAN, HUMAN + 0.3]), rng=rng())
    assert (perfect.icc_c1.low, perfect.icc_c1.high) == (1, 1)


def authors_interval(table):
    """Do it their way, one resample at a time."""
    n = len(table)
    master = np.random.RandomState(42)
    seeds = [master.randint(0, 100_000) for _ in range(1000)]
    kept = []
    for seed in seeds:
        rows = np.random.RandomState(seed).choice(n, n, replace=True)
        value = stats.icc_c1(table[rows]).estimate
        if 0 <= value <= 1:
            kept.append(value)
    low, high = np.percentile(kept, [2.5, 97.5])
    return low, high, len(kept)


@pytest.mark.parametrize("noise", [0.0, 0.8])
def test_published_interval_is_the_authors_loop(noise):
    table = np.column_stack([HUMAN, JUDGE + noise * rng().standard_normal(9)])
    low, high, valid = authors_interval(table)
    found = stats.published_interval(table)
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-10)
    assert found.width == found.high - found.low
    assert found.valid == valid
    assert found.valid + found.out_of_range + found.undefined == 1000
    assert (found.out_of_range > 0) == (noise > 0)


def test_published_interval_without_enough_resamples():
    opposite = np.column_stack([HUMAN, -HUMAN])
    found = stats.published_interval(opposite)
    assert isnan(found.width)
    assert found.valid < 10
    assert found.out_of_range > 900
    assert stats.published_label_range(opposite, rng=rng(), seeds=3) == frozenset()
    assert isnan(stats.published_interval(TABLE[:2]).low)
    assert stats.published_label_range(TABLE[:2], rng=rng()) == frozenset()
    assert stats.published_interval(np.full((5, 2), 0.1)).undefined == 1000


@pytest.mark.parametrize(
    ("width", "label"),
    [(0.0, "GR"), (0.355, "GR"), (0.3551, "MR"), (0.56, "MR"), (0.5601, "PR"), (nan, None)],
)
def test_published_labels_go_by_width_alone(width, label):
    assert stats.published_label(width) == label


def test_label_range_holds_every_label_near_a_cut_point():
    # responder means of the cleaned MentalAlign-70k, human and GPT-4o, Safety: width far above .56
    wide = [
        [4.362986, 4.96728], [4.782653, 4.997959], [4.75841, 4.995923], [4.719388, 4.967347],
        [4.944954, 5.0], [4.944954, 4.998981], [4.883792, 4.990826], [4.638137, 4.707476],
        [4.49213, 4.843652],
    ]  # fmt: skip
    assert stats.published_label_range(wide, rng=rng(), seeds=20) == {"PR"}
    assert stats.published_label_range(TABLE, rng=rng(), seeds=20) == {"GR"}
    rough = np.column_stack([HUMAN, JUDGE + SHAKEN])
    labels = stats.published_label_range(rough, rng=rng(), seeds=60)
    assert labels == {"GR", "MR"}
    assert stats.published_label(stats.published_interval(rough).width) in labels


def test_counts_of_resamples_must_be_positive():
    with pytest.raises(StatisticsError, match="resamples"):
        stats.published_interval(TABLE, resamples=0)
    with pytest.raises(StatisticsError, match="seeds"):
        stats.published_label_range(TABLE, rng=rng(), seeds=0)
    with pytest.raises(StatisticsError, match="draws"):
        stats.responder_bootstrap(TABLE, rng=rng(), draws=0)
