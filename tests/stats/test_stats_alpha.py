"""Krippendorff's alpha: published examples, the definition as a loop, two ways to compute it."""

from math import isnan, nan

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from mentaleval.errors import StatisticsError
from mentaleval.stats import alpha
from mentaleval.stats.alpha import krippendorff_alpha

LEVELS = ["nominal", "ordinal", "interval", "ratio"]

# Krippendorff (2011), section C: four observers, twelve units
FOUR_OBSERVERS = np.array([
    [1, 2, 3, 3, 2, 1, 4, 1, 2, nan, nan, nan],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, nan, 3],
    [nan, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, nan],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, nan],
]).T  # fmt: skip

# the example of the article "Krippendorff's alpha" of Wikipedia: three coders, fifteen units
THREE_CODERS = np.array([
    [nan, nan, nan, nan, nan, 3, 4, 1, 2, 1, 1, 3, 3, nan, 3],
    [1, nan, 2, 1, 3, 3, 4, 3, nan, nan, nan, nan, nan, nan, nan],
    [nan, nan, 2, 1, 3, 4, 4, nan, 2, 1, 1, 3, 3, nan, 4],
]).T  # fmt: skip


def plain_alpha(table, level):
    """Compare every rating with every other, as the definition says."""
    units = [[v for v in row if not np.isnan(v)] for row in table]
    units = [unit for unit in units if len(unit) > 1]
    pool = [v for unit in units for v in unit]

    def distance(c, k):
        if level == "nominal":
            return float(c != k)
        if level == "interval":
            return (c - k) ** 2
        if level == "ratio":
            return 0.0 if c + k == 0 else ((c - k) / (c + k)) ** 2
        low, high = min(c, k), max(c, k)
        between = sum(low <= v <= high for v in pool)
        return (between - (pool.count(c) + pool.count(k)) / 2) ** 2 if c != k else 0.0

    observed = sum(
        sum(distance(c, k) for c in unit for k in unit) / (len(unit) - 1) for unit in units
    )
    expected = sum(distance(c, k) for c in pool for k in pool) / (len(pool) - 1)
    return 1 - observed / expected


@pytest.mark.parametrize(
    ("level", "published"),
    [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)],
)
def test_alpha_is_that_of_krippendorffs_own_example(level, published):
    assert round(krippendorff_alpha(FOUR_OBSERVERS, level=level), 3) == published


@pytest.mark.parametrize(
    ("level", "published"), [("nominal", 0.691), ("ordinal", 0.807), ("interval", 0.811)]
)
def test_alpha_is_that_of_the_example_with_three_coders(level, published):
    assert round(krippendorff_alpha(THREE_CODERS, level=level), 3) == published


def test_the_level_is_ordinal_unless_said():
    found = krippendorff_alpha(FOUR_OBSERVERS)
    assert found == krippendorff_alpha(FOUR_OBSERVERS, level="ordinal")


RATINGS = st.one_of(st.just(nan), st.sampled_from([0.0, 1.0, 2.0, 2.5, 4.0, 5.0]))


@pytest.mark.parametrize("cells", [0, 4_000_000])
@pytest.mark.parametrize("level", LEVELS)
@given(table=arrays(float, st.tuples(st.integers(2, 9), st.integers(2, 5)), elements=RATINGS))
def test_both_ways_are_the_definition(level, cells, table):
    found = _with_limit(cells, table, level)
    units = table[(~np.isnan(table)).sum(axis=1) > 1]
    if np.unique(units[~np.isnan(units)]).size < 2:
        assert isnan(found)
    else:
        assert found == pytest.approx(plain_alpha(table, level), abs=1e-9)


def _with_limit(cells, table, level):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(alpha, "_MOST_CELLS", cells)
        patch.setattr(alpha, "_PAIRS_AT_ONCE", 4)  # so that the blocks of the ratio level show
        return krippendorff_alpha(table, level=level)


@pytest.mark.parametrize("level", LEVELS)
def test_many_distinct_values_do_not_need_a_table_of_all_of_them(level, monkeypatch):
    table = np.random.default_rng(1).uniform(1, 5, (40, 3))
    table[:, 1] += 0.3 * table[:, 0]
    monkeypatch.setattr(alpha, "_MOST_CELLS", 1000)
    monkeypatch.setattr("krippendorff.alpha", None)
    assert krippendorff_alpha(table, level=level) == pytest.approx(plain_alpha(table, level))


@given(table=arrays(float, (6, 3), elements=st.integers(1, 5)), seed=st.integers(0, 99))
def test_neither_the_order_of_items_nor_of_raters_matters(table, seed):
    rng = np.random.default_rng(seed)
    shuffled = rng.permuted(rng.permutation(table), axis=1)  # alpha does not ask who rated
    assume(np.unique(table).size > 1)
    assert krippendorff_alpha(shuffled) == pytest.approx(krippendorff_alpha(table), abs=1e-12)


def test_an_item_rated_once_tells_nothing():
    alone = np.vstack([FOUR_OBSERVERS, [[nan, 99, nan, nan]] * 4])
    assert krippendorff_alpha(alone) == krippendorff_alpha(FOUR_OBSERVERS)


@pytest.mark.parametrize(
    "table",
    [
        np.empty((0, 3)),
        np.empty((3, 0)),
        [[1.0], [2.0]],
        [[1, nan], [nan, 2], [nan, nan]],
        [[3, 3], [3, 3]],
        [[3, 3], [3, 3], [4, nan]],
    ],
)
def test_alpha_is_undefined_without_overlap_or_variation(table):
    assert isnan(krippendorff_alpha(table))


def test_perfect_agreement_is_one():
    assert krippendorff_alpha([[1, 1], [2, 2], [5, 5]]) == 1


def test_what_is_no_table_of_ratings_is_refused():
    for table in ([1, 2, 3], [["a", "b"]], [[1, np.inf]]):
        with pytest.raises(StatisticsError, match="table"):
            krippendorff_alpha(table)
    with pytest.raises(StatisticsError, match="level"):
        krippendorff_alpha([[1, 2]], level="cardinal")


def test_the_callers_array_stays_as_it_was():
    table = FOUR_OBSERVERS.copy()
    krippendorff_alpha(table)
    np.testing.assert_array_equal(table, FOUR_OBSERVERS)
