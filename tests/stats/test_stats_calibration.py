"""Calibration rows and line: gold of statsmodels, and degenerate data."""

import json
from math import isnan
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentaleval import stats
from mentaleval.errors import StatisticsError
from mentaleval.stats.calibration import calibration

GOLD_FILE = Path(__file__).parent / "gold" / "gold_screening.json"
GOLD = json.loads(GOLD_FILE.read_text(encoding="utf-8"))["calibration"]


def ends(estimate):
    return estimate.estimate, estimate.low, estimate.high


def gold_ends(gold):
    return gold["estimate"], gold["low"], gold["high"]


def test_rows_and_line_are_those_of_statsmodels():
    found = calibration(GOLD["human"], GOLD["judge"], GOLD["clusters"])
    assert len(found.rows) == len(GOLD["rows"]) == 5
    for row, gold in zip(found.rows, GOLD["rows"], strict=True):
        assert (row.judge, row.n) == (gold["judge"], gold["n"])
        assert ends(row.human) == pytest.approx(gold_ends(gold), abs=1e-9)
        assert row.human.interval == "cluster-robust t"
    assert ends(found.slope) == pytest.approx(gold_ends(GOLD["slope"]), abs=1e-9)
    assert found.slope.interval == "cluster-robust t"
    assert found.intercept == pytest.approx(GOLD["intercept"], abs=1e-9)


def test_clusters_of_one_pair_give_the_plain_t_interval_of_a_mean():
    human = np.random.default_rng(1).normal(3, 1, 25)
    row = calibration(human, np.full(25, 4), range(25)).rows[0]
    plain = stats.bias(np.zeros(25), human)
    assert ends(row.human) == pytest.approx(ends(plain), abs=1e-12)


@given(
    st.lists(st.tuples(st.integers(1, 5), st.integers(2, 20), st.integers(1, 8)), max_size=40),
    st.sampled_from([0.25, 0.5, 1.0, 2.0]),
    st.sampled_from([-1.0, 0.0, 0.5, 1.0]),
)
def test_rows_take_every_pair_once_at_the_nearest_step(cells, step, start):
    human, quarters, clusters = np.array(cells, dtype=float).reshape(-1, 3).T
    judge = quarters / 4
    found = calibration(human, judge, clusters, start=start, step=step)
    assert sum(row.n for row in found.rows) == len(cells)
    assert [row.judge for row in found.rows] == sorted({row.judge for row in found.rows})
    for row in found.rows:
        assert ((row.judge - start) / step).is_integer()
        inside = (judge >= row.judge - step / 2) & (judge < row.judge + step / 2)  # halves up
        assert row.n == inside.sum()
        assert row.human.estimate == pytest.approx(human[inside].mean())
        assert row.judge_mean == pytest.approx(judge[inside].mean())
        assert (row.human.interval == "none") == isnan(row.human.low)
        if np.unique(clusters[inside]).size < 5:
            assert row.human.interval == "none"


def test_the_line_takes_ratings_between_steps_as_they_are():
    judge = np.array([1.4, 2.6, 3.3, 4.5, 4.9, 2.2])
    human = 1 + 0.5 * judge + np.array([0.1, -0.1, 0.2, -0.2, 0.1, 0.0])
    found = calibration(human, judge, range(6))
    slope, intercept = np.polyfit(judge, human, 1)
    assert found.slope.estimate == pytest.approx(slope)
    assert found.intercept == pytest.approx(intercept)


def test_a_row_of_one_and_the_same_rating_stands_at_it_exactly():
    (row,) = calibration([1, 2, 3], [0.1] * 3, range(3), start=0.1, step=0.7).rows
    assert row.judge == row.judge_mean == 0.1


def test_the_clusters_of_a_row_decide_on_its_interval():
    judge, clusters = np.repeat([1.0, 5.0], [8, 5]), [1, 2, 3, 4] * 2 + [1, 2, 3, 4, 5]
    human = np.random.default_rng(2).normal(judge, 1)
    found = calibration(human, judge, clusters)
    assert [row.human.interval for row in found.rows] == ["none", "cluster-robust t"]
    assert found.slope.interval == "cluster-robust t"
    few = calibration(human, judge, np.minimum(clusters, 4))
    assert few.slope.interval == "none"
    assert few.slope.estimate == found.slope.estimate


def test_what_does_not_vary_has_no_interval():
    judge = np.tile([0.1, 0.3, 0.7, 0.9], 6)
    found = calibration(3 * judge + 0.1, judge, np.arange(24) // 2, step=0.1)
    assert found.slope.estimate == pytest.approx(3)
    assert found.slope.interval == "none"
    assert found.intercept == pytest.approx(0.1)
    assert [round(row.judge, 9) for row in found.rows] == [0.1, 0.3, 0.7, 0.9]
    assert {row.human.interval for row in found.rows} == {"none"}
    alike = calibration([0.1, 0.2, 0.6] * 6, [1] * 18, np.arange(18) // 3)
    assert alike.rows[0].human.interval == "none"


@pytest.mark.parametrize("judge", [[], [4], [4, 5], [4.1] * 9])
def test_few_pairs_or_a_constant_judge_have_no_line(judge):
    found = calibration(range(len(judge)), judge, range(len(judge)))
    assert isnan(found.slope.estimate)
    assert isnan(found.intercept)
    assert len(found.rows) == len(set(judge))


def test_bad_input_is_refused():
    with pytest.raises(StatisticsError, match="step"):
        calibration([1, 2], [1, 2], [1, 2], step=0)
    with pytest.raises(StatisticsError, match="start"):
        calibration([1, 2], [1, 2], [1, 2], start=np.nan)
    with pytest.raises(StatisticsError, match="clusters"):
        calibration([1, 2], [1, 2], [1])
    with pytest.raises(StatisticsError, match="confidence"):
        calibration([1, 2], [1, 2], [1, 2], confidence=2)
